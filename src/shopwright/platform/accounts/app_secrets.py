"""The secrets of apps: replaced by fresh ones, and remembered for what signs each notification."""

from __future__ import annotations

import secrets
import time

import msgspec

from shopwright.platform.core.identity import App
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx

from .apps_store import Apps
from .replaced_secrets_store import ReplacedSecrets

#: How long a secret is remembered, in seconds: another process may have replaced it.
REMEMBERED_SECONDS = 5.0


def new_secret() -> str:
    return secrets.token_hex(20)


def replace_secret(tx: Tx, app: App, grace_ms: int) -> App:
    """Give an app a fresh secret. The old one is accepted for ``grace_ms`` more; any older one is not."""
    now = wall_ms()
    doc = msgspec.structs.replace(app.doc, wall_secret_ms=now)
    fresh = msgspec.structs.replace(app, secret=new_secret(), doc=doc)
    tx[Apps].save(fresh)
    tx[Apps].save_secret(fresh)
    if grace_ms:
        tx[ReplacedSecrets].put(app.app_key, app.secret, now + grace_ms)
    else:
        tx[ReplacedSecrets].drop(app.app_key)
    return fresh


def replaced_secret(tx: Tx, app_key: str) -> str | None:
    """The secret before the last rotation, while it is still accepted."""
    kept = tx[ReplacedSecrets].get(app_key, wall_ms())
    return kept[0] if kept else None


class AppSecrets:
    """One per process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, float]] = {}

    def __repr__(self) -> str:
        return f"AppSecrets({len(self._known)} known)"

    def get(self, app_key: str) -> str | None:
        """An app's secret; ``None`` when there is no such app."""
        known = self._known.get(app_key)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        with self._store.read() as tx:
            app = tx[Apps].get(app_key)
        if app is None:
            return None
        self._known[app_key] = (app.secret, time.monotonic() + REMEMBERED_SECONDS)
        return app.secret

    def forget(self, app_key: str) -> None:
        """Read it anew when it is next asked for."""
        self._known.pop(app_key, None)
