"""Tokens in a database, encrypted, shared by the processes of several machines."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shopwright.client.errors import TokenStoreError
from shopwright.extras import importing, require

from .encryption import KEY_VARIABLE, TokenCipher, parse_key, wrong_key_error
from .token_refresher import LEASE
from .tokens import StoreLock, Token

with importing("SqlTokenStore", "sql", "vault"):
    from sqlalchemy import (
        Column,
        ColumnElement,
        Float,
        MetaData,
        String,
        Table,
        Text,
        create_engine,
        delete,
        exists,
        extract,
        func,
        insert,
        literal,
        or_,
        select,
        text,
        update,
    )
    from sqlalchemy.exc import IntegrityError, ProgrammingError
    from sqlalchemy.pool import NullPool
    from sqlalchemy.schema import CreateTable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Executable, UpdateBase

_metadata = MetaData()
_name = String().with_variant(String(collation="C"), "postgresql")

_tokens = Table(
    "shopwright_tokens",
    _metadata,
    Column("account", _name, primary_key=True),
    # The column's name in stores that exist already.
    Column("sealed", Text, key="encrypted", nullable=False),
)
#: Which key the tokens are encrypted with: one row.
_keys = Table(
    "shopwright_token_keys",
    _metadata,
    Column("name", _name, primary_key=True),
    Column("fingerprint", String, nullable=False),
)
#: Who refreshes an account's token, and until when, by the database's clock.
_leases = Table(
    "shopwright_token_leases",
    _metadata,
    Column("account", _name, primary_key=True),
    Column("owner", String),
    Column("held_until", Float, nullable=False),
)
_CURRENT = "current"


class SqlTokenStore:
    """Tokens in SQLite or PostgreSQL, by a URL as SQLAlchemy writes it; its three tables are made on first use.

    ``key``: 32 bytes, as such, in hex or in base64; without it ``SHOPWRIGHT_TOKEN_KEY`` counts.
    ``TokenStoreError`` when there is none, or when it is not the one that the tokens were written with; then nothing is
    changed.
    """

    def __init__(self, url: str, key: str | bytes | None = None) -> None:
        data = parse_key(key)
        if data is None:
            raise TokenStoreError(
                "The token store has no key.",
                cause=f"Neither the argument key nor {KEY_VARIABLE} is given.",
                remedy="Make one with: openssl rand -hex 32",
            )
        if url in {"sqlite://", "sqlite:///:memory:"}:
            raise TokenStoreError("A database in memory cannot be shared.", remedy="Use MemoryTokenStore, or a file.")
        for scheme in ("postgresql://", "postgres://"):
            url = url.replace(scheme, "postgresql+psycopg://", 1) if url.startswith(scheme) else url
        if url.startswith("postgresql+psycopg:"):
            require("SqlTokenStore with PostgreSQL", "postgres")
        self._url = url
        self._cipher = TokenCipher(data)
        self._opening = threading.Lock()
        self._opened: Engine | None = None

    def load(self, account: str) -> Token | None:
        cipher = self._cipher
        with self._engine().begin() as connection:
            fingerprint = connection.scalar(select(_keys.c.fingerprint))
            encrypted = connection.scalar(select(_tokens.c.encrypted).where(_tokens.c.account == account))
        if fingerprint != cipher.fingerprint:
            raise wrong_key_error(self._place)
        return cipher.decrypt(account, encrypted) if encrypted else None

    def save(self, account: str, token: Token) -> None:
        cipher = self._cipher
        encrypted = cipher.encrypt(account, token)
        change = (
            update(_tokens).where(_tokens.c.account == account, _is_encrypted_with(cipher)).values(encrypted=encrypted)
        )
        row = select(literal(account), literal(encrypted)).where(_is_encrypted_with(cipher))
        try:
            done = self._changed(change) or self._changed(insert(_tokens).from_select(["account", "encrypted"], row))
        except IntegrityError:  # another process has inserted the row meanwhile
            done = self._changed(change)
        if not done:
            raise wrong_key_error(self._place)

    def delete(self, account: str) -> None:
        self._changed(delete(_tokens).where(_tokens.c.account == account, _is_encrypted_with(self._cipher)))

    def accounts(self) -> list[str]:
        with self._engine().begin() as connection:
            return sorted(connection.scalars(select(_tokens.c.account)))

    def lock(self, account: str) -> StoreLock:
        return _Lease(self._engine, account)

    def rotate(self, new_key: str | bytes) -> None:
        """Encrypt all tokens with a new key. Processes that still use the old one are refused from then on."""
        key = parse_key(new_key)
        assert key is not None
        fresh = TokenCipher(key)
        with self._engine().begin() as connection:
            change = update(_keys).where(_keys.c.fingerprint == self._cipher.fingerprint)
            if not connection.execute(change.values(fingerprint=fresh.fingerprint)).rowcount:
                raise wrong_key_error(self._place)
            if connection.dialect.name == "postgresql":  # SQLite has locked everything by now
                connection.execute(text("LOCK TABLE shopwright_tokens IN EXCLUSIVE MODE"))
            for account, encrypted in connection.execute(select(_tokens.c.account, _tokens.c.encrypted)).all():
                again = fresh.encrypt(account, self._cipher.decrypt(account, encrypted))
                connection.execute(update(_tokens).where(_tokens.c.account == account).values(encrypted=again))
        self._cipher = fresh

    def _changed(self, change: UpdateBase) -> int:
        """Run a statement; returns how many rows it has changed."""
        with self._engine().begin() as connection:
            return connection.execution_options(preserve_rowcount=True).execute(change).rowcount  # of INSERT too

    @cached_property
    def _place(self) -> str:
        from sqlalchemy import make_url

        return make_url(self._url).render_as_string(hide_password=True)

    def _engine(self) -> Engine:
        """The engine, made on first use. It keeps no connection open: tokens are rarely read."""
        with self._opening:
            if self._opened is None:
                waiting = {"timeout": 30} if self._url.startswith("sqlite") else {}
                engine = create_engine(self._url, poolclass=NullPool, connect_args=waiting, hide_parameters=True)
                self._prepare(engine)
                self._opened = engine
            return self._opened

    def _prepare(self, engine: Engine) -> None:
        """Create missing tables and rows. Another process may do the same at this moment."""
        for table in _metadata.sorted_tables:
            _try_change(engine, CreateTable(table, if_not_exists=True))
        row = {"name": _CURRENT, "fingerprint": self._cipher.fingerprint}
        with engine.begin() as connection:
            is_new = connection.scalar(select(_keys.c.fingerprint)) is None
        if is_new:
            _try_change(engine, insert(_keys).values(row))


class _Lease:
    """A lock as a row that names its owner. It expires, so a process that died does not block the others."""

    def __init__(self, engine: Callable[[], Engine], account: str) -> None:
        self._engine = engine
        self._account = account
        self._owner = secrets.token_hex(16)

    def try_acquire(self) -> bool:
        return self._taken() or (self._made() and self._taken())

    def release(self) -> None:
        mine = update(_leases).where(_leases.c.account == self._account, _leases.c.owner == self._owner)
        with self._engine().begin() as connection:
            connection.execute(mine.values(owner=None))

    def _taken(self) -> bool:
        with self._engine().begin() as connection:
            now = _now(connection)
            free = or_(_leases.c.owner.is_(None), _leases.c.held_until < now)
            take = update(_leases).where(_leases.c.account == self._account, free)
            return connection.execute(take.values(owner=self._owner, held_until=now + LEASE)).rowcount == 1

    def _made(self) -> bool:
        """Whether the row was missing, and is there now."""
        with self._engine().begin() as connection:
            if connection.scalar(select(_leases.c.account).where(_leases.c.account == self._account)) is not None:
                return False
        row = {"account": self._account, "owner": None, "held_until": 0.0}
        _try_change(self._engine(), insert(_leases).values(row))
        return True


def _is_encrypted_with(cipher: TokenCipher) -> ColumnElement[bool]:
    """Condition: the stored tokens are encrypted with this key. Checked in the statement that writes."""
    return exists().where(_keys.c.fingerprint == cipher.fingerprint)


def _now(connection: Connection) -> ColumnElement[Any]:
    """Unix time by the database's clock."""
    if connection.dialect.name == "postgresql":
        return extract("epoch", func.clock_timestamp())
    return (func.julianday("now") - 2440587.5) * 86_400.0


def _try_change(engine: Engine, statement: Executable) -> None:
    """Make a change that another process may make at the same time; its error is then ignored."""
    with contextlib.suppress(IntegrityError, ProgrammingError), engine.begin() as connection:
        connection.execute(statement)
