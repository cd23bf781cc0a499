"""What the owner must know about stock."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from shopwright.hub.core.watch import Raised, Rule
from shopwright.hub.core.work import Link

from .models import LedgerCheck, Withholding


class Withheld(Rule):
    name, title = "withheld", "Numbers that are hardly true"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        waiting = Withholding.objects.filter(workspace_id=workspace_id, decided_at=None)
        for item in waiting.annotate(skus=Count("doubts__variant", distinct=True)).order_by("pk"):
            yield Raised(
                str(item.pk),
                f"A source, {item.source}, says that many SKUs are gone, or ten times as many. "
                "Shops are not told before somebody agrees.",
                "Look at what it says, and decide.",
                Link("withheld"),
                count=item.skus,
            )


class LedgerDiffers(Rule):
    name, title = "ledger", "Stock differs from the ledger"

    def raised(self, workspace_id: int) -> Iterator[Raised]:
        for check in LedgerCheck.objects.filter(workspace_id=workspace_id, broken__gt=0):
            is_one = check.broken == 1
            yield Raised(
                "ledger",
                f"{check.broken} balance{'' if is_one else 's'} of stock {'differs' if is_one else 'differ'} from the "
                f"ledger, as of {check.checked_at:%-d %B, %H:%M} UTC.",
                f"Count {'it' if is_one else 'them'}, and report the worker's log.",
                Link("stock"),
                count=check.broken,
            )


RULES = (Withheld(), LedgerDiffers())
