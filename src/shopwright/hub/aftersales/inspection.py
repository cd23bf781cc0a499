"""What came back is looked at once: good pieces go into stock again, the others are written off."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.stock import services as stock
from shopwright.hub.stock.models import Location, Reason

from .announce import announce_case, state_of
from .models import Case, CaseLine, Goods
from .reports import report
from .services import CaseError


def inspect(case: Case, good: Mapping[int, int], location: Location, by: User | None) -> Case:
    """Book what somebody found. ``good``: how many pieces of each case line can be sold again; the rest cannot.

    Pieces that are written off come in and go out again in the ledger, so that it tells of them. A channel that takes
    it is told what was found.
    Raises CaseError for a case that was inspected before or of which nothing comes back, and for impossible numbers.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        if not case.is_to_inspect:
            raise CaseError(f"{case}: there is nothing to inspect, or it was inspected already.")
        before = state_of(case)
        lines = list(case.lines.select_related("line__variant").order_by("pk"))
        for line in lines:
            _book(line, good.get(line.pk, 0), location, by)
        restocked, bad = sum(line.restocked for line in lines), sum(line.written_off for line in lines)
        case.goods = Goods.INSPECTED if restocked and bad else Goods.RESTOCKED if restocked else Goods.WRITTEN_OFF
        case.inspected_by, case.inspected_at = by, timezone.now()
        case.wait_for_seller()
        case.save(update_fields=["goods", "inspected_by", "inspected_at", "waits_for"])
        announce_case(case, before)
        report(case, by)
    return case


def _book(line: CaseLine, good: int, location: Location, by: User | None) -> None:
    if not 0 <= good <= line.quantity:
        raise CaseError(f"Of {line.line.title} there are 0 to {line.quantity} good pieces.")
    line.restocked, line.written_off, line.location = good, line.quantity - good, location
    line.save(update_fields=["restocked", "written_off", "location"])
    variant = line.line.variant
    if variant is None:
        return
    note = f"{line.case} of order {line.case.order.number}"
    stock.move(variant, location, line.quantity, Reason.RETURNED, f"{line.cause}:in", by=by, note=note)
    if line.written_off:
        stock.move(variant, location, -line.written_off, Reason.DAMAGED, f"{line.cause}:off", by=by, note=note)
