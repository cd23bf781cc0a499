"""The description as HTML: syntax, tags, attributes, nesting and what it shows.

TikTok takes all tags and turns some into others, asks for valid HTML, and lists codes for tags, attributes and nesting
without saying which (docs/reference/catalogue.md#limits). Ours: tags that load, run or send something are refused; a
tag may not stand in itself where HTML forbids it; ``DEPTH`` is invented.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

import msgspec

from shopwright.wire.errors import ErrorCode

from .errors import (
    HTML_ATTRIBUTE_MISSING,
    HTML_ATTRIBUTE_REFUSED,
    HTML_NESTING_REFUSED,
    HTML_SYNTAX,
    HTML_TAG_REFUSED,
    HTML_TOO_DEEP,
)
from .problem import Problem, problem

DEPTH = 20


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


REFUSED_TAGS = _tags(
    "applet audio base button canvas dialog embed form frame frameset iframe input link math meta noscript object "
    "optgroup option portal script select slot style svg template textarea video"
)
_VOID = _tags("area base br col embed frame hr img input link meta source track wbr")
_END_OPTIONAL = _tags("body colgroup dd dt head html li p rp rt tbody td tfoot th thead tr")
_ENDS_PARAGRAPH = _tags(
    "address article aside blockquote details div dl fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr "
    "main nav ol p pre section table ul"
)
#: A tag of the left ends an open one of the right.
_ENDS_SIBLING = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"td", "th", "tr"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tbody": {"td", "th", "tr", "thead", "tbody"},
    "tfoot": {"td", "th", "tr", "tbody"},
}
_NOT_IN_ITSELF = _tags("a b em h1 h2 h3 h4 h5 h6 i strong u")
_NEEDS_PARENT = {
    "li": {"ul", "ol", "menu"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
}
_URLS = frozenset(("action", "background", "formaction", "href", "poster", "src", "xlink:href"))
_SCRIPT_URL = re.compile(r"\s*(?:javascript|vbscript|data\s*:\s*text/html)\s*:?", re.IGNORECASE)
_UNFINISHED_TAG = re.compile(r"<[A-Za-z/!?]")


class DescriptionImage(msgspec.Struct, frozen=True):
    """An ``img`` of the description; sides in pixels, None when not given, 0 when not a number of pixels."""

    src: str
    width: int | None
    height: int | None


class Document(msgspec.Struct, frozen=True):
    """A description as read: its text without tags, its images, what is wrong with its HTML."""

    text: str
    images: tuple[DescriptionImage, ...]
    problems: tuple[Problem, ...]


@lru_cache(maxsize=64)
def read(source: str) -> Document:
    """Read a description; a plain text is one too."""
    if "<" not in source and "&" not in source:
        return Document(source, (), ())
    reader = _Reader()
    reader.feed(source)
    reader.finish()
    return Document("".join(reader.text), tuple(reader.images), tuple(dict.fromkeys(reader.problems)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.images: list[DescriptionImage] = []
        self.problems: list[Problem] = []
        self._open: list[str] = []

    def _refuse(self, error: ErrorCode, **facts: object) -> None:
        self.problems.append(problem(error, "description", **facts))

    def finish(self) -> None:
        """Report what the end of the text leaves open."""
        if _UNFINISHED_TAG.match(self.rawdata):
            self._refuse(HTML_SYNTAX, reason=f"{self.rawdata[:20]!r} is not finished")
        else:
            self.close()
        for tag in self._open:
            if tag not in _END_OPTIONAL:
                self._refuse(HTML_SYNTAX, reason=f"<{tag}> is not closed")

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in {"script", "style"}:
            self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in REFUSED_TAGS:
            self._refuse(HTML_TAG_REFUSED, tag=tag)
        if attrs:
            self._check_attributes(tag, attrs)
        if tag == "img":
            self._take_image(dict(attrs))
        self._end_what_it_ends(tag)
        self._check_nesting(tag)
        if tag not in _VOID:
            self._open.append(tag)
            if len(self._open) == DEPTH + 1:
                self._refuse(HTML_TOO_DEEP, most=DEPTH)
        elif tag == "br":
            self.text.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            self._refuse(HTML_SYNTAX, reason=f"</{tag}> closes nothing")
            return
        while (last := self._open.pop()) != tag:
            if last not in _END_OPTIONAL:
                self._refuse(HTML_SYNTAX, reason=f"<{last}> is not closed before </{tag}>")
        self.text.append(" " if tag in {"td", "th"} else "\n" if tag in _ENDS_PARAGRAPH or tag in _END_OPTIONAL else "")

    def _end_what_it_ends(self, tag: str) -> None:
        if (tag in _ENDS_PARAGRAPH or tag in _ENDS_SIBLING) and self._open and self._open[-1] == "p":
            self._open.pop()
            self.text.append("\n")
        while self._open and self._open[-1] in _ENDS_SIBLING.get(tag, ()):
            self._open.pop()
            self.text.append("\n")

    def _check_nesting(self, tag: str) -> None:
        parent = self._open[-1] if self._open else "body"
        needed = _NEEDS_PARENT.get(tag)
        if (tag in _NOT_IN_ITSELF and tag in self._open) or (needed and parent not in needed):
            self._refuse(HTML_NESTING_REFUSED, tag=tag, parent=tag if tag in _NOT_IN_ITSELF else parent)

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            runs = name.startswith("on") or name == "srcdoc"
            if runs or (name in _URLS and value and _SCRIPT_URL.match(value)):
                self._refuse(HTML_ATTRIBUTE_REFUSED, tag=tag, attribute=name)

    def _take_image(self, attrs: dict[str, str | None]) -> None:
        for name in ("src", "width", "height"):
            if not attrs.get(name):
                self._refuse(HTML_ATTRIBUTE_MISSING, tag="img", attribute=name)
        self.images.append(
            DescriptionImage(attrs.get("src") or "", _pixels(attrs.get("width")), _pixels(attrs.get("height")))
        )


def _pixels(text: str | None) -> int | None:
    if not text:
        return None
    digits = text.strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else 0
