"""Tokens of channels in the database: encrypted, and refreshed by one process at a time."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from shopwright.hub.core.vault import vault

from .models import ChannelApp, Credential

#: A refresher that died lets go after this long.
LEASE = timedelta(seconds=60)


class StoredCredentials:
    """The credentials of one app."""

    def __init__(self, app: ChannelApp) -> None:
        self._app = app

    def load(self, account: str) -> str | None:
        row = Credential.objects.filter(app=self._app, account=account).first()
        return vault().decrypt(self._purpose(account), row.sealed) if row and row.sealed else None

    def save(self, account: str, text: str) -> None:
        sealed = vault().encrypt(self._purpose(account), text)
        Credential.objects.update_or_create(app=self._app, account=account, defaults={"sealed": sealed})

    def delete(self, account: str) -> None:
        Credential.objects.filter(app=self._app, account=account).update(sealed=None)

    def accounts(self) -> list[str]:
        """The accounts that have tokens, sorted."""
        rows = Credential.objects.filter(app=self._app).exclude(sealed=None).order_by("account")
        return list(rows.values_list("account", flat=True))

    def try_lock(self, account: str) -> str | None:
        """Take the lease of an account; returns what gives it back, or None while another holds it."""
        Credential.objects.get_or_create(app=self._app, account=account)
        now, lease = timezone.now(), secrets.token_hex(16)
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        taken = Credential.objects.filter(free, app=self._app, account=account).update(
            lease=lease, leased_until=now + LEASE
        )
        return lease if taken else None

    def unlock(self, account: str, lease: str) -> None:
        Credential.objects.filter(app=self._app, account=account, lease=lease).update(lease="", leased_until=None)

    def _purpose(self, account: str) -> str:
        return purpose_of(self._app.pk, account)


def purpose_of(app_id: int, account: str) -> str:
    """What the tokens of an account are encrypted for."""
    return f"credential:{app_id}:{account}"
