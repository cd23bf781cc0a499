"""Messages to buyers, as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet

from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of
from shopwright.hub.orders.models import Order

from . import services
from .models import Notice, State


class Notices(Source[Notice]):
    kind, title, time = "notices", "Messages to buyers", "caused_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state=State.INTENT, attempts=0),
        JobState.RUNNING: Q(state=State.UNKNOWN, attempts=0, due_at__isnull=False),
        JobState.FAILED: Q(state__in=[State.INTENT, State.UNKNOWN], attempts__gt=0, due_at__isnull=False),
        JobState.GIVEN_UP: Q(state__in=[State.REFUSED, State.GIVEN_UP]) | Q(state=State.UNKNOWN, due_at=None),
        JobState.CANCELLED: Q(state=State.WITHDRAWN),
    }

    def rows(self, workspace_id: int) -> QuerySet[Notice]:
        return Notice.objects.filter(workspace_id=workspace_id).select_related("connection", "order")

    def matching(self, workspace_id: int, text: str) -> Q:
        orders = list(Order.objects.filter(workspace_id=workspace_id, number=text).values_list("pk", flat=True)[:50])
        return Q(order_id__in=orders)

    def jobs(self, rows: Sequence[Notice]) -> list[Job]:
        return [self._job(row) for row in rows]

    def _job(self, row: Notice) -> Job:
        state = state_of(row)
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.caused_at,
            about=str(row),
            link=Link("order", (row.order_id,)),
            state=state,
            connection=row.connection.name,
            progress=str(row.get_state_display()),
            attempts=row.attempts,
            next_try=row.due_at if row.state in (State.INTENT, State.UNKNOWN) else None,
            cause=row.trouble,
            remedy=row.remedy,
            can_retry=state in (JobState.GIVEN_UP, JobState.CANCELLED),
            can_cancel=row.state in (State.INTENT, State.REFUSED, State.GIVEN_UP),
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        row = Notice.objects.select_related("order__workspace").filter(workspace_id=workspace_id, pk=pk).first()
        verdicts = services.send_again(row.order.workspace, [pk]) if row is not None else []
        if not verdicts or verdicts[0].trouble:
            raise JobError(verdicts[0].trouble if verdicts else "It is not there any more.")
        return "It is sent again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = Notice.objects.select_for_update(skip_locked=True).filter(workspace_id=workspace_id, pk=pk).first()
            if row is None or row.state not in (State.INTENT, State.REFUSED, State.GIVEN_UP):
                raise JobError("It was sent, or is being sent.")
            row.state, row.due_at, row.trouble = State.WITHDRAWN, None, "Somebody cancelled it."
            row.save(update_fields=["state", "due_at", "trouble"])
        return "The buyer is not told."
