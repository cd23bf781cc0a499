"""getOrderList shows each order as getOrderDetail does (docs/decisions/0047-accepted-input-acts.md)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.cancellations import ask
from tests.harness.catalogue import sku_body
from tests.harness.returns import approve, delivered, done
from tests.harness.returns import ask as ask_back
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, detail, shop_in, stocked
from tests.platform.catalogue.test_bundles import Bundled

#: What the orders of the test have, each somewhere.
FIELDS = (
    "auto_combine_group_id",
    "buyer_message",
    "exchange_source_order_id",
    "handling_duration",
    "release_date",
    "replaced_order_id",
    "request_cancel_time",
    "seller_note",
)


def promised(seller: Seller, kind: str, **when: int) -> str:
    return stocked(seller, skus=[sku_body(seller, pre_sale={"type": kind, "fulfillment_type": when})])


@pytest.mark.own_platform
def test_a_list_shows_orders_as_their_details_do(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    now = int(platform.get("/sandbox/clock")["now"])
    buy(seller, promised(seller, "MADE_TO_ORDER", handling_duration_days=14), seller_note="Gift wrap")
    buy(seller, promised(seller, "PRE_ORDER", release_date=now + 9 * DAY), message="Ring twice")
    asked = str(buy(seller, stocked(seller), auto_combine_group_id="live 1")["order_id"])
    advance(seller, asked, "AWAITING_SHIPMENT")
    ask(seller, asked)
    for kind in ("REPLACEMENT", "EXCHANGE"):
        done(approve(seller, ask_back(seller, delivered(seller), kind), "APPROVE_REPLACEMENT"))
    bundle = Bundled(platform, seller).buy()
    rows: list[dict[str, Any]] = seller.call("getOrderList", {}, query={"page_size": 50}).data["orders"]
    assert len(rows) == 8
    assert rows == [detail(seller, row["id"]) for row in rows]
    assert [name for name in FIELDS if not any(row.get(name) for row in rows)] == []
    (line,) = next(row["line_items"] for row in rows if row["id"] == bundle)
    assert [part["sku_count"] for part in line["combined_listing_skus"]] == [2, 1]
    assert {line["is_pod_customized"] for row in rows for line in row["line_items"]} == {False}
