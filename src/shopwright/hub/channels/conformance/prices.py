"""What a channel promises about prices."""

from __future__ import annotations

from decimal import Decimal

from shopwright.hub.channels.protocol import Capability, PriceWant, Result, Session

from .orders import UNKNOWN
from .promise import promise
from .world import Goods, World


def _price(session: Session, goods: Goods) -> Decimal | None:
    listing = session.listing(goods.product_id)
    assert listing is not None
    return next(sku.price for sku in listing.skus if sku.external_id == goods.sku_id)


@promise(Capability.PRICES)
def each_want_of_a_price_has_its_outcome_and_a_refusal_stops_no_other(world: World) -> None:
    first, last = world.put_product(3), world.put_product(3)
    with world.session() as session:
        listing = session.listing(first.product_id)
        assert listing is not None
        currency = listing.skus[0].currency
        price = (listing.skus[0].price or Decimal(1)) * 2
        outcomes = session.push_prices(
            [
                PriceWant(first.product_id, first.sku_id, price, currency),
                PriceWant(UNKNOWN, UNKNOWN, price, currency),
                PriceWant(last.product_id, last.sku_id, price + 1, currency),
            ]
        )
        assert session.push_prices([]) == []
        assert [outcome.result for outcome in outcomes] == [Result.DONE, Result.REFUSED, Result.DONE]
        assert outcomes[1].message, "a refusal says why"
        assert (_price(session, first), _price(session, last)) == (price, price + 1)
