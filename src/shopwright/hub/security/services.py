"""The self-audit's every write: a look at a workspace, once a day and when somebody asks."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace

from .checks import CHECKS
from .models import AuditFinding, AuditPlan, AuditRun

EVERY = timedelta(days=1)
#: How long runs, and findings that are over, are kept.
KEPT = timedelta(days=730)


def run_due() -> int:
    """Look at the workspaces whose time has come; a new one is looked at at once. Returns how many."""
    known = AuditPlan.objects.values("workspace_id")
    for workspace in Workspace.objects.exclude(pk__in=known):
        AuditPlan.objects.get_or_create(workspace=workspace, defaults={"next_at": timezone.now()})
    due = list(AuditPlan.objects.filter(next_at__lte=timezone.now()).order_by("next_at").values_list("pk", flat=True))
    return sum(_run_plan(pk) for pk in due)


def _run_plan(pk: int) -> bool:
    with transaction.atomic():
        rows = AuditPlan.objects.select_for_update(skip_locked=True, of=("self",)).select_related("workspace")
        plan = rows.filter(pk=pk, next_at__lte=timezone.now()).first()
        if plan is None:
            return False
        plan.next_at = timezone.now() + EVERY
        plan.save(update_fields=["next_at"])
    run(plan.workspace)
    return True


def run(workspace: Workspace, by: User | None = None) -> AuditRun:
    """Ask all checks; keep what is new with its date, and when what stood before was over."""
    now = timezone.now()
    weak = {(check.name, item.cause): item for check in CHECKS for item in check.ask(workspace)}
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        standing = {
            (row.check_name, row.cause): row for row in AuditFinding.objects.filter(workspace=workspace, over_at=None)
        }
        for key, item in weak.items():
            row = standing.get(key) or AuditFinding(
                workspace=workspace, check_name=key[0], cause=item.cause, found_at=now
            )
            row.weight, row.words, row.remedy, row.page = item.weight, item.words, item.remedy, item.page
            row.seen_at = now
            row.save()
        over = [row.pk for key, row in standing.items() if key not in weak]
        AuditFinding.objects.filter(pk__in=over).update(over_at=now)
        AuditFinding.objects.filter(workspace=workspace, over_at__lt=now - KEPT).delete()
        AuditRun.objects.filter(workspace=workspace, at__lt=now - KEPT).delete()
        return AuditRun.objects.create(
            workspace=workspace,
            at=now,
            by=by,
            checks=len(CHECKS),
            findings=len(weak),
            new=len(weak.keys() - standing.keys()),
            over=len(over),
        )
