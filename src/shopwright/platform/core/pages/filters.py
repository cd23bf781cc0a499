"""How values look on a page: times, ids, money, secrets, JSON. Every function answers text or safe markup."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from markupsafe import Markup, escape

from .json_view import folded

_DAY = 86_400


def moment(ms: int, *, full: bool = False) -> Markup:
    """A time as a ``<time>`` element in UTC; the page's script puts it into the reader's zone."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    exact = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    text = at.strftime("%d %b %Y, %H:%M:%S UTC" if full else "%d %b, %H:%M:%S UTC").lstrip("0")
    kind = "full" if full else "short"
    return Markup('<time datetime="{}" title="{}" data-when="{}">{}</time>').format(exact, exact, kind, text)


def span(seconds: float) -> str:
    """A length of time in its two largest units."""
    left = round(abs(seconds))
    parts = []
    for unit, size in (("d", _DAY), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def micros(microseconds: int) -> str:
    """How long a call took."""
    ms = microseconds / 1000
    return f"{ms:.1f} ms" if ms < 100 else f"{ms:,.0f} ms"


def brief(text: str, head: int = 8, tail: int = 5) -> Markup:
    """A long id shortened in the middle, whole on hover."""
    if len(text) <= head + tail + 3:
        return Markup('<code class="id">{}</code>').format(text)
    return Markup('<code class="id" title="{}">{}…{}</code>').format(text, text[:head], text[-tail:])


def pretty(text: str) -> str:
    """JSON text laid out for reading; other text as it is."""
    try:
        return msgspec.json.format(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return text


def as_json(value: object) -> str:
    """A value as JSON laid out for reading."""
    return msgspec.json.format(msgspec.json.encode(value)).decode()


def many(count: int, noun: str, more: str | None = None) -> str:
    """``1 call``, ``3 calls``."""
    return f"{count:,} {noun if count == 1 else more or noun + 's'}"


def amount(text: str) -> str:
    """A decimal text as people read it: thousands are set apart, and the minus is as wide as a digit."""
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{rest}"


def lines(text: str) -> Markup:
    """Text that may break anywhere it has a slash, a dot or an ampersand."""
    markup = escape(text)
    for sign in ("/", ".", "&amp;", "_"):
        markup = Markup(str(markup).replace(sign, f"{sign}<wbr>"))
    return markup


FILTERS = {
    "amount": amount,
    "brief": brief,
    "folded": folded,
    "json": as_json,
    "lines": lines,
    "many": many,
    "micros": micros,
    "moment": moment,
    "pretty": pretty,
    "span": span,
}
