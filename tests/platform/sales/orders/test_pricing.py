"""What an order costs, worked out by hand: thresholds, discounts of shipping, fees and taxes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from shopwright.platform.market.trade_rules import Fees, Rules, Shipping, SmallOrderFee, Tax, trade_rules
from shopwright.platform.sales.orders.pricing import (
    Delivery,
    LineMoney,
    Unit,
    included_tax,
    price_order,
    total_of,
)

NO_TAX = Tax(mode="NONE", type="NONE", rate=Decimal(0), on_shipping=True)


def money(**amounts: str) -> LineMoney:
    return LineMoney(**{name: Decimal(amount) for name, amount in amounts.items()})


def rules(tax: Tax = NO_TAX, fees: Fees | None = None, free_from: str | None = "50") -> Rules:
    """A market whose standard shipping costs 10."""
    shipping = Shipping(fees={"STANDARD": Decimal(10)}, free_from=Decimal(free_from) if free_from else None)
    return replace(trade_rules("GB"), tax=tax, fees=fees or Fees(), shipping=shipping)


def unit(price: str, **amounts: Any) -> Unit:
    return Unit(Decimal(price), **amounts)


def delivery(**amounts: str) -> Delivery:
    return Delivery("STANDARD", **{name: Decimal(amount) for name, amount in amounts.items()})


@pytest.mark.parametrize(
    ("free_from", "goods", "fee"),
    [("50", "49.99", 10), ("50", "50", 0), ("50", "50.01", 0), (None, "5000", 10)],
)
def test_shipping_is_free_from_an_amount_on(free_from: str | None, goods: str, fee: int) -> None:
    (line,) = price_order(rules(free_from=free_from), 2, [unit(goods)], delivery())
    assert line.shipping == line.shipping_fee == fee


def test_what_is_taken_off_the_goods_counts_for_free_shipping() -> None:
    cheaper = unit("60", seller_discount=Decimal(5), platform_discount=Decimal("5.01"))
    (line,) = price_order(rules(), 2, [cheaper], delivery())
    assert (line.sale_price, line.shipping) == (Decimal("49.99"), 10)


def test_a_fee_that_is_named_replaces_the_market_s() -> None:
    (line,) = price_order(rules(), 2, [unit("100")], delivery(fee="7"))
    assert line.shipping == 7


@pytest.mark.parametrize(
    ("discounts", "expected"),
    [
        ({"seller_discount": "1", "platform_discount": "2"}, ("1", "2", "0", "7")),
        ({"seller_discount": "11"}, ("10", "0", "0", "0")),
        ({"seller_discount": "6", "platform_discount": "6"}, ("6", "4", "0", "0")),
        ({"seller_discount": "1", "cofunded_discount": "3"}, ("0", "0", "3", "7")),
        ({"platform_discount": "9", "cofunded_discount": "3"}, ("0", "7", "3", "0")),
        ({"cofunded_discount": "12"}, ("0", "0", "10", "0")),
    ],
)
def test_no_more_is_taken_off_shipping_than_it_costs(
    discounts: dict[str, str], expected: tuple[str, str, str, str]
) -> None:
    (line,) = price_order(rules(), 2, [unit("20")], delivery(**discounts))
    parts = line.shipping_seller_discount, line.shipping_platform_discount, line.shipping_cofunded_discount
    assert (*parts, line.shipping_fee) == tuple(map(Decimal, expected))
    assert line.shipping == 10


FEES = Fees(
    small_order=SmallOrderFee(below=Decimal(30), amount=Decimal(1)),
    buyer_service=Decimal(2),
    handling=Decimal(3),
    shipping_insurance=Decimal(4),
    item_insurance_rate=Decimal("0.05"),
    retail_delivery=Decimal(6),
    retail_delivery_states=("CO",),
    cash_on_delivery=Decimal(7),
)


def test_each_fee_has_a_field_of_its_own_and_all_are_paid() -> None:
    where = Delivery("STANDARD", Decimal(10), Decimal(1), Decimal("2.50"), state="CO", is_cod=True, insured=True)
    (line,) = price_order(rules(fees=FEES), 2, [unit("20", pfand=Decimal("0.25"))], where)
    assert line == money(
        original_price="20",
        shipping="10",
        shipping_seller_discount="1",
        shipping_platform_discount="2.50",
        pfand="0.25",
        small_order_fee="1",
        retail_delivery_fee="6",
        buyer_service_fee="2",
        handling_fee="3",
        shipping_insurance_fee="4",
        item_insurance_fee="1",
        cod_fee="7",
    )
    assert line.fees == Decimal("18.25")
    assert line.total == Decimal("50.75")


def test_fees_are_left_out_where_nothing_calls_for_them() -> None:
    (line,) = price_order(rules(fees=FEES), 2, [unit("30")], Delivery("STANDARD", state="WA"))
    assert line == money(original_price="30", shipping="10", buyer_service_fee="2", handling_fee="3")


@pytest.mark.parametrize(("on_shipping", "shipping_tax"), [(True, "0.75"), (False, "0")])
def test_a_tax_that_is_added_is_rounded_for_each_unit_and_for_shipping(on_shipping: bool, shipping_tax: str) -> None:
    added = Tax(mode="ADDED", type="SALES_TAX", rate=Decimal("0.075"), on_shipping=on_shipping)
    (line,) = price_order(rules(added), 2, [unit("20.60")], delivery())
    assert line == money(original_price="20.60", product_tax="1.55", shipping="10", shipping_tax=shipping_tax)
    assert line.tax == Decimal("1.55") + Decimal(shipping_tax)


def test_a_tax_that_prices_include_is_not_added() -> None:
    included = Tax(mode="INCLUDED", type="VAT", rate=Decimal("0.20"), on_shipping=True)
    (line,) = price_order(rules(included), 2, [unit("20")], delivery())
    assert line.total == 30
    assert included_tax(included, line.total, 2) == 5
    assert included_tax(NO_TAX, line.total, 2) == 0


def test_units_share_what_belongs_to_the_order_by_what_they_cost_to_the_coin() -> None:
    lines = price_order(rules(), 2, [unit("10"), unit("10"), unit("10")], delivery())
    assert [line.shipping for line in lines] == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    lines = price_order(rules(), 2, [unit("30"), unit("10")], delivery(seller_discount="4"))
    assert [(line.shipping, line.shipping_seller_discount) for line in lines] == [
        (Decimal("7.50"), 3),
        (Decimal("2.50"), 1),
    ]
    assert total_of(lines) == money(original_price="40", shipping="10", shipping_seller_discount="4")


def test_units_that_cost_nothing_share_evenly() -> None:
    gift = unit("20", is_gift=True, platform_discount=Decimal(5))
    lines = price_order(rules(), 2, [gift, gift], delivery())
    assert [line.shipping for line in lines] == [5, 5]
    assert (lines[0].seller_discount, lines[0].platform_discount, lines[0].sale_price) == (15, 5, 0)
