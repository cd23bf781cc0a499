"""What must be known about acts that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.hub.core.watch import Raised, Rule
from shopwright.hub.core.work import Link

from .models import Approval, ApprovalState


class Waits(Rule):
    """Acts that somebody asked for and another person has to decide."""

    name, title = "approvals", "Something waits for a second person"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        count = Approval.objects.filter(workspace_id=workspace_id, state=ApprovalState.WAITS).count()
        if count:
            yield Raised(
                "waits",
                f"{count:,} act{' waits' if count == 1 else 's wait'} for a second person.",
                "Look at what would be done, and approve or reject it within seven days.",
                Link("approvals", query="state=waits"),
                count=count,
            )


RULES = (Waits(),)
