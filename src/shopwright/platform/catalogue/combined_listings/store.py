"""The combined listings of shops; those that were deleted are gone."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, table
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .model import CombinedListing

combined_listings = table("combined_listings", BUSINESS, key("shop_id"), key("combined_listing_id"), document())

_OF_SHOP = combined_listings.c.shop_id == bindparam("of_shop")
_THIS = (_OF_SHOP, combined_listings.c.combined_listing_id == bindparam("id"))
_ONE = Prepared(select(combined_listings.c.doc).where(*_THIS).with_for_update())
_ALL = Prepared(select(combined_listings.c.doc).where(_OF_SHOP).order_by(combined_listings.c.combined_listing_id))
_ADD = Prepared(insert(combined_listings))
_SAVE = Prepared(update(combined_listings).where(*_THIS).values(doc=bindparam("new_doc")))
_DROP = Prepared(delete(combined_listings).where(*_THIS))

_decode = decoders.decoder(CombinedListing).decode
_encode = msgspec.json.Encoder().encode


class CombinedListings(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def hold(self, shop_id: str, listing_id: str) -> CombinedListing | None:
        """A combined listing, its row held until the transaction ends."""
        row = _ONE.first(self._connection, {"of_shop": shop_id, "id": listing_id})
        return _decode(row[0]) if row else None

    def of_shop(self, shop_id: str) -> list[CombinedListing]:
        """Those of a shop, the oldest first."""
        return [_decode(row[0]) for row in _ALL.all(self._connection, {"of_shop": shop_id})]

    def add(self, shop_id: str, listing: CombinedListing) -> None:
        values = {"shop_id": shop_id, "combined_listing_id": listing.combined_listing_id}
        _ADD.run(self._connection, {**values, "doc": _encode(listing).decode()})

    def save(self, shop_id: str, listing: CombinedListing) -> None:
        place = {"of_shop": shop_id, "id": listing.combined_listing_id}
        _SAVE.run(self._connection, {**place, "new_doc": _encode(listing).decode()})

    def drop(self, shop_id: str, listing_id: str) -> None:
        _DROP.run(self._connection, {"of_shop": shop_id, "id": listing_id})
