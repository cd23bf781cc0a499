"""Rules of prices and texts, the grid of products and channels, and links to what stands on a channel already."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.hub.catalog.price_rules import Rounding, price_of
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.listings.texts import title_of
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub import rows
from tests.hub.harness import Hub

AMOUNTS = st.decimals(min_value="0.01", max_value="99999", places=2)
NO_RULE = {
    "percent": "0",
    "amount": "0",
    "rounding": "cent",
    "title_template": "",
    "description_template": "",
    "drift": "show",
}


@pytest.mark.parametrize(
    ("base", "percent", "amount", "rounding", "currency", "price"),
    [
        ("10.00", "0", "0", "cent", "GBP", "10.00"),
        ("10.00", "12.5", "0.30", "cent", "GBP", "11.55"),
        ("9.99", "-10", "0", "cent", "GBP", "8.99"),
        ("9.92", "0", "0", "nickel", "EUR", "9.90"),
        ("9.93", "0", "0", "nickel", "EUR", "9.95"),
        ("9.50", "0", "0", "whole", "EUR", "10.00"),
        ("12.40", "0", "0", "charm", "USD", "11.99"),
        ("12.60", "0", "0", "charm", "USD", "12.99"),
        ("0.20", "0", "0", "charm", "USD", "0.01"),
        ("24999.50", "0", "0", "cent", "IDR", "25000"),
        ("5.00", "-100", "0", "cent", "GBP", "0.01"),
    ],
)
def test_a_price_follows_its_rule(
    base: str, percent: str, amount: str, rounding: str, currency: str, price: str
) -> None:
    made = price_of(Decimal(base), Decimal(percent), Decimal(amount), Rounding(rounding), currency)
    assert (made, str(made)) == (Decimal(price), price)


@given(base=AMOUNTS, percent=st.integers(-100, 300), rounding=st.sampled_from(Rounding))
def test_a_price_is_a_coin_or_more_and_near_what_was_asked(base: Decimal, percent: int, rounding: Rounding) -> None:
    made = price_of(base, Decimal(percent), Decimal(0), rounding, "GBP")
    exact = base * (100 + percent) / 100
    assert made >= Decimal("0.01")
    assert made == made.quantize(Decimal("0.01"))
    assert abs(made - exact) <= Decimal("1.01")


def test_a_template_fills_in_facts_and_leaves_no_gaps() -> None:
    from shopwright.hub.catalog.models import Product

    product = Product(title="Mug {blue}", brand="")
    assert title_of(product, "{brand} {title} - {origin}") == "Mug {blue}"
    assert title_of(Product(title="Mug", brand="Acme", origin="GB"), "{brand} {title}, {origin}") == "Acme Mug, GB"


@pytest.mark.postgres
def test_a_template_with_an_unknown_name_is_refused(hub: Hub) -> None:
    shop = rows.connection(hub)
    answer = hub.owner.post("listing-rule", shop.pk, **{**NO_RULE, "title_template": "{colour} {title}"})
    assert answer.status == 422
    assert "{colour} is no fact of a product" in answer.text


def priced(hub: Hub, platform: Platform, seller: Seller) -> tuple[Connection, str, str]:
    """A connection with a product of 12.50; its product's and SKU's ids there."""
    product = seller.list_product(quantity=5, seller_sku="PRICE-1", price="12.50")
    shop = hub.connect(platform, seller)
    return shop, product.product_id, product.sku_id


def price_there(seller: Seller, product_id: str) -> str:
    price = seller.client().product.get_product(product_id)["skus"][0]["price"]
    return price["sale_price"]


@pytest.mark.postgres
def test_prices_are_previewed_and_sent_only_when_that_is_on(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    shop, product_id, _ = priced(hub, shopwright_module_platform, seller)
    rule = {**NO_RULE, "percent": "10", "rounding": "charm"}
    assert "13.99 GBP" in hub.owner.post("listing-rule", shop.pk, **rule, preview="1").text
    hub.owner.post("listing-rule", shop.pk, **rule)
    hub.work()
    assert price_there(seller, product_id) == "12.50"
    assert "Not sent" in hub.owner.get("listing-rule", shop.pk).text
    hub.owner.post("listing-rule", shop.pk, **rule, sends_prices="on")
    hub.work()
    assert price_there(seller, product_id) == "13.99"
    assert "costs what it should" in hub.owner.get("listing-rule", shop.pk).text


@pytest.mark.postgres
@pytest.mark.parametrize(("drift", "after"), [("show", "9.99"), ("heal", "12.50")])
def test_a_price_that_was_changed_there_is_shown_or_set_back(
    hub: Hub, shopwright_module_platform: Platform, drift: str, after: str
) -> None:
    from shopwright.hub.channels import intake
    from shopwright.hub.channels.protocol import Change

    seller = shopwright_module_platform.shop("GB")
    shop, product_id, sku_id = priced(hub, shopwright_module_platform, seller)
    hub.owner.post("listing-rule", shop.pk, **{**NO_RULE, "drift": drift, "percent": "-10"}, sends_prices="on")
    hub.work()
    hub.owner.post("listing-rule", shop.pk, **{**NO_RULE, "drift": drift}, sends_prices="on")
    hub.work()
    assert price_there(seller, product_id) == "12.50"
    price = {"currency": "GBP", "amount": "9.99"}
    seller.client().product.update_price(product_id, skus=[{"id": sku_id, "price": price}])
    intake.keep(shop, [Change("listing", product_id, "drift", rows.NOW)], "webhook")
    hub.work()
    assert price_there(seller, product_id) == after
    assert ("Changed there" in hub.owner.get("listing-rule", shop.pk).text) == (drift == "show")


@pytest.mark.postgres
def test_the_grid_wants_the_same_of_many_and_says_what_cannot_be(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    first, second = platform.shop("GB"), platform.shop("GB")
    listed = first.list_product(quantity=5, seller_sku="GRID-1")
    shops = [hub.connect(platform, first), hub.connect(platform, second)]
    product = hub.variant("GRID-1").product
    form = {"products": [str(product.pk)], "connections": [str(shop.pk) for shop in shops]}
    answer = hub.owner.post("grid-change", **form, wish="pause").text
    assert "1 listings: pause is on its way" in answer
    assert "It is not listed there. Publish it first." in answer
    hub.work()
    assert first.client().product.get_product(listed.product_id)["status"] == "SELLER_DEACTIVATED"
    assert "Paused" in hub.owner.get("grid").text
    hub.owner.post("grid-change", **form, wish="publish")
    hub.work()
    there = second.client().product.search_products(page_size=10, status="ACTIVATE")["products"]
    assert [row["skus"][0]["seller_sku"] for row in there] == ["GRID-1"]


@pytest.mark.postgres
def test_a_listing_is_linked_by_hand_and_its_stock_follows(hub: Hub) -> None:
    shop, variant = rows.connection(hub), rows.variant(hub)
    seen = rows.listing("OTHER-NAME")
    listing = keep_listing(shop, seen)
    assert listing.product is None
    hub.owner.post("listing-link", listing.pk, sku=variant.sku)
    listing.refresh_from_db()
    assert listing.product == variant.product
    assert listing.offers.get().variant == variant
    second = keep_listing(shop, rows.listing("THIRD-NAME"))
    assert "is listed there already" in hub.owner.post("listing-link", second.pk, sku=variant.sku).text
    assert "There is no SKU NOPE here" in hub.owner.post("listing-link", second.pk, sku="NOPE").text


@pytest.mark.postgres
def test_a_price_that_changes_in_the_catalogue_goes_out_by_itself(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    shop, product_id, _ = priced(hub, shopwright_module_platform, seller)
    hub.owner.post("listing-rule", shop.pk, **NO_RULE, sends_prices="on")
    variant = hub.variant("PRICE-1")
    form = {
        "title": variant.product.title,
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "1",
        "variants-0-sku": "PRICE-1",
        "variants-0-price": "11.00",
        "variants-0-currency": "GBP",
    }
    assert "is saved" in hub.owner.post("product-edit", variant.product_id, **form).text
    hub.work()
    assert price_there(seller, product_id) == "11.00"


@pytest.mark.postgres
def test_an_offer_without_a_price_keeps_no_other_from_being_sent(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    shop, product_id, _ = priced(hub, shopwright_module_platform, seller)
    hub.owner.post("listing-rule", shop.pk, **{**NO_RULE, "percent": "10"}, sends_prices="on")
    bare = keep_listing(shop, rows.listing("NO-PRICE"))
    bare.offers.update(is_price_due=True, price_due_at=rows.NOW, wanted_price=None)
    hub.work()
    assert price_there(seller, product_id) == "13.75"
