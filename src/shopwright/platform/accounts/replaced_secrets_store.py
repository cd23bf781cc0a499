"""Secrets of apps that were replaced and are accepted for a while more, by the machine's clock."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update

from shopwright.platform.database.columns import CONTROL, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import SecretRepository, Tx

replaced_secrets = table("replaced_secrets", CONTROL, key("app_key"), text("secret"), ms("wall_ends_ms"))

_ONE = Prepared(select(replaced_secrets).where(replaced_secrets.c.app_key == bindparam("app_key")))


class ReplacedSecrets(SecretRepository):
    """At most one of an app: that of the last rotation."""

    def __init__(self, tx: Tx) -> None:
        self._connection, self._vault = tx.connection, tx.vault

    def put(self, app_key: str, secret: str, wall_ends_ms: int) -> None:
        """Accept a secret until then, in place of any other."""
        self.drop(app_key)
        values = {"app_key": app_key, "secret": self._vault.encrypt(secret), "wall_ends_ms": wall_ends_ms}
        self._connection.execute(insert(replaced_secrets).values(values))

    def drop(self, app_key: str) -> None:
        self._connection.execute(delete(replaced_secrets).where(replaced_secrets.c.app_key == app_key))

    def get(self, app_key: str, wall_now_ms: int) -> tuple[str, int] | None:
        """The secret that is still accepted, and until when."""
        row = _ONE.first(self._connection, {"app_key": app_key})
        if row is None or row[2] <= wall_now_ms:
            return None
        return self._vault.decrypt(row[1]), row[2]

    def rewrite_secrets(self) -> int:
        c = replaced_secrets.c
        rows = self._connection.execute(select(c.app_key, c.secret)).all()
        old = [row for row in rows if not self._vault.is_current(row.secret)]
        for row in old:
            secret = self._vault.encrypt(self._vault.decrypt(row.secret))
            self._connection.execute(update(replaced_secrets).where(c.app_key == row.app_key).values(secret=secret))
        return len(old)
