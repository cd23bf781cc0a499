"""Every write about API keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from .models import ApiKey, KeyUse, Member
from .roles import Permission
from .services import AccessError

#: How often a key may be used in a minute.
CALLS_PER_MINUTE = 120
LONGEST_LIFE = timedelta(days=366)
_PREFIX = "sw_"
_KEPT = timedelta(days=30)
_COUNT = """
    INSERT INTO access_keyuse (key_id, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT ON CONSTRAINT key_use_once DO UPDATE SET count = access_keyuse.count + 1 RETURNING count
"""
#: What no key may do: people and keys are the affair of people who say who they are.
NEVER = frozenset({Permission.MEMBERS_VIEW, Permission.MEMBERS_EDIT, Permission.KEYS_EDIT, Permission.APPROVALS_EDIT})


class KeyRefusedError(Exception):
    """A key that opens nothing, or is used too often. ``wait``: seconds until it may be used again."""

    def __init__(self, message: str, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


def grantable(member: Member) -> list[Permission]:
    """What a member can let a program do: no more than the member may."""
    return [permission for permission in Permission if permission not in NEVER and member.may(permission)]


def make_key(member: Member, name: str, scopes: Collection[str], life: timedelta) -> str:
    """Make a key; returns it, and keeps its hash alone.

    Raises AccessError for a name or scopes that are missing, a scope that the member has not, or too long a life.
    """
    if not name.strip():
        raise AccessError("A key needs a name that says what it is for.")
    if not scopes or not set(scopes) <= set(grantable(member)):
        raise AccessError("Choose at least one thing that the key may do, and none that your role may not.")
    if not timedelta() < life <= LONGEST_LIFE:
        raise AccessError("A key lives for a year at most.")
    key = _PREFIX + secrets.token_urlsafe(32)
    ApiKey.objects.create(
        workspace=member.workspace,
        name=name.strip(),
        hint=key[:8],
        key_hash=_hash(key),
        scopes=sorted(scopes),
        made_by=member.user,
        expires_at=timezone.now() + life,
    )
    return key


def revoke(key: ApiKey) -> None:
    """End a key at once. One that has ended stays as it is."""
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().get(pk=key.pk)
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])


def use(token: str) -> tuple[ApiKey, Member]:
    """The key of a token with the member it acts for, and one more use of it.

    Raises KeyRefusedError for what is no key that works, a maker who left, and a key that is used too often.
    """
    now = timezone.now()
    key = (
        ApiKey.objects.select_related("workspace")
        .filter(key_hash=_hash(token), revoked_at=None, expires_at__gt=now, made_by__is_active=True)
        .first()
    )
    member = (
        Member.objects.select_related("workspace", "user")
        .filter(workspace_id=key.workspace_id, user_id=key.made_by_id)
        .first()
        if key
        else None
    )
    if key is None or member is None:
        raise KeyRefusedError("This key does not work: it is unknown, has ended, or its maker has left.")
    if _count(key, now) > CALLS_PER_MINUTE:
        raise KeyRefusedError(f"A key is used {CALLS_PER_MINUTE} times a minute at most.", wait=60 - now.second)
    member.scopes = frozenset(key.scopes)
    return key, member


def _count(key: ApiKey, now: datetime) -> int:
    minute = now.replace(second=0, microsecond=0)
    with database.cursor() as cursor:
        cursor.execute(_COUNT, [key.pk, minute])
        count: int = cursor.fetchone()[0]
    if count == 1:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        KeyUse.objects.filter(key=key, minute__lt=now - _KEPT).delete()
    return count


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
