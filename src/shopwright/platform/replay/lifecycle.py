"""Takes an order of a history from its purchase to its end, or to where it is by now; each step at its own time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from random import Random

import msgspec

from shopwright.platform.core.durations import HOUR_MS, MINUTE_MS
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.routes import ScanCode
from shopwright.platform.sales.orders.deadlines import Deadline, next_deadline
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.states import OrderEvent, OrderStatus
from shopwright.platform.sales.packages.package import Scan
from shopwright.platform.sales.packages.package_change import PackageChange, new_package
from shopwright.platform.sales.packages.platform_fulfilment import assign_carrier
from shopwright.platform.sales.packages.shipment import ship_parcel
from shopwright.platform.sales.packages.simulated_carrier import catch_up, lay_route

from .model import Canceller, HistoricCourse, UndoKind
from .reversals import cancel_units, give_back

#: How long a return takes at most, from the request to the money.
_RETURN_TAKES = 60 * HOUR_MS

#: How long after now a parcel that waits, by its export, is scanned next.
_WAIT = 6 * HOUR_MS


class Undoing(msgspec.Struct, frozen=True):
    """Lines that go back together, at a time in milliseconds; ``by`` and ``reason`` are a cancellation's.

    ``refund``: what the buyer gets back where it is less than was paid.
    """

    kind: UndoKind
    lines: Sequence[Line]
    at: int
    by: Canceller = "BUYER"
    reason: str = ""
    refund: Decimal | None = None


class Course:
    """The moments of an order's course as its export has them, in milliseconds of the platform; 0 where unknown."""

    def __init__(self, course: HistoricCourse, shift_ms: int = 0) -> None:
        self.stage = course.stage
        self.tracking_number, self.carrier = course.tracking_number, course.carrier
        self.paid_at, self.ready_at, self.shipped_at, self.delivered_at = (
            at * 1000 + shift_ms if at else 0
            for at in (course.paid_at, course.ready_at, course.shipped_at, course.delivered_at)
        )

    @property
    def is_paid(self) -> bool:
        return self.stage != "UNPAID" or bool(self.paid_at)

    @property
    def is_sent(self) -> bool:
        """Whether the seller handed it over, as far as the export says so or says nothing."""
        return self.stage not in {"UNPAID", "TO_SHIP"}


_UNKNOWN = Course(HistoricCourse())


class Life:
    """Runs the steps of a placed order; it is written once, at the end.

    ``until`` is now, in milliseconds: later steps are left to the clock.
    """

    def __init__(self, change: OrderChange, undoings: Sequence[Undoing], until: int, course: Course = _UNKNOWN) -> None:
        self.change = change
        self.until = until
        self._course = course
        self._undoings = sorted(undoings, key=lambda undoing: undoing.at)
        self._chance = Random(change.order.reference)
        self._parcel: PackageChange | None = None
        self._placed_at = change.at

    def run(self) -> None:
        """Do every step that is due by ``until``, and save the order."""
        for at, step in self._before_shipping():
            if self._is_over or not self._reach(at):
                break
            step()
        else:
            self._ship()
        self._afterwards()

    @property
    def _is_over(self) -> bool:
        return self.change.order.status is OrderStatus.CANCELLED

    def _reach(self, at: int) -> bool:
        """Move on to a moment, unless it is yet to come."""
        if at > self.until:
            return False
        self.change.at = max(self.change.at, at)
        return True

    def _before_shipping(self) -> list[tuple[int, Callable[[], None]]]:
        rules = self.change.rules
        usually = self._placed_at + self._chance.randint(20, 240) * 1000
        paid_at = max(self._placed_at, self._course.paid_at or usually)
        is_paid = self._course.is_paid
        steps: list[tuple[int, Callable[[], None]]] = [(paid_at, self._pay)] if is_paid else []
        if is_paid and self.change.order.held:
            released_at = paid_at + rules.windows.hold_minutes * MINUTE_MS
            if sent_at := self._course.ready_at or self._course.shipped_at:
                released_at = max(paid_at, min(released_at, sent_at))
            steps.append((released_at, self._release))
        cancelled = [undoing for undoing in self._undoings if undoing.kind == "CANCELLATION"]
        begun = paid_at if is_paid else self._placed_at
        steps += [(max(undoing.at, begun), partial(self._cancel, undoing)) for undoing in cancelled]
        return sorted(steps, key=lambda step: step[0])

    def _pay(self) -> None:
        change = self.change
        change.pay()
        if change.rules.package_at_payment[change.order.shipping_type]:
            self._parcel = new_package(change, change.order.active_lines)

    def _release(self) -> None:
        self.change.apply(OrderEvent.RELEASE)

    def _cancel(self, undoing: Undoing) -> None:
        cancel_units(self.change, undoing.lines, self.until, by=undoing.by, reason=undoing.reason)

    def _ship(self) -> None:
        """The seller ships within a day or so, and the carrier delivers before the first unit comes back."""
        change = self.change
        if self._is_over or not self._course.is_sent or not self._reach(self._shipping_time()):
            return
        parcel = self._parcel = self._parcel or new_package(change, change.order.unshipped_lines)
        parcel.at = change.at
        assign_carrier(parcel, self._carrier_id())
        if self._course.tracking_number:
            parcel.package.tracking_number = self._course.tracking_number
        ship_parcel(parcel)
        lay_route(parcel)
        parcel.package.route = self._paced(parcel.package.route)
        catch_up(parcel, self.until)

    def _carrier_id(self) -> str | None:
        """The market's carrier of the name that the export has; None where there is none."""
        name = self._course.carrier.casefold()
        known = carriers(self.change.order.region) if name else ()
        return next((carrier.id for carrier in known if carrier.name.casefold() == name), None)

    def _paced(self, route: Sequence[Scan]) -> list[Scan]:
        """The route as the export has it; without its word, such that it ends before the first unit comes back."""
        course, begun = self._course, self.change.at
        back = self._first_return()
        if course.delivered_at:
            route = _timed(route, begun, max(course.delivered_at, begun))
        elif back is not None:
            route = _hastened(route, begun, back - HOUR_MS)
        elif course.stage in {"DELIVERED", "COMPLETED"}:
            route = _hastened(route, begun, max(self.until, begun))
        elif course.stage == "SHIPPED":
            route = _held_up(route, len(route) - 1, self.until)
        elif course.stage == "AWAITING_COLLECTION":
            route = _held_up(route, 0, self.until)
        if course.shipped_at and course.stage != "AWAITING_COLLECTION":
            route = _collected(route, max(course.shipped_at, begun))
        return list(route)

    def _shipping_time(self) -> int:
        change, ready = self.change, self.change.at
        known = self._course.ready_at or self._course.shipped_at
        if known:
            return max(ready, known)
        if self._course.stage in {"AWAITING_COLLECTION", "SHIPPED", "DELIVERED", "COMPLETED"}:
            return ready
        at = ready + self._chance.randint(2 * 60, 30 * 60) * MINUTE_MS
        back = self._first_return()
        if back is not None:
            at = min(at, ready + (back - ready) // 8)
        return max(ready, min(at, change.order.deadlines.shipping_due * 1000 - HOUR_MS))

    def _first_return(self) -> int | None:
        return next((undoing.at for undoing in self._undoings if undoing.kind != "CANCELLATION"), None)

    def _afterwards(self) -> None:
        """Apply deadlines and returns, in the order of time."""
        returns = [undoing for undoing in self._undoings if undoing.kind != "CANCELLATION"]
        while True:
            if not returns:
                self._complete_early()
            due = next_deadline(self.change.order, self.change.rules)
            due_at = due.at * 1000 if due is not None and due.what in _PASSED else None
            if returns and self._arrived and (due_at is None or self._asked_at(returns[0]) <= due_at):
                undoing = returns.pop(0)
                if undoing.at > self.until:
                    return
                give_back(self.change, undoing.lines, self._asked_at(undoing), undoing.at, undoing.kind, undoing.refund)
            elif due is not None and due_at is not None and self._reach(due_at):
                _PASSED[due.what](self.change)
            else:
                return

    def _complete_early(self) -> None:
        """Complete an order that is over by its export, though its time to return goods is not."""
        order = self.change.order
        if self._course.stage == "COMPLETED" and order.status is OrderStatus.DELIVERED and not order.claims:
            self.change.apply(OrderEvent.COMPLETE)

    def _asked_at(self, undoing: Undoing) -> int:
        """When the buyer asked for a return of which the money went back at the undo's time."""
        return max(self.change.at, undoing.at - _RETURN_TAKES)

    @property
    def _arrived(self) -> bool:
        return self.change.order.status in {OrderStatus.DELIVERED, OrderStatus.COMPLETED}


def _complete(change: OrderChange) -> None:
    change.apply(OrderEvent.COMPLETE)


def _hide(change: OrderChange) -> None:
    change.order.is_hidden = True


#: What deadlines do that have passed by now.
_PASSED: Mapping[Deadline, Callable[[OrderChange], None]] = {
    Deadline.COMPLETE: _complete,
    Deadline.MASK: _hide,
    Deadline.ANONYMISE: OrderChange.delete_buyer,
}


def _timed(route: Sequence[Scan], begun: int, last: int) -> list[Scan]:
    """The route with its scans moved so that it ends at ``last``."""
    if not route:
        return []
    taken = max(route[-1].at - begun, 1)
    return [msgspec.structs.replace(scan, at=begun + (scan.at - begun) * (last - begun) // taken) for scan in route]


def _held_up(route: Sequence[Scan], first: int, until: int) -> list[Scan]:
    """The route with its scans from one on moved so that they come after ``until``, a few hours apart."""
    late = [
        msgspec.structs.replace(scan, at=max(scan.at, until + number * _WAIT))
        for number, scan in enumerate(route[first:], 1)
    ]
    return [*route[:first], *late]


def _collected(route: Sequence[Scan], at: int) -> list[Scan]:
    """The route with its collection at a moment, and no scan after it earlier than that."""
    place = next((place for place, scan in enumerate(route) if scan.code == ScanCode.COLLECTED), None)
    if place is None:
        return list(route)
    before = [msgspec.structs.replace(scan, at=min(scan.at, at)) for scan in route[:place]]
    after = [msgspec.structs.replace(scan, at=max(scan.at, at)) for scan in route[place + 1 :]]
    return [*before, msgspec.structs.replace(route[place], at=at), *after]


def _hastened(route: Sequence[Scan], begun: int, last: int) -> list[Scan]:
    """The route with its scans moved forward so that it ends no later than ``last``."""
    if not route or route[-1].at <= last:
        return list(route)
    taken, allowed = route[-1].at - begun, max(last - begun, 1)
    return [msgspec.structs.replace(scan, at=begun + (scan.at - begun) * allowed // taken) for scan in route]
