"""Prints labels, into the browser or into a printer's folder. Every print is written down, reprints as such."""

from __future__ import annotations

import io
import os
import secrets
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Min, QuerySet

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.config import read_config

from . import labels
from .models import PickState, Print, Shipment, ShippingSettings, State
from .services import ShipError

if TYPE_CHECKING:
    from .slips import SlipOptions

PDF = "application/pdf"
ZPL = "application/zpl"
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


def in_pick_order(shipments: QuerySet[Shipment]) -> list[Shipment]:
    """Shipments as their orders stand on their pick lists; those that are on none come last, the oldest first."""
    picked = {"order__lines__picks__state": PickState.PICKED}
    by_list = shipments.filter(**picked).annotate(
        pick=Min("order__lines__picks__pick_list"), slot=Min("order__lines__picks__slot")
    )
    places = {row.pk: (row.pick, row.slot) for row in by_list}
    last = (max((place[0] for place in places.values()), default=0) + 1, 0)
    return sorted(shipments.order_by("pk"), key=lambda row: (*places.get(row.pk, last), row.pk))


def with_label(workspace: Workspace) -> QuerySet[Shipment]:
    """Shipments that have a label of their channel."""
    return Shipment.objects.filter(workspace=workspace, state=State.READY).exclude(label_file="")


def to_print(workspace: Workspace) -> QuerySet[Shipment]:
    """Shipments whose label nobody printed yet."""
    return with_label(workspace).filter(prints=None)


def print_labels(shipments: Sequence[Shipment], by: User, *, only_new: bool = False) -> Paper | None:
    """One file of labels in this order; each print is written down, a second one as a reprint.

    ``only_new``: labels that were printed already are left out, whoever printed them a moment ago. None where nothing
    is left. Raises ShipError for a shipment whose label is not there.
    """
    with transaction.atomic():
        kept = _kept(shipments, only_new=only_new)
        files = _sheets(kept)
        paper = _merge(files) if files else None  # a label that cannot be read ends it here, before a print is noted
        _note(kept, by)
    return paper


def print_to_folder(workspace: Workspace, shipments: Sequence[Shipment], by: User, *, only_new: bool = False) -> int:
    """Write labels into the workspace's printer folder, in this order; returns how many.

    Raises ShipError for a shipment whose label is not there, and where the folder cannot be written.
    """
    folder = printer_folder(workspace)
    if folder is None:
        raise ShipError("No printer folder is set. Set one under Shipping settings.")
    with transaction.atomic():
        kept = _kept(shipments, only_new=only_new)
        files = _sheets(kept)
        _note(kept, by)
        try:
            _write_all(folder, files)
        except OSError as error:
            raise ShipError(f"The printer folder cannot be written: {error.strerror}. Nothing was printed.") from error
    return len(kept)


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
    printed = _printed(chosen) if only_new else set()
    return [now[shipment.pk] for shipment in shipments if shipment.pk in now and shipment.pk not in printed]


def _printed(chosen: Iterable[int]) -> set[int]:
    return set(Print.objects.filter(shipment__in=list(chosen)).values_list("shipment_id", flat=True))


def _note(shipments: Sequence[Shipment], by: User) -> None:
    printed = _printed(shipment.pk for shipment in shipments)
    Print.objects.bulk_create(
        Print(shipment=shipment, by=by, is_reprint=shipment.pk in printed) for shipment in shipments
    )


def _sheets(shipments: Sequence[Shipment]) -> list[Sheet]:
    """The labels in their order, each with its packing slip after it where the workspace wants them."""
    from .slips import draw_slip

    slips = options_with_slips(shipments[0].workspace_id) if shipments else None
    sheets = []
    for shipment in shipments:
        sheets.append(Sheet(shipment, labels.read(shipment), shipment.label_type or PDF))
        if slips is not None:
            sheets.append(Sheet(shipment, draw_slip(shipment, slips), PDF, "-slip"))
    return sheets


def options_with_slips(workspace_id: int) -> SlipOptions | None:
    """What is on a workspace's packing slips; None where labels come without them."""
    from .slips import options_of

    chosen = (
        ShippingSettings.objects.filter(workspace=workspace_id, with_slips=True).select_related("workspace").first()
    )
    return options_of(chosen) if chosen else None


def slip_of(shipment: Shipment) -> bytes:
    """The packing slip of a parcel by itself."""
    from .slips import draw_slip, options_of

    chosen = ShippingSettings.objects.filter(workspace=shipment.workspace_id).select_related("workspace").first()
    return draw_slip(shipment, options_of(chosen or ShippingSettings(workspace=shipment.workspace)))


def _merge(files: Sequence[Sheet]) -> Paper:
    zpl = b"\n".join(sheet.content for sheet in files if sheet.media_type == ZPL)
    sheets = [sheet.content for sheet in files if sheet.media_type != ZPL]
    if not zpl:
        return Paper(_merge_pdf(sheets), PDF, "labels.pdf")
    if not sheets:
        return Paper(zpl, ZPL, "labels.zpl")
    both = io.BytesIO()
    with zipfile.ZipFile(both, "w") as archive:
        archive.writestr("labels.pdf", _merge_pdf(sheets))
        archive.writestr("labels.zpl", zpl)
    return Paper(both.getvalue(), "application/zip", "labels.zip")


def _merge_pdf(sheets: Sequence[bytes]) -> bytes:
    from pypdf import PdfWriter

    merged = PdfWriter()
    for sheet in sheets:
        merged.append(io.BytesIO(sheet))
    file = io.BytesIO()
    merged.write(file)
    return file.getvalue()


def _write_all(folder: Path, files: Sequence[Sheet]) -> None:
    """Write every file under a name that is not a label's yet, then give all their names: a printer sees whole ones."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    run = secrets.token_hex(4)
    drafts: list[tuple[Path, Path]] = []
    try:
        for number, sheet in enumerate(files, 1):
            ending = _ENDINGS.get(sheet.media_type, "pdf")
            draft = folder / f".{run}-{number:04}.part"
            drafts.append((draft, folder / f"{run}-{number:04}-{sheet.shipment.pk}{sheet.name}.{ending}"))
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sheet.content)
    except OSError:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
        raise
    for draft, final in drafts:
        draft.rename(final)
