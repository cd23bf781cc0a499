"""What activities offer, and activities that break a rule, each with the code that refuses it."""

from __future__ import annotations

from typing import Any

from tests.harness.calls import Seller
from tests.harness.trade import shop_in

from .promo import DAY, HOUR, create, now_of, product_of

NO_LIMIT = [{"type": "BUYER_NO_LIMIT"}]


def bmsm(*pairs: tuple[str, str], threshold: str = "MINIMAL_ITEM_QUANTITY", kind: str = "PERCENTAGE_OFF") -> Any:
    return {
        "bmsm_discount": {
            "details": [
                {"tier": place, "threshold_type": threshold, "threshold_value": least, "type": kind, "value": value}
                for place, (least, value) in enumerate(pairs, 1)
            ]
        }
    }


def bxgy(**fields: Any) -> Any:
    terms = {
        "threshold_type": "MINIMAL_ITEM_QUANTITY",
        "threshold_value": "2",
        "discount_type": "FREE",
        "discount_value": "0",
        "benefit_max_applicable_quantity": "1",
        **fields,
    }
    return {"bxgy_discount": terms}


def shipping(**fields: Any) -> Any:
    terms = {"threshold_type": "NO_THRESHOLD", "type": "FREE_SHIPPING", "area_scope": {"type": "WHOLE"}, **fields}
    return {"shipping_discount": terms}


def gifts(*tiers: tuple[str, list[dict[str, str]]], threshold: str = "MINIMAL_ITEM_QUANTITY", **fields: Any) -> Any:
    infos = [
        {"tier": place, "threshold_type": threshold, "threshold_value": least, "gift_details": details}
        for place, (least, details) in enumerate(tiers, 1)
    ]
    return {"gift_discount": {"gift_receiving_type": "ALL_RECEIVE", "gift_infos": infos, **fields}}


def gift(product_id: str, sku_id: str, most: str = "1") -> dict[str, str]:
    return {"product_id": product_id, "sku_id": sku_id, "total_claim_limit": most}


Cases = list[tuple[int, str, str, dict[str, Any]]]


def broken_rules(seller: Seller) -> Cases:
    """A code, and the activity that it refuses; an activity has the title Spring."""
    create(seller, "FIXED_PRICE", title="Spring")
    return [*_broken_periods(now_of(seller)), *_broken_offers(), *_broken_gifts(seller)]


def _broken_periods(now: int) -> Cases:
    return [
        (17029003, "FIXED_PRICE", "PRODUCT", {"title": "  "}),
        (17029002, "FLASHSALE", "PRODUCT", {"title": "x" * 51}),
        (17029004, "FIXED_PRICE", "PRODUCT", {"title": "Spring"}),
        (17029052, "FIXED_PRICE", "SHOP", {}),
        (17029005, "FIXED_PRICE", "PRODUCT", {"begin_time": now - 1}),
        (17029006, "FIXED_PRICE", "PRODUCT", {"end_time": now + HOUR + 599}),
        (17029007, "FIXED_PRICE", "PRODUCT", {"end_time": now + HOUR + 366 * DAY}),
        (17029008, "FLASHSALE", "PRODUCT", {"end_time": now + HOUR + 3 * DAY + 60}),
        (17029082, "FIXED_PRICE", "PRODUCT", {"end_time": now + 60}),
    ]


def _broken_offers() -> Cases:
    ship, more, get_y = "SHIPPING_DISCOUNT", "BUY_MORE_SAVE_MORE", "BUY_X_GET_Y"
    limit = {"participation_limit": NO_LIMIT}
    return [
        (17029001, "FIXED_PRICE", "PRODUCT", {"duration_type": "INDEFINITE"}),
        (17029001, "FIXED_PRICE", "PRODUCT", {"auction_support_type": "ALL"}),
        (17029001, "FIXED_PRICE", "PRODUCT", {"discount": shipping()}),
        (17029001, ship, "SHOP", {}),
        (17029001, ship, "SHOP", {"discount": shipping(), "duration_type": "INDEFINITE"}),
        (17029001, ship, "SHOP", {"discount": shipping(type="LESS")}),
        (17029001, ship, "SHOP", {"discount": shipping(shipping_method="DRONE")}),
        (17029001, ship, "SHOP", {"discount": shipping(area_scope={"type": "SPECIFIC_AREAS"})}),
        (17029112, ship, "SHOP", {"discount": shipping(value="1")}),
        (17029112, ship, "SHOP", {"discount": shipping(type="DISCOUNT_SHIPPING_FEE", value="0.001")}),
        (17029111, ship, "PRODUCT", {"discount": shipping(threshold_type="MINIMAL_ITEM_QUANTITY")}),
        (17029068, ship, "PRODUCT", {"discount": shipping(inventory_type="ALL")}),
        (17029001, more, "SHOP", {"discount": bmsm(("2", "5"))}),
        (17029078, more, "SHOP", {**limit, "discount": bmsm(("2", "5"), ("3", "6"), ("4", "7"))}),
        (17029111, more, "SHOP", {**limit, "discount": bmsm(("1.5", "5"))}),
        (17029110, more, "SHOP", {**limit, "discount": bmsm(("2", "5"), ("2", "6"))}),
        (17029110, more, "SHOP", {**limit, "discount": bmsm(("2", "5"), ("3", "5"))}),
        (17029112, more, "SHOP", {**limit, "discount": bmsm(("2", "101"))}),
        (
            17029109,
            more,
            "SHOP",
            {**limit, "discount": bmsm(("5.00", "5.01"), threshold="MINIMAL_ORDER_AMOUNT", kind="AMOUNT_OFF")},
        ),
        (17029111, get_y, "SHOP", {**limit, "discount": bxgy(threshold_value="11")}),
        (17029001, get_y, "SHOP", {**limit, "discount": bxgy(benefit_max_applicable_quantity="21")}),
        (17029001, get_y, "SHOP", {**limit, "discount": bxgy(benefit_max_applicable_times="51")}),
    ]


def _broken_gifts(seller: Seller) -> Cases:
    product_id, sku = product_of(seller, "10.00", quantity=5)
    inactive, inactive_sku = product_of(seller)
    seller.call("deactivateProducts", {"product_ids": [inactive]})
    unsold, unsold_sku = product_of(seller, is_not_for_sale=True)
    foreign, foreign_sku = product_of(shop_in(seller.platform, "GB"))
    kind, limit, mine = "GIFT_WITH_PURCHASE", {"participation_limit": NO_LIMIT}, gift(product_id, sku)
    return [
        (17029001, kind, "PRODUCT", {**limit, "discount": gifts(("2", [mine]), gift_receiving_type="CHOOSE")}),
        (17029070, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(product_id, "")]))}),
        (17029071, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(product_id, "x1")]))}),
        (17029072, kind, "PRODUCT", {**limit, "discount": gifts(("2", [mine, mine]))}),
        (
            17029073,
            kind,
            "PRODUCT",
            {**limit, "discount": gifts(("9.99", [mine]), threshold="MINIMAL_ORDER_AMOUNT")},
        ),
        (17029075, kind, "PRODUCT", {**limit, "discount": gifts(("2", []))}),
        (17029076, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(product_id, sku, "6")]))}),
        (17029077, kind, "PRODUCT", {**limit, "discount": gifts(("2", [mine]), ("3", [mine]))}),
        (17029053, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(product_id, "17301")]))}),
        (17029051, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift("1729000000009999999", sku)]))}),
        (17029017, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(foreign, foreign_sku)]))}),
        (17029056, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(inactive, inactive_sku)]))}),
        (17029064, kind, "PRODUCT", {**limit, "discount": gifts(("2", [gift(unsold, unsold_sku)]))}),
    ]
