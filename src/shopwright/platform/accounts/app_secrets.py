"""Caches the secrets of apps, which sign each notification and never change."""

from __future__ import annotations

from shopwright.platform.database.store import Store

from .apps_store import Apps


class AppSecrets:
    """One per process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"AppSecrets({len(self._known)} known)"

    def get(self, app_key: str) -> str | None:
        """An app's secret; ``None`` when there is no such app."""
        if app_key not in self._known:
            with self._store.read() as tx:
                app = tx[Apps].get(app_key)
            if app is None:
                return None
            self._known[app_key] = app.secret
        return self._known[app_key]
