"""What third parties tell: their tracking files, taken in once and told to the channels row by row."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels.files.stamps import short_name
from shopwright.hub.channels.files.tables import Row, TableError, read_table
from shopwright.hub.channels.parcels import Carrier, Parcel
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.fulfilment.models import ShipmentLine, State
from shopwright.hub.fulfilment.services import ShipError, begin, parcels_to_ship
from shopwright.hub.orders.models import Order, OrderLine, Progress

from . import folder, reports
from .columns import TRACKING_FIELDS, heading_key
from .models import Act, HandOffRow, RowResult, ThirdParty, TrackingFile, TrackingRow

log = logging.getLogger("shopwright.hub.third_party")
#: How long others leave a file alone that is worked on; after a kill it is taken up again.
_TAKEN = timedelta(minutes=5)


class Verdict(NamedTuple):
    """What became of rows, and for people what to do."""

    result: RowResult
    words: str = ""


class _WrongError(Exception):
    """Rows that cannot be told to a channel."""

    def __init__(self, result: RowResult, words: str) -> None:
        super().__init__(words)
        self.verdict = Verdict(result, words)


def take_upload(third_party: ThirdParty, name: str, content: bytes, by: User) -> TrackingFile:
    """Keep the rows of a file that a person sent. Raises TableError for one that holds no table."""
    rows = _rows_of(third_party, name, content)
    return _keep(third_party, name, content, rows, by)


def work_due() -> int:
    """Take in the files that lie in folders, and go on with those whose rows wait."""
    steps = 0
    for third_party in ThirdParty.objects.select_related("workspace", "location"):
        for place in list(folder.waiting(third_party)):
            try:
                steps += _take_from_folder(third_party, place)
            except OSError:
                # One file that cannot be read or moved keeps no other one, of other workspaces too, from being taken.
                log.exception("a tracking file of third party %s cannot be taken in", third_party.pk)
    due = TrackingFile.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    return steps + sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:20]))


def _take_from_folder(third_party: ThirdParty, place: Path) -> bool:
    """Keep a file's rows, then put it away. One that is read twice, after a kill, is kept once."""
    try:
        content, trouble, rows, name = folder.read(place), "", [], short_name(place.name)
        try:
            rows = _rows_of(third_party, name, content)
        except TableError as error:
            trouble = str(error)
        _keep(third_party, name, content, rows, None, trouble=trouble, is_put_away=False)
        folder.put_away(place)
    except FileNotFoundError:
        return False  # another process was here before
    digest = hashlib.sha256(content).hexdigest()
    TrackingFile.objects.filter(third_party=third_party, name=name, digest=digest).update(is_put_away=True)
    return True


def _rows_of(third_party: ThirdParty, name: str, content: bytes) -> list[tuple[int, Row]]:
    keys = {
        field: heading_key(third_party.tracking_columns.get(field, usual)) for field, usual in TRACKING_FIELDS.items()
    }
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "file"
        path.write_bytes(content)
        read = read_table(path)
    missing = [key for key in keys.values() if read and key not in read[0][1]]
    if missing:
        raise TableError(f"{name} lacks the columns {', '.join(missing)}.")
    return [(number, {field: row.get(key, "").lstrip("'") for field, key in keys.items()}) for number, row in read]


def _keep(
    third_party: ThirdParty,
    name: str,
    content: bytes,
    rows: Sequence[tuple[int, Row]],
    by: User | None,
    *,
    trouble: str = "",
    is_put_away: bool = True,
) -> TrackingFile:
    digest = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            kept = TrackingFile.objects.create(
                workspace_id=third_party.workspace_id,
                third_party=third_party,
                name=name[:200],
                digest=digest,
                is_put_away=is_put_away,
                trouble=trouble,
                due_at=timezone.now(),
                by=by,
            )
            TrackingRow.objects.bulk_create(
                TrackingRow(
                    file=kept,
                    number=number,
                    order_number=row["order"][:100],
                    sku=row["sku"][:100],
                    quantity=row["quantity"][:40],
                    carrier=row["carrier"][:120],
                    tracking_number=row["tracking_number"][:120],
                )
                for number, row in rows
            )
            wake("shipments")
    except IntegrityError:
        return TrackingFile.objects.get(third_party=third_party, name=name[:200], digest=digest, is_put_away=False)
    return kept


def _work(file_id: int) -> bool:
    """Tell the rows of a file that wait, an order and tracking number at a time; then write its report."""
    with transaction.atomic():
        file = (
            TrackingFile.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("third_party__workspace", "third_party__location")
            .filter(pk=file_id, due_at__lte=timezone.now())
            .first()
        )
        if file is None:
            return False
        file.due_at = timezone.now() + _TAKEN
        file.save(update_fields=["due_at"])
    groups: dict[tuple[str, str], list[TrackingRow]] = {}
    for row in file.rows.filter(result=RowResult.WAITS).order_by("number"):
        groups.setdefault((row.order_number, row.tracking_number), []).append(row)
    is_done = True
    for rows in groups.values():
        is_done = _tell(file, rows) and is_done
    if is_done and file.by_id is None:
        is_done = _write_report(file)
    file.due_at = None if is_done else timezone.now() + wait_after(Work.FILE)
    file.save(update_fields=["due_at"])
    return True


def _write_report(file: TrackingFile) -> bool:
    """Put a file's report into its folder; False where the folder cannot be written now."""
    name = f"{file.pk}-{Path(file.name).stem}.report.{file.third_party.file_format}"
    try:
        folder.write_report(file.third_party, name, reports.report_of(file, faulty_only=False))
    except OSError:
        log.exception("the report of tracking file %s cannot be written, and is tried again", file.pk)
        return False
    return True


def _tell(file: TrackingFile, rows: list[TrackingRow]) -> bool:
    """Tell an order's channel of one tracking number; False where it has to be tried again."""
    order, shipment_id = None, None
    try:
        order = _order_of(file, rows[0])
        verdict = _known(order, rows)
        if verdict is None:
            parcel, carrier = _parcel_of(order, rows)
            number = rows[0].tracking_number
            shipments = begin(
                order, file.by, carrier_id=carrier, number=number, line_ids=parcel.line_ids, by_third_party=True
            )
            shipment_id, verdict = shipments[0].pk, Verdict(RowResult.TOLD)
    except _WrongError as error:
        verdict = error.verdict
    except ShipError as error:
        verdict = Verdict(RowResult.REFUSED, str(error))
    except ChannelError as error:
        if error.is_passing:
            return False
        verdict = Verdict(RowResult.REFUSED, f"{error.message} {error.remedy}".strip())
    TrackingRow.objects.filter(pk__in=[row.pk for row in rows]).update(
        result=verdict.result, words=verdict.words[:500], order=order, shipment=shipment_id
    )
    return True


def _order_of(file: TrackingFile, row: TrackingRow) -> Order:
    related = "connection__app", "connection__workspace", "workspace"
    orders = Order.objects.filter(workspace=file.workspace_id, number=row.order_number).select_related(*related)
    handed = HandOffRow.objects.filter(third_party=file.third_party_id, act=Act.SHIP).values("order")
    order = orders.filter(pk__in=handed).first()
    if order is not None:
        return order
    if not row.order_number or not orders.exists():
        raise _WrongError(RowResult.UNKNOWN_ORDER, f"There is no order {row.order_number}. Mend its number.")
    raise _WrongError(
        RowResult.NOT_HANDED,
        f"{row.order_number} was not handed to {file.third_party}. Route it there and hand it over, or ship it here.",
    )


def _known(order: Order, rows: Sequence[TrackingRow]) -> Verdict | None:
    """What is to be said without asking the channel; None where it has to be asked."""
    number = rows[0].tracking_number
    lines = [line for row in rows for line in _lines_of(order, row.sku)]
    parcels = ShipmentLine.objects.filter(line__in=lines).exclude(shipment__state__in=[State.CANCELLED, State.REFUSED])
    numbers = set(parcels.values_list("shipment__tracking_number", flat=True))
    if numbers and number in numbers:
        return Verdict(RowResult.KNOWN, "The channel has this number already. Nothing is to do.")
    if order.progress == Progress.CANCELLED or all(line.is_cancelled for line in lines):
        raise _WrongError(RowResult.CANCELLED, "The order was cancelled. Have the parcel stopped or sent back.")
    if numbers:
        told = ", ".join(sorted(filter(None, numbers))) or "another number"
        raise _WrongError(RowResult.SHIPPED, f"It was shipped before, with {told}. Take the row out.")
    if not number:
        raise _WrongError(RowResult.NUMBER, "The row has no tracking number. Add it.")
    return None


def _lines_of(order: Order, sku: str) -> list[OrderLine]:
    """The lines of an order with a SKU. Raises for a SKU that is not in it."""
    lines = list(order.lines.select_related("variant").order_by("pk"))
    same = [line for line in lines if _sku_of(line).casefold() == sku.casefold()]
    if not same:
        skus = ", ".join(sorted({_sku_of(line) for line in lines}))
        raise _WrongError(RowResult.UNKNOWN_SKU, f"{sku or 'The row without a SKU'} is not in it. It has: {skus}.")
    return same


def _sku_of(line: OrderLine) -> str:
    return line.variant.sku if line.variant else line.seller_sku


def _parcel_of(order: Order, rows: Sequence[TrackingRow]) -> tuple[Parcel, str]:
    """The parcel that rows tell of, and the carrier as its channel calls it."""
    sent: dict[str, int] = {}
    for row in rows:
        if not row.quantity.isdecimal() or not 0 < int(row.quantity) < 10**6:
            raise _WrongError(RowResult.QUANTITY, f"{row.quantity or 'Nothing'} is no number of pieces.")
        sent[row.sku.casefold()] = sent.get(row.sku.casefold(), 0) + int(row.quantity)
    parcels = [parcel for parcel in parcels_to_ship(order, by_third_party=True) if not parcel.is_arranged]
    wanted = [(parcel, _goods(order, parcel)) for parcel in parcels]
    fits = next((parcel for parcel, goods in wanted if goods == sent), None)
    if fits is None:
        each = "; ".join(", ".join(f"{pieces} × {sku}" for sku, pieces in goods.items()) for _, goods in wanted)
        raise _WrongError(
            RowResult.QUANTITY,
            f"A parcel of it holds: {each.upper()}. Tell all of a parcel under one number, or split the order first."
            if each
            else "Nothing of it waits to be shipped.",
        )
    return fits, _carrier_of(fits.carriers, rows[0].carrier)


def _goods(order: Order, parcel: Parcel) -> dict[str, int]:
    pieces: dict[str, int] = {}
    for line in order.lines.filter(external_id__in=parcel.line_ids).select_related("variant"):
        pieces[_sku_of(line).casefold()] = pieces.get(_sku_of(line).casefold(), 0) + line.quantity
    return pieces


def _carrier_of(carriers: Sequence[Carrier], name: str) -> str:
    """The id of a carrier by its id or name; any name where the channel names none."""
    if not carriers:
        return name
    plain = name.casefold()
    known = next((each for each in carriers if plain in (each.external_id.casefold(), each.name.casefold())), None)
    if known is None:
        names = ", ".join(each.name for each in carriers[:12])
        raise _WrongError(
            RowResult.CARRIER, f"The channel knows no carrier {name or 'without a name'}. It has: {names}."
        )
    return known.external_id
