"""The states of packages (docs/reference/fulfilment.md#packages)."""

from __future__ import annotations

from enum import StrEnum

from shopwright.platform.core.state_table import final_states
from shopwright.platform.sales.orders.states import LineStatus


class PackageStatus(StrEnum):
    """``TO_FULFILL`` is a package that nobody has shipped yet."""

    TO_FULFILL = "TO_FULFILL"
    PROCESSING = "PROCESSING"
    FULFILLING = "FULFILLING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class PackageEvent(StrEnum):
    SHIP = "ship"
    COLLECT = "collect"
    DELIVER = "deliver"
    CANCEL = "cancel"


_P, _A = PackageStatus, PackageEvent

#: (state, event) → next state; a pair that is not here is forbidden.
PACKAGE_TRANSITIONS: dict[tuple[PackageStatus, PackageEvent], PackageStatus] = {
    (_P.TO_FULFILL, _A.SHIP): _P.PROCESSING,
    (_P.TO_FULFILL, _A.CANCEL): _P.CANCELLED,
    (_P.PROCESSING, _A.COLLECT): _P.FULFILLING,
    (_P.PROCESSING, _A.CANCEL): _P.CANCELLED,
    (_P.FULFILLING, _A.DELIVER): _P.COMPLETED,
    (_P.FULFILLING, _A.CANCEL): _P.CANCELLED,
}

#: The states of a package that was shipped and has not arrived.
TRAVELLING = frozenset({PackageStatus.PROCESSING, PackageStatus.FULFILLING})

#: The states that nothing changes any more.
OVER = final_states(PackageStatus, PACKAGE_TRANSITIONS)

#: What a package's event does to the lines in it.
LINE_AFTER: dict[PackageEvent, LineStatus] = {
    PackageEvent.SHIP: LineStatus.AWAITING_COLLECTION,
    PackageEvent.COLLECT: LineStatus.IN_TRANSIT,
    PackageEvent.DELIVER: LineStatus.DELIVERED,
    PackageEvent.CANCEL: LineStatus.CANCELLED,
}
