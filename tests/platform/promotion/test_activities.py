"""Activities through the Partner API: created, searched, changed, ended, published again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import pass_time, shop_in

from .offers import NO_LIMIT, bmsm, broken_rules, bxgy, gift, gifts, shipping
from .promo import DAY, HOUR, activity_body, begin, create, get, now_of, offer, product_of, put, start

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_in(platform, "GB")


def refused(seller: Seller, kind: str, level: str = "PRODUCT", **fields: Any) -> int:
    """The code that a new activity is refused with."""
    reply = seller.call("createPromotionActivity", activity_body(seller, kind, level, **fields))
    assert reply.code, "it was created"
    return reply.code


def test_what_breaks_a_rule_of_an_activity_has_its_code(seller: Seller) -> None:
    for code, kind, level, fields in broken_rules(seller):
        assert refused(seller, kind, level, **fields) == code, (kind, fields)


#: Fields that an update of a price does not look at (documented), and those that have another code in an update.
CREATED_ALONE = ("duration_type", "auction_support_type", "discount")


def test_an_update_breaks_the_same_rules_with_the_same_codes(seller: Seller) -> None:
    cases = broken_rules(seller)
    given_product, given_sku = product_of(seller)
    offers = {
        "FIXED_PRICE": {},
        "FLASHSALE": {},
        "SHIPPING_DISCOUNT": {"discount": shipping()},
        "BUY_MORE_SAVE_MORE": {"participation_limit": NO_LIMIT, "discount": bmsm(("2", "5"))},
        "GIFT_WITH_PURCHASE": {
            "participation_limit": NO_LIMIT,
            "discount": gifts(("2", [gift(given_product, given_sku)])),
        },
    }
    levels = {"SHIPPING_DISCOUNT": "SHOP", "BUY_MORE_SAVE_MORE": "SHOP"}
    made = {kind: create(seller, kind, levels.get(kind, "PRODUCT"), **fields) for kind, fields in offers.items()}
    tried = 0
    for code, kind, level, fields in cases:
        is_price = kind in {"FIXED_PRICE", "FLASHSALE"}
        if kind not in made or (is_price and (level == "SHOP" or set(fields).intersection(CREATED_ALONE))):
            continue
        tried += 1
        assert update(seller, made[kind], product_level=level, **fields).code == code, (kind, fields)
    assert tried > 30
    more = {"product_level": "VARIATION", **offers["BUY_MORE_SAVE_MORE"]}
    assert update(seller, made["BUY_MORE_SAVE_MORE"], **more).code == 17029052
    assert update(seller, made["BUY_MORE_SAVE_MORE"], **{**more, "product_level": "ALL"}).code == 17029001


def test_an_offer_of_any_type_is_read_as_it_was_written(seller: Seller) -> None:
    product_id, sku = product_of(seller)
    offers = [
        (
            "SHIPPING_DISCOUNT",
            shipping(
                type="DISCOUNT_SHIPPING_FEE",
                value="1.50",
                threshold_type="MINIMAL_ORDER_AMOUNT",
                threshold_value="20.00",
                shipping_method="ALL_SHIPPING_METHOD",
                inventory_type="SELF_FULFILLED",
                area_scope={"type": "SPECIFIC_AREAS", "specific_areas": ["England"]},
            ),
            {"auction_support_type": "EXCLUDE_AUCTION"},
        ),
        ("BUY_MORE_SAVE_MORE", bmsm(("2", "5")), {"participation_limit": NO_LIMIT}),
        ("BUY_X_GET_Y", bxgy(benefit_max_applicable_times="3"), {"participation_limit": NO_LIMIT}),
        ("GIFT_WITH_PURCHASE", gifts(("2", [gift(product_id, sku)])), {"participation_limit": NO_LIMIT}),
    ]
    for place, (kind, discount, fields) in enumerate(offers):
        level = "PRODUCT" if kind == "GIFT_WITH_PURCHASE" else "SHOP"
        begins = now_of(seller) + (place + 1) * DAY
        period = {"begin_time": begins, "end_time": begins + DAY}
        activity = create(seller, kind, level, discount=discount, **fields, **period)
        assert update(seller, activity, product_level=level, discount=discount, **fields).code == 0
        assert get(seller, activity)["discount"] == discount
        (row,) = seller.call("searchPromotionActivities", {"activity_type": kind}).data["activities"]
        assert row["discount"] == discount
        assert row.get("auction_support_type") == fields.get("auction_support_type")


def test_a_new_period_that_meets_another_promotion_is_refused(seller: Seller) -> None:
    product_id, sku = product_of(seller)
    later = now_of(seller) + 3 * DAY
    period = {"begin_time": later, "end_time": later + DAY}
    first = create(seller, "FIXED_PRICE")
    assert put(seller, first, offer(product_id, price="5.00")).code == 0
    by_sku = [{"id": sku, "discount": "9", "quantity_limit": -1, "quantity_per_user": -1}]
    sooner = {name: get(seller, first)[name] for name in ("begin_time", "end_time")}
    for level, body, code in (
        ("PRODUCT", offer(product_id, discount="9"), 17029103),
        ("VARIATION", {**offer(product_id), "skus": by_sku}, 17029104),
    ):
        other = create(seller, "DIRECT_DISCOUNT", level, **period)
        assert put(seller, other, body).code == 0
        assert update(seller, other, **sooner).code == code
        seller.call("deactivateActivity", {}, activity_id=other)
        assert seller.call("republishActivity", sooner, activity_id=other).code == code
    for fields, code in (({"end_time": later}, 17029082), ({"end_time": later + 60}, 17029006)):
        assert seller.call("republishActivity", {**period, **fields}, activity_id=other).code == code
    far = {"begin_time": later, "end_time": later + 366 * DAY}
    assert seller.call("republishActivity", far, activity_id=other).code == 17029007
    flash = create(seller, "FLASHSALE")
    seller.call("deactivateActivity", {}, activity_id=flash)
    assert seller.call("republishActivity", far, activity_id=flash).code == 17029008


def test_only_one_offer_at_a_time_is_for_the_whole_shop(seller: Seller) -> None:
    create(seller, "SHIPPING_DISCOUNT", "SHOP", discount=shipping())
    assert refused(seller, "SHIPPING_DISCOUNT", "SHOP", discount=shipping(), title="Again") == 17003203
    fields = {"participation_limit": NO_LIMIT, "discount": bmsm(("2", "5"))}
    create(seller, "BUY_MORE_SAVE_MORE", "SHOP", **fields)
    other = {"participation_limit": NO_LIMIT, "discount": bxgy()}
    assert refused(seller, "BUY_X_GET_Y", "SHOP", **other) == 17029107
    later = now_of(seller) + 2 * DAY
    follows = create(seller, "BUY_X_GET_Y", "SHOP", **other, begin_time=later, end_time=later + DAY)
    sooner = {"begin_time": later - 2 * DAY + HOUR}
    assert update(seller, follows, product_level="SHOP", **other, **sooner).code == 17029107
    free = create(
        seller, "SHIPPING_DISCOUNT", "SHOP", discount=shipping(), title="Later", begin_time=later, end_time=later + DAY
    )
    assert update(seller, free, product_level="SHOP", discount=shipping(), **sooner).code == 17003203


def test_searches_select_by_state_type_and_title_and_go_on_by_token(seller: Seller) -> None:
    made = [create(seller, "FIXED_PRICE", title=f"Spring {number}") for number in range(3)]
    flash = create(seller, "FLASHSALE", title="One hour")
    begin(seller, made[0])

    def search(**fields: Any) -> list[str]:
        reply = seller.call("searchPromotionActivities", fields)
        return [activity["id"] for activity in reply.data["activities"]]

    assert search() == [flash, *reversed(made)]
    assert search(status="ONGOING") == [made[0]]
    assert search(activity_type="FLASHSALE") == [flash]
    assert search(activity_title="SPRING") == list(reversed(made))
    assert search(activity_title="%") == []
    start(seller, sku_ids=[product_of(seller)[1]], percent=5, by="PLATFORM", title="TikTok week")
    (campaign,) = seller.call("searchPromotionActivities", {"activity_title": "tiktok"}).data["activities"]
    assert campaign["activity_commands"] == ["IMMUTABLE"]
    first = seller.call("searchPromotionActivities", {"page_size": 3}).data
    assert (first["total_count"], len(first["activities"])) == (5, 3)
    assert search(page_size=3, page_token=first["next_page_token"]) == [made[1], made[0]]
    for wrong in ({"page_token": "x"}, {"page_token": first["next_page_token"], "status": "ONGOING"}):
        assert seller.call("searchPromotionActivities", {"page_size": 3, **wrong}).code == 36009004


def update(seller: Seller, activity_id: str, **fields: Any) -> Reply:
    there = get(seller, activity_id)
    body = {name: there[name] for name in ("title", "begin_time", "end_time")}
    return seller.call("updatePromotionActivity", {**body, **fields}, activity_id=activity_id)


def test_an_update_changes_title_period_and_offer_of_what_is_to_come(seller: Seller) -> None:
    activity = create(seller, "BUY_MORE_SAVE_MORE", "SHOP", participation_limit=NO_LIMIT, discount=bmsm(("2", "5")))
    offer_fields = {"product_level": "SHOP", "participation_limit": [{"type": "BUYER_LIMIT_ONLY_ONE"}]}
    reply = update(
        seller,
        activity,
        **offer_fields,
        title="Better",
        duration_type="NORMAL",
        discount=bmsm(("3", "15")),
        target_user_info={"user_type": "SHOP_NEW_CUSTOMER"},
    )
    assert (reply.code, reply.data["title"]) == (0, "Better")
    there = get(seller, activity)
    assert there["discount"] == bmsm(("3", "15"))
    assert there["participation_limit"] == [{"type": "BUYER_LIMIT_ONLY_ONE"}]
    assert there["target_user_info"] == {"user_type": "SHOP_NEW_CUSTOMER"}


def test_a_running_activity_keeps_what_buyers_were_promised(seller: Seller) -> None:
    activity = create(
        seller, "BUY_MORE_SAVE_MORE", "SHOP", participation_limit=NO_LIMIT, discount=bmsm(("2", "5"), ("4", "9"))
    )
    begin(seller, activity)
    same = {"product_level": "SHOP", "participation_limit": NO_LIMIT, "discount": bmsm(("2", "5"), ("4", "9"))}
    cases = [
        (17029011, {"begin_time": now_of(seller) + HOUR}),
        (17029102, {"product_level": "PRODUCT"}),
        (17029106, {"participation_limit": [{"type": "BUYER_LIMIT_ONLY_ONE"}]}),
        (17029106, {"target_user_info": {"user_type": "SHOP_NEW_CUSTOMER"}}),
        (17029085, {"discount": bmsm(("2", "5"))}),
        (17029084, {"discount": bmsm(("3", "5"), ("4", "9"))}),
        (17029105, {"discount": bmsm(("2", "1.00"), ("4", "2.00"), kind="AMOUNT_OFF")}),
        (17029114, {"auction_support_type": "ALL"}),
        (17029114, {"duration_type": "INDEFINITE"}),
        (0, {"discount": bmsm(("2", "6"), ("4", "9"))}),
    ]
    for code, fields in cases:
        assert update(seller, activity, **{**same, **fields}).code == code, fields


def test_quotas_of_gifts_do_not_shrink_and_a_gift_is_not_what_is_bought(seller: Seller) -> None:
    product_id, _ = product_of(seller, "10.00")
    gift_product, gift_sku = product_of(seller, "2.00")
    terms = gifts(("2", [gift(gift_product, gift_sku, "5")]))
    activity = create(seller, "GIFT_WITH_PURCHASE", participation_limit=NO_LIMIT, discount=terms)
    assert put(seller, activity, offer(gift_product)).code == 17029074
    assert put(seller, activity, offer(product_id)).code == 0
    fields = {"product_level": "PRODUCT", "participation_limit": NO_LIMIT}
    assert update(seller, activity, **fields, discount=gifts(("2", [gift(product_id, "1")]))).code == 17029074
    begin(seller, activity)
    less = gifts(("2", [gift(gift_product, gift_sku, "4")]))
    assert update(seller, activity, **fields, discount=less).code == 17029083


def test_what_is_over_or_unknown_cannot_be_changed(seller: Seller) -> None:
    product_id, sku = product_of(seller)
    activity = create(seller)
    assert update(seller, activity, title="Another").code == 0
    other = create(seller, title="Taken")
    assert update(seller, activity, title="Taken").code == 17029004
    assert seller.call("deactivateActivity", {}, activity_id=other).data["status"] == "DEACTIVATED"
    assert seller.call("deactivateActivity", {}, activity_id=other).code == 17029010
    assert update(seller, other).code == 17029010
    assert put(seller, other, offer(product_id, price="1.00")).code == 17029010
    assert seller.call("getActivity", activity_id="7651000000009999999").code == 17029009
    campaign = start(seller, sku_ids=[sku], percent=10, by="PLATFORM")["activity_id"]
    assert get(seller, campaign)["activity_commands"] == ["IMMUTABLE"]
    period = {"title": "Mine", "begin_time": now_of(seller) + HOUR, "end_time": now_of(seller) + DAY}
    for operation, body in (
        ("deactivateActivity", {}),
        ("updatePromotionActivity", period),
        ("updatePromotionActivityProducts", {"activity_id": campaign, "products": [offer(product_id)]}),
        ("removePromotionActivityProducts", {"product_ids": [product_id]}),
        ("republishActivity", {}),
    ):
        assert seller.call(operation, body, activity_id=campaign).code == 17029028, operation
    removal = {"product_ids": [product_id]}
    assert seller.call("removePromotionActivityProducts", removal, activity_id=other).code == 17029010
    seller.platform.post(f"/sandbox/activities/{campaign}/end", {"by": "PLATFORM"})
    assert get(seller, campaign)["status"] == "NOT_EFFECTIVE"
    assert seller.platform.refuse("POST", f"/sandbox/activities/{campaign}/end", {}).code == 40982
    assert seller.platform.refuse("POST", "/sandbox/activities/1/begin").code == 40405


@pytest.mark.own_platform
def test_time_begins_and_ends_an_activity_and_a_discount_can_be_published_again(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    product_id, _ = product_of(seller)
    activity = create(seller)
    assert put(seller, activity, offer(product_id, price="5.00")).code == 0
    states = []
    for seconds in (0, HOUR, DAY):
        pass_time(platform, seconds or 1)
        states.append(get(seller, activity)["status"])
    assert states == ["NOT_START", "ONGOING", "EXPIRED"]
    assert update(seller, activity).code == 17029012
    assert put(seller, activity, offer(product_id, price="4.00")).code == 17029012
    removal = {"product_ids": [product_id]}
    assert seller.call("removePromotionActivityProducts", removal, activity_id=activity).code == 17029012
    assert seller.call("deactivateActivity", {}, activity_id=activity).code == 17029012
    now = now_of(seller)
    period = {"begin_time": now + HOUR, "end_time": now + DAY}

    def republish(activity_id: str, **fields: Any) -> int:
        return seller.call("republishActivity", {**period, **fields}, activity_id=activity_id).code

    other = create(seller)
    assert put(seller, other, offer(product_id, price="4.00")).code == 0
    assert republish(activity) == 17029022
    seller.call("deactivateActivity", {}, activity_id=other)
    assert republish(activity, begin_time=now - 1) == 17029005
    assert republish(activity) == 0
    assert get(seller, activity)["products"][0]["activity_price"] == {"amount": "5.00", "currency": "GBP"}
    assert republish(activity) == 17029001
    body = activity_body(seller, "SHIPPING_DISCOUNT", "SHOP", discount=shipping(), duration_type="INDEFINITE")
    made = seller.call("createPromotionActivity", {**body, "begin_time": 0, "end_time": 0}).data
    shop_wide = made["activity_id"]
    there = get(seller, shop_wide)
    assert (there["duration_type"], there["begin_time"], there["end_time"]) == ("INDEFINITE", 0, 0)
    assert there["auction_support_type"] == "ALL"
    assert republish(shop_wide) == 17029036
    seller.call("deactivateActivity", {}, activity_id=activity)
    pass_time(platform, 7 * DAY + 1)
    now = now_of(seller)
    assert republish(activity, begin_time=now + HOUR, end_time=now + DAY) == 17029012


def test_apps_hear_of_changes_and_of_states(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
    product_id, _ = product_of(seller)
    activity = create(seller)
    assert put(seller, activity, offer(product_id, price="5.00")).code == 0
    removed = {"product_ids": [product_id]}
    assert seller.call("removePromotionActivityProducts", removed, activity_id=activity).code == 0
    begin(seller, activity)
    seller.call("deactivateActivity", {}, activity_id=activity)
    events = told(seller)
    assert [(topic, data.get("change_type") or data["status"]) for topic, data in events] == [
        (63, "CREATE"),
        (63, "UPDATE"),
        (63, "UPDATE"),
        (39, "ONGOING"),
        (63, "DEACTIVATE"),
        (39, "DEACTIVATED"),
    ]
    assert events[1][1]["product_update_list"] == {"product_ids": [product_id]}
    assert events[2][1]["product_remove_list"] == removed
    assert (events[3][1]["activity_type"], events[3][1]["product_level"]) == ("FIXED_PRICE", "PRODUCT")


def told(seller: Seller) -> list[tuple[int, dict[str, Any]]]:
    """Topic and data of the notifications about promotions, the oldest first."""
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id)["deliveries"]
    promoted = [row for row in reversed(rows) if row["topic"] in (39, 63)]
    bodies = [seller.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in promoted]
    return [(row["topic"], data) for row, data in zip(promoted, bodies, strict=True)]
