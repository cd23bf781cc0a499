"""What simulated buyers and sellers do after an order: pay late, cancel, ship, answer, return, review.

Each is planned when the order is placed, and happens if the order's state still allows it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import DueName, declare, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.durations import DAY_MS, HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import cancel_reasons, reject_reasons
from shopwright.platform.sales.cancellations.cancellation_change import (
    CancelChange,
    approve_or_reject,
    change_cancellation,
    open_cancellation,
    reject_request,
)
from shopwright.platform.sales.cancellations.states import CancelStatus
from shopwright.platform.sales.orders.buyer_actions import cancel_by_buyer
from shopwright.platform.sales.orders.buyer_errors import BUYER_MAY_NOT_CANCEL
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import OVER, SHIPPABLE, OrderStatus
from shopwright.platform.sales.packages.document_errors import REQUEST_PENDING
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.platform.sales.packages.platform_fulfilment import ship_for_seller
from shopwright.platform.sales.returns.errors import REQUEST_RUNNING
from shopwright.platform.sales.returns.return_change import change_return
from shopwright.wire.errors import ApiError

from .model import Simulation
from .opinions import write_opinion
from .returns import answer_one, ask_for_return
from .store import Simulations

#: Due actions, by names that are stored and so stay. The subject is an order, of an answer the cancellation or return.
PAY, CANCEL, SHIP = declare("world.pay"), declare("world.cancel"), declare("world.ship")
ASK, ASK_AGAIN = declare("world.ask"), declare("world.ask_again")
ANSWER, RETURN, ANSWER_RETURN = declare("world.answer"), declare("world.return"), declare("world.answer_return")
REVIEW = declare("world.review")

_S = OrderStatus
_NOT_YET = frozenset({_S.UNPAID, _S.ON_HOLD})

#: How long after an order a buyer may still decide to return it.
_RETURNS_WITHIN_MS = 90 * DAY_MS


class Details(msgspec.Struct, frozen=True):
    """What was drawn with the order: ``luck`` chooses among reasons, ``approves`` is the seller's answer to a request,
    so many milliseconds after it."""

    luck: float
    approves: bool
    answers_after: int
    returns_after: int = 0
    reviews_after: int = 0


class ScheduledAction(msgspec.Struct, frozen=True):
    """A planned action that is due, with its transaction, shop and simulation."""

    tx: Tx
    shop: Shop
    simulation: Simulation
    due_action: DueAction
    details: Details

    def order(self) -> OrderChange:
        return change_order(self.tx, self.shop, self.due_action.subject)

    def plan_again(self, at: int) -> None:
        """Plan the same action once more."""
        due_action = self.due_action
        plan(
            self.tx,
            DueName(due_action.name),
            due_action.subject,
            due_action.shop_id,
            at,
            msgspec.structs.asdict(self.details),
        )


_details = decoders.decoder(Details).decode


def scheduled_action(
    name: DueName,
) -> Callable[[Callable[[ScheduledAction], str | None]], Callable[[ScheduledAction], str | None]]:
    """Register the function of a due action, which answers what to count. Without a simulation it does not run."""

    def register(happen: Callable[[ScheduledAction], str | None]) -> Callable[[ScheduledAction], str | None]:
        @due(name)
        def handle(tx: Tx, action: DueAction) -> None:
            shop = tx[Accounts].shop(action.shop_id)
            simulation = tx[Simulations].get(action.shop_id, for_change=True)
            if shop is None or simulation is None:
                return
            counted = happen(ScheduledAction(tx, shop, simulation, action, _details(action.payload.encode())))
            if counted:
                simulation.count(counted)
                tx[Simulations].save(shop.shop_id, simulation)

        return happen

    return register


@scheduled_action(PAY)
def pay_late(scheduled: ScheduledAction) -> str | None:
    """A late payer pays, unless the order is gone."""
    change = scheduled.order()
    if change.order.status is not _S.UNPAID:
        return None
    pay_order(change)
    return "paid_late"


@scheduled_action(CANCEL)
def cancel(scheduled: ScheduledAction) -> str | None:
    """The buyer cancels or asks to, where buyers still may."""
    change = scheduled.order()
    order = change.order
    if order.status in OVER:
        return None
    reasons = cancel_reasons(order.region, "BUYER", str(order.status), change.now)
    if not reasons:
        return None
    try:
        case = cancel_by_buyer(change, reasons[int(scheduled.details.luck * len(reasons))].name)
    except ApiError as error:
        if error.error in (BUYER_MAY_NOT_CANCEL, REQUEST_RUNNING):
            return None
        raise
    if case.status is CancelStatus.PENDING and scheduled.simulation.seller == "SHIPS":
        at = change.at + scheduled.details.answers_after
        plan(
            scheduled.tx, ANSWER, case.cancel_id, scheduled.shop.shop_id, at, msgspec.structs.asdict(scheduled.details)
        )
    return "cancelled_by_buyer"


@scheduled_action(ANSWER)
def answer(scheduled: ScheduledAction) -> str | None:
    """The simulated seller answers a buyer's request to cancel, unless it is answered."""
    change = change_cancellation(scheduled.tx, scheduled.shop, scheduled.due_action.subject)
    if change.case.status is not CancelStatus.PENDING or scheduled.simulation.seller == "OFF":
        return None
    _answer(change, approves=scheduled.details.approves)
    return "answered_by_seller"


def _answer(request: CancelChange, *, approves: bool) -> None:
    reason = reject_reasons(request.shop.region, "CANCELLATION", request.order.now)[0].name
    if approves:
        approve_or_reject(request, reason)
    else:
        reject_request(request, reason)


@scheduled_action(SHIP)
def ship(scheduled: ScheduledAction) -> str | None:
    """The simulated seller ships; a request to cancel is answered first."""
    change = scheduled.order()
    if scheduled.simulation.seller == "OFF" or change.order.status in OVER:
        return None
    if change.order.status in _NOT_YET:
        scheduled.plan_again(change.at + HOUR_MS)
        return None
    request = open_cancellation(change) if change.order.is_cancel_requested else None
    if request is not None:
        _answer(request, approves=scheduled.details.approves)
    if change.order.status not in SHIPPABLE:
        return "answered_by_seller" if request is not None else None
    try:
        with scheduled.tx.attempt():
            ship_for_seller(change)
    except ApiError as error:
        if error.error is not REQUEST_PENDING:  # of another order in the same package
            raise
        scheduled.plan_again(change.at + HOUR_MS)
        return None
    return "shipped_by_seller"


@scheduled_action(RETURN)
def send_back(scheduled: ScheduledAction) -> str | None:
    """The buyer wants to send something back, or money for it, once it has arrived."""
    change = scheduled.order()
    order = change.order
    if order.status in OVER:
        return None
    at = order.delivery_time * 1000 + scheduled.details.returns_after
    if order.status is not _S.DELIVERED:
        if change.at < order.created_at + _RETURNS_WITHIN_MS:
            scheduled.plan_again(change.at + DAY_MS)
        return None
    if change.at < at:
        scheduled.plan_again(at)
        return None
    made = ask_for_return(change, scheduled.details.luck)
    if made and scheduled.simulation.seller == "SHIPS":
        later = change.at + scheduled.details.answers_after
        for case in made:
            plan(
                scheduled.tx,
                ANSWER_RETURN,
                case.return_id,
                scheduled.shop.shop_id,
                later,
                msgspec.structs.asdict(scheduled.details),
            )
    return "returned" if made else None


@scheduled_action(ANSWER_RETURN)
def answer_for_return(scheduled: ScheduledAction) -> str | None:
    """The simulated seller answers a buyer's return, unless it is answered."""
    if scheduled.simulation.seller == "OFF":
        return None
    change = change_return(scheduled.tx, scheduled.shop, scheduled.due_action.subject)
    return "answered_by_seller" if answer_one(change, approves=scheduled.details.approves) else None


@scheduled_action(REVIEW)
def review(scheduled: ScheduledAction) -> str | None:
    """The buyer reviews what has arrived, once nothing is open about it."""
    change = scheduled.order()
    order = change.order
    if order.status is _S.CANCELLED:
        return None
    if not order.delivery_time or order.claims:
        if change.at < order.created_at + _RETURNS_WITHIN_MS:
            scheduled.plan_again(change.at + DAY_MS)
        return None
    at = order.delivery_time * 1000 + scheduled.details.reviews_after
    if change.at < at:
        scheduled.plan_again(at)
        return None
    return "reviewed" if write_opinion(scheduled.tx, scheduled.shop, order, scheduled.details.luck) else None
