"""Every write about size charts and certificates."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import MOST_PIXELS, CatalogError, keep_picture
from shopwright.hub.channels.categories import Measured
from shopwright.hub.listings.categories.counts import recount_all

from .models import Certificate, CertificateFile, SizeChart

#: Of a chart and of a certificate. Source: docs/reference/size-charts.md, docs/reference/catalogue.md#limits.
MOST_COLUMNS, MOST_ROWS, LONGEST_CELL = 20, 45, 32
MOST_FILES, MOST_BYTES = 10, 10 << 20
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class PaperError(Exception):
    """What cannot be kept; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The products that something is for: those that meet all of it. ``sku``: of one of the product's variants."""

    sku: str = ""
    tag: str = ""
    own_category: str = ""
    brand: str = ""

    def fields(self, workspace: Workspace) -> dict[str, object]:
        """The fields of a row. Raises PaperError for a SKU that there is not."""
        product = None
        if self.sku:
            product = Product.objects.filter(workspace=workspace, variants__sku=self.sku).first()
            if product is None:
                raise PaperError(f"There is no SKU {self.sku} here.")
        return {
            "product": product,
            "tag": self.tag[:60],
            "own_category": self.own_category[:500],
            "brand": self.brand[:120],
        }


def read_table(text: str) -> tuple[list[str], list[list[str]]]:
    """The headers and rows of a table as it is copied from a sheet, or as CSV. Raises PaperError for another shape."""
    first = text.strip().partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.strip()), delimiter=delimiter)]
    lines = [line for line in lines if any(line)]
    if len(lines) < 2 or len(lines[0]) < 2:
        raise PaperError("A size chart has a line of headers, the size first, and a line for each size.")
    headers, rows = lines[0], lines[1:]
    if len(headers) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise PaperError(f"A size chart has at most {MOST_COLUMNS} columns and {MOST_ROWS} sizes.")
    if len({header.casefold() for header in headers}) < len(headers):
        raise PaperError("A header comes twice.")
    for number, row in enumerate(lines, 1):
        if len(row) != len(headers) or not all(row):
            raise PaperError(f"Line {number} does not have a value for each of the {len(headers)} headers.")
        if long := next((cell for cell in row if len(cell) > LONGEST_CELL), None):
            raise PaperError(f"“{long[:40]}” has more than {LONGEST_CELL} characters.")
    return headers, rows


def write_chart(
    workspace: Workspace,
    name: str,
    scope: Scope,
    *,
    table: str = "",
    measured: str = Measured.BODY,
    is_imperial: bool = False,
    picture: bytes = b"",
) -> SizeChart:
    """Keep a size chart, in the place of the one of that name. Raises PaperError for a table that is none."""
    if not name.strip():
        raise PaperError("Give the size chart a name.")
    if measured not in list(Measured):
        raise PaperError("Choose what is measured.")
    fields: dict[str, object] = {**scope.fields(workspace), "measured": measured, "is_imperial": is_imperial}
    headers, rows = read_table(table) if table.strip() else ([], [])
    if not rows and not picture:
        raise PaperError("Paste the table, or choose a picture of it.")
    try:
        fields["picture"] = keep_picture(workspace, picture) if picture else None
    except CatalogError as error:
        raise PaperError(error.message) from error
    with transaction.atomic():
        chart, _ = SizeChart.objects.update_or_create(
            workspace=workspace, name=name.strip()[:120], defaults={**fields, "headers": headers, "rows": rows}
        )
        recount_all(workspace.pk)
    return chart


def remove_chart(chart: SizeChart) -> None:
    with transaction.atomic():
        chart.delete()
        recount_all(chart.workspace_id)


def write_certificate(
    workspace: Workspace,
    name: str,
    scope: Scope,
    files: Sequence[UploadedFile[bytes]],
    *,
    last_day: date | None = None,
) -> Certificate:
    """Keep a certificate with its files. Raises PaperError for files that are neither PDF nor a picture."""
    if not name.strip():
        raise PaperError("Say which certificate it is, as the shop calls it.")
    if not 1 <= len(files) <= MOST_FILES:
        raise PaperError(f"A certificate has 1 to {MOST_FILES} files.")
    contents = [(file.name or "certificate", *_checked(file)) for file in files]
    with transaction.atomic():
        row = Certificate.objects.create(
            workspace=workspace, name=name.strip()[:120], last_day=last_day, **scope.fields(workspace)
        )
        for file_name, content, media_type in contents:
            kept = CertificateFile(certificate=row, name=file_name[-120:], media_type=media_type)
            kept.file.save(f"{row.pk}-{hashlib.sha256(content).hexdigest()}", ContentFile(content), save=False)
            kept.save()
        recount_all(workspace.pk)
    return row


def remove_certificate(certificate: Certificate) -> None:
    """Forget a certificate and its files."""
    with transaction.atomic():
        for kept in certificate.files.all():
            transaction.on_commit(lambda file=kept.file: file.storage.delete(file.name))  # type: ignore[misc]
        workspace_id = certificate.workspace_id
        certificate.delete()
        recount_all(workspace_id)


def _checked(file: UploadedFile[bytes]) -> tuple[bytes, str]:
    """A file's content and what it is, by what is in it and not by its name."""
    if (file.size or 0) > MOST_BYTES:
        raise PaperError(f"{file.name} is larger than 10 MB. Save it smaller and send it again.")
    content: bytes = file.read()
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return content, "application/pdf"
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.format not in _PICTURES or image.width * image.height > MOST_PIXELS:
                raise PaperError(f"{file.name} is no PDF, JPEG, PNG or WebP that can be kept.")
            kind = image.format
            image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PaperError(f"{file.name} is neither a PDF nor a picture.") from error
    return content, _PICTURES[kind]
