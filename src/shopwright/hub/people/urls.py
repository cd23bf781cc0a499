from django.urls import path

from . import approval_views, history_views, key_views, views

urlpatterns = [
    path("members", views.list_members, name="members"),
    path("members/invite", views.invite_member, name="member-invite"),
    path("members/second-factor", views.set_mfa_roles, name="member-mfa"),
    path("members/<int:member_id>", views.change_member, name="member-change"),
    path("keys", key_views.list_keys, name="keys"),
    path("keys/make", key_views.make_key, name="key-make"),
    path("keys/<int:key_id>/revoke", key_views.revoke_key, name="key-revoke"),
    path("approvals", approval_views.list_approvals, name="approvals"),
    path("approvals/rule", approval_views.set_rule, name="two-persons"),
    path("approvals/<int:approval_id>", approval_views.show_approval, name="approval"),
    path("approvals/<int:approval_id>/approve", approval_views.approve, name="approval-approve"),
    path("approvals/<int:approval_id>/reject", approval_views.reject, name="approval-reject"),
    path("history", history_views.show_history, name="history"),
]
