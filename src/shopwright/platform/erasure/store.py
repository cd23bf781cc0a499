"""Who was erased: the line that remains of each, without a word of theirs. A restore leaves it as it is."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select

from shopwright import decoders
from shopwright.platform.database.columns import LOG, document, key, ms, table
from shopwright.platform.database.transaction import Repository, Tx

erasures = table(
    "erasures",
    LOG,
    key("shop_id"),
    key("buyer_id"),
    ms("at_ms"),
    ms("wall_at_ms"),
    document("counts"),
)


class Erasure(msgspec.Struct, frozen=True):
    """That a buyer was erased, when, and how many things of each kind were emptied."""

    shop_id: str
    buyer_id: str
    at_ms: int
    wall_at_ms: int
    counts: dict[str, int]


class Erasures(Repository):
    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def all(self, shop_id: str | None = None) -> list[Erasure]:
        """The erasures of a shop, or of all, the oldest first."""
        rows = select(erasures).order_by(erasures.c.wall_at_ms, erasures.c.shop_id, erasures.c.buyer_id)
        if shop_id is not None:
            rows = rows.where(erasures.c.shop_id == shop_id)
        return [
            Erasure(row.shop_id, row.buyer_id, row.at_ms, row.wall_at_ms, decoders.decode(row.counts))
            for row in self._tx.connection.execute(rows)
        ]

    def get(self, shop_id: str, buyer_id: str) -> Erasure | None:
        return next((erasure for erasure in self.all(shop_id) if erasure.buyer_id == buyer_id), None)

    def add(self, erasure: Erasure) -> None:
        counts = msgspec.json.encode(erasure.counts).decode()
        self._tx.connection.execute(insert(erasures).values({**msgspec.structs.asdict(erasure), "counts": counts}))

    def clear(self) -> None:
        """Forget them, for a reset: the buyers of the start are others."""
        self._tx.connection.execute(delete(erasures))
