"""Tells a channel what was found in a parcel that came back, where it takes that."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.core.wake import wake

from .models import OPEN, Act, Case


def report(case: Case, by: User | None = None) -> Act | None:
    """Have what was found told to the channel, once for each state of the case there.

    Nothing is done where nobody has looked, the channel does not ask, or another answer is on its way.
    """
    item = next((item for item in case.answers if item["kind"] == "report"), None)
    if item is None or case.inspected_at is None or case.acts.filter(state__in=OPEN).exists():
        return None
    if case.acts.filter(decision=item["decision"], status=case.raw_status).exists():
        return None
    try:
        with transaction.atomic():
            act = Act.objects.create(
                workspace_id=case.workspace_id,
                connection_id=case.connection_id,
                order_id=case.order_id,
                case=case,
                decision=item["decision"],
                words=item["words"],
                status=case.raw_status,
                due_at=timezone.now(),
                by=by,
            )
            wake("answers")
    except IntegrityError:
        return None  # somebody answered at this moment, and it is told when that is settled
    return act
