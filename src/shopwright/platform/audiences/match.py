"""How many buyers of an advertiser's shops an audience's hashes are of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.presenter import alias_of

_PAGE = 500


def count_matches(tx: Tx, account_id: str, hashes: set[bytes], of: tuple[str, ...], width: int) -> int:
    """Buyers of whom a hash is among these, each once. ``of``: what is hashed; ``width``: of a hash, in bytes."""
    if not of or not hashes:
        return 0
    digest = hashlib.sha256 if width == hashlib.sha256().digest_size else _md5
    return sum(
        any(digest(text.encode()).digest() in hashes for text in _identifiers(buyer, of))
        for buyer in _buyers_of(tx, account_id)
    )


def _md5(data: bytes) -> hashlib._Hash:
    return hashlib.md5(data, usedforsecurity=False)


def _identifiers(buyer: Buyer, of: tuple[str, ...]) -> Iterator[str]:
    """The e-mail address in lower case, and the telephone number in E.164 with its plus sign."""
    if "email" in of:
        yield alias_of(buyer.buyer_id).strip().lower()
    if "phone" in of:
        yield "+" + "".join(char for char in buyer.person.phone_number if char.isdecimal() and char.isascii())


def _buyers_of(tx: Tx, account_id: str) -> Iterator[Buyer]:
    for shop in tx[Accounts].shops_of(account_id):
        before: str | None = None
        while page := tx[Buyers].all(shop.shop_id, _PAGE, before):
            yield from page
            before = page[-1].buyer_id
