"""What a worker does. A new duty is a line here; workers go by it, and `Hub.work()` of the tests too."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shopwright.hub.aftersales import services as aftersales
from shopwright.hub.background import services as background_runs
from shopwright.hub.background import work as background
from shopwright.hub.catalog.bulk import work as bulk
from shopwright.hub.catalog.imports import runs as import_runs
from shopwright.hub.catalog.imports import work as imports
from shopwright.hub.channels import intake, old_events, polls
from shopwright.hub.core.told_as import told_as
from shopwright.hub.fulfilment import printer_files
from shopwright.hub.fulfilment import services as fulfilment
from shopwright.hub.fulfilment.groups import work as parcel_groups
from shopwright.hub.fulfilment.third_party import work as third_parties
from shopwright.hub.listings import propagation
from shopwright.hub.listings.categories import counts
from shopwright.hub.listings.categories import services as categories
from shopwright.hub.listings.publish_rules import services as publish_rules
from shopwright.hub.notices import work as notices
from shopwright.hub.orders.erasure import services as erasure
from shopwright.hub.orders.holds import restock
from shopwright.hub.people import approvals
from shopwright.hub.security import services as self_audit
from shopwright.hub.stock import alerts
from shopwright.hub.work import alerts as owner_alerts
from shopwright.hub.work.reconciler import runs as reconciler


class Duty(NamedTuple):
    """Something that a worker does: when a topic is told (`core/wake.py`), and at least every so many seconds.

    ``work`` answers how much it moved, and is called again at once while that is more than 0. ``threads``: how many
    of them do it at a time in one worker.
    """

    name: str
    topics: frozenset[str]
    seconds: float
    work: Callable[[], int]
    threads: int = 1


def _check() -> int:
    """Check the ledgers and shops that were not checked for a day, and forget what nobody needs any more."""
    propagation.forget_old()
    import_runs.forget_old()
    background_runs.forget_old()
    owner_alerts.forget_old()
    approvals.expire_old()
    old_events.forget_old()
    reconciler.begin_daily()
    categories.refresh_details()
    erasure.begin_due()
    return alerts.check_ledgers()


#: What is due: rows that say when, or that tell by themselves what is left to do.
DUE = (
    # One thread waits for a channel while another one works; events are claimed.
    Duty("events", frozenset({"events"}), 5, intake.work_due, threads=2),
    Duty("shipments", frozenset({"shipments"}), 5, told_as("Shipping", fulfilment.work_due)),
    Duty("printer files", frozenset(), 5, told_as("Printer folder", printer_files.release_due)),
    Duty("parcel groups", frozenset({"shipments"}), 5, told_as("Parcels together", parcel_groups.work_due)),
    Duty("hand-offs", frozenset({"shipments"}), 5, told_as("Hand-offs", third_parties.work_due)),
    Duty("imports", frozenset({"imports"}), 2, imports.work_due),
    Duty("bulk", frozenset({"bulk"}), 2, bulk.work_due),
    Duty("background", frozenset({"background"}), 2, background.work_due),
    Duty("rules", frozenset(), 60, publish_rules.work_due),
    # What a form or a file changed is counted together.
    Duty("category counts", frozenset(), 10, counts.work_due),
    Duty("reconciler", frozenset({"checks"}), 5, told_as("Check of a shop", reconciler.work_due)),
    Duty("answers", frozenset({"answers"}), 5, told_as("Answers to returns", aftersales.work_due)),
    Duty("holds", frozenset({"holds"}), 60, told_as("Goods came in", restock.work_due)),
    Duty("notices", frozenset({"notices"}), 5, told_as("Messages to buyers", notices.work_due)),
)

#: What goes through every workspace now and then.
UPKEEP = (
    Duty("self-audit", frozenset(), 60, self_audit.run_due),
    Duty("checks", frozenset(), 3600, told_as("Upkeep", _check)),
    Duty("alerts", frozenset({"alerts", "connections"}), 60, owner_alerts.check_all),
)

#: What is read of each connection, every `--poll` seconds.
LOOKS = (polls.poll_orders, polls.poll_cases)
