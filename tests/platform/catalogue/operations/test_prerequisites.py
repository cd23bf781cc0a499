"""What a shop must have before it can list."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.market.regions import all_regions, region
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of


def checks(seller: Seller) -> dict[str, list[str]]:
    """Each check item and why it fails."""
    reply = seller.call("checkListingPrerequisites")
    rows = data_of("checkListingPrerequisites", reply)["check_results"]
    assert all(row["is_failed"] is bool(row["fail_reasons"]) for row in rows)
    return {row["check_item"]: row["fail_reasons"] for row in rows}


def failed(seller: Seller) -> set[str]:
    return {item for item, reasons in checks(seller).items() if reasons}


def switch(seller: Seller, **changes: Any) -> None:
    """Change the shop through the sandbox."""
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", changes)


@pytest.mark.parametrize("code", [item.code for item in all_regions()])
def test_a_new_shop_meets_every_check_of_its_market(platform: RunningPlatform, code: str) -> None:
    results = checks(new_seller(platform, region=code))
    assert tuple(results) == region(code).listing_prerequisites
    assert not any(results.values())


@pytest.mark.parametrize("status", ["DISABLED", "RESTRICTED"])
@pytest.mark.parametrize(
    ("kind", "item"), [("SALES_WAREHOUSE", "PICKUP_WAREHOUSE"), ("RETURN_WAREHOUSE", "RETURN_WAREHOUSE")]
)
def test_a_shop_whose_only_warehouse_is_not_enabled_fails(
    platform: RunningPlatform, kind: str, item: str, status: str
) -> None:
    seller = new_seller(platform)
    mine = next(warehouse["warehouse_id"] for warehouse in seller.shop["warehouses"] if warehouse["type"] == kind)
    switch(seller, warehouses={mine: status})
    assert failed(seller) == {item}
    switch(seller, warehouses={mine: "ENABLED"})
    assert failed(seller) == set()


def test_a_shop_fails_when_its_products_reach_the_quota_and_no_longer_when_one_is_deleted(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    switch(seller, listing_quota=2)
    create_product(seller)
    assert failed(seller) == set()
    second = create_product(seller)["product_id"]
    assert failed(seller) == {"PRODUCT_QUANTITY_LIMIT"}
    seller.call("deleteProducts", {"product_ids": [second]})
    assert failed(seller) == set()


def test_a_switch_of_the_sandbox_fails_any_item_with_its_reason_and_tiktoks_spelling(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform, region="US")
    switch(seller, failed_prerequisites={"BANk_ACCOUNT": "No account.", "CONTACT_INFO": "No phone."})
    results = checks(seller)
    assert results["BANk_ACCOUNT"] == ["No account."]
    assert "CONTACT_INFO" not in region("US").listing_prerequisites
    assert results["CONTACT_INFO"] == ["No phone."], "also one that the market does not ask for"
    switch(seller, failed_prerequisites={})
    assert failed(seller) == set()


def test_a_cause_and_a_switch_tell_both_reasons(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    switch(
        seller,
        warehouses={seller.warehouse_id: "DISABLED"},
        failed_prerequisites={"PICKUP_WAREHOUSE": "The address is not confirmed."},
    )
    assert checks(seller)["PICKUP_WAREHOUSE"][0] == "The address is not confirmed."
    assert len(checks(seller)["PICKUP_WAREHOUSE"]) == 2
