"""What SKUs have cost: the prices that a product had before its present ones, as long as a rule may ask for them."""

from __future__ import annotations

from decimal import Decimal

from shopwright.platform.core.durations import DAY_MS

from .listing import Listing
from .product import PastPrice, Product

#: For so long a past price is kept: a flash deal may not be above the lowest of 30 days.
KEPT_MS = 30 * DAY_MS


def changed_prices(product: Product, listing: Listing) -> dict[str, str]:
    """SKU id → the price until now, of the SKUs on sale whose price a listing changes."""
    new = {sku.id: sku for sku in listing.skus}
    return {
        sku.id: str(sku.usual_price)
        for sku in (product.live.skus if product.live else ())
        if sku.id in new and new[sku.id].price and new[sku.id].usual_price != sku.usual_price
    }


def remember_prices(product: Product, prices: dict[str, str], now_ms: int) -> None:
    """Note prices that end now, and forget those that ended long ago."""
    kept = [past for past in product.past_prices if past.until > now_ms - KEPT_MS]
    product.past_prices = [*kept, *(PastPrice(sku_id, amount, now_ms) for sku_id, amount in prices.items())]


def lowest_prices(product: Product, since_ms: int) -> dict[str, Decimal]:
    """SKU id → the lowest price that it has had since a moment, the present one included."""
    lowest = {sku.id: sku.usual_price for sku in product.listing.skus}
    for past in product.past_prices:
        if past.sku_id in lowest and past.until > since_ms:
            lowest[past.sku_id] = min(lowest[past.sku_id], Decimal(past.amount))
    return lowest
