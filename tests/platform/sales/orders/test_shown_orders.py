"""What orders show in every market, as live replies and the documentation do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shopwright.platform.market.regions import all_regions
from shopwright.platform.market.trade_rules import trade_rules
from tests.harness.calls import Seller
from tests.harness.cancellations import WRONG_PRICE, ask, cancel, case, reject
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, detail, pass_time, shop_in, stocked

REGIONS = [market.code for market in all_regions()]
EU = {"DE", "ES", "FR", "IE", "IT"}
#: Fees of an order's payment, beside taxes.
FEES = (
    "small_order_fee",
    "retail_delivery_fee",
    "buyer_service_fee",
    "handling_fee",
    "shipping_insurance_fee",
    "item_insurance_fee",
    "item_insurance_tax",
    "distance_shipping_fee",
    "distance_fee",
    "payment_discount_service_fee",
)


def amount(reply: dict[str, Any], *names: str) -> Decimal:
    return sum((Decimal(reply.get(name, "0")) for name in names), Decimal(0))


def price_details(seller: Seller, order_id: str) -> dict[str, Any]:
    reply = seller.call("getOrderPriceDetails", order_id=order_id)
    assert reply.code == 0, reply.message
    return dict(reply.data)


@pytest.mark.parametrize("region", REGIONS)
def test_delivery_options_have_their_english_names_in_every_market(
    shared_platform: RunningPlatform, region: str
) -> None:
    """Live replies of VN, MY and TH say so, and the documentation lists English names (docs/reference/markets.md)."""
    seller = shop_in(shared_platform, region)
    sku = stocked(seller)
    names = [
        detail(seller, buy(seller, sku, shipping_type=kind)["order_id"])["delivery_option_name"]
        for kind in ("TIKTOK", "SELLER")
    ]
    assert names == ["Standard shipping", "Shipped by seller"]


@pytest.mark.parametrize("region", REGIONS)
def test_a_line_shows_what_live_lines_do(shared_platform: RunningPlatform, region: str) -> None:
    """``gift_retail_price`` is 0 but for gifts (documented), VAT on shipping is told in the EU (documented)."""
    seller = shop_in(shared_platform, region)
    sku, gift = stocked(seller), stocked(seller)
    items = [{"sku_id": sku}, {"sku_id": gift, "is_gift": True}]
    body = {"shop_cipher": seller.cipher, "line_items": items, "shipping": {"fee": "12"}}
    order = detail(seller, shared_platform.post("/sandbox/orders", body)["order_id"])
    line, free = order["line_items"]
    assert line["gift_retail_price"] == "0"
    assert free["gift_retail_price"] == free["original_price"]
    assert order["commerce_platform"] == "TIKTOK_SHOP"
    assert ("shipping_vat_amount" in line, "shipping_vat_rate" in line) == (region in EU, region in EU)
    if region in EU:
        rate = trade_rules(region).tax.rate
        vat = (Decimal(12) * rate / (1 + rate)).quantize(Decimal("0.01"))
        assert (amount(line, "shipping_vat_amount"), line["shipping_vat_rate"]) == (vat, str(rate))


def test_a_tax_on_top_is_told_with_its_rate(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    (line,) = detail(seller, buy(seller, stocked(seller))["order_id"])["line_items"]
    assert [(tax["tax_type"], tax["tax_rate"]) for tax in line["item_tax"]] == [("SALES_TAX", "0.0825")]


def test_an_order_says_in_words_why_it_was_cancelled(shared_platform: RunningPlatform) -> None:
    """The sample says "Pricing error", live replies have text in the market's language; searchCancellations has the
    key beside the text (documented)."""
    seller = shop_in(shared_platform, "US")
    order_id = buy(seller, stocked(seller))["order_id"]
    shown = case(seller, cancel(seller, order_id, WRONG_PRICE).data["cancel_id"])
    order = detail(seller, order_id)
    assert (shown["cancel_reason"], shown["cancel_reason_text"]) == (WRONG_PRICE, "The price was wrong")
    assert order["cancel_reason"] == order["line_items"][0]["cancel_reason"] == "The price was wrong"


@pytest.mark.own_platform
@pytest.mark.parametrize("hold", [True, False])
def test_an_order_says_all_its_life_whether_it_is_held(platform: RunningPlatform, hold: bool) -> None:
    """True where it was or will be on hold (documented)."""
    seller = shop_in(platform, "GB")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": hold}})
    order_id = buy(seller, stocked(seller), paid=False)["order_id"]
    said = [detail(seller, order_id)["is_on_hold_order"]]
    for status in ("AWAITING_SHIPMENT", "DELIVERED"):
        advance(seller, order_id, status)
        said.append(detail(seller, order_id)["is_on_hold_order"])
    assert said == [hold] * 3


@pytest.mark.own_platform
def test_an_order_tells_when_its_buyer_asked_to_cancel_after_the_answer_too(platform: RunningPlatform) -> None:
    """Whether a request is pending, and when the buyer asked, are two fields (documented)."""
    seller = shop_in(platform, "GB")
    order_id = buy(seller, stocked(seller))["order_id"]
    advance(seller, order_id, "AWAITING_SHIPMENT")
    assert "request_cancel_time" not in detail(seller, order_id)
    cancel_id = ask(seller, order_id)
    pending = detail(seller, order_id)
    pass_time(platform, HOUR)
    assert reject(seller, cancel_id).code == 0
    answered = detail(seller, order_id)
    assert (pending["is_buyer_request_cancel"], answered["is_buyer_request_cancel"]) == (True, False)
    assert answered["request_cancel_time"] == pending["request_cancel_time"] > 0
    asked = seller.call("getOrderList", {"is_buyer_request_cancel": True}, query={"page_size": 10}).data["orders"]
    assert asked == []


METHODS = [
    (region, method) for region in REGIONS for method in (*trade_rules(region).payment_methods, "Cash on delivery")
]


@pytest.mark.parametrize(("region", "method"), METHODS)
def test_the_parts_make_the_total_whatever_is_paid_with(
    shared_platform: RunningPlatform, region: str, method: str
) -> None:
    """Order, price details and refund add up and agree: every amount that is charged has a field
    (docs/reference/money.md)."""
    seller = shop_in(shared_platform, region)
    sku, gift = stocked(seller), stocked(seller)
    items = [
        {"sku_id": sku, "quantity": 2, "seller_discount": "1", "platform_discount": "1"},
        {"sku_id": gift, "is_gift": True},
    ]
    paid = {"is_cod": True} if method == "Cash on delivery" else {"payment_method": method}
    more = {"insured": True, "shipping": {"fee": "7", "seller_discount": "2", "platform_discount": "1"}, **paid}
    body = {"shop_cipher": seller.cipher, "line_items": items, **more}
    order_id = shared_platform.post("/sandbox/orders", body)["order_id"]
    order, prices = detail(seller, order_id), price_details(seller, order_id)
    payment = order["payment"]
    assert (order["payment_method_name"], order["is_cod"]) == (method, method == "Cash on delivery")
    assert amount(payment, "total_amount") == amount(payment, "sub_total", "shipping_fee", "tax", *FEES)
    named = amount(prices, "sku_sale_price", "shipping_sale_price", "tax_amount") + amount(payment, "small_order_fee")
    assert amount(prices, "payment") == named
    others = [name for name in FEES if name != "small_order_fee"]
    assert amount(payment, "total_amount") == named + amount(payment, *others)
    refund = case(seller, cancel(seller, order_id, _reason(region)).data["cancel_id"])["refund_amount"]
    parts = ("refund_subtotal", "refund_shipping_fee", "refund_tax", "retail_delivery_fee", "buyer_service_fee")
    assert amount(refund, "refund_total") == amount(refund, *parts) == amount(payment, "total_amount")


def _reason(region: str) -> str:
    return "seller_cancel_reason_out_of_stock" if region in {"BR", "MX"} else WRONG_PRICE


@pytest.mark.parametrize("region", ["US", "VN", "ID"])
def test_price_details_name_gifts_and_the_fee_for_cash_on_delivery(
    shared_platform: RunningPlatform, region: str
) -> None:
    """A gift's price before and with tax; the fee is 0.00 outside of Saudi Arabia (documented)."""
    seller = shop_in(shared_platform, region)
    sku, gift = stocked(seller), stocked(seller)
    items = [{"sku_id": sku}, {"sku_id": gift, "is_gift": True}]
    body = {"shop_cipher": seller.cipher, "line_items": items, "is_cod": True}
    prices = price_details(seller, shared_platform.post("/sandbox/orders", body)["order_id"])
    line, free = prices["line_items"]
    listed = amount(free, "sku_list_price")
    taxed = (listed * Decimal("1.0825")).quantize(Decimal("0.01")) if region == "US" else listed
    assert [amount(row, "sku_gift_original_price") for row in (line, free, prices)] == [0, listed, listed]
    assert [amount(row, "sku_gift_net_price") for row in (line, free, prices)] == [0, taxed, taxed]
    zero = "0.00" if region == "US" else "0"
    assert {line["cod_fee"], line["cod_fee_amount"], prices["cod_fee"], prices["cod_fee_net_amount"]} == {zero}


@pytest.mark.parametrize(("price", "fee"), [("80", "20.00"), ("99.99", "0.01"), ("100", "0.00")])
def test_a_small_order_pays_what_it_lacks(shared_platform: RunningPlatform, price: str, fee: str) -> None:
    """The documentation's example: 80 of at least 100 costs 20 more."""
    seller = shop_in(shared_platform, "TH")
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": stocked(seller), "unit_price": price}]}
    order = detail(seller, shared_platform.post("/sandbox/orders", body)["order_id"])
    assert order["payment"]["small_order_fee"] == order["line_items"][0]["small_order_fee"] == fee
