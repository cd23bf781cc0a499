"""What an order brings its seller: whatever the basket, the market and the refunds, it is right to the coin."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.finance.account import Carriage, account_of
from shopwright.platform.finance.amounts import Amounts, total_of
from shopwright.platform.finance.terms import terms_of
from shopwright.platform.market.regions import all_regions, region
from shopwright.platform.market.trade_rules import trade_rules
from shopwright.platform.sales.orders.order import Item, Line, Order
from shopwright.platform.sales.orders.pricing import Delivery, Unit, price_order
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.orders.states import LineStatus, OrderStatus
from shopwright.platform.sales.refunds.amounts import refund_of

pytestmark = pytest.mark.slow

ZERO = Decimal(0)
MARKETS = [market.code for market in all_regions()]


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """A paid order in some market, none of which is refunded."""
    code = draw(st.sampled_from(MARKETS))
    decimals, rules = region(code).currency_decimals, trade_rules(code)

    def amount(high: int) -> st.SearchStrategy[Decimal]:
        return st.decimals(0, high, places=decimals)

    units = []
    for _ in range(draw(st.integers(1, 6))):
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
        is_cod=draw(st.booleans()),
        insured=draw(st.booleans()),
    )
    money = price_order(rules, decimals, units, delivery)
    lines = [Line(str(index), index % 2, line_money, LineStatus.DELIVERED) for index, line_money in enumerate(money)]
    return Order(
        order_id="1",
        region=code,
        status=OrderStatus.DELIVERED,
        created_at=0,
        updated_at=0,
        buyer_id="2",
        items=[Item(str(number), "3", "A cup", "Blue", "", "") for number in range(2)],
        lines=lines,
        warehouse_id="4",
        shipping_type=draw(st.sampled_from(["TIKTOK", "SELLER"])),
        delivery_option_id="5",
        delivery_option_name="",
        delivery_type="STANDARD",
        paid_time=1,
        delivery_time=2,
    )


def account(order: Order, parcels: Decimal = ZERO) -> Amounts:
    decimals = region(order.region).currency_decimals
    return total_of(account_of(order, terms_of(order.region), decimals, Carriage(parcels)))


def refund_part(line: Line, part: Decimal, decimals: int) -> None:
    """Refund a part of what was paid for the goods of a line, as an offer of the seller does."""
    paid = line.money.sale_price + line.money.pfand
    line.refunded = Refund(subtotal=(paid * part).quantize(Decimal(1).scaleb(-decimals)))


@given(orders(), st.decimals(0, 20, places=0))
def test_a_sale_brings_its_goods_and_shipping_less_fees(order: Order, parcels: Decimal) -> None:
    amounts, money = account(order, parcels), order.money
    assert amounts.revenue_total == money.original_price + money.pfand - money.seller_discount + money.cod_fee
    subsidised = amounts.shipping.get("shipping_fee_discount_amount", ZERO)
    assert amounts.shipping_total == money.shipping_fee + subsidised - parcels
    assert ZERO <= subsidised <= money.shipping_platform_discount + money.shipping_cofunded_discount
    assert amounts.settlement == amounts.revenue_total + amounts.shipping_total + amounts.fee_and_tax_total
    assert amounts.fee_and_tax_total <= 0
    assert amounts.notes.get("customer_payment_amount", ZERO) == money.total


@given(orders())
def test_a_sale_that_is_refunded_whole_brings_nothing_and_costs_what_is_kept(order: Order) -> None:
    for line in order.lines:
        line.refunded, line.is_refunded = refund_of(line, with_shipping=True), True
    amounts = account(order)
    assert amounts.revenue_total == 0
    assert amounts.shipping.get("customer_paid_shipping_fee_amount", ZERO) == 0
    terms = terms_of(order.region)
    kept = {fee.name for fee in terms.fees if fee.of in {"ORDER", "FEES"}}
    kept |= {terms.refund_administration.name} if terms.refund_administration else set()
    assert set(amounts.fees) | set(amounts.taxes) <= kept
    notes = amounts.notes
    assert notes.get("customer_payment_amount", ZERO) == -notes.get("customer_refund_amount", ZERO) == order.money.total


@given(orders(), st.lists(st.decimals(0, 1, places=2), min_size=1, max_size=6))
def test_a_part_that_is_refunded_takes_its_part_of_every_discount(order: Order, parts: list[Decimal]) -> None:
    decimals = region(order.region).currency_decimals
    before = account(order)
    for line, part in zip(order.lines, parts, strict=False):
        refund_part(line, part, decimals)
    amounts, back = account(order), sum((line.refunded.subtotal for line in order.lines), ZERO)
    revenue = amounts.revenue
    assert ZERO <= amounts.revenue_total - revenue.get("cod_service_fee_amount", ZERO) <= before.revenue_total
    platform_back = -amounts.notes.get("platform_discount_refund_amount", ZERO)
    assert before.revenue_total - amounts.revenue_total == back + platform_back
    assert ZERO <= revenue.get("seller_discount_refund_amount", ZERO) <= order.money.seller_discount
    assert ZERO <= platform_back <= order.money.platform_discount
    assert amounts.fee_and_tax_total >= before.fee_and_tax_total or order.region == "US"


@given(orders(), st.integers(0, 5))
def test_a_unit_that_was_cancelled_counts_for_nothing(order: Order, index: int) -> None:
    line = order.lines[index % len(order.lines)]
    line.status = LineStatus.CANCELLED
    amounts, left = account(order), order.active_lines
    assert amounts.notes.get("customer_payment_amount", ZERO) == sum((item.money.total for item in left), ZERO)
    if not left:
        assert amounts.is_empty
