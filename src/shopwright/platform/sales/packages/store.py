"""Packages: documents with the columns that searches use."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Index, bindparam, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, key, ms, packed, table, text
from shopwright.platform.database.compression import pack, unpack
from shopwright.platform.database.counters import Counters
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import Repository, Tx

from .package import Package

packages = table(
    "packages",
    BUSINESS,
    key("shop_id"),
    key("package_id"),
    text("status"),
    text("tracking_number"),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    Index("packages_by_creation", "shop_id", "created_at", "package_id"),
    Index("packages_by_update", "shop_id", "updated_at", "package_id"),
    Index("packages_by_status", "shop_id", "status", "created_at", "package_id"),
    Index("packages_by_number", "shop_id", "tracking_number"),
    Index("packages_by_id", "package_id"),
)


_decode = decoders.decoder(Package).decode
_encode = msgspec.json.Encoder().encode

_MINE = packages.c.shop_id == bindparam("shop_id")
_select = select(packages.c.doc).where(_MINE, packages.c.package_id == bindparam("package_id"))
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_some = (
    select(packages.c.doc)
    .where(_MINE, packages.c.package_id.in_(bindparam("package_ids", expanding=True)))
    .order_by(packages.c.package_id)
)
_SOME, _SOME_LOCKED = Prepared(_some, "package_ids"), Prepared(_some.with_for_update(), "package_ids")
_BY_NUMBER = Prepared(select(packages.c.doc).where(_MINE, packages.c.tracking_number == bindparam("number")))
_SHOP_OF = Prepared(select(packages.c.shop_id).where(packages.c.package_id == bindparam("package_id")))
_ADD = Prepared(insert(packages))
_SAVE = Prepared(
    update(packages)
    .where(packages.c.shop_id == bindparam("of_shop"), packages.c.package_id == bindparam("of_package"))
    .values({column.name: bindparam(column.name) for column in packages.columns if not column.primary_key})
)
_SEARCH = Search(
    packages,
    "package_id",
    ("doc",),
    {
        "status": packages.c.status == bindparam("status"),
        "created_from": packages.c.created_at >= bindparam("created_from"),
        "created_before": packages.c.created_at < bindparam("created_before"),
        "updated_from": packages.c.updated_at >= bindparam("updated_from"),
        "updated_before": packages.c.updated_at < bindparam("updated_before"),
    },
)


class PackageFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; times in milliseconds, the end excluded."""

    status: str | None = None
    created_from: int | None = None
    created_before: int | None = None
    updated_from: int | None = None
    updated_before: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it selects by status alone, so that a counter knows the total."""
        return self == PackageFilter(status=self.status)


class Packages(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._counters = Counters(tx, "packages")

    def get(self, shop_id: str, package_id: str, *, for_change: bool = False) -> Package | None:
        """One package; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "package_id": package_id})
        return _decode(unpack(row[0])) if row else None

    def some(self, shop_id: str, package_ids: Iterable[str], *, for_change: bool = False) -> list[Package]:
        """Those of the packages that the shop has, by id ascending."""
        wanted = list(package_ids)
        if not wanted:
            return []
        statement = _SOME_LOCKED if for_change else _SOME
        rows = statement.all(self._connection, {"shop_id": shop_id, "package_ids": wanted})
        return [_decode(unpack(row[0])) for row in rows]

    def with_number(self, shop_id: str, tracking_number: str) -> list[Package]:
        """The packages that travel under a tracking number."""
        rows = _BY_NUMBER.all(self._connection, {"shop_id": shop_id, "number": tracking_number})
        return [_decode(unpack(row[0])) for row in rows]

    def shop_of(self, package_id: str) -> str | None:
        """The shop that a package belongs to."""
        row = _SHOP_OF.first(self._connection, {"package_id": package_id})
        return str(row[0]) if row else None

    def add(self, shop_id: str, package: Package) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **_columns(package)})
        self._counters.add(shop_id, str(package.status), 1)

    def save(self, shop_id: str, package: Package, previous_status: str) -> None:
        """Write a package that was read for change."""
        place = {"of_shop": shop_id, "of_package": package.package_id}
        _SAVE.run(self._connection, {**place, **_columns(package)})
        self._counters.move(shop_id, previous_status, str(package.status))

    def page(
        self,
        shop_id: str,
        package_filter: PackageFilter,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[tuple[int, Package]]:
        """Up to ``size`` packages by ``created_at`` or ``updated_at`` and id, after such a pair; with that time."""
        limits = parts_given(msgspec.structs.asdict(package_filter))
        rows = _SEARCH.page(self._connection, shop_id, limits, by=by, descending=descending, after=after, size=size)
        return [(at, _decode(unpack(doc))) for at, _, doc in rows]

    def count(self, shop_id: str, package_filter: PackageFilter) -> int:
        """How many packages a filter selects: from counters when it selects by status alone."""
        if package_filter.is_plain:
            counts = self.counts(shop_id)
            return counts.get(package_filter.status, 0) if package_filter.status else sum(counts.values())
        return _SEARCH.count(self._connection, shop_id, parts_given(msgspec.structs.asdict(package_filter)))

    def counts(self, shop_id: str) -> dict[str, int]:
        """State → how many packages."""
        return self._counters.all(shop_id)


def _columns(package: Package) -> dict[str, object]:
    return {
        "package_id": package.package_id,
        "status": str(package.status),
        "tracking_number": package.tracking_number,
        "created_at": package.created_at,
        "updated_at": package.updated_at,
        "doc": pack(_encode(package)),
    }
