"""Products and SKUs in activities: what may be on offer, for how much, how many of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.catalogue import coloured, create_product, product_body, sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, shop_in

from .promo import begin, create, get, offer, product_of, put, start

NO_LIMITS = {"quantity_limit": -1, "quantity_per_user": -1}


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_in(platform, "GB")


def sku_offer(sku_id: str, price: str | None = None, discount: str | None = None, **fields: Any) -> dict[str, Any]:
    return offer(sku_id, price, discount, **fields)


def test_what_breaks_a_rule_of_an_offer_has_its_code_and_changes_nothing(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00", quantity=5)
    inactive, _ = product_of(seller)
    seller.call("deactivateProducts", {"product_ids": [inactive]})
    not_for_sale, _ = product_of(seller, is_not_for_sale=True)
    other, other_sku = product_of(seller)
    foreign, _ = product_of(shop_in(seller.platform, "GB"))
    fixed, percent = create(seller, "FIXED_PRICE"), create(seller, "DIRECT_DISCOUNT")
    fixed_skus, percent_skus = (
        create(seller, "FIXED_PRICE", "VARIATION"),
        create(seller, "DIRECT_DISCOUNT", "VARIATION"),
    )
    whole = {"id": product_id, **NO_LIMITS}
    cases: list[tuple[int, str, list[dict[str, Any]]]] = [
        (17029033, fixed, []),
        (17029046, fixed, [offer(str(number), "1") for number in range(301)]),
        (17029039, fixed, [offer(product_id, "5"), offer(product_id, "5")]),
        (17029013, fixed, [{**whole, "skus": [sku_offer(sku, "5")]}]),
        (17029041, fixed, [whole]),
        (17029030, fixed, [offer(product_id, discount="5")]),
        (17029042, percent, [whole]),
        (17029029, percent, [offer(product_id, "5")]),
        (17029020, percent, [offer(product_id, discount="100")]),
        (17029034, fixed, [offer(product_id, "10.00")]),
        (17029034, fixed, [offer(product_id, "4.999")]),
        (17029034, fixed, [offer(product_id, "-1")]),
        (17029050, fixed, [offer(product_id, "5", quantity_limit=0)]),
        (17029014, fixed, [offer(product_id, "5", quantity_per_user=100)]),
        (17029019, fixed, [offer(product_id, "5", quantity_limit=6)]),
        (17029051, fixed, [offer("1729000000009999999", "5")]),
        (17029017, fixed, [offer(foreign, "5")]),
        (17029056, fixed, [offer(inactive, "5")]),
        (17029064, fixed, [offer(not_for_sale, "5")]),
        (17029037, fixed_skus, [whole]),
        (17029038, fixed_skus, [offer(product_id, "5", skus=[sku_offer(sku, "5")])]),
        (17029015, fixed_skus, [{**whole, "quantity_limit": 3, "skus": [sku_offer(sku, "5")]}]),
        (17029040, fixed_skus, [{**whole, "skus": [sku_offer(sku, "5"), sku_offer(sku, "5")]}]),
        (17029016, fixed_skus, [{**whole, "skus": [sku_offer("x", "5")]}]),
        (17029053, fixed_skus, [{**whole, "skus": [sku_offer(other_sku, "5")]}]),
        (17029043, fixed_skus, [{**whole, "skus": [sku_offer(sku)]}]),
        (17029032, fixed_skus, [{**whole, "skus": [sku_offer(sku, discount="5")]}]),
        (17029018, fixed_skus, [{**whole, "skus": [sku_offer(sku, "5", quantity_limit=6)]}]),
        (17029044, percent_skus, [{**whole, "skus": [sku_offer(sku)]}]),
        (17029031, percent_skus, [{**whole, "skus": [sku_offer(sku, "5")]}]),
        (17029021, percent_skus, [{**whole, "skus": [sku_offer(sku, discount="0")]}]),
    ]
    for code, activity, products in cases:
        assert put(seller, activity, *products).code == code, (code, products[:2])
    body = {"activity_id": "1", "products": [offer(other, "5")]}
    assert seller.call("updatePromotionActivityProducts", body, activity_id=fixed).code == 17029001
    assert all(get(seller, activity)["products"] == [] for activity in (fixed, percent, fixed_skus, percent_skus))


def test_a_product_is_in_one_running_or_coming_activity_of_a_family(seller: Seller) -> None:
    product_id, sku = product_of(seller)
    first = create(seller, "FIXED_PRICE")
    assert put(seller, first, offer(product_id, "5")).code == 0
    whole = {"id": product_id, **NO_LIMITS}
    assert put(seller, create(seller, "FIXED_PRICE", title="Again"), offer(product_id, "4")).code == 17029022
    assert put(seller, create(seller, "DIRECT_DISCOUNT"), offer(product_id, discount="9")).code == 17029103
    free, _ = product_of(seller)
    percent = create(seller, "DIRECT_DISCOUNT", title="Free of it")
    assert put(seller, percent, offer(free, discount="9")).code == 0
    assert get(seller, percent)["products"][0]["discount"] == "9"
    by_sku = create(seller, "DIRECT_DISCOUNT", "VARIATION")
    assert put(seller, by_sku, {**whole, "skus": [sku_offer(sku, discount="9")]}).code == 17029104
    assert put(seller, create(seller, "FLASHSALE"), offer(product_id, "5")).code == 0
    later = get(seller, first)["end_time"]
    follows = create(seller, "FIXED_PRICE", title="Later", begin_time=later, end_time=later + 86_400)
    assert put(seller, follows, offer(product_id, "4")).code == 0
    earlier = {"title": "Later", "begin_time": later - 3_600, "end_time": later + 86_400}
    assert seller.call("updatePromotionActivity", earlier, activity_id=follows).code == 17029022


def test_limits_rise_and_never_shrink(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00", quantity=50)
    activity = create(seller)
    assert put(seller, activity, offer(product_id, "5", quantity_limit=10, quantity_per_user=2)).code == 0
    assert put(seller, activity, offer(product_id, "5", quantity_limit=9, quantity_per_user=2)).code == 17029058
    assert put(seller, activity, offer(product_id, "5", quantity_limit=10, quantity_per_user=1)).code == 17029058
    assert put(seller, activity, offer(product_id, "6", quantity_limit=-1)).code == 0
    begin(seller, activity)
    buy(seller, (sku, 3))
    assert put(seller, activity, offer(product_id, "6", quantity_limit=2)).code == 17029065
    assert put(seller, activity, offer(product_id, "6", quantity_limit=3)).code == 0
    assert get(seller, activity)["products"][0]["used_quantity"] == 3


def test_a_running_flash_deal_takes_more_products_and_keeps_what_it_has(seller: Seller) -> None:
    product_id, _ = product_of(seller)
    more, _ = product_of(seller)
    activity = create(seller, "FLASHSALE")
    assert put(seller, activity, offer(product_id, "5")).code == 0
    begin(seller, activity)
    assert put(seller, activity, offer(product_id, "4")).code == 17029047
    assert put(seller, activity, offer(product_id, "5"), offer(more, "4")).code == 0
    removal = seller.call("removePromotionActivityProducts", {"product_ids": [more]}, activity_id=activity)
    assert (removal.code, removal.data["status"]) == (0, "ONGOING")


def test_a_flash_deal_is_not_above_the_lowest_price_of_30_days(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    start(seller, sku_ids=[sku], percent=30)
    deal, by_sku = create(seller, "FLASHSALE"), create(seller, "FLASHSALE", "VARIATION")
    assert put(seller, deal, offer(product_id, "7.01")).code == 17029062
    assert put(seller, by_sku, {"id": product_id, **NO_LIMITS, "skus": [sku_offer(sku, "7.01")]}).code == 17029063
    assert put(seller, deal, offer(product_id, "7.00")).code == 0
    other, other_sku = product_of(seller, "10.00")
    for amount in ("8.00", "10.00"):
        price = {"amount": amount, "currency": "GBP"}
        body = {"skus": [{"id": other_sku, "price": price}]}
        assert seller.call("updatePrice", body, product_id=other).code == 0
    assert put(seller, deal, offer(other, "8.01")).code == 17029062
    assert put(seller, deal, offer(other, "8.00")).code == 0


def test_removals_name_what_is_there_at_the_activitys_level(seller: Seller) -> None:
    made = create_product(seller, skus=coloured(seller, "Red", "Blue"))
    product_id, (red, blue) = made["product_id"], [sku["id"] for sku in made["skus"]]
    by_sku, whole = create(seller, "DIRECT_DISCOUNT", "VARIATION"), create(seller, "FLASHSALE")
    skus = [sku_offer(red, discount="9"), sku_offer(blue, discount="8")]
    reply = put(seller, by_sku, {"id": product_id, **NO_LIMITS, "skus": skus})
    assert (reply.code, reply.data["total_count"]) == (0, 2)

    def remove(activity: str, **lists: list[str]) -> int:
        return seller.call("removePromotionActivityProducts", lists, activity_id=activity).code

    assert remove(by_sku) == 17029001
    assert remove(by_sku, sku_ids=[str(number) for number in range(301)]) == 17029046
    assert remove(by_sku, benefit_product_ids=["1"] * 101) == 17029113
    assert remove(by_sku, product_ids=["1"]) == 17029023
    assert remove(by_sku, sku_ids=["1"]) == 17029024
    assert remove(by_sku, benefit_product_ids=[product_id]) == 17029036
    assert remove(by_sku, exclude_product_ids=[product_id]) == 17029036
    assert remove(whole, sku_ids=[red]) == 17029052
    assert remove(by_sku, sku_ids=[red]) == 0
    priced = create(seller, "FIXED_PRICE", "VARIATION", title="Priced")
    assert remove(by_sku, product_ids=[product_id]) == 0
    assert put(seller, priced, {"id": product_id, **NO_LIMITS, "skus": [sku_offer(red, "9.00")]}).code == 0
    assert get(seller, priced)["products"][0]["skus"][0]["activity_price"] == {"amount": "9.00", "currency": "GBP"}
    assert remove(priced, product_ids=[product_id]) == 0
    assert put(seller, by_sku, {"id": product_id, **NO_LIMITS, "skus": skus[1:]}).code == 0
    (product,) = get(seller, by_sku)["products"]
    assert [(sku["id"], sku["discount"]) for sku in product["skus"]] == [(blue, "8")]


def test_relations_belong_to_offers_on_quantity(seller: Seller) -> None:
    product_id, _ = product_of(seller)
    fixed = create(seller)
    assert put(seller, fixed, benefit_product_ids=[product_id]).code == 17029036
    tier = {"tier": 1, "threshold_type": "MINIMAL_ITEM_QUANTITY", "threshold_value": "2", "type": "PERCENTAGE_OFF"}
    terms = {"bmsm_discount": {"details": [{**tier, "value": "5"}]}}
    limit = [{"type": "BUYER_NO_LIMIT"}]
    shop_wide = create(seller, "BUY_MORE_SAVE_MORE", "SHOP", participation_limit=limit, discount=terms)
    assert put(seller, shop_wide, offer(product_id)).code == 17029001
    assert put(seller, shop_wide, exclude_product_ids=["1"] * 101).code == 17029113
    assert put(seller, shop_wide, exclude_product_ids=[product_id], benefit_product_ids=[product_id]).code == 0
    removal = {"exclude_product_ids": [product_id], "benefit_product_ids": [product_id]}
    assert seller.call("removePromotionActivityProducts", removal, activity_id=shop_wide).code == 0
    assert seller.call("removePromotionActivityProducts", removal, activity_id=shop_wide).code == 17029023
    free = {
        "shipping_discount": {
            "threshold_type": "NO_THRESHOLD",
            "type": "FREE_SHIPPING",
            "area_scope": {"type": "WHOLE"},
        }
    }
    shipping = create(seller, "SHIPPING_DISCOUNT", "SHOP", discount=free)
    assert put(seller, shipping, offer(product_id)).code == 17029036


def test_an_activity_holds_ten_thousand_items(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    products = [product_of(seller)[0] for _ in range(2)]
    monkeypatch.setattr("shopwright.platform.promotion.operations.products.ITEMS_PER_ACTIVITY", 1)
    assert put(seller, create(seller), *(offer(product_id, "5") for product_id in products)).code == 17029025


def test_a_running_promotion_locks_the_prices_of_its_skus(seller: Seller) -> None:
    made = create_product(seller, skus=coloured(seller, "Red", "Blue"))
    product_id, (red, blue) = made["product_id"], [sku["id"] for sku in made["skus"]]
    start(seller, sku_ids=[red], percent=10)

    def set_price(sku_id: str, amount: str) -> int:
        body = {"skus": [{"id": sku_id, "price": {"amount": amount, "currency": "GBP"}}]}
        return seller.call("updatePrice", body, product_id=product_id).code

    assert set_price(red, "20.00") == 12052038
    assert set_price(red, "12.50") == 0
    assert set_price(blue, "20.00") == 0
    edit = {"skus": [{"id": red, "price": {"amount": "20.00", "currency": "GBP"}}]}
    assert seller.call("partialEditProduct", edit, product_id=product_id).code == 12052038
    whole = product_body(seller, skus=[{"id": red, **sku_body(seller, amount="20.00")}])
    assert seller.call("editProduct", whole, product_id=product_id).code == 12052038
