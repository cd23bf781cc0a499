"""updateStockOperationSettings: whether what an order held goes back on sale when it is cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import approve, ask
from tests.harness.returns import done
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import advance, buy, holding, shop_in, stocked
from tests.platform.support import data_of


def settle(seller: Seller, *sku_ids: str, **setting: Any) -> Reply:
    """Set whether SKUs restock."""
    body: dict[str, Any] = {"seller_id": seller.account_id, "sku_ids": list(sku_ids)}
    if setting:
        body["stock_operation_setting"] = setting
    return seller.call("updateStockOperationSettings", body)


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_a_cancelled_order_gives_back_no_stock_of_a_sku_that_does_not_restock(
    market: str, shared_platform: RunningPlatform
) -> None:
    seller = shop_in(shared_platform, market)
    restocks, does_not = stocked(seller), stocked(seller)
    data = data_of("updateStockOperationSettings", settle(seller, does_not, "1730000000009000001"))
    assert data == {"stock_operation": {"success_sku_ids": [does_not], "failed_sku_ids": ["1730000000009000001"]}}
    order = buy(seller, (restocks, 2), (does_not, 3))["order_id"]
    advance(seller, order, "AWAITING_SHIPMENT")
    done(approve(seller, ask(seller, order)))
    assert holding(seller, restocks) == (10, 0)
    assert holding(seller, does_not) == (7, 0)
    settle(seller, does_not, enable_auto_restock=True)
    order = buy(seller, (does_not, 3))["order_id"]
    advance(seller, order, "AWAITING_SHIPMENT")
    done(approve(seller, ask(seller, order)))
    assert holding(seller, does_not) == (7, 0)


def test_settings_are_of_the_seller_s_own_skus(shared_platform: RunningPlatform) -> None:
    seller, stranger = new_seller(shared_platform), new_seller(shared_platform)
    sku_id = stocked(seller)
    assert settle(stranger, sku_id).data["stock_operation"]["failed_sku_ids"] == [sku_id]
    body = {"seller_id": stranger.account_id, "sku_ids": [sku_id]}
    assert seller.call("updateStockOperationSettings", body).code == 12019112
    assert settle(seller).code == 12052902
