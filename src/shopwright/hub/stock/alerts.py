"""What people decide when stock looks wrong, and the check of the ledger."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.wake import wake

from . import services
from .announce import announce, together
from .models import Halt, LedgerCheck, Reason, Withholding
from .queries import broken_balances

log = logging.getLogger("shopwright.hub.stock")

#: How often each workspace's ledger is checked.
CHECK_EVERY = timedelta(days=1)


def decide(withholding: Withholding, by: User, *, believe: bool) -> int:
    """Take what was withheld as true, or take it back out of the ledger; returns how many SKUs it was about."""
    with transaction.atomic():
        mine = Withholding.objects.select_for_update().filter(pk=withholding.pk, decided_at=None).first()
        if mine is None:
            return 0
        sums = list(mine.doubts.values_list("variant_id", "location_id").annotate(sum=Sum("delta")))
        mine.decided_at, mine.decided_by, mine.is_believed = timezone.now(), by, believe
        mine.save()
        with together():
            if not believe:
                services.move_many(
                    mine.workspace_id,
                    [
                        services.Line(variant, location, -delta, f"withheld:{mine.pk}:{variant}:{location}")
                        for variant, location, delta in sums
                    ],
                    Reason.CORRECTED,
                    by=by,
                    note=f"{mine.source} was not believed",
                )
            announce({variant for variant, _, _ in sums})
    return len({variant for variant, _, _ in sums})


def begin_halt(workspace: Workspace, by: User) -> Halt:
    """Offer nothing anywhere from now on; the halt that goes on already, if there is one."""
    halt, _ = Halt.objects.get_or_create(workspace=workspace, ended_at=None, defaults={"begun_by": by})
    return halt


def end_halt(workspace: Workspace, by: User) -> bool:
    """Offer again what there is; False where nothing was halted."""
    ended = Halt.objects.filter(workspace=workspace, ended_at=None).update(ended_at=timezone.now(), ended_by=by)
    return bool(ended)


def check_ledgers() -> int:
    """Compare balances with the ledger in every workspace whose last check is a day old; returns how many were."""
    old = timezone.now() - CHECK_EVERY
    due = Workspace.objects.filter(Q(ledger_check=None) | Q(ledger_check__checked_at__lt=old)).order_by("pk")
    count = 0
    for workspace in due.iterator():
        check_ledger(workspace)
        count += 1
    return count


def check_ledger(workspace: Workspace) -> int:
    """Compare the balances of a workspace with its ledger, and keep how many differ."""
    broken = broken_balances(workspace)
    for item in broken[:20]:
        balance = item.balance
        log.error(
            "balance %s of %s: %s on hand and %s reserved, but the ledger says %s and %s",
            balance.pk, balance.variant.sku, balance.on_hand, balance.reserved, item.moved, item.held,
        )  # fmt: skip
    LedgerCheck.objects.update_or_create(
        workspace=workspace, defaults={"checked_at": timezone.now(), "broken": len(broken)}
    )
    wake("alerts")
    return len(broken)
