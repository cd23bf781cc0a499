"""Every write about the erasure of buyers.

What is erased does not come back when a channel tells of the order again.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.background import services as background
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.background.services import Plan
from shopwright.hub.channels.protocol import Address
from shopwright.hub.orders.announce import announce_erased
from shopwright.hub.orders.buyers import seal
from shopwright.hub.orders.holds.models import OrderHold
from shopwright.hub.orders.models import Hold, Order
from shopwright.hub.people.event_tables import event_models

from . import queries
from .needs import erasable

#: The kind of run that erases, by its name.
RUN = "erasure"
#: The name of the table that keeps what orders were.
_HISTORY = "orders-order"


def ask(workspace: Workspace, ids: Collection[int], by: User) -> BackgroundRun | None:
    """Have the buyers of orders erased, each as soon as nothing needs them; None where nobody is left to erase."""
    with transaction.atomic():
        rows = Order.objects.filter(workspace=workspace, pk__in=ids, erased_at=None)
        count = rows.update(erase_asked_at=timezone.now())
        if not count:
            return None
        words = f"Erase the buyer of {count:,} order{'' if count == 1 else 's'}"
        return background.begin(workspace, by, Plan(RUN, words, {"orders": sorted(ids)}, count))


def set_days(workspace: Workspace, days: int | None) -> None:
    """Say how long buyers are kept; a worker erases the older ones within the hour."""
    retention = queries.retention_of(workspace)
    retention.days = days
    retention.save()


def erase(ids: Collection[int]) -> list[Order]:
    """Take the buyers out of orders, in one transaction with all that other apps keep of them.

    Returns the orders that were erased: those with something that is not settled are left alone.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update().filter(pk__in=ids, erased_at=None).order_by("pk")
        fit = set(Order.objects.filter(erasable(), pk__in=[row.pk for row in locked]).values_list("pk", flat=True))
        rows = [row for row in locked if row.pk in fit]
        for row in rows:
            row.sealed, row.buyer_keys = seal(row.buyer_purpose, Address()), []
            row.buyer_note, row.note, row.erased_at = "", "", timezone.now()
        Order.objects.bulk_update(rows, ("sealed", "buyer_keys", "buyer_note", "note", "erased_at"))
        # What somebody wrote about an order may name the buyer, now and in its history.
        event_models()[_HISTORY].objects.filter(pgh_obj_id__in=fit).exclude(note="").update(note="")
        OrderHold.objects.filter(order__in=rows, kind=Hold.MANUAL).update(words="Held by hand")
        announce_erased(rows)
        return rows


def begin_due() -> int:
    """Begin a run in each workspace that has buyers to erase and no such run; returns how many were begun."""
    begun = 0
    for workspace in Workspace.objects.order_by("pk"):
        key = f"{RUN}:due"
        last = background.last_run(workspace.pk, RUN, key)
        if (last is None or not last.is_working) and queries.due(workspace.pk).exists():
            words = "Erase buyers who are kept no longer"
            background.begin(workspace, None, Plan(RUN, words, {}, queries.due(workspace.pk).count(), key))
            begun += 1
    return begun
