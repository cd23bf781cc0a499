"""The store: opens a database and hands out transactions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from shopwright.platform.domain.trade.aftersales import AftersalesRequest, Rma
from shopwright.platform.domain.trade.cancellation import Cancellation
from shopwright.platform.domain.trade.nfe import UsedKey
from shopwright.platform.domain.trade.returns import Return
from shopwright.wire.ids import IdKind, make_id

from .accounts import Accounts
from .apps import Apps
from .authorizations import Authorizations
from .brands import Brands
from .buyers import Buyers
from .cases import CaseKind, Cases
from .control import Control
from .crypto import Vault, load_master_key, unseal, wrap_new_key
from .dialect import Dialect
from .due import DueActions
from .external_orders import ExternalOrders
from .idempotency import Idempotency
from .media import MediaRecords
from .orders import Orders
from .outbox import Outbox
from .packages import Packages
from .postgres import PostgresDialect
from .products import Products
from .replays import Replays
from .requestlog import RequestLog
from .sqlite import SqliteDialect
from .stock import Stock
from .tables import data_keys
from .tokens import Tokens
from .warehouses import Warehouses
from .webhooks import ShopWebhooks
from .world import World
from .worlds import Worlds

#: Ids taken from a sequence at a time: few at first, more for a transaction that uses many. What it leaves over is
#: never used.
_ID_BLOCK, _MOST_IDS = 16, 4096


#: PostgreSQL's states of a transaction that lost a race and may run again: serialization failure, deadlock, and the
#: unique violation of two calls with one new key.
_LOST_RACE_STATES = frozenset({"40001", "40P01", "23505"})


class LostRaceError(Exception):
    """The transaction lost a race with another one; nothing has changed, and it may run again."""


class Tx:
    """One transaction: the aggregates, the time, and new ids. Ends with its ``with`` block.

    ``is_quiet``: what happens is not told to apps, as it is the past of a replayed history.
    """

    def __init__(self, connection: Connection, dialect: Dialect, vault: Vault) -> None:
        self.connection = connection
        self.dialect = dialect
        self.vault = vault
        self.is_quiet = False
        self._ids: dict[str, Iterator[int]] = {}
        self._id_block = _ID_BLOCK

    def new_id(self, kind: IdKind) -> str:
        """A fresh id of a kind, unique in the whole database."""
        sequence = "notifications" if kind is IdKind.NOTIFICATION else "ids"
        number = next(self._ids.get(sequence, iter(())), None)
        if number is None:
            block = iter(self.dialect.next_numbers(self.connection, sequence, self._id_block))
            number = next(block)
            self._ids[sequence] = block
            self._id_block = min(self._id_block * 2, _MOST_IDS)
        return make_id(kind, number)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the transaction that an exception undoes on its way out, without ending the whole."""
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self._ids.clear()  # the block that they come from was taken by what is undone
            raise

    def hold(self, name: str) -> None:
        """Let nobody else hold this name before the transaction ends: for what has no row yet that could be held."""
        self.dialect.hold(self.connection, name)

    @cached_property
    def world(self) -> World:
        return World(self.connection, self.dialect)

    def now_ms(self) -> int:
        """Platform time in unix milliseconds."""
        return self.world.now_ms()

    def now(self) -> int:
        """Platform time in unix seconds."""
        return self.world.now_ms() // 1000

    @cached_property
    def apps(self) -> Apps:
        return Apps(self.connection, self.vault)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.connection)

    @cached_property
    def authorizations(self) -> Authorizations:
        return Authorizations(self.connection, self.dialect)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.connection, self.vault)

    @cached_property
    def products(self) -> Products:
        return Products(self.connection, self.dialect)

    @cached_property
    def stock(self) -> Stock:
        return Stock(self.connection, self.dialect)

    @cached_property
    def buyers(self) -> Buyers:
        return Buyers(self.connection, self.vault)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.connection, self.dialect, self.vault)

    @cached_property
    def packages(self) -> Packages:
        return Packages(self.connection, self.dialect)

    @cached_property
    def cancellations(self) -> Cases[Cancellation]:
        return Cases(self.connection, CaseKind.CANCELLATION, Cancellation)

    @cached_property
    def returns(self) -> Cases[Return]:
        return Cases(self.connection, CaseKind.RETURN, Return)

    @cached_property
    def aftersales(self) -> Cases[AftersalesRequest]:
        return Cases(self.connection, CaseKind.AFTERSALES, AftersalesRequest)

    @cached_property
    def rmas(self) -> Cases[Rma]:
        return Cases(self.connection, CaseKind.RMA, Rma)

    @cached_property
    def invoice_keys(self) -> Cases[UsedKey]:
        return Cases(self.connection, CaseKind.INVOICE_KEY, UsedKey)

    @cached_property
    def external_orders(self) -> ExternalOrders:
        return ExternalOrders(self.connection, self.dialect)

    @cached_property
    def replays(self) -> Replays:
        return Replays(self.connection)

    @cached_property
    def worlds(self) -> Worlds:
        return Worlds(self.connection, self.dialect)

    @cached_property
    def warehouses(self) -> Warehouses:
        return Warehouses(self.connection)

    @cached_property
    def brands(self) -> Brands:
        return Brands(self.connection)

    @cached_property
    def media(self) -> MediaRecords:
        return MediaRecords(self.connection)

    @cached_property
    def webhooks(self) -> ShopWebhooks:
        return ShopWebhooks(self.connection, self.dialect)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)

    @cached_property
    def due(self) -> DueActions:
        return DueActions(self.connection, self.dialect)

    @property
    def caused_work(self) -> bool:
        """Whether there is more to deliver or to fire than before."""
        used = self.__dict__
        return ("outbox" in used and self.outbox.grew) or ("due" in used and self.due.grew)

    @cached_property
    def idempotency(self) -> Idempotency:
        return Idempotency(self.connection)

    @cached_property
    def control(self) -> Control:
        return Control(self.connection, self.dialect)

    @cached_property
    def requests(self) -> RequestLog:
        return RequestLog(self.connection)


class Store:
    """An open database."""

    def __init__(self, dialect: Dialect, master_key: bytes) -> None:
        self.dialect = dialect
        self._master_key = master_key
        self._writing = dialect.engine.execution_options(writes=True)
        with dialect.exclusive("start", wait=True):
            dialect.upgrade()
            self.vault = self._open_vault()
            with self.write() as tx:
                tx.world.ensure()

    @property
    def inline(self) -> bool:
        """Whether calls run on the event loop's thread, one at a time."""
        return self.dialect.inline

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that changes nothing."""
        with self.dialect.engine.connect() as connection, connection.begin():
            yield Tx(connection, self.dialect, self.vault)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that commits at the end of the block and rolls back on an exception."""
        try:
            with self._writing.connect() as connection, connection.begin():
                yield Tx(connection, self.dialect, self.vault)
        except Exception as error:  # SQLAlchemy's, or the driver's own where a prepared statement went to it
            if getattr(getattr(error, "orig", error), "sqlstate", None) in _LOST_RACE_STATES:
                raise LostRaceError from error
            raise

    def _open_vault(self) -> Vault:
        if not self._load_keys():
            self._add_key(1)
        return Vault(self._load_keys)

    def _load_keys(self) -> dict[str, bytes]:
        with self.dialect.engine.connect() as connection:
            rows = connection.execute(select(data_keys.c.key_id, data_keys.c.wrapped)).all()
        return {row.key_id: unseal(self._master_key, row.wrapped, row.key_id.encode()) for row in rows}

    def _add_key(self, number: int) -> None:
        key_id, wrapped = wrap_new_key(self._master_key, number)
        values = {"key_id": key_id, "wrapped": wrapped, "wall_created_ms": time.time_ns() // 1_000_000}
        with self._writing.connect() as connection, connection.begin():
            connection.execute(insert(data_keys).values(values))

    def rotate_keys(self) -> int:
        """Make a new data key and write every secret and token anew with it; answers how many were rewritten."""
        with self.read() as tx:
            number = len(tx.connection.execute(select(data_keys.c.key_id)).all()) + 1
        self._add_key(number)
        self.vault.reload()
        with self.write() as tx:
            return (
                tx.apps.rewrite_secrets()
                + tx.tokens.rewrite_secrets()
                + tx.buyers.rewrite_secrets()
                + tx.orders.rewrite_secrets()
            )

    def close(self) -> None:
        self.dialect.close()


def open_store(*, database: str | None = None, folder: Path | None = None, image: bytes | None = None) -> Store:
    """Open PostgreSQL by URL, else a SQLite file in ``folder``, else SQLite in memory (from an image, if given)."""
    if database is not None:
        return Store(PostgresDialect(database), load_master_key(None))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        master_key = load_master_key(folder)  # first: a database without its key is refused
        return Store(SqliteDialect(folder / "shop.db"), master_key)
    return Store(SqliteDialect(None, image), _MEMORY_KEY)


def memory_image(fill: Callable[[Tx], object]) -> bytes:
    """A memory database with what ``fill`` puts into it, for :func:`open_store`, and without its data key."""
    dialect = SqliteDialect(None)
    with closing(Store(dialect, _MEMORY_KEY)) as store:
        with store.write() as tx:
            fill(tx)
            tx.connection.execute(delete(data_keys))
        return dialect.image()


#: A memory database promises no durability, so its secrets end with the process.
_MEMORY_KEY = bytes(range(32))
