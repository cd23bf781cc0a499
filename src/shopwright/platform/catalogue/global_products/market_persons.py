"""The manufacturers and responsible persons of a seller that listings in a market may name."""

from __future__ import annotations

from shopwright.platform.accounts.persons import MARKET_LOCALES, PersonKind
from shopwright.platform.accounts.persons_store import Persons
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx


def market_persons(tx: Tx, shop: Shop) -> dict[str, list[str]]:
    """Their ids by the field of a listing, the oldest first; none in a market that asks for none."""
    locale = MARKET_LOCALES.get(shop.region)
    return {f"{kind}_ids": tx[Persons].ids_in(shop.account_id, kind, locale) if locale else [] for kind in PersonKind}
