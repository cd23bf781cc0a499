"""Products on TikTok Shop and, in Indonesia, on Tokopedia: searched, taken down, put back and bought by platform."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product, get_product
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, shop_in

BOTH, TIKTOK, TOKOPEDIA = ["TIKTOK_SHOP", "TOKOPEDIA"], ["TIKTOK_SHOP"], ["TOKOPEDIA"]

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return shop_in(shared_platform, "ID")


def listed_on(seller: Seller, platforms: list[str] | None) -> dict[str, Any]:
    return create_product(seller, **({"listing_platforms": platforms} if platforms else {}))


def act(seller: Seller, operation_id: str, product_id: str, platforms: list[str] | None = None) -> list[int]:
    body = {"product_ids": [product_id], **({"listing_platforms": platforms} if platforms else {})}
    return [error["code"] for error in seller.call(operation_id, body).data["errors"]]


def states(seller: Seller, product_id: str) -> tuple[str, str]:
    """The states on TikTok Shop and on Tokopedia, alike in a search and in the product itself."""
    product = get_product(seller, product_id)
    rows = seller.call("searchProducts", {"status": "ALL"}, query={"page_size": 10}).data["products"]
    row = next(row for row in rows if row["id"] == product_id)
    assert row.get("integrated_platform_statuses") == product.get("integrated_platform_statuses")
    others = product.get("integrated_platform_statuses", [])
    assert [other["platform"] for other in others] in ([], TOKOPEDIA)
    return product["status"], others[0]["status"] if others else ""


@pytest.mark.parametrize(
    ("filtered", "expected"), [(None, "usual both alone"), (TIKTOK, "usual both"), (TOKOPEDIA, "both alone")]
)
def test_a_search_by_platform_finds_what_is_listed_there(
    filtered: list[str] | None, expected: str, seller: Seller
) -> None:
    names = {
        listed_on(seller, platforms)["product_id"]: name
        for name, platforms in (("usual", None), ("both", BOTH), ("alone", TOKOPEDIA))
    }
    body = {"listing_platforms": filtered} if filtered else {}
    data = seller.call("searchProducts", body, query={"page_size": 10}).data
    assert {names[row["id"]] for row in data["products"]} == set(expected.split())
    assert data["total_count"] == len(expected.split())


def test_the_state_on_tokopedia_is_that_of_the_product_unless_one_of_them_is_changed(seller: Seller) -> None:
    product_id = listed_on(seller, BOTH)["product_id"]
    assert states(seller, product_id) == ("ACTIVATE", "ACTIVATE")
    assert act(seller, "deactivateProducts", product_id, TOKOPEDIA) == []
    assert states(seller, product_id) == ("ACTIVATE", "SELLER_DEACTIVATED")
    assert act(seller, "deactivateProducts", product_id, TOKOPEDIA) == [12052901]
    assert act(seller, "activateProducts", product_id, TOKOPEDIA) == []
    assert states(seller, product_id) == ("ACTIVATE", "ACTIVATE")
    assert act(seller, "deactivateProducts", product_id, TIKTOK) == []
    assert states(seller, product_id) == ("SELLER_DEACTIVATED", "ACTIVATE")
    assert act(seller, "activateProducts", product_id, TIKTOK) == []
    assert states(seller, product_id) == ("ACTIVATE", "ACTIVATE")


@pytest.mark.parametrize("platforms", [None, BOTH])
def test_without_platforms_or_with_all_a_product_is_taken_down_everywhere(
    platforms: list[str] | None, seller: Seller
) -> None:
    product_id = listed_on(seller, BOTH)["product_id"]
    act(seller, "deactivateProducts", product_id, TOKOPEDIA)
    assert act(seller, "deactivateProducts", product_id, platforms) == []
    assert states(seller, product_id) == ("SELLER_DEACTIVATED", "SELLER_DEACTIVATED")
    assert act(seller, "activateProducts", product_id, platforms) == []
    assert states(seller, product_id) == ("ACTIVATE", "ACTIVATE")


@pytest.mark.parametrize("operation_id", ["activateProducts", "deactivateProducts"])
def test_a_product_is_not_changed_on_a_platform_that_does_not_list_it(operation_id: str, seller: Seller) -> None:
    product_id = listed_on(seller, None)["product_id"]
    assert act(seller, operation_id, product_id, TOKOPEDIA) == [12052330]
    assert states(seller, product_id) == ("ACTIVATE", "")


def test_a_deleted_product_is_off_every_platform(seller: Seller) -> None:
    product_id = listed_on(seller, BOTH)["product_id"]
    act(seller, "deactivateProducts", product_id, TIKTOK)
    act(seller, "deleteProducts", product_id)
    product = get_product(seller, product_id)
    assert product["integrated_platform_statuses"] == [{"platform": "TOKOPEDIA", "status": "DELETED"}]


def test_buyers_buy_where_a_product_is_on_sale(seller: Seller) -> None:
    made = listed_on(seller, BOTH)
    sku_id = made["skus"][0]["id"]

    def bought_on() -> list[str]:
        body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku_id, "quantity": 1}]}
        replies = {
            name: seller.platform.ask("POST", "/sandbox/orders", {**body, "commerce_platform": name}) for name in BOTH
        }
        assert {reply.code for reply in replies.values()} <= {0, 40911}
        return [name for name, reply in replies.items() if reply.code == 0]

    assert bought_on() == BOTH
    act(seller, "deactivateProducts", made["product_id"], TOKOPEDIA)
    assert bought_on() == TIKTOK
    act(seller, "activateProducts", made["product_id"], TOKOPEDIA)
    act(seller, "deactivateProducts", made["product_id"], TIKTOK)
    assert bought_on() == TOKOPEDIA


def test_what_is_listed_on_tokopedia_alone_is_bought_there_alone(seller: Seller) -> None:
    sku_id = listed_on(seller, TOKOPEDIA)["skus"][0]["id"]
    assert buy(seller, sku_id, commerce_platform="TOKOPEDIA")["status"]
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku_id, "quantity": 1}]}
    assert seller.platform.refuse("POST", "/sandbox/orders", body).code == 40911


def test_a_failed_audit_names_the_platforms(seller: Seller) -> None:
    audit = {"delay_seconds": 0, "verdict": "FAILED", "reasons": ["Blurred picture"]}
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": audit})
    product = get_product(seller, listed_on(seller, BOTH)["product_id"])
    assert [reason["listing_platform"] for reason in product["audit_failed_reasons"]] == BOTH


@pytest.mark.parametrize(("platforms", "expected"), [(None, [None]), (BOTH, ["AUDITING", "APPROVED"])])
def test_apps_are_told_of_the_audit_on_tokopedia(
    platforms: list[str] | None, expected: list[str | None], platform: RunningPlatform
) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY), region="ID")
    listed_on(seller, platforms)
    rows = platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=37)["deliveries"]
    told = [platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in reversed(rows)]
    others = [data.get("integrated_platform_statuses") for data in told]
    assert [other and other["status"] for other in others] == (expected if platforms else [None, None])
