"""The buyers of a shop; names and addresses are kept encrypted."""

from __future__ import annotations

import msgspec
from sqlalchemy import Index, bindparam, delete, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import SecretRepository, Tx
from shopwright.platform.market.people import Person

buyers = table(
    "buyers",
    BUSINESS,
    key("shop_id"),
    key("buyer_id"),
    text("reference"),
    document("person"),
    Index("buyers_by_reference", "shop_id", "reference", unique=True),
)


_decode = decoders.decoder(Person).decode
_ONE = Prepared(
    select(buyers).where(buyers.c.shop_id == bindparam("shop_id"), buyers.c.buyer_id == bindparam("buyer_id"))
)
_BY_REFERENCE = Prepared(
    select(buyers).where(buyers.c.shop_id == bindparam("shop_id"), buyers.c.reference == bindparam("reference"))
)
_ADD = Prepared(insert(buyers))


class Buyer(msgspec.Struct, frozen=True):
    """One buyer of one shop. ``reference`` identifies them: a seed, or the customer number of a history."""

    shop_id: str
    buyer_id: str
    reference: str
    person: Person


class Buyers(SecretRepository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._vault = tx.vault

    def add(self, buyer: Buyer) -> None:
        person = self._vault.encrypt(msgspec.json.encode(buyer.person).decode())
        _ADD.run(self._connection, {**msgspec.structs.asdict(buyer), "person": person})

    def get(self, shop_id: str, buyer_id: str) -> Buyer | None:
        row = _ONE.first(self._connection, {"shop_id": shop_id, "buyer_id": buyer_id})
        return self._buyer(*row) if row else None

    def by_reference(self, shop_id: str, reference: str) -> Buyer | None:
        row = _BY_REFERENCE.first(self._connection, {"shop_id": shop_id, "reference": reference})
        return self._buyer(*row) if row else None

    def all(self, shop_id: str, size: int, before: str | None = None) -> list[Buyer]:
        """Up to ``size`` buyers, the newest first; those before one where its id is given."""
        mine = select(buyers).where(buyers.c.shop_id == shop_id).order_by(buyers.c.buyer_id.desc()).limit(size)
        if before is not None:
            mine = mine.where(buyers.c.buyer_id < before)
        return [self._buyer(*row) for row in self._connection.execute(mine)]

    def remove(self, shop_id: str, buyer_id: str) -> None:
        """Forget a buyer; orders keep the id."""
        mine = (buyers.c.shop_id == shop_id, buyers.c.buyer_id == buyer_id)
        self._connection.execute(delete(buyers).where(*mine))

    def _buyer(self, shop_id: str, buyer_id: str, reference: str, person: str) -> Buyer:
        return Buyer(shop_id, buyer_id, reference, _decode(self._vault.decrypt(person)))

    def rewrite_secrets(self) -> int:
        """Encrypt with the newest key what an older one encrypted; answers how many were."""
        rows = self._connection.execute(select(buyers.c.shop_id, buyers.c.buyer_id, buyers.c.person)).all()
        old = [row for row in rows if not self._vault.is_current(row.person)]
        for row in old:
            mine = (buyers.c.shop_id == row.shop_id, buyers.c.buyer_id == row.buyer_id)
            fresh = self._vault.encrypt(self._vault.decrypt(row.person))
            self._connection.execute(update(buyers).where(*mine).values(person=fresh))
        return len(old)
