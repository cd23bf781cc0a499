"""Labels as files: whether they can be read, as PDF, and as pictures of their pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

import pypdfium2
from PIL import Image, UnidentifiedImageError
from reportlab.pdfgen.canvas import Canvas

PDF, ZPL = "application/pdf", "application/zpl"
#: Inches that a side of a label's page may have, pages of one label, and pixels of a label that comes as a picture.
_LONGEST_SIDE, _MOST_PAGES, _MOST_PIXELS = 24, 20, 40_000_000
#: The library must not be used by two threads at once.
_LOCK = Lock()


class UnreadableLabelError(Exception):
    """A label's file that cannot be printed; the text says why."""


def check_label(content: bytes, media_type: str) -> str:
    """Why a label cannot be printed; "" for one that can."""
    try:
        if media_type == ZPL:
            check_zpl(content)
        else:
            with open_pages(as_pdf(content, media_type)):
                pass
    except UnreadableLabelError as error:
        return str(error)
    return ""


def check_zpl(content: bytes) -> None:
    """Raises UnreadableLabelError for what a printer would take for no label."""
    if b"^XA" not in content or b"^XZ" not in content:
        raise UnreadableLabelError("Its file is not ZPL.")


def as_pdf(content: bytes, media_type: str) -> bytes:
    """A label as PDF, also where it came as a picture. Raises UnreadableLabelError."""
    if not media_type.startswith("image/"):
        return content
    file = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise UnreadableLabelError("Its picture is too large for a label.")
            dpi = picture.info.get("dpi", (203, 203))[0] or 203
            picture.convert("L").save(file, "PDF", resolution=float(dpi))
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise UnreadableLabelError("Its picture is damaged.") from error
    return file.getvalue()


@contextmanager
def open_pages(content: bytes) -> Iterator[Any]:
    """A PDF while it is read, by one thread at a time. Raises UnreadableLabelError for one that cannot be printed."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise UnreadableLabelError(_reason(str(error))) from error
        try:
            _check_pages(document)
            yield document
        except pypdfium2.PdfiumError as error:
            raise UnreadableLabelError("Its PDF is damaged.") from error
        finally:
            document.close()


def merge_pdf(sheets: Sequence[bytes]) -> bytes:
    """Sheets of paper as one PDF, in their order."""
    with _LOCK:
        merged = pypdfium2.PdfDocument.new()
        try:
            for sheet in sheets:
                source = pypdfium2.PdfDocument(sheet)
                merged.import_pages(source)
                source.close()
            file = io.BytesIO()
            merged.save(file)
        finally:
            merged.close()
    return file.getvalue()


def stamp_pdf(content: bytes, words: str) -> bytes:
    """Write small words at the bottom left of each page."""
    with open_pages(content) as document:
        stamp = pypdfium2.PdfDocument(_words(words))
        drawn = stamp.page_as_xobject(0, document)
        for page in document:
            page.insert_obj(drawn.as_pageobject())
            page.gen_content()
        drawn.close()
        stamp.close()
        file = io.BytesIO()
        document.save(file)
    return file.getvalue()


def _words(words: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(200, 20))
    canvas.setFont("Helvetica-Bold", 6)
    canvas.drawString(6, 3, words)
    canvas.save()
    return file.getvalue()


def _check_pages(document: Any) -> None:
    if not 0 < len(document) <= _MOST_PAGES:
        raise UnreadableLabelError(f"Its PDF has {len(document)} pages; a label has 1 to {_MOST_PAGES}.")
    for number in range(len(document)):
        if max(document.get_page_size(number)) > _LONGEST_SIDE * 72:
            raise UnreadableLabelError(f"A page of its PDF is longer than {_LONGEST_SIDE} inches.")


def _reason(words: str) -> str:
    if "assword" in words or "ecurity" in words:
        return "Its PDF is encrypted."
    return "Its PDF is damaged, or no PDF at all."
