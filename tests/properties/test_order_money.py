"""The money of random baskets in every market, by the published formulas, promotions aside.

Facts: docs/reference/money.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.platform.market.regions import all_regions, region
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import detail, shop_in, stocked

pytestmark = pytest.mark.slow

REGIONS = sorted(item.code for item in all_regions())

#: Fees of a whole order that the formula of its total counts beside the goods, the shipping and the tax.
FEES = (
    "small_order_fee",
    "retail_delivery_fee",
    "buyer_service_fee",
    "handling_fee",
    "shipping_insurance_fee",
    "item_insurance_fee",
)


class Shops:
    """A shop for each market that is asked for, with three SKUs of which there are plenty."""

    def __init__(self, platform: RunningPlatform) -> None:
        self._platform = platform
        self._known: dict[str, tuple[Seller, list[str]]] = {}

    def of(self, code: str) -> tuple[Seller, list[str]]:
        if code not in self._known:
            seller = shop_in(self._platform, code)
            self._known[code] = seller, [stocked(seller, 90_000) for _ in range(3)]
        return self._known[code]


@pytest.fixture(scope="module")
def shops(shared_platform: RunningPlatform) -> Shops:
    return Shops(shared_platform)


#: A line in the market's smallest coins: which SKU, how many, the price of one, what seller and platform take off.
LINES = st.tuples(
    st.integers(0, 2),
    st.integers(1, 4),
    st.integers(1, 100_000),
    st.one_of(st.just(0), st.integers(0, 100_000)),
    st.one_of(st.just(0), st.integers(0, 100_000)),
)
COINS = st.integers(0, 3_000)
BASKETS = st.fixed_dictionaries(
    {
        "lines": st.lists(LINES, min_size=1, max_size=3, unique_by=lambda line: line[0]),
        "shipping_type": st.sampled_from(["TIKTOK", "SELLER"]),
        "is_cod": st.booleans(),
        "insured": st.booleans(),
        "seller_discount": COINS,
        "platform_discount": COINS,
        "cofunded_discount": st.sampled_from([0, 100]),
        "fee": st.one_of(st.none(), COINS),
    }
)


def body_of(basket: Mapping[str, Any], code: str, sku_ids: list[str]) -> dict[str, Any]:
    """The basket in a market's currency; no discount is more than what is left to pay."""

    def money(coins: int) -> str:
        return text(Decimal(coins).scaleb(-region(code).currency_decimals))

    lines = []
    for index, quantity, price, seller, platform in basket["lines"]:
        off = min(seller, price)
        line = {"sku_id": sku_ids[index], "quantity": quantity, "unit_price": money(price)}
        discounts = {"seller_discount": money(off), "platform_discount": money(min(platform, price - off))}
        lines.append(line | discounts)
    names = ("seller_discount", "platform_discount", "cofunded_discount", "fee")
    shipping = {name: money(basket[name]) for name in names if basket[name] is not None}
    kept = {name: basket[name] for name in ("shipping_type", "is_cod", "insured")}
    return {"line_items": lines, "shipping": shipping, **kept}


def text(amount: Decimal) -> str:
    return f"{amount:f}"


def of(reply: Mapping[str, Any], *names: str) -> Decimal:
    """The sum of some fields, of which those that are not there are nothing."""
    return sum((Decimal(reply.get(name) or 0) for name in names), Decimal(0))


def rounded(amount: Decimal, code: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-region(code).currency_decimals), ROUND_HALF_UP)


def check_prices(reply: Mapping[str, Any], small_order_fee: str, code: str) -> None:
    """The formulas of price details, of an order or a line; what is paid holds a fee that they do not name."""
    assert of(reply, "sku_sale_price") == of(reply, "sku_list_price") - of(
        reply, "subtotal_deduction_seller", "subtotal_deduction_platform"
    )
    assert of(reply, "subtotal") == of(reply, "sku_sale_price", "subtotal_tax_amount")
    assert of(reply, "shipping_sale_price") == of(reply, "shipping_list_price") - of(
        reply, "shipping_fee_deduction_seller", "shipping_fee_deduction_platform"
    )
    assert of(reply, "total") == of(reply, "sku_list_price", "shipping_list_price")
    paid = of(reply, "sku_sale_price", "shipping_sale_price", "tax_amount") + Decimal(small_order_fee)
    assert of(reply, "payment") == paid
    coins = {name: Decimal(item).as_tuple().exponent for name, item in reply.items() if is_amount(name, item)}
    assert set(coins.values()) <= {-region(code).currency_decimals}, coins


def is_amount(name: str, value: object) -> bool:
    return isinstance(value, str) and name not in {"id", "currency", "tax_rate"}


def check_order(reply: Mapping[str, Any], prices: Mapping[str, Any]) -> None:
    """The formulas of an order's payment, and that lines and order tell the same."""
    money, rows = reply["payment"], reply["line_items"]
    assert of(money, "sub_total") == of(money, "original_total_product_price") - of(
        money, "seller_discount", "platform_discount"
    )
    assert of(money, "shipping_fee") == of(money, "original_shipping_fee") - of(
        money, "shipping_fee_seller_discount", "shipping_fee_platform_discount", "shipping_fee_cofunded_discount"
    )
    assert not (of(money, "shipping_fee_cofunded_discount") and of(money, "shipping_fee_seller_discount"))
    deposits = sum((of(row, "pfand_fee") for row in rows), Decimal(0))
    assert of(money, "total_amount") == of(money, "sub_total", "shipping_fee", "tax", *FEES) + deposits + of(
        prices, "cod_fee"
    )
    assert of(money, "tax") == of(money, "product_tax", "shipping_fee_tax") == of(prices, "tax_amount")
    assert sum((of(row, "sale_price") for row in rows), Decimal(0)) == of(money, "sub_total")
    assert sum((of(row, "small_order_fee") for row in rows), Decimal(0)) == of(money, "small_order_fee")
    assert all(of(money, name) >= 0 for name in money if name != "currency")


@pytest.mark.parametrize("code", REGIONS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=BASKETS)
def test_every_formula_holds_and_no_coin_is_lost(shops: Shops, code: str, drawn: dict[str, Any]) -> None:
    seller, sku_ids = shops.of(code)
    basket = body_of(drawn, code, sku_ids)
    made = seller.platform.post("/sandbox/orders", {"shop_cipher": seller.cipher, **basket})
    reply = detail(seller, made["order_id"])
    prices = seller.call("getOrderPriceDetails", order_id=made["order_id"]).data
    check_order(reply, prices)
    check_prices(prices, reply["payment"]["small_order_fee"], code)
    for row, line in zip(prices["line_items"], reply["line_items"], strict=True):
        assert row["id"] == line["id"]
        check_prices(row, line["small_order_fee"], code)
    listed = sum(
        (Decimal(line_item["unit_price"]) * line_item["quantity"] for line_item in basket["line_items"]), Decimal(0)
    )
    assert of(reply["payment"], "original_total_product_price") == of(prices, "sku_list_price") == listed
    assert made["total_amount"] == reply["payment"]["total_amount"]
    if "fee" in basket["shipping"]:
        assert of(reply["payment"], "original_shipping_fee") == Decimal(basket["shipping"]["fee"])
    names = [name for name, price in prices.items() if is_amount(name, price)]
    for name in set(names) - {"tax_rate"}:
        assert sum((of(row, name) for row in prices["line_items"]), Decimal(0)) == of(prices, name), name


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=BASKETS)
def test_us_tax_comes_on_top_of_each_unit_and_of_shipping(shops: Shops, drawn: dict[str, Any]) -> None:
    seller, sku_ids = shops.of("US")
    basket = body_of(drawn, "US", sku_ids)
    made = seller.platform.post("/sandbox/orders", {"shop_cipher": seller.cipher, **basket})
    prices = seller.call("getOrderPriceDetails", order_id=made["order_id"]).data
    rate = Decimal(prices["tax_rate"])
    assert rate > 0
    for row in prices["line_items"]:
        assert of(row, "subtotal_tax_amount") == rounded(of(row, "sku_sale_price") * rate, "US")
    on_shipping = of(prices, "tax_amount") - of(prices, "subtotal_tax_amount")
    assert on_shipping == rounded(of(prices, "shipping_sale_price") * rate, "US")
