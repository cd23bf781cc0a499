"""Values of a call that no shop is asked for: of the shop itself, of now, of a parcel's number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.platform.market.reasons import return_reasons
from shopwright.platform.market.regions import region

#: What a piece costs in an example, where the market has such prices.
_PRICE = "12.50"


def _shop(tx: Tx, shop: Shop) -> dict[str, str]:
    market = region(shop.region)
    least = market.price.local.least
    return {
        "id": shop.shop_id,
        "cipher": shop.cipher,
        "account": shop.account_id,
        "region": shop.region,
        "currency": market.currency,
        "category_version": market.category_versions.tree,
        "price": _PRICE if least <= Decimal(_PRICE) and market.currency_decimals else str(least * 1000),
    }


def _second(tx: Tx, shop: Shop) -> dict[str, str]:
    others = [each for each in tx[Accounts].shops_of(shop.account_id) if each.shop_id != shop.shop_id]
    places = tx[Warehouses].of_shop(others[0].shop_id) if others else []
    return {"warehouse": places[0].warehouse_id} if places else {}


def _parcel(tx: Tx, shop: Shop) -> dict[str, str]:
    carrier = carriers(shop.region)[0].id
    number = make_tracking_number(shop.region, carrier, secrets.randbelow(1_000_000))
    return {"carrier": carrier, "number": number}


def _sellers_return(tx: Tx, shop: Shop) -> dict[str, str]:
    for kind in ("RETURN_AND_REFUND", "REFUND"):
        reasons = return_reasons(shop.region, kind, "SELLER", "DELIVERED", tx.now_ms() // 1000)
        if reasons:
            return {"type": kind, "reason": reasons[0].name}
    return {}


#: By the name before the point: what it gives.
VALUES: dict[str, Callable[[Tx, Shop], dict[str, str]]] = {
    "shop": _shop,
    "second": _second,
    "parcel": _parcel,
    "sellers_return": _sellers_return,
    "fresh": lambda tx, shop: {"key": f"reference-{secrets.token_hex(4)}", "word": secrets.token_hex(2)},
}

#: What a moment is written as.
MOMENTS: dict[str, Callable[[int], object]] = {
    "now": lambda at: at,
    "moment": lambda at: datetime.fromtimestamp(at, UTC).isoformat(),
}
