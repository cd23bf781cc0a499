"""What a transaction changes is written once, at its end, whoever changed it and how often; or not at all."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.errors import ORDER_ON_HOLD
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.states import OrderEvent
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.store import Packages
from shopwright.testing import WebhookReceiver
from shopwright.wire.errors import ApiError
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.cancellations import told
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, status_of, stocked


@pytest.fixture
def seller(platform: RunningPlatform, receiver: WebhookReceiver) -> Seller:
    """A seller of the US, whose paid orders are on hold, with an app that listens."""
    return new_seller(platform, new_app(platform, webhook_url=receiver.url), region="US")


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often orders and packages that were stored before are written, by id."""
    counted: Counter[str] = Counter()

    def count(kind: type[Orders | Packages], name: str) -> None:
        save: Any = kind.save

        def counting(self: object, shop_id: str, document: object, *rest: object, **options: object) -> None:
            counted[getattr(document, name)] += 1
            save(self, shop_id, document, *rest, **options)

        monkeypatch.setattr(kind, "save", counting)

    count(Orders, "order_id")
    count(Packages, "package_id")
    return counted


def shop_of(tx: Tx, seller: Seller) -> Shop:
    shop = tx[Accounts].shop(seller.shop_id)
    assert shop is not None
    return shop


def states_told(seller: Seller, receiver: WebhookReceiver, count: int) -> list[str]:
    """The states that so many notifications tell of, in the order of their ids."""
    return [data["order_status"] for data in told(seller, receiver, 1, count)]


def test_an_order_that_goes_through_many_states_in_one_call_is_written_once_and_tells_of_each_in_order(
    seller: Seller, receiver: WebhookReceiver, writes: Counter[str]
) -> None:
    order_id = str(buy(seller, stocked(seller, 5), paid=False)["order_id"])
    advance(seller, order_id, "COMPLETED")
    assert writes[order_id] == 1
    assert states_told(seller, receiver, 7) == [
        "UNPAID",
        "ON_HOLD",
        "AWAITING_SHIPMENT",
        "AWAITING_COLLECTION",
        "IN_TRANSIT",
        "DELIVERED",
        "COMPLETED",
    ]


def test_two_changes_of_one_order_in_one_transaction_are_one_change(
    seller: Seller, receiver: WebhookReceiver, writes: Counter[str]
) -> None:
    order_id = str(buy(seller, stocked(seller, 5), paid=False)["order_id"])

    def pay_and_release(tx: Tx) -> None:
        change_order(tx, shop_of(tx, seller), order_id).pay()
        change_order(tx, shop_of(tx, seller), order_id).apply(OrderEvent.RELEASE)

    seller.platform.inside(pay_and_release)
    assert writes[order_id] == 1
    assert status_of(seller, order_id) == "AWAITING_SHIPMENT"
    assert states_told(seller, receiver, 3) == ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"]


def test_who_reads_what_the_transaction_changed_reads_the_change(seller: Seller) -> None:
    order_id = str(buy(seller, stocked(seller, 5), paid=False)["order_id"])

    def pay_and_read(tx: Tx) -> str:
        change_order(tx, shop_of(tx, seller), order_id).pay()
        order = tx[Orders].get(seller.shop_id, order_id)
        assert order is not None
        return str(order.status)

    assert seller.platform.inside(pay_and_read) == "ON_HOLD"


def test_what_is_read_for_change_and_not_changed_is_not_written(seller: Seller, writes: Counter[str]) -> None:
    order_id = str(buy(seller, stocked(seller, 5))["order_id"])
    before = detail(seller, order_id)
    seller.platform.inside(lambda tx: change_order(tx, shop_of(tx, seller), order_id))
    assert (writes[order_id], detail(seller, order_id)) == (0, before)


def test_a_part_that_is_refused_leaves_nothing_behind_and_the_rest_goes_on(
    seller: Seller, receiver: WebhookReceiver
) -> None:
    order_id = str(buy(seller, stocked(seller, 5), paid=False)["order_id"])

    def pay_then_fail_to_release(tx: Tx) -> None:
        change = change_order(tx, shop_of(tx, seller), order_id)
        order = change.order
        change.pay()
        with suppress(ApiError), tx.attempt():
            change.apply(OrderEvent.RELEASE)
            assert tx[Orders].counts(seller.shop_id)["AWAITING_SHIPMENT"] == 1, "written within the part"
            raise ORDER_ON_HOLD(order_id=order_id)
        assert str(order.status) == "ON_HOLD"
        order.seller_note = "kept"

    seller.platform.inside(pay_then_fail_to_release)
    reply = detail(seller, order_id)
    assert (reply["status"], reply["seller_note"]) == ("ON_HOLD", "kept")
    assert states_told(seller, receiver, 2) == ["UNPAID", "ON_HOLD"]


def test_a_scan_that_orders_do_not_show_leaves_the_order_as_it_was(seller: Seller, writes: Counter[str]) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    order_id = str(buy(seller, stocked(seller, 5))["order_id"])
    advance(seller, order_id, "IN_TRANSIT")
    (package_id,) = (row["id"] for row in detail(seller, order_id)["packages"])
    writes.clear()
    seller.platform.post(f"/sandbox/packages/{package_id}/acts", {"act": "SCAN"})
    assert (writes[package_id], writes[order_id]) == (1, 0)
    seller.platform.post(f"/sandbox/packages/{package_id}/acts", {"act": "DELIVER"})
    assert (writes[package_id], writes[order_id]) == (2, 1)


def test_a_transaction_that_only_reads_keeps_no_change(seller: Seller) -> None:
    order_id = str(buy(seller, stocked(seller, 5))["order_id"])
    with pytest.raises(TypeError, match="OrderChange in a transaction that only reads"):
        seller.platform.inside(lambda tx: change_order(tx, shop_of(tx, seller), order_id), writes=False)
