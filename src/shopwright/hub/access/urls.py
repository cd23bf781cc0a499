from django.urls import path

from . import views

urlpatterns = [
    path("members", views.list_members, name="members"),
    path("members/invite", views.invite_member, name="member-invite"),
    path("members/second-factor", views.set_mfa_roles, name="member-mfa"),
    path("members/<int:member_id>", views.change_member, name="member-change"),
    path("history", views.show_history, name="history"),
]
