"""Orders, packages and cancellations to search for."""

from __future__ import annotations

from collections.abc import Sequence

from tests.harness.calls import Seller
from tests.harness.cancellations import approve, ask, cancel, reject
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, detail, pass_time, stocked
from tests.platform.sales.packages.packages import package, shop_of
from tests.platform.sales.packages.shipments import mark

from .searches import Diary, Row, Search

_BY_TIME = {"create_time": "created", "update_time": "updated"}


def orders(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """An order in each state, and one whose buyer wants to cancel."""
    seller, diary = shop_of(platform, "GB", hold=True), Diary(platform)
    sku = stocked(seller, 50)
    ids: dict[str, str] = {}
    for name in ("ON_HOLD", "UNPAID", "AWAITING_SHIPMENT", "ASKED", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION"):
        shipping = "SELLER" if name in {"PARTIALLY_SHIPPING", "UNPAID"} else "TIKTOK"
        ids[name] = buy(seller, (sku, 2), shipping_type=shipping, paid=name != "UNPAID", buyer=name)["order_id"]
        diary.note(name)
    for name in ("IN_TRANSIT", "DELIVERED", "COMPLETED", "CANCELLED"):
        ids[name] = buy(seller, sku, buyer="Ann")["order_id"]
        if name != "CANCELLED":
            advance(seller, ids[name], name)
        diary.note(name)
    for name in ("CANCELLED", "ASKED"):
        if name == "ASKED":
            advance(seller, ids[name], "AWAITING_SHIPMENT")
        ask(seller, ids[name])
        diary.note(name)
    for name in ("PARTIALLY_SHIPPING", "AWAITING_SHIPMENT", "AWAITING_COLLECTION"):
        advance(seller, ids[name], "AWAITING_SHIPMENT" if name == "PARTIALLY_SHIPPING" else name)
        if name == "PARTIALLY_SHIPPING":
            assert mark(seller, ids[name], detail(seller, ids[name])["line_items"][0]["id"]).code == 0
        diary.note(name)
    rows = []
    for name, order_id in ids.items():
        order = detail(seller, order_id)
        row = diary.row(
            name,
            order_id,
            order_status="AWAITING_SHIPMENT" if name == "ASKED" else name,
            shipping_type=order["shipping_type"],
            buyer_user_id=order["user_id"],
            is_buyer_request_cancel=name == "ASKED",
            warehouse_ids=seller.warehouse_id,
        )
        rows.append(row)
    return seller, rows


def packages(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """A package in each state, and those of an order that was split."""
    seller, diary = shop_of(platform, "SG"), Diary(platform)
    first, second = stocked(seller, 50), stocked(seller, 50)
    states = {
        "TO_FULFILL": "AWAITING_SHIPMENT",
        "FULFILLING": "IN_TRANSIT",
        "COMPLETED": "DELIVERED",
        "PROCESSING": "AWAITING_COLLECTION",
        "CANCELLED": "AWAITING_SHIPMENT",
    }
    ids: dict[str, str] = {}
    parted = buy(seller, first, second)["order_id"]
    diary.note("parted")
    for name in states:
        ids[name] = buy(seller, first)["order_id"]
        diary.note(name)
    for name in reversed(states):
        if name == "CANCELLED":
            assert cancel(seller, ids[name]).code == 0
        elif name != "TO_FULFILL":
            advance(seller, ids[name], states[name])
        else:
            continue
        diary.note(name)
    lines = [line["id"] for line in detail(seller, parted)["line_items"]]
    groups = [{"id": str(number), "order_line_item_ids": [line]} for number, line in enumerate(lines)]
    whole = detail(seller, parted)["packages"][0]["id"]
    assert seller.call("confirmOrderSplit", {"splittable_groups": groups}, order_id=parted).code == 0
    diary.note("parts", "parted")
    rows = [diary.row(name, _package_of(seller, order_id), package_status=name) for name, order_id in ids.items()]
    parts = {part["id"] for part in detail(seller, parted)["packages"]}
    rows += [diary.row("parts", package_id, package_status="TO_FULFILL") for package_id in sorted(parts - {whole})]
    rows.append(diary.row("parted", whole, package_status=package(seller, whole)["package_status"]))
    return seller, rows


def _package_of(seller: Seller, order_id: str) -> str:
    (row,) = seller.platform.get(f"/sandbox/orders/{order_id}")["package_ids"]
    return str(row)


def cancellations(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """A cancellation in each state, of each type."""
    seller, diary = shop_of(platform, "GB"), Diary(platform)
    sku = stocked(seller, 50)
    orders = {name: buy(seller, sku, buyer=name) for name in ("paid back", "refused", "waiting", "granted", "seller's")}
    ids: dict[str, str] = {}
    for name, order in orders.items():
        if name == "seller's":
            ids[name] = cancel(seller, order["order_id"]).data["cancel_id"]
        else:
            ids[name] = ask(seller, order["order_id"])
        diary.note(name)
        if name == "paid back":
            assert approve(seller, ids[name]).code == 0
            diary.changed[name] = diary.made[name] + 2 + 600
            pass_time(platform, HOUR)
    assert reject(seller, ids["refused"]).code == 0
    diary.note("refused")
    assert approve(seller, ids["granted"]).code == 0
    diary.note("granted")
    ends = {"paid back": "COMPLETE", "refused": "CANCEL", "waiting": "PENDING"}
    return seller, [
        diary.row(
            name,
            ids[name],
            cancel_ids=ids[name],
            order_ids=order["order_id"],
            buyer_user_ids=order["buyer_id"],
            cancel_types="CANCEL" if name == "seller's" else "BUYER_CANCEL",
            cancel_status=f"CANCELLATION_REQUEST_{ends.get(name, 'SUCCESS')}",
        )
        for name, order in orders.items()
    ]


SALES = (
    Search("getOrderList", "orders", orders, query={"page_size": 50}, sorts=_BY_TIME),
    Search(
        "searchPackage",
        "packages",
        packages,
        query={"page_size": 50},
        sorts={**_BY_TIME, "order_pay_time": "created"},  # as the coverage table says
    ),
    Search(
        "searchCancellations",
        "cancellations",
        cancellations,
        id="cancel_id",
        query={"page_size": 50},
        sorts=_BY_TIME,
        first="ASC",
    ),
)
