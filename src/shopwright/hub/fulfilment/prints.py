"""Prints labels, into the browser or into a printer's folder. Every print is written down, reprints as such."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.config import read_config

from . import labels, printer_files
from .models import LabelFormat, PickState, Print, Shipment, ShippingSettings, State
from .printer_files import Draft
from .services import ShipError
from .sheets.documents import PDF, ZPL, UnreadableLabelError, as_pdf, check_zpl, merge_pdf, open_pages, stamp_pdf
from .sheets.media import LabelPrinter, label_printer
from .sheets.zpl import mark_zpl, to_zpl
from .slips import draw_slip, options_of

_ENDINGS = {PDF: "pdf", ZPL: "zpl"}


class Sheet(NamedTuple):
    """Something to print for a parcel: its label, or its packing slip."""

    shipment: Shipment
    content: bytes
    media_type: str
    name: str = ""


class Paper(NamedTuple):
    """A file to print. Labels of both kinds come as a zip of one file each."""

    content: bytes
    media_type: str
    name: str


class Printed(NamedTuple):
    """What became of labels: the file where the browser prints them, how many there are, and why others are refused."""

    paper: Paper | None
    labels: int
    refused: tuple[str, ...] = ()


def in_pick_order(shipments: QuerySet[Shipment]) -> list[Shipment]:
    """Shipments as their goods stand on their pick lists; those that are on none come last, the oldest first."""
    picked = {"lines__line__picks__state": PickState.PICKED}
    by_list = shipments.filter(**picked).annotate(
        pick=Min("lines__line__picks__pick_list"), slot=Min("lines__line__picks__slot")
    )
    places = {row.pk: (row.pick, row.slot) for row in by_list}
    last = (max((place[0] for place in places.values()), default=0) + 1, 0)
    return sorted(shipments.order_by("pk"), key=lambda row: (*places.get(row.pk, last), row.pk))


def with_label(workspace: Workspace) -> QuerySet[Shipment]:
    """Shipments that have a label of their channel."""
    return Shipment.objects.filter(workspace=workspace, state=State.READY).exclude(label_file="")


def to_print(workspace: Workspace) -> QuerySet[Shipment]:
    """Shipments whose label nobody printed yet, and whose file can be read."""
    return with_label(workspace).filter(is_printed=False, label_trouble="")


def not_printed(shipments: Sequence[Shipment]) -> list[Shipment]:
    """Those of shipments whose label nobody printed yet."""
    known = printed_of(shipment.pk for shipment in shipments)
    return [shipment for shipment in shipments if shipment.pk not in known]


def print_labels(shipments: Sequence[Shipment], by: User, *, only_new: bool = False) -> Printed:
    """One file of labels in this order; each print is written down, a second one as a reprint.

    ``only_new``: labels that were printed already are left out, whoever printed them a moment ago. A label whose file
    cannot be read is left out with its reason, and is not printed. Raises ShipError for a shipment without a label.
    """
    with transaction.atomic():
        sheets, refused = sheets_of(_kept(shipments, only_new=only_new))
        paper = merge(sheets) if sheets else None
        count = note_prints(sheets, by)
    return Printed(paper, count, refused)


def print_to_folder(
    workspace: Workspace, shipments: Sequence[Shipment], by: User, *, only_new: bool = False
) -> Printed:
    """Write labels into the workspace's printer folder, in this order; as ``print_labels``.

    Raises ShipError for a shipment whose label is not there, and where the folder cannot be written.
    """
    folder = printer_folder(workspace)
    if folder is None:
        raise ShipError("No printer folder is set. Set one under Shipping settings.")
    with transaction.atomic():
        sheets, refused = sheets_of(_kept(shipments, only_new=only_new))
        count = note_prints(sheets, by)
        try:
            to_folder(workspace, folder, sheets, secrets.token_hex(4))
        except OSError as error:
            raise ShipError(f"The printer folder cannot be written: {error.strerror}. Nothing was printed.") from error
    return Printed(None, count, refused)


def printer_folder(workspace: Workspace) -> Path | None:
    """Where the labels of a workspace are written; None where it has no printer folder.

    It lies below the hub's own folder for printers, so that nobody writes elsewhere or into another workspace's.
    """
    chosen = ShippingSettings.objects.filter(workspace=workspace).first()
    return read_config().printers / workspace.slug / chosen.printer if chosen and chosen.printer else None


def last_print(workspace: Workspace, by: User) -> Print | None:
    """What somebody printed last."""
    rows = Print.objects.filter(shipment__workspace=workspace, by=by).select_related("shipment")
    return rows.order_by("-pk").first()


def _kept(shipments: Sequence[Shipment], *, only_new: bool) -> list[Shipment]:
    """The shipments to print, each locked: two who print the same ones do it one after the other."""
    chosen = {shipment.pk for shipment in shipments}
    now = {row.pk: row for row in Shipment.objects.select_for_update().filter(pk__in=chosen).order_by("pk")}
    if missing := [str(row) for row in now.values() if row.state != State.READY or not row.label_file]:
        raise ShipError(
            f"There is no label for {', '.join(missing[:5])}. It comes within seconds of shipping; parcels of your own "
            "carrier have none here."
        )
    known = printed_of(chosen) if only_new else set()
    return [now[shipment.pk] for shipment in shipments if shipment.pk in now and shipment.pk not in known]


def printed_of(chosen: Iterable[int]) -> set[int]:
    return set(Print.objects.filter(shipment__in=list(chosen)).values_list("shipment_id", flat=True))


def note_prints(sheets: Sequence[Sheet], by: User | None) -> int:
    """Write down that labels are printed; returns how many."""
    shipments = list({sheet.shipment.pk: sheet.shipment for sheet in sheets}.values())
    known = printed_of(shipment.pk for shipment in shipments)
    Print.objects.bulk_create(
        Print(shipment=shipment, by=by, is_reprint=shipment.pk in known) for shipment in shipments
    )
    Shipment.objects.filter(pk__in=[shipment.pk for shipment in shipments], is_printed=False).update(is_printed=True)
    return len(shipments)


def sheets_of(shipments: Sequence[Shipment]) -> tuple[list[Sheet], tuple[str, ...]]:
    """The labels in their order, each with its packing slip after it where the workspace wants them.

    Beside them why some are left out: their files cannot be read, which their shipments tell from now on.
    """
    if not shipments:
        return [], ()
    chosen = _settings(shipments[0].workspace)
    times = times_printed([shipment.pk for shipment in shipments])
    sheets, refused = list[Sheet](), list[str]()
    for shipment in shipments:
        try:
            label = _label(shipment, chosen, times[str(shipment.pk)])
        except UnreadableLabelError as error:
            Shipment.objects.filter(pk=shipment.pk).update(label_trouble=str(error))
            refused.append(f"The label of {shipment} cannot be printed. {error} Fetch it again under Shipments.")
            continue
        sheets.append(label)
        if chosen.with_slips:
            sheets.append(_slip(shipment, chosen))
    return sheets, tuple(refused)


def times_printed(ids: Collection[int]) -> dict[str, int]:
    """How often labels were printed, by the ids of their shipments as texts."""
    rows = Shipment.objects.filter(pk__in=ids).values_list("pk").annotate(times=Count("prints"))
    return {str(pk): times for pk, times in rows}


def _label(shipment: Shipment, chosen: ShippingSettings, times: int) -> Sheet:
    """A label as the workspace prints it, marked where it was printed before. Raises UnreadableLabelError."""
    try:
        content = labels.read(shipment)
    except OSError as error:
        raise UnreadableLabelError("Its file is not there.") from error
    printer = _printer(chosen)
    mark = f"Reprint {times}, {timezone.now():%Y-%m-%d %H:%M} UTC" if times else ""
    if shipment.label_type == ZPL:
        check_zpl(content)
        return Sheet(shipment, mark_zpl(content, printer, mark) if mark else content, ZPL)
    content = as_pdf(content, shipment.label_type or PDF)
    if chosen.label_format == LabelFormat.ZPL:
        return Sheet(shipment, to_zpl(content, printer, mark), ZPL)
    if mark:
        return Sheet(shipment, stamp_pdf(content, mark), PDF)
    with open_pages(content):
        return Sheet(shipment, content, PDF)


def _slip(shipment: Shipment, chosen: ShippingSettings) -> Sheet:
    if chosen.label_format != LabelFormat.ZPL:
        return Sheet(shipment, draw_slip(shipment, options_of(chosen)), PDF, "-slip")
    printer = _printer(chosen)
    return Sheet(shipment, to_zpl(draw_slip(shipment, options_of(chosen), printer), printer), ZPL, "-slip")


def _printer(chosen: ShippingSettings) -> LabelPrinter:
    return label_printer(chosen.media, chosen.dpi)


def _settings(workspace: Workspace) -> ShippingSettings:
    rows = ShippingSettings.objects.filter(workspace=workspace).select_related("workspace")
    return rows.first() or ShippingSettings(workspace=workspace)


def slip_of(shipment: Shipment) -> bytes:
    """The packing slip of a parcel by itself."""
    return draw_slip(shipment, options_of(_settings(shipment.workspace)))


def merge(files: Sequence[Sheet]) -> Paper:
    zpl = b"\n".join(sheet.content for sheet in files if sheet.media_type == ZPL)
    sheets = [sheet.content for sheet in files if sheet.media_type != ZPL]
    if not zpl:
        return Paper(merge_pdf(sheets), PDF, "labels.pdf")
    if not sheets:
        return Paper(zpl, ZPL, "labels.zpl")
    both = io.BytesIO()
    with zipfile.ZipFile(both, "w") as archive:
        archive.writestr("labels.pdf", merge_pdf(sheets))
        archive.writestr("labels.zpl", zpl)
    return Paper(both.getvalue(), "application/zip", "labels.zip")


def to_folder(workspace: Workspace, folder: Path, files: Sequence[Sheet], run: str) -> None:
    """Have every file appear in a printer's folder, in this order, once the prints are noted. Raises OSError."""
    drafts = []
    for number, sheet in enumerate(files, 1):
        ending = _ENDINGS.get(sheet.media_type, "pdf")
        drafts.append(Draft(f"{run}-{number:04}-{sheet.shipment.pk}{sheet.name}.{ending}", sheet.content))
    printer_files.put(workspace, folder, drafts)
