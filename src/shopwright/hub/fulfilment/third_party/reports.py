"""What became of the rows of a tracking file, as a file: all of them, or those to mend and send again."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from shopwright.hub.fulfilment.models import State

from .columns import TRACKING_FIELDS, table_of
from .models import FAULTY, TrackingFile, TrackingRow

#: Rows that somebody has to mend: those that could not be told, and those that the channel refused.
TO_MEND = Q(result__in=FAULTY) | Q(shipment__state=State.REFUSED)


def rows_of(file: TrackingFile) -> QuerySet[TrackingRow]:
    return TrackingRow.objects.filter(file=file).select_related("order", "shipment").order_by("number")


def words_of(row: TrackingRow) -> tuple[str, str]:
    """What became of a row, and what to do; what the channel said later goes before."""
    if row.shipment is not None and row.shipment.state == State.REFUSED:
        return "Refused", f"{row.shipment.trouble} {row.shipment.remedy}".strip()
    return row.get_result_display(), row.words


def report_of(file: TrackingFile, *, faulty_only: bool) -> bytes:
    """The rows as they came, under the third party's own headings, with what became of each."""
    headings = file.third_party.tracking_columns
    names = [headings.get(field, usual) for field, usual in TRACKING_FIELDS.items()]
    rows = rows_of(file).filter(TO_MEND) if faulty_only else rows_of(file)
    return table_of(file.third_party, [*names, "result", "what_to_do"], _lines(rows))


def _lines(rows: QuerySet[TrackingRow]) -> Iterator[list[object]]:
    for row in rows:
        result, words = words_of(row)
        yield [row.order_number, row.sku, row.quantity, row.carrier, row.tracking_number, result, words]
