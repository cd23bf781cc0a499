"""Orders that come and leave while a number is set on TikTok, which takes it whatever has moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Outcome, Result, StockWant
from shopwright.hub.channels.services import open_session
from shopwright.hub.channels.tiktok_shop import stock
from shopwright.hub.stock.models import ChannelLocation
from shopwright.testing import Order, Platform, Product, Seller
from tests.hub.harness import Hub, stock_on

pytestmark = pytest.mark.postgres


class Sale(NamedTuple):
    """A TikTok shop on the hub that has promised 3 of 9 pieces to a buyer."""

    platform: Platform
    seller: Seller
    shop: Connection
    product: Product
    order: Order

    def push(self, available: int) -> Outcome:
        place = ChannelLocation.objects.get(connection=self.shop, is_default=True).external_id
        want = StockWant(self.product.product_id, self.product.sku_id, place, available, promised=3)
        with open_session(self.shop, "stock") as session:
            (outcome,) = session.push_stock([want])
        return outcome

    def hide_committed(self) -> None:
        """Have TikTok refuse once to say what it has committed to orders."""
        self.platform.faults.add("inventorySearch", code=12019999, count=1, shop_id=self.seller.shop_id)

    def buyable(self) -> int:
        return stock_on(self.seller, self.product.sku_id)


@pytest.fixture
def sale(hub: Hub, shopwright_module_platform: Platform) -> Sale:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=9)
    shop = hub.connect(platform, seller)
    order = seller.buy((product.sku_id, 3))
    hub.work()
    return Sale(platform, seller, shop, product, order)


def before_the_push(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> None:
    """Have something happen each time that TikTok's account has been read and the number is about to be sent."""
    push, left = stock._push_products, list(acts)

    def act_and_push(*arguments: object) -> object:
        if left:
            left.pop(0)()
        return push(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(stock, "_push_products", act_and_push)


def test_a_parcel_that_leaves_while_a_number_is_set_leaves_no_piece_too_many(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_the_push(monkeypatch, lambda: sale.platform.orders.advance(sale.order, "AWAITING_COLLECTION"))
    outcome = sale.push(5)
    assert (outcome.result, outcome.quantity) == (Result.DONE, 5)
    assert sale.buyable() == 5


def test_a_number_is_sent_again_later_where_it_cannot_be_known_what_moved(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_the_push(monkeypatch, sale.hide_committed)
    assert sale.push(5).result is Result.LATER
    assert sale.push(5).result is Result.DONE
    assert sale.buyable() == 5
