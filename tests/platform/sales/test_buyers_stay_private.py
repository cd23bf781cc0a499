"""What identifies a buyer is in replies where the seller may see it, and nowhere else."""

from __future__ import annotations

import json

import pytest

from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, shop_in, stocked
from tests.platform.sales.packages.packages import package, package_of, shop_of


@pytest.mark.parametrize("region", ["BR", "JP"])
def test_the_log_of_calls_keeps_no_buyers(platform: RunningPlatform, region: str) -> None:
    seller = shop_of(platform, region)
    order_id = str(buy(seller, stocked(seller), shipping_type="SELLER")["order_id"])
    reply = detail(seller, order_id)
    assert package(seller, package_of(seller, order_id))["recipient_address"]["name"]
    assert seller.call("getOrderList", {}, query={"page_size": 10}).data["total_count"] == 1
    whole = reply["recipient_address"]
    private = [whole[name] for name in ("name", "phone_number", "full_address", "address_line1") if whole[name]]
    private += [reply[name] for name in ("cpf", "cpf_name") if reply.get(name)]
    assert len(private) >= 3
    logged = [request["request_id"] for request in platform.get("/sandbox/requests", size=50)["requests"]]
    text = json.dumps([platform.get(f"/sandbox/requests/{item}") for item in logged], ensure_ascii=False)
    assert order_id in text
    assert [item for item in private if item in text] == []


def test_lists_of_the_control_api_name_no_buyers(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    platform, order_id = seller.platform, str(buy(seller, stocked(seller), shipping_type="SELLER")["order_id"])
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": "AWAITING_COLLECTION"})
    whole = detail(seller, order_id)["recipient_address"]
    package_id = package_of(seller, order_id)
    paths = ["/sandbox/orders", f"/sandbox/orders/{order_id}", "/sandbox/packages", f"/sandbox/packages/{package_id}"]
    text = json.dumps([platform.get(path) for path in paths], ensure_ascii=False)
    assert order_id in text
    assert [item for item in ("name", "phone_number", "full_address", "address_line1") if whole[item] in text] == []
