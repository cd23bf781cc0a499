"""Developer apps."""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    Column,
    String,
    bindparam,
    insert,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.core.identity import App, AppDocument
from shopwright.platform.database.columns import BUSINESS, document, key, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import SecretRepository, Tx

apps = table(
    "apps",
    BUSINESS,
    key("app_key"),
    Column("service_id", String, nullable=False, unique=True),
    text("secret"),
    text("status"),
    document(),
)


_BY_KEY = Prepared(select(apps).where(apps.c.app_key == bindparam("app_key")))
_BY_KEY_HELD = Prepared(select(apps).where(apps.c.app_key == bindparam("app_key")).with_for_update())
_ADD = Prepared(insert(apps))
_BY_SERVICE = select(apps).where(apps.c.service_id == bindparam("service_id"))
_ALL = select(apps).order_by(apps.c.app_key)

_decode = decoders.decoder(AppDocument).decode


class Apps(SecretRepository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._vault = tx.vault
        self._known: dict[str, App] = {}

    def add(self, app: App) -> None:
        values = {
            "app_key": app.app_key,
            "service_id": app.service_id,
            "secret": self._vault.encrypt(app.secret),
            "status": app.status,
            "doc": msgspec.json.encode(app.doc).decode(),
        }
        _ADD.run(self._connection, values)

    def get(self, app_key: str, *, for_change: bool = False) -> App | None:
        """An app by its key; read once per transaction. ``for_change`` holds its row until the transaction ends."""
        if for_change or app_key not in self._known:
            row = (_BY_KEY_HELD if for_change else _BY_KEY).first(self._connection, {"app_key": app_key})
            if row is None:
                return None
            self._known[app_key] = self._app(*row)
        return self._known[app_key]

    def by_service(self, service_id: str) -> App | None:
        row = self._connection.execute(_BY_SERVICE, {"service_id": service_id}).first()
        return self._app(*row) if row else None

    def all(self) -> list[App]:
        return [self._app(*row) for row in self._connection.execute(_ALL)]

    def save(self, app: App) -> None:
        """Write status and document; key and service id never change."""
        self._known.pop(app.app_key, None)
        values = {"status": app.status, "doc": msgspec.json.encode(app.doc).decode()}
        self._connection.execute(update(apps).where(apps.c.app_key == app.app_key).values(values))

    def save_secret(self, app: App) -> None:
        """Write the secret, where it was replaced."""
        self._known.pop(app.app_key, None)
        secret = self._vault.encrypt(app.secret)
        self._connection.execute(update(apps).where(apps.c.app_key == app.app_key).values(secret=secret))

    def rewrite_secrets(self) -> int:
        """Encrypt the secrets anew where they were written with an older data key."""
        old = [row for row in self._connection.execute(_ALL) if not self._vault.is_current(row.secret)]
        for row in old:
            secret = self._vault.encrypt(self._vault.decrypt(row.secret))
            self._connection.execute(update(apps).where(apps.c.app_key == row.app_key).values(secret=secret))
        return len(old)

    def _app(self, app_key: str, service_id: str, secret: str, status: str, doc: str) -> App:
        return App(app_key, service_id, self._vault.decrypt(secret), status, _decode(doc))
