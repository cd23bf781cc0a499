"""Consents that accounts gave to apps, and the codes that lead to them."""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import (
    and_,
    bindparam,
    insert,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.core.identity import Authorization
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.dialect import Dialect
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

authorizations = table(
    "authorizations",
    BUSINESS,
    key("account_id"),
    key("app_key"),
    text("open_id"),
    document("scopes"),
    ms("granted_at"),
    ms("ends_at"),
    ms("ended_at", null=True),
)


auth_codes = table(
    "auth_codes",
    BUSINESS,
    key("code_hash"),
    text("app_key"),
    text("account_id"),
    ms("expires_at"),
    ms("used_at", null=True),
)


class AuthCode(msgspec.Struct, frozen=True):
    code_hash: str
    app_key: str
    account_id: str
    expires_at: int
    used_at: int | None = None


def hash_secret(text: str) -> str:
    """The SHA-256 of a code or token, by which it is looked up: the tables hold no secret in clear."""
    return hashlib.sha256(text.encode()).hexdigest()


_OF_APP = select(authorizations).where(
    authorizations.c.account_id == bindparam("account_id"), authorizations.c.app_key == bindparam("app_key")
)
_ONE, _ONE_HELD = Prepared(_OF_APP), Prepared(_OF_APP.with_for_update())
_ACTIVE_OF = Prepared(
    select(authorizations).where(
        and_(authorizations.c.account_id == bindparam("account_id"), authorizations.c.ended_at.is_(None))
    )
)
_ADD_CODE = Prepared(insert(auth_codes))
_decode_scopes = decoders.decoder(list[str]).decode


def _authorization(account_id: str, app_key: str, open_id: str, scopes: str, *times: int) -> Authorization:
    return Authorization(account_id, app_key, open_id, _decode_scopes(scopes), *times)


class Authorizations(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect
        self._active: dict[str, list[Authorization]] = {}

    def put(self, authorization: Authorization) -> None:
        """Store a consent; a second one of the same account and app replaces the first."""
        self._active.pop(authorization.account_id, None)
        values = {**msgspec.structs.asdict(authorization), "scopes": msgspec.json.encode(authorization.scopes).decode()}
        _putting(self._dialect).run(self._connection, values)

    def get(self, account_id: str, app_key: str, *, for_change: bool = False) -> Authorization | None:
        """An account's consent to an app; ``for_change`` holds its row until the transaction ends."""
        row = (_ONE_HELD if for_change else _ONE).first(
            self._connection, {"account_id": account_id, "app_key": app_key}
        )
        return _authorization(*row) if row else None

    def active_of(self, account_id: str) -> list[Authorization]:
        """The consents of an account that it has not withdrawn; read once per transaction."""
        if account_id not in self._active:
            rows = _ACTIVE_OF.all(self._connection, {"account_id": account_id})
            self._active[account_id] = [_authorization(*row) for row in rows]
        return self._active[account_id]

    def of(self, account_id: str) -> list[Authorization]:
        """Every consent of an account, also those that it has withdrawn."""
        mine = select(authorizations).where(authorizations.c.account_id == account_id)
        return [_authorization(*row) for row in self._connection.execute(mine.order_by(authorizations.c.app_key))]

    def of_app(self, app_key: str) -> list[Authorization]:
        """Every consent to an app, also those that were withdrawn, the newest first."""
        c = authorizations.c
        query = select(authorizations).where(c.app_key == app_key).order_by(c.granted_at.desc(), c.account_id)
        return [_authorization(*row) for row in self._connection.execute(query)]

    def add_code(self, code: AuthCode) -> None:
        _ADD_CODE.run(self._connection, msgspec.structs.asdict(code))

    def use_code(self, code: str, app_key: str, now_ms: int) -> AuthCode | None:
        """Use a code up; ``None`` if it is unknown, another app's, expired or used. Of several callers one gets it."""
        statement = (
            update(auth_codes)
            .where(
                auth_codes.c.code_hash == hash_secret(code),
                auth_codes.c.app_key == app_key,
                auth_codes.c.used_at.is_(None),
                auth_codes.c.expires_at > now_ms,
            )
            .values(used_at=now_ms)
            .returning(*auth_codes.c)
        )
        row = self._connection.execute(statement).first()
        return AuthCode(*row) if row else None


#: The insert of a consent that replaces the one before, by dialect.
_PUTTING: dict[str, Prepared] = {}


def _putting(dialect: Dialect) -> Prepared:
    if dialect.name not in _PUTTING:
        fresh = dialect.insert(authorizations)
        values = {column.name: fresh.excluded[column.name] for column in authorizations.columns}
        keys = ["account_id", "app_key"]
        _PUTTING[dialect.name] = Prepared(fresh.on_conflict_do_update(index_elements=keys, set_=values))
    return _PUTTING[dialect.name]
