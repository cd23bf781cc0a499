"""Files for and from third parties as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from . import reports
from .models import HandOff, HandOffState, RowResult, TrackingFile, TrackingRow

_OPEN = (HandOffState.INTENT, HandOffState.DRAFTED)


class HandOffs(Source[HandOff]):
    kind, title, time, connection = "hand-offs", "Files for third parties", "made_at", ""
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state__in=_OPEN, trouble=""),
        JobState.FAILED: Q(state__in=_OPEN) & ~Q(trouble=""),
    }

    def rows(self, workspace_id: int) -> QuerySet[HandOff]:
        return HandOff.objects.filter(workspace_id=workspace_id).select_related("third_party__location")

    def matching(self, workspace_id: int, text: str) -> Q:
        number = text.upper().removeprefix("HO-")
        by_number = Q(number=int(number)) if number.isascii() and number.isdigit() and len(number) < 9 else Q()
        return by_number | Q(third_party__location__name__icontains=text)

    def jobs(self, rows: Sequence[HandOff]) -> list[Job]:
        counts = HandOff.objects.filter(pk__in=[row.pk for row in rows]).annotate(total=Count("rows"))
        totals = dict(counts.values_list("pk", "total"))
        return [self._job(row, totals[row.pk]) for row in rows]

    def _job(self, row: HandOff, total: int) -> Job:
        is_open = row.state in _OPEN
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.made_at,
            about=f"{row} for {row.third_party}",
            link=Link("third-party", (row.third_party_id,)),
            state=state_of(row),
            progress=f"{row.get_state_display()}, {total} order{'' if total == 1 else 's'}",
            next_try=row.due_at if is_open else None,
            cause=row.trouble,
            remedy="Give the hub the right to write there, or cancel it and download the file." if row.trouble else "",
            can_retry=is_open,
            can_cancel=row.state == HandOffState.INTENT,
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            if not HandOff.objects.filter(workspace_id=workspace_id, pk=pk, state__in=_OPEN).update(
                due_at=timezone.now()
            ):
                raise JobError("It is made already.")
            wake("shipments")
        return "It is tried again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        """A file whose orders are promised is not lost: it is there to download."""
        with transaction.atomic():
            rows = HandOff.objects.select_for_update(skip_locked=True).filter(workspace_id=workspace_id, pk=pk)
            row = rows.filter(state=HandOffState.INTENT).first()
            if row is None:
                raise JobError("It lies in the folder already, or is being written just now.")
            row.state, row.due_at, row.trouble = HandOffState.DOWNLOAD, None, ""
            row.save()
        return "It is not put into the folder. Download it on the page of the third party."


class TrackingFiles(Source[TrackingFile]):
    kind, title, time, connection = "tracking", "Files of third parties", "at", ""
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.CANCELLED: Q(is_dropped=True),
        JobState.GIVEN_UP: ~Q(trouble="") & Q(is_dropped=False),
        JobState.WAITING: Q(trouble="", is_dropped=False, due_at__isnull=False),
    }

    def rows(self, workspace_id: int) -> QuerySet[TrackingFile]:
        return TrackingFile.objects.filter(workspace_id=workspace_id).select_related("third_party__location")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(name__icontains=text) | Q(third_party__location__name__icontains=text)

    def jobs(self, rows: Sequence[TrackingFile]) -> list[Job]:
        of_files = TrackingRow.objects.filter(file__in=[row.pk for row in rows])
        counted = of_files.values("file").annotate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(result=RowResult.WAITS)),
            to_mend=Count("pk", filter=reports.TO_MEND),
        )
        counts = {item["file"]: (item["total"], item["waiting"], item["to_mend"]) for item in counted.order_by()}
        return [self._job(row, *counts.get(row.pk, (0, 0, 0))) for row in rows]

    def _job(self, row: TrackingFile, total: int, waiting: int, to_mend: int) -> Job:
        state, cause, remedy = state_of(row), row.trouble, ""
        if row.trouble:
            remedy = "Mend the file and send it again, then cancel this one."
        elif to_mend:
            cause = f"{to_mend} row{'' if to_mend == 1 else 's'} could not be told to the channel."
            remedy = "Its page says why, and has them as a file to mend."
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.at,
            about=f"{row} of {row.third_party}",
            link=Link("tracking-file", (row.pk,)),
            state=state,
            progress=f"{total - waiting} of {total} row{'' if total == 1 else 's'}",
            next_try=row.due_at if state is JobState.WAITING else None,
            cause=cause,
            remedy=remedy,
            can_retry=state is JobState.WAITING,
            can_cancel=state is JobState.GIVEN_UP,
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        waiting = TrackingFile.objects.filter(workspace_id=workspace_id, pk=pk, due_at__isnull=False, trouble="")
        with transaction.atomic():
            if not waiting.update(due_at=timezone.now()):
                raise JobError("Nothing of it waits. Send the rows to mend again, as a file of their own.")
            wake("shipments")
        return "It goes on now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        unread = TrackingFile.objects.filter(workspace_id=workspace_id, pk=pk).exclude(trouble="")
        if not unread.update(is_dropped=True):
            raise JobError("What it says is told to the channels already.")
        return "It is put aside."
