"""Size charts of sellers, and the appeals of shops."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Index, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.transaction import Repository, Tx

from .chart import Appeal, AppealStatus, SizeChart

size_charts = table(
    "size_charts",
    BUSINESS,
    key("account_id"),
    key("chart_id"),
    text("mode"),
    text("words"),
    document(),
)

size_chart_appeals = table(
    "size_chart_appeals",
    BUSINESS,
    key("shop_id"),
    key("appeal_id"),
    text("product_id"),
    text("status"),
    document(),
    ms("created_at"),
    Index("size_chart_appeals_by_product", "shop_id", "product_id"),
)

_decode_chart = decoders.decoder(SizeChart).decode
_decode_appeal = decoders.decoder(Appeal).decode


class ChartFilter(msgspec.Struct, frozen=True):
    """Which charts of a seller a search is for; an empty part selects all."""

    chart_ids: tuple[str, ...] = ()
    keyword: str = ""
    mode: str = ""


class SizeCharts(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, chart: SizeChart) -> None:
        keys = {"account_id": chart.account_id, "chart_id": chart.chart_id, "mode": chart.mode}
        self._connection.execute(insert(size_charts).values({**keys, **_columns(chart)}))

    def save(self, chart: SizeChart) -> None:
        """Write name and document."""
        mine = (size_charts.c.account_id == chart.account_id, size_charts.c.chart_id == chart.chart_id)
        self._connection.execute(update(size_charts).where(*mine).values(_columns(chart)))

    def get(self, account_id: str, chart_id: str, *, for_change: bool = False) -> SizeChart | None:
        """One of a seller's charts; ``for_change`` holds its row until the transaction ends."""
        mine = select(size_charts.c.doc).where(
            size_charts.c.account_id == account_id, size_charts.c.chart_id == chart_id
        )
        row = self._connection.execute(mine.with_for_update() if for_change else mine).first()
        return _decode_chart(row[0]) if row else None

    def page(self, account_id: str, wanted: ChartFilter, before: str, size: int) -> list[SizeChart]:
        """Up to ``size`` charts, the newest first, those made before an id."""
        mine = select(size_charts.c.doc).where(*_selects(account_id, wanted))
        if before:
            mine = mine.where(size_charts.c.chart_id < before)
        rows = self._connection.execute(mine.order_by(size_charts.c.chart_id.desc()).limit(size))
        return [_decode_chart(row[0]) for row in rows]

    def count(self, account_id: str, wanted: ChartFilter) -> int:
        mine = select(func.count()).select_from(size_charts).where(*_selects(account_id, wanted))
        return int(self._connection.execute(mine).scalar_one())


def _selects(account_id: str, wanted: ChartFilter) -> list[ColumnElement[bool]]:
    tests = [size_charts.c.account_id == account_id]
    if wanted.chart_ids:
        tests.append(size_charts.c.chart_id.in_(wanted.chart_ids))
    if wanted.keyword:
        tests.append(size_charts.c.words.contains(wanted.keyword.casefold(), autoescape=True))
    if wanted.mode:
        tests.append(size_charts.c.mode == wanted.mode)
    return tests


def _columns(chart: SizeChart) -> dict[str, str]:
    return {"words": chart.name.casefold(), "doc": msgspec.json.encode(chart).decode()}


class SizeChartAppeals(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, appeal: Appeal) -> None:
        row = {name: getattr(appeal, name) for name in ("shop_id", "appeal_id", "product_id", "created_at")}
        self._connection.execute(insert(size_chart_appeals).values({**row, **_appeal_columns(appeal)}))

    def save(self, appeal: Appeal) -> None:
        """Write state and document."""
        mine = (
            size_chart_appeals.c.shop_id == appeal.shop_id,
            size_chart_appeals.c.appeal_id == appeal.appeal_id,
        )
        self._connection.execute(update(size_chart_appeals).where(*mine).values(_appeal_columns(appeal)))

    def running(self, shop_id: str, product_id: str) -> Appeal | None:
        """The appeal for a product that is not decided, if there is one."""
        mine = select(size_chart_appeals.c.doc).where(
            size_chart_appeals.c.shop_id == shop_id,
            size_chart_appeals.c.product_id == product_id,
            size_chart_appeals.c.status == str(AppealStatus.RUNNING),
        )
        row = self._connection.execute(mine.with_for_update()).first()
        return _decode_appeal(row[0]) if row else None

    def count_since(self, shop_id: str, since_ms: int) -> int:
        """How many a shop has made since a time."""
        mine = select(func.count()).where(
            size_chart_appeals.c.shop_id == shop_id, size_chart_appeals.c.created_at >= since_ms
        )
        return int(self._connection.execute(mine).scalar_one())


def _appeal_columns(appeal: Appeal) -> dict[str, str]:
    return {"status": str(appeal.status), "doc": msgspec.json.encode(appeal).decode()}
