from django.urls import path

from . import history_views, key_views, views

urlpatterns = [
    path("members", views.list_members, name="members"),
    path("members/invite", views.invite_member, name="member-invite"),
    path("members/second-factor", views.set_mfa_roles, name="member-mfa"),
    path("members/<int:member_id>", views.change_member, name="member-change"),
    path("keys", key_views.list_keys, name="keys"),
    path("keys/make", key_views.make_key, name="key-make"),
    path("keys/<int:key_id>/revoke", key_views.revoke_key, name="key-revoke"),
    path("history", history_views.show_history, name="history"),
]
