"""Money that goes back: whatever the basket and the steps, its parts add up to what was paid, to the coin."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import trade_rules
from shopwright.platform.sales.cancellations.cancellation import Refund
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.pricing import Delivery, Unit, price_order, total_of
from shopwright.platform.sales.refunds.amounts import reduced, refund_of, sum_of
from tests.harness.calls import Seller
from tests.harness.cancellations import bought, cancel, estimate, refunded
from tests.harness.server import RunningPlatform
from tests.harness.trade import detail, shop_in, status_of, stocked

pytestmark = pytest.mark.slow

MARKETS = ("US", "GB", "DE", "JP", "BR", "ID", "TH", "VN")


@st.composite
def baskets(draw: st.DrawFn) -> list[Line]:
    """The lines of a basket in some market, with discounts, gifts, deposits and all kinds of fees."""
    code = draw(st.sampled_from(MARKETS))
    decimals, rules = region(code).currency_decimals, trade_rules(code)

    def amount(high: int) -> st.SearchStrategy[Decimal]:
        return st.decimals(0, high, places=decimals)

    units = []
    for _ in range(draw(st.integers(1, 8))):
        price = draw(amount(500))
        off = draw(st.decimals(0, price, places=decimals))
        platform_off = draw(st.decimals(0, price - off, places=decimals))
        units.append(Unit(price, off, platform_off, draw(amount(2)), draw(st.booleans()) and not platform_off))
    delivery = Delivery(
        draw(st.sampled_from(sorted(rules.shipping.fees))),
        fee=draw(st.none() | amount(60)),
        seller_discount=draw(amount(30)),
        platform_discount=draw(amount(30)),
        cofunded_discount=draw(amount(10)),
        state=draw(st.sampled_from(["", "CO"])),
        is_cod=draw(st.booleans()),
        insured=draw(st.booleans()),
    )
    money = price_order(rules, decimals, units, delivery)
    return [Line(str(index), 0, line_money) for index, line_money in enumerate(money)]


def parts(refund: Refund) -> list[Decimal]:
    return list(msgspec.structs.astuple(refund))


@given(baskets())
def test_the_refunds_of_all_lines_are_the_orders_total(lines: list[Line]) -> None:
    refunds = [refund_of(line, with_shipping=True) for line in lines]
    whole, paid = sum_of(refunds), total_of([line.money for line in lines])
    assert whole.total == paid.total
    assert (whole.tax, whole.retail_delivery_fee) == (paid.tax, paid.retail_delivery_fee)
    assert whole.buyer_service_fee == paid.buyer_service_fee
    for refund, line in zip(refunds, lines, strict=True):
        assert refund.total == line.money.total
        assert min(parts(refund)) >= 0


@given(baskets())
def test_without_shipping_goods_and_their_tax_go_back_and_no_more(lines: list[Line]) -> None:
    for line in lines:
        goods, all_of_it = refund_of(line, with_shipping=False), refund_of(line, with_shipping=True)
        assert goods.subtotal == all_of_it.subtotal
        assert goods.total == line.money.sale_price + line.money.pfand + line.money.product_tax
        assert all(less <= more for less, more in zip(parts(goods), parts(all_of_it), strict=True))


@given(st.lists(st.decimals(0, 1000, places=2), min_size=5, max_size=5), st.decimals(0, 6000, places=2))
def test_what_was_paid_before_is_taken_off_once_and_nothing_falls_below_zero(
    given_parts: list[Decimal], paid: Decimal
) -> None:
    refund = Refund(*given_parts)
    left = reduced(refund, paid)
    assert left.total == max(refund.total - paid, Decimal(0))
    assert all(0 <= less <= more for less, more in zip(parts(left), parts(refund), strict=True))


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    running_platform = RunningPlatform(demo=False)
    yield running_platform
    running_platform.stop()


@pytest.fixture(scope="module")
def seller(platform: RunningPlatform) -> Seller:
    """A shop in which single line items can be cancelled."""
    return shop_in(platform, "US")


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_order_that_is_cancelled_in_steps_pays_back_what_was_paid(seller: Seller, data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    skus = [stocked(seller, count) for count in counts]  # nothing is left of what is cancelled as out of stock
    shipping = {"fee": str(data.draw(st.decimals(0, 20, places=2)))}
    order_id = bought(seller, *zip(skus, counts, strict=True), shipping=shipping)
    reply = detail(seller, order_id)
    left, total = [line_item["id"] for line_item in reply["line_items"]], Decimal(reply["payment"]["total_amount"])
    while left:
        step = data.draw(st.lists(st.sampled_from(left), min_size=1, unique=True))
        told = estimate(seller, order_id, order_line_item_ids=step).data["order_refund_amount"]["refund_total"]
        before = refunded(seller, order_id)
        assert cancel(seller, order_id, order_line_item_ids=step).code == 0
        assert refunded(seller, order_id) == before + Decimal(told)
        left = [item for item in left if item not in step]
        assert (status_of(seller, order_id) == "CANCELLED") == (not left)
    assert refunded(seller, order_id) == total
