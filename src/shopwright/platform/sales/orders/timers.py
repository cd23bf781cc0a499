"""What time does to orders: the end of the hold, deadlines that cancel, completion."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import system_reason
from shopwright.platform.sales.cancellations.cancellation_change import cancel_at_once
from shopwright.platform.sales.packages.platform_fulfilment import ship_for_seller

from .deadlines import Deadline, next_deadline
from .order_change import DEADLINE, OrderChange, change_order
from .states import LineStatus, OrderEvent


class _Payload(msgspec.Struct):
    what: Deadline


_payload = decoders.decoder(_Payload).decode


@due(DEADLINE)
def pass_deadline(tx: Tx, action: DueAction) -> None:
    """Do what the order's deadline says, unless the order has gone on."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    change = change_order(tx, shop, action.subject)
    what = _payload(action.payload.encode()).what
    planned = next_deadline(change.order, change.rules)
    if planned is not None and planned.what is what:
        _ACTS[what](change)


def _cancel_unpaid(change: OrderChange) -> None:
    cancel_at_once(
        change, change.order.active_lines, system_reason("UNPAID_TIMEOUT", change.shop.region).name, "SYSTEM"
    )


def _release(change: OrderChange) -> None:
    change.apply(OrderEvent.RELEASE)


def _cancel_unshipped(change: OrderChange) -> None:
    _cancel(change, (LineStatus.AWAITING_SHIPMENT,), "SHIPPING_TIMEOUT")


def _cancel_uncollected(change: OrderChange) -> None:
    _cancel(change, (LineStatus.AWAITING_COLLECTION,), "COLLECTION_TIMEOUT")


def _cancel_undelivered(change: OrderChange) -> None:
    _cancel(change, (LineStatus.AWAITING_COLLECTION, LineStatus.IN_TRANSIT), "NOT_DELIVERED")


def _cancel(change: OrderChange, states: tuple[LineStatus, ...], reason: str) -> None:
    lines = [active_line for active_line in change.order.active_lines if active_line.status in states]
    cancel_at_once(change, lines, system_reason(reason, change.shop.region).name, "SYSTEM")


def _ship_by_platform(change: OrderChange) -> None:
    ship_for_seller(change)


def _complete(change: OrderChange) -> None:
    change.apply(OrderEvent.COMPLETE)


def _mask(change: OrderChange) -> None:
    change.order.is_hidden = True


_ACTS: dict[Deadline, Callable[[OrderChange], None]] = {
    Deadline.CANCEL_UNPAID: _cancel_unpaid,
    Deadline.RELEASE: _release,
    Deadline.SHIP_BY_PLATFORM: _ship_by_platform,
    Deadline.CANCEL_UNSHIPPED: _cancel_unshipped,
    Deadline.CANCEL_UNCOLLECTED: _cancel_uncollected,
    Deadline.CANCEL_UNDELIVERED: _cancel_undelivered,
    Deadline.COMPLETE: _complete,
    Deadline.MASK: _mask,
    Deadline.ANONYMISE: OrderChange.delete_buyer,
}
