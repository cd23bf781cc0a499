"""How many buyers of an advertiser's shops an audience's hashes are of."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.accounts.advertisers import seller_of
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.presenter import alias_of
from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.identifiers import digest_of, spelled_email, spelled_phone

_PAGE = 500


def count_matches(tx: Tx, owner: str, hashes: set[bytes], calculate_type: str) -> int:
    """Buyers of whom a hash is among these, each once. ``calculate_type``: what is hashed, and how."""
    kind, digest = audience_rules().calculate_types[calculate_type], digest_of(calculate_type)
    if not kind.of or not hashes:
        return 0
    return sum(any(digest(text) in hashes for text in _identifiers(buyer, kind.of)) for buyer in _buyers_of(tx, owner))


def _identifiers(buyer: Buyer, of: tuple[str, ...]) -> Iterator[str]:
    """The e-mail address and the telephone number, spelled as they are hashed."""
    spelled = (
        spelled_email(alias_of(buyer.buyer_id)) if "email" in of else None,
        spelled_phone(buyer.person.phone_number) if "phone" in of else None,
    )
    yield from filter(None, spelled)


def _buyers_of(tx: Tx, owner: str) -> Iterator[Buyer]:
    for shop in tx[Accounts].shops_of(seller_of(tx, owner)):
        before: str | None = None
        while page := tx[Buyers].all(shop.shop_id, _PAGE, before):
            yield from page
            before = page[-1].buyer_id
