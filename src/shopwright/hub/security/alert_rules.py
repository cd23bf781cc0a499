"""What must be known of the self-audit. What it found names people and keys, so that the alert counts alone."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.hub.core.watch import Raised, Rule
from shopwright.hub.core.work import Link

from .models import AuditFinding, Weight


class WeakPoints(Rule):
    """Findings of the self-audit that stand; one more is told anew."""

    name, title = "self_audit", "The self-audit found something"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        rows = AuditFinding.objects.filter(workspace_id=workspace_id, over_at=None)
        for weight, urgent in ((Weight.URGENT, True), (Weight.WEAK, False)):
            if count := rows.filter(weight=weight).count():
                points = "point" if count == 1 else "points"
                yield Raised(
                    weight,
                    f"The self-audit found {count:,} weak {points}{' to mend now' if urgent else ''}.",
                    "Whoever looks after members and keys mends them.",
                    Link("self-audit"),
                    count=count,
                    is_urgent=urgent,
                )


RULES = (WeakPoints(),)
