"""Access and refresh tokens: looked up by hash, kept encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    bindparam,
    insert,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.core.identity import Token
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import SecretRepository, Tx

from .authorizations_store import hash_secret

tokens = table(
    "tokens",
    BUSINESS,
    key("token_hash"),
    text("kind"),
    text("app_key"),
    text("account_id"),
    text("token"),
    text("pair_id", index=True),
    ms("created_at"),
    ms("expires_at"),
    ms("revoked_at", null=True),
    Column("wall_clock", Boolean, nullable=False),
    document("scopes"),
)


ACCESS, REFRESH = "access", "refresh"


_COLUMNS = [tokens.c[name] for name in Token.__struct_fields__]
_decode_scopes = decoders.decoder(list[str]).decode
_WITH_HASH = select(*_COLUMNS).where(tokens.c.token_hash == bindparam("token_hash"))
_BY_HASH, _BY_HASH_HELD = Prepared(_WITH_HASH), Prepared(_WITH_HASH.with_for_update())
_ADD = Prepared(insert(tokens))


def _token(row: Sequence[Any]) -> Token:
    values = [*row[:-1], _decode_scopes(row[-1])]
    return Token(*values)


class Tokens(SecretRepository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._vault = tx.vault

    def add(self, text: str, token: Token) -> None:
        scopes = msgspec.json.encode(token.scopes).decode()
        values = {**msgspec.structs.asdict(token), "token": self._vault.encrypt(text), "scopes": scopes}
        _ADD.run(self._connection, values)

    def find(self, text: str, *, for_change: bool = False) -> Token | None:
        """A token by its text; ``for_change`` holds its row until the transaction ends."""
        row = (_BY_HASH_HELD if for_change else _BY_HASH).first(self._connection, {"token_hash": hash_secret(text)})
        return _token(row) if row else None

    def texts_of_pair(self, pair_id: str) -> dict[str, str]:
        """Token kind and the token itself, of one pair."""
        rows = self._connection.execute(select(tokens.c.kind, tokens.c.token).where(tokens.c.pair_id == pair_id))
        return {row.kind: self._vault.decrypt(row.token) for row in rows}

    def pair(self, pair_id: str) -> dict[str, Token]:
        rows = self._connection.execute(select(*_COLUMNS).where(tokens.c.pair_id == pair_id))
        return {token.kind: token for token in map(_token, rows)}

    def newest_pair(self, app_key: str, account_id: str) -> dict[str, Token]:
        """The pair that an account's consent to an app gave last, by kind; empty when there is none."""
        mine = (tokens.c.app_key == app_key) & (tokens.c.account_id == account_id) & tokens.c.revoked_at.is_(None)
        newest = select(tokens.c.pair_id).where(mine).order_by(tokens.c.created_at.desc(), tokens.c.pair_id).limit(1)
        pair_id = self._connection.execute(newest).scalar()
        return self.pair(pair_id) if pair_id else {}

    def expire(self, text: str, at_ms: int) -> bool:
        """Expire a token now; answers whether there was one."""
        statement = update(tokens).where(tokens.c.token_hash == hash_secret(text))
        return self._connection.execute(statement.values(expires_at=at_ms, wall_clock=False)).rowcount > 0

    def shift_wall_clock(self, by_ms: int) -> None:
        """Move the ends of tokens that expire by the machine's time, when the data around them is from another day."""
        statement = update(tokens).where(tokens.c.wall_clock)
        self._connection.execute(statement.values(expires_at=tokens.c.expires_at + by_ms))

    def retire(self, pair_id: str, now_ms: int, grace_ends_ms: int) -> None:
        """End a pair that was refreshed: its refresh token now, its access token a short time later."""
        mine = tokens.c.pair_id == pair_id
        self._connection.execute(update(tokens).where(mine, tokens.c.kind == REFRESH).values(revoked_at=now_ms))
        later = (tokens.c.kind == ACCESS) & (tokens.c.expires_at > grace_ends_ms)
        self._connection.execute(update(tokens).where(mine, later).values(expires_at=grace_ends_ms, wall_clock=False))

    def revoke_all(self, app_key: str, account_id: str, at_ms: int) -> None:
        """End every token of an account's consent to an app."""
        statement = update(tokens).where(
            tokens.c.app_key == app_key, tokens.c.account_id == account_id, tokens.c.revoked_at.is_(None)
        )
        self._connection.execute(statement.values(revoked_at=at_ms))

    def rewrite_secrets(self) -> int:
        """Encrypt the tokens anew where they were written with an older data key."""
        rows = self._connection.execute(select(tokens.c.token_hash, tokens.c.token)).all()
        old = [row for row in rows if not self._vault.is_current(row.token)]
        for row in old:
            text = self._vault.encrypt(self._vault.decrypt(row.token))
            self._connection.execute(update(tokens).where(tokens.c.token_hash == row.token_hash).values(token=text))
        return len(old)
