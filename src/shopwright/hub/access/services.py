"""Every write about people and workspaces."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from .models import Invitation, LoginLink, Member, User, Workspace
from .roles import Role

INVITATION_LIFE = timedelta(days=7)
LOGIN_LINK_LIFE = timedelta(minutes=30)


class AccessError(Exception):
    """What somebody asked for cannot be; the text says why and what to do."""


def create_workspace(name: str, owner: User) -> Workspace:
    """A workspace with its first owner. The slug is made of the name; a taken one gets a number."""
    base = slugify(name)[:32] or "shop"
    with transaction.atomic():
        slug = base
        for number in range(2, 10_000):
            if not Workspace.objects.filter(slug=slug).exists():
                break
            slug = f"{base}-{number}"
        workspace = Workspace.objects.create(name=name, slug=slug)
        Member.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    return workspace


def invite(workspace: Workspace, email: str, role: Role, by: User | None) -> str:
    """Invite somebody; returns the token of the link, which is not kept. Raises AccessError for a member."""
    email = email.strip().lower()
    if Member.objects.filter(workspace=workspace, user__email__iexact=email).exists():
        raise AccessError(f"{email} is a member already. Change the role in the list.")
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=timezone.now() + INVITATION_LIFE,
    )
    return token


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of a link."""
    return (
        Invitation.objects.select_related("workspace")
        .filter(token_hash=_hash(token), accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )


def join(token: str, password: str) -> Member:
    """Accept an invitation. Who has no account yet gets one with the password; who has one must be logged in as it.

    Raises AccessError for a link that was used or is too old.
    """
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(token_hash=_hash(token), accepted_at=None).first()
        if invitation is None or invitation.expires_at <= timezone.now():
            raise AccessError("This invitation was used already or is too old. Ask for a new one.")
        user = User.objects.create_user(invitation.email, password)
        return _accept(invitation, user)


def join_as(token: str, user: User) -> Member:
    """Accept an invitation with the account that it was sent to. Raises AccessError for another account."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(token_hash=_hash(token), accepted_at=None).first()
        if invitation is None or invitation.expires_at <= timezone.now():
            raise AccessError("This invitation was used already or is too old. Ask for a new one.")
        if invitation.email.lower() != user.email.lower():
            raise AccessError(f"This invitation is for {invitation.email}. Log in with that address.")
        return _accept(invitation, user)


def _accept(invitation: Invitation, user: User) -> Member:
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    member, _ = Member.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    return member


def change_role(member: Member, role: Role) -> None:
    """Give a member another role. Raises AccessError when no owner would be left."""
    with transaction.atomic():
        _keep_an_owner(member, leaves=role != Role.OWNER)
        Member.objects.filter(pk=member.pk).update(role=role)


def remove_member(member: Member) -> None:
    """Take a member out of the workspace. Raises AccessError when no owner would be left."""
    with transaction.atomic():
        _keep_an_owner(member, leaves=True)
        member.delete()


def _keep_an_owner(member: Member, *, leaves: bool) -> None:
    owners = set(
        Member.objects.select_for_update()
        .filter(workspace_id=member.workspace_id, role=Role.OWNER)
        .values_list("pk", flat=True)
    )
    if leaves and owners == {member.pk}:
        raise AccessError("A workspace keeps at least one owner. Make somebody else an owner first.")


def require_mfa(workspace: Workspace, roles: list[Role]) -> None:
    """Let these roles in with a second factor only."""
    workspace.mfa_roles = [role.value for role in roles]
    workspace.save(update_fields=["mfa_roles"])


def make_login_link(user: User) -> str:
    """A token that logs the person in once, within half an hour."""
    token = secrets.token_urlsafe(32)
    LoginLink.objects.create(user=user, token_hash=_hash(token), expires_at=timezone.now() + LOGIN_LINK_LIFE)
    return token


def use_login_link(token: str) -> User | None:
    """The person whom a link logs in; nobody for a link that was used or is too old."""
    with transaction.atomic():
        link = (
            LoginLink.objects.select_for_update()
            .select_related("user")
            .filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())
            .first()
        )
        if link is None:
            return None
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        return link.user


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
