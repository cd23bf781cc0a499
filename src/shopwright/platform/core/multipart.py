"""Multipart bodies, as tolerant as clients need: odd boundaries, parts without a file name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


#: Uploads have a handful of parts; each costs memory of its own, however small it is.
MOST_PARTS = 100

#: Newer releases of the reader refuse more by themselves, older ones do not.
_MOST_BOUNDARY = 256


class MultipartError(Exception):
    """The body is not the multipart form that its content type says."""


class Part(Struct):
    """One part: its bytes, and the file name where one was sent."""

    data: bytes
    filename: str | None = None

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")


class Form(Struct):
    """The parts by name; of repeated names the last one."""

    parts: dict[str, Part]

    def data(self, name: str) -> bytes | None:
        part = self.parts.get(name)
        return part.data if part else None

    def text(self, name: str) -> str | None:
        part = self.parts.get(name)
        return part.text if part else None


class _Collector:
    """Gathers what the parser reports."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.ended = False
        self._count = 0
        self._headers: dict[bytes, bytes] = {}
        self._name = bytearray()
        self._value = bytearray()
        self._data = bytearray()

    def on_part_begin(self) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise MultipartError(f"it has more than {MOST_PARTS} parts")
        self._headers, self._data = {}, bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def on_part_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name")
        if name is None:
            raise MultipartError("a part has no name")
        filename = options.get(b"filename")
        decoded = filename.decode("utf-8", "replace") if filename is not None else None
        self.parts[name.decode("utf-8", "replace")] = Part(bytes(self._data), decoded)

    def on_end(self) -> None:
        self.ended = True


def parse_form(content_type: str, body: bytes) -> Form:
    """The form's parts; :class:`MultipartError` says what is wrong with a broken one."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise MultipartError("the content type names no boundary")
    if len(boundary) > _MOST_BOUNDARY:
        raise MultipartError(f"its boundary has more than {_MOST_BOUNDARY} characters")
    collector = _Collector()
    callbacks: MultipartCallbacks = {
        "on_part_begin": collector.on_part_begin,
        "on_header_field": collector.on_header_field,
        "on_header_value": collector.on_header_value,
        "on_header_end": collector.on_header_end,
        "on_part_data": collector.on_part_data,
        "on_part_end": collector.on_part_end,
        "on_end": collector.on_end,
    }
    try:
        parser = MultipartParser(boundary, callbacks)
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise MultipartError(str(error)) from error
    if not collector.ended:
        raise MultipartError("the closing boundary is missing")
    return Form(collector.parts)
