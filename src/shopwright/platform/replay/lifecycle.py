"""Takes an order of a history from its purchase to its end, or to where it is by now; each step at its own time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random

import msgspec

from shopwright.platform.sales.orders.deadlines import Deadline, next_deadline
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.states import OrderEvent, OrderStatus
from shopwright.platform.sales.packages.package import Scan
from shopwright.platform.sales.packages.package_change import PackageChange, new_package
from shopwright.platform.sales.packages.platform_fulfilment import assign_carrier
from shopwright.platform.sales.packages.shipment import ship_parcel
from shopwright.platform.sales.packages.simulated_carrier import catch_up, lay_route

from .model import UndoKind
from .reversals import cancel_units, return_units

_MINUTE, _HOUR = 60_000, 3_600_000

#: How long a return takes at most, from the request to the money.
_RETURN_TAKES = 60 * _HOUR


class Undoing(msgspec.Struct, frozen=True):
    """Lines that go back together, as a cancellation or a return, at a time in milliseconds."""

    kind: UndoKind
    lines: Sequence[Line]
    at: int


class Life:
    """Runs the steps of a placed order; it is written once, at the end.

    ``until`` is now, in milliseconds: later steps are left to the clock.
    """

    def __init__(self, change: OrderChange, undoings: Sequence[Undoing], until: int) -> None:
        self.change = change
        self.until = until
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
        paid_at = self._placed_at + self._chance.randint(20, 240) * 1000
        steps: list[tuple[int, Callable[[], None]]] = [(paid_at, self._pay)]
        if self.change.order.held:
            released_at = paid_at + rules.windows.hold_minutes * _MINUTE
            steps.append((released_at, self._release))
        cancelled = [undoing for undoing in self._undoings if undoing.kind == "CANCELLATION"]
        steps += [(max(undoing.at, paid_at), partial(self._cancel, undoing)) for undoing in cancelled]
        return sorted(steps, key=lambda step: step[0])

    def _pay(self) -> None:
        change = self.change
        change.pay()
        if change.rules.package_at_payment[change.order.shipping_type]:
            self._parcel = new_package(change, change.order.active_lines)

    def _release(self) -> None:
        self.change.apply(OrderEvent.RELEASE)

    def _cancel(self, undoing: Undoing) -> None:
        cancel_units(self.change, undoing.lines, self.until)

    def _ship(self) -> None:
        """The seller ships within a day or so, and the carrier delivers before the first unit comes back."""
        change = self.change
        if self._is_over or not self._reach(self._shipping_time()):
            return
        parcel = self._parcel = self._parcel or new_package(change, change.order.unshipped_lines)
        parcel.at = change.at
        assign_carrier(parcel)
        ship_parcel(parcel)
        lay_route(parcel)
        back = self._first_return()
        if back is not None:
            parcel.package.route = _hastened(parcel.package.route, change.at, back - _HOUR)
        catch_up(parcel, self.until)

    def _shipping_time(self) -> int:
        change, ready = self.change, self.change.at
        at = ready + self._chance.randint(2 * 60, 30 * 60) * _MINUTE
        back = self._first_return()
        if back is not None:
            at = min(at, ready + (back - ready) // 8)
        return max(ready, min(at, change.order.deadlines.shipping_due * 1000 - _HOUR))

    def _first_return(self) -> int | None:
        return next((undoing.at for undoing in self._undoings if undoing.kind == "RETURN"), None)

    def _afterwards(self) -> None:
        """Apply deadlines and returns, in the order of time."""
        returns = [undoing for undoing in self._undoings if undoing.kind == "RETURN"]
        while True:
            due = next_deadline(self.change.order, self.change.rules)
            due_at = due.at * 1000 if due is not None and due.what in _PASSED else None
            if returns and self._arrived and (due_at is None or self._asked_at(returns[0]) <= due_at):
                undoing = returns.pop(0)
                if undoing.at > self.until:
                    return
                return_units(self.change, undoing.lines, self._asked_at(undoing), undoing.at)
            elif due is not None and due_at is not None and self._reach(due_at):
                _PASSED[due.what](self.change)
            else:
                return

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


def _hastened(route: Sequence[Scan], begun: int, last: int) -> list[Scan]:
    """The route with its scans moved forward so that it ends no later than ``last``."""
    if not route or route[-1].at <= last:
        return list(route)
    taken, allowed = route[-1].at - begun, max(last - begun, 1)
    return [msgspec.structs.replace(scan, at=begun + (scan.at - begun) * allowed // taken) for scan in route]
