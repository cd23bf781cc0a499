"""Money is text: what was sent is what is shown, in every market, and what is no price is refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, get_product, product_body
from tests.harness.server import RunningPlatform

pytestmark = pytest.mark.slow

#: Region, currency, decimals and the range of prices (docs/reference/catalogue.md#prices).
MARKETS = {
    "GB": ("GBP", 2, "0.01", "5600"),
    "US": ("USD", 2, "0.01", "7600"),
    "JP": ("JPY", 0, "1", "500000"),
    "ID": ("IDR", 0, "100", "100000000"),
    "VN": ("VND", 0, "1", "180000000"),
    "TH": ("THB", 2, "30", "260000"),
    "BR": ("BRL", 2, "0.5", "10000"),
}


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    running_platform = RunningPlatform(demo=False)
    yield running_platform
    running_platform.stop()


@pytest.fixture(scope="module", params=MARKETS)
def made(request: pytest.FixtureRequest, platform: RunningPlatform) -> tuple[Seller, dict[str, Any]]:
    """A seller in a market, with a product."""
    seller = new_seller(platform, region=request.param)
    body = product_body(seller)
    if request.param == "US":
        body["package_weight"]["unit"], body["package_dimensions"]["unit"] = "POUND", "INCH"
    reply = seller.call("createProduct", body)
    return seller, reply.data


def set_price(seller: Seller, made: dict[str, Any], amount: str) -> int:
    currency = MARKETS[seller.shop["region"]][0]
    body = {"skus": [{"id": made["skus"][0]["id"], "price": {"currency": currency, "amount": amount}}]}
    return seller.call("updatePrice", body, product_id=made["product_id"]).code


def price_of(seller: Seller, made: dict[str, Any]) -> dict[str, str]:
    price: dict[str, str] = get_product(seller, made["product_id"])["skus"][0]["price"]
    return price


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_price_in_range_is_shown_as_it_was_sent(made: tuple[Seller, dict[str, Any]], data: st.DataObject) -> None:
    seller, product = made
    currency, decimals, low, high = MARKETS[seller.shop["region"]]
    amount = str(data.draw(st.decimals(low, high, places=decimals)))
    assert set_price(seller, product, amount) == 0
    price = price_of(seller, product)
    assert price["currency"] == currency
    assert price["sale_price"] == price["tax_exclusive_price"] == amount
    row = seller.call("searchProducts", {}, query={"page_size": 1}).data["products"][0]["skus"][0]
    assert row["price"]["sale_price"] == amount


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_price_out_of_range_or_too_fine_is_refused_and_changes_nothing(
    made: tuple[Seller, dict[str, Any]], data: st.DataObject
) -> None:
    seller, product = made
    _, decimals, low, high = MARKETS[seller.shop["region"]]
    step = Decimal(1).scaleb(-decimals)
    amount = data.draw(
        st.one_of(
            st.just(Decimal(low) - step),
            st.just(Decimal(high) + step),
            st.just(Decimal(low) + step / 10),
            st.decimals("-1000000", "1000000000000", places=decimals).filter(
                lambda d: not Decimal(low) <= d <= Decimal(high)
            ),
        )
    )
    before = price_of(seller, product)
    assert set_price(seller, product, f"{amount:f}") in {12052570, 12052073, 12052012, 12019010}
    assert price_of(seller, product) == before


ARABIC_TWELVE, WIDE_TWELVE = "\u0661\u0662", "\uff11\uff12"
NOT_A_PRICE = [
    "", " ", "1e2", "1E2", "+1", "-0", "0x10", "NaN", "Infinity", "1,00", "1.", ".5", "1_0", " 12", "12 ",
    ARABIC_TWELVE, WIDE_TWELVE, "½", "12.50 GBP", "1" * 400, "0.0000000000000000001",
]  # fmt: skip


@pytest.mark.parametrize("amount", NOT_A_PRICE)
def test_a_text_that_is_no_price_is_refused(amount: str, platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    product = create_product(seller)
    before = price_of(seller, product)
    assert set_price(seller, product, amount) not in {0, 36009003}
    assert price_of(seller, product) == before
    assert seller.call(
        "createProduct", product_body(seller, skus=[{"price": {"currency": "GBP", "amount": amount}}])
    ).code


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(amount=st.text(max_size=12))
@example(amount="12.50\n")
def test_no_text_whatsoever_becomes_another_price_than_it_says(platform: RunningPlatform, amount: str) -> None:
    seller = _one_seller(platform)
    product = _one_product(seller)
    before = price_of(seller, product)
    code = set_price(seller, product, amount)
    after = price_of(seller, product)
    assert code != 36009003
    if code:
        assert after == before
    else:
        assert after["sale_price"] == amount
        assert amount.isascii()
        assert amount.replace(".", "", 1).isdigit()


_sellers: dict[str, Seller] = {}
_products: dict[str, dict[str, Any]] = {}


def _one_seller(platform: RunningPlatform) -> Seller:
    if platform.url not in _sellers:
        _sellers[platform.url] = new_seller(platform)
    return _sellers[platform.url]


def _one_product(seller: Seller) -> dict[str, Any]:
    if seller.shop_id not in _products:
        _products[seller.shop_id] = create_product(seller)
    return _products[seller.shop_id]
