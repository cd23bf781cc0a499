"""Shops whose paid orders can be shipped at once, and what happens to their packages."""

from __future__ import annotations

from typing import Any

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import coloured, create_product
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import detail
from tests.platform.support import data_of


def shop_of(
    platform: RunningPlatform,
    region: str,
    *,
    receiver: WebhookReceiver | None = None,
    crosses_border: bool = False,
    hold: bool = False,
) -> Seller:
    """A seller without a hold, whose parcels move only when they are told to."""
    app = new_app(platform, webhook_url=receiver.url) if receiver else new_app(platform)
    if crosses_border:
        made = {"region": region, "authorize": [app["app_key"]], "seller_type": "CROSS_BORDER"}
        shop = platform.post("/sandbox/shops", made)
        seller = Seller(platform, app, shop, shop["tokens"][0])
    else:
        seller = new_seller(platform, app, region=region)
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": hold}, "carrier": "MANUAL"})
    return seller


def two_skus(seller: Seller) -> tuple[str, str]:
    """Two SKUs of one product, ten of each."""
    made = create_product(seller, skus=coloured(seller, "Red", "Blue"))
    red, blue = (str(item["id"]) for item in made["skus"])
    return red, blue


def package_of(seller: Seller, order_id: str) -> str:
    """The id of an order's only package."""
    (only_package,) = detail(seller, order_id)["packages"]
    return str(only_package["id"])


def package(seller: Seller, package_id: str) -> dict[str, Any]:
    """One package as getPackageDetail answers it, which must be as the contract says."""
    data: dict[str, Any] = data_of("getPackageDetail", seller.call("getPackageDetail", package_id=package_id))
    return data


def lines(seller: Seller, order_id: str, sku_id: str | None = None) -> list[str]:
    """The ids of an order's line items, those of a SKU if one is named."""
    line_items = detail(seller, order_id)["line_items"]
    return [item["id"] for item in line_items if sku_id in (None, item["sku_id"])]


def told(receiver: WebhookReceiver, topic: int, count: int) -> list[dict[str, Any]]:
    """The data of a topic's notifications in the order in which things happened, as soon as there are so many."""

    def heard() -> list[dict[str, Any]]:
        bodies = [notification.body for notification in receiver.received if notification.type == topic]
        return [item["data"] for item in sorted(bodies, key=lambda item: str(item["tts_notification_id"]))]

    eventually(lambda: len(heard()) >= count)
    return heard()


def box_alone(platform: RunningPlatform, seller: Seller, order_id: str) -> None:
    """What was bought first is a device that must travel alone, whatever its category says."""

    def change_item(tx: Tx) -> None:
        shop = tx[Accounts].shop(seller.shop_id)
        assert shop is not None
        change = change_order(tx, shop, order_id)
        change.order.items[0] = msgspec.structs.replace(change.order.items[0], is_boxed_alone=True)

    platform.inside(change_item)
