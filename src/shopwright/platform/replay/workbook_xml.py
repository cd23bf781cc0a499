"""Parses the XML of a workbook's parts in bounded memory and time, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

Attributes = dict[str, str]

#: How deep elements may lie in each other, and how long a tag may be in bytes; a workbook's are far below both.
_DEEPEST, _LONGEST_TAG = 100, 1 << 20


class XmlParser:
    """Calls ``begin`` and ``end`` with an element's name without its prefix, and ``text`` with what stands between.

    Raises ExpatError for what is no XML, and ValueError for what only attacks on a reader use: a document type with
    the entities that it declares, elements nested without end, and tags that do not end.
    """

    def __init__(
        self,
        begin: Callable[[str, Attributes], None],
        end: Callable[[str], None] = lambda name: None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._call_begin, self._call_end = begin, end
        self._depth = self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_document_type
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        if text is not None:
            self._parser.CharacterDataHandler = text

    def feed(self, chunk: bytes) -> None:
        """Parse the next bytes."""
        self._parser.Parse(chunk)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise ValueError("a tag of its XML is longer than a megabyte")

    def finish(self) -> None:
        """Say that there are no more bytes."""
        self._parser.Parse(b"", True)

    def _begin(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError(f"more than {_DEEPEST} elements of its XML lie in each other")
        self._call_begin(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._call_end(name.rpartition(":")[2])


def _refuse_document_type(*_: object) -> None:
    raise ValueError("its XML declares a document type")
