"""Raises and clears alerts by their rules, and keeps who acknowledged them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.watch import Raised, rules

from .models import Alert

#: How long alerts that were cleared stay on the page, in days.
KEPT_DAYS = 90


def check_all() -> int:
    """Go through the rules for every workspace; returns 0, as there is nothing to go on with at once."""
    for workspace in Workspace.objects.order_by("pk").iterator():
        check(workspace)
    return 0


def check(workspace: Workspace, only: Iterable[str] = ()) -> None:
    """Raise what holds now and is not known yet, and clear what holds no more. ``only``: names of rules."""
    chosen = [rule for name, rule in rules().items() if not only or name in only]
    holding = {(rule.name, item.cause): item for rule in chosen for item in rule.raised(workspace.pk)}
    standing = Alert.objects.filter(workspace=workspace, rule__in=[rule.name for rule in chosen], cleared_at=None)
    if not holding and not standing.exists():
        return
    with transaction.atomic():
        # Two workers may write at the same time: the one that holds the workspace's row goes first.
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        known = {(row.rule, row.cause): row for row in standing}
        over = [row.pk for key, row in known.items() if key not in holding]
        Alert.objects.filter(pk__in=over).update(cleared_at=timezone.now())
        for key, item in holding.items():
            row = known.get(key)
            made = row or Alert(workspace=workspace, rule=key[0], cause=item.cause)
            _keep(made, item, is_new=row is None)


def _keep(row: Alert, item: Raised, *, is_new: bool) -> None:
    facts: dict[str, object] = {
        "connection_id": item.connection_id,
        "words": item.words,
        "remedy": item.remedy,
        "page": item.link.page if item.link else "",
        "page_args": list(item.link.args) if item.link else [],
        "page_query": item.link.query if item.link else "",
        "count": item.count,
        "is_urgent": item.is_urgent,
    }
    if is_new or any(getattr(row, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(row, name, value)
        # What has become less since it was acknowledged is told anew when it becomes more again.
        row.acknowledged_count = min(row.acknowledged_count, item.count)
        row.save()


def acknowledge(workspace: Workspace, ids: Iterable[int], by: User) -> int:
    """Somebody knows of alerts; returns how many hold."""
    holding = Alert.objects.filter(workspace=workspace, pk__in=list(ids), cleared_at=None)
    return holding.update(acknowledged_at=timezone.now(), acknowledged_by=by, acknowledged_count=F("count"))


def forget_old() -> None:
    """Remove alerts that were cleared long ago."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    Alert.objects.filter(cleared_at__lt=old).delete()
