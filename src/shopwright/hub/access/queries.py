"""Every read about people and workspaces."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from .models import ApiKey, Invitation, Member, Workspace

#: Ways of logging in beside a password.
_SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def memberships(user_id: int) -> QuerySet[Member]:
    return Member.objects.select_related("workspace").filter(user_id=user_id).order_by("workspace__name")


def members(workspace: Workspace) -> QuerySet[Member]:
    """Members with their address as ``email``, and whether they have a second factor."""
    second = Authenticator.objects.filter(user=OuterRef("user"), type__in=_SECOND)
    rows = Member.objects.select_related("user").filter(workspace=workspace)
    return rows.annotate(email=F("user__email"), has_second_factor=Exists(second))


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    return Invitation.objects.filter(workspace=workspace, accepted_at=None, expires_at__gt=timezone.now())


def keys(workspace: Workspace) -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("made_by").filter(workspace=workspace)
