"""Sends files: tables and others that were just written, a piece at a time, whatever server asks for them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import IO, TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from .spreadsheets import MEDIA_TYPES, write_table

ResultT = TypeVar("ResultT")
_PIECE = 256 << 10


def write_file(write: Callable[[IO[bytes]], ResultT]) -> tuple[IO[bytes], ResultT]:
    """A file on the disk that is gone once it is closed, written by a function, and what the function returned."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    try:
        result = write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, result


class Download(StreamingHttpResponse):
    """A file on its way; it is closed with the answer, whether anybody read it or not."""

    def __init__(self, file: IO[bytes], content: Iterator[bytes] | AsyncIterator[bytes], media_type: str) -> None:
        super().__init__(content, content_type=media_type)
        self._file = file

    def close(self) -> None:
        super().close()
        self._file.close()


def send_download(request: HttpRequest, file: IO[bytes], name: str, media_type: str) -> Download:
    """A file as a download. The database's connection is given back before the first piece goes out.

    A server that awaits would read a plain iterator to its end before it sends anything, hence the second form.
    """
    size = file.seek(0, 2)
    file.seek(0)
    content = _awaited(file) if isinstance(request, ASGIRequest) else _pieces(file)
    reply = Download(file, content, media_type)
    reply.headers["Content-Length"] = str(size)
    _name(reply, name)
    return reply


def send_table(
    request: HttpRequest, name: str, form: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, title: str
) -> tuple[Download, int]:
    """Rows as a file of one of the forms of ``MEDIA_TYPES``, which its name ends with, and how many there are.

    It is written before it is sent, so that no slow download holds the database.
    """
    file, count = write_file(lambda target: write_table(form, header, rows, target, title=title))
    return send_download(request, file, f"{name}.{form}", MEDIA_TYPES[form]), count


def send_content(content: bytes, name: str, media_type: str, *, is_inline: bool = False) -> HttpResponse:
    """A small file that is in memory already. ``is_inline``: the browser shows it instead of keeping it."""
    reply = HttpResponse(content, content_type=media_type)
    _name(reply, name, is_inline=is_inline)
    return reply


def _name(reply: HttpResponseBase, name: str, *, is_inline: bool = False) -> None:
    kind = "inline" if is_inline else "attachment"
    reply.headers["Content-Disposition"] = content_disposition_header(not is_inline, name) or kind
    reply.headers["Cache-Control"] = "no-store"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def give_back_connection() -> None:
    """Each thread has a connection of its own: this is done in that of the request."""
    connection.close()


async def _awaited(file: IO[bytes]) -> AsyncIterator[bytes]:
    await sync_to_async(give_back_connection)()
    while piece := await sync_to_async(file.read)(_PIECE):
        yield piece
