"""The changes as an Atom feed (RFC 4287): the same bytes for the same data, whenever and wherever it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from .changes import Change, stable_id

NAME = "changes.atom"
MEDIA_TYPE = "application/atom+xml"

_TITLES = {
    "PATCH": "Contract corrected",
    "CHANGE": "Changes",
    "END": "Ends",
    "SUPERSEDED": "Newer version",
    "DEPRECATED": "Deprecated",
    "RELEASE": "Release",
}
_TITLE_LENGTH = 90

#: A change's page, relative to the feed or absolute; None where it has none.
Link = Callable[[Change], str | None]


def atom(changes: Sequence[Change], link: Link, address: str = NAME) -> str:
    """The feed of changes, the latest first. ``address``: that of the feed itself."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{stable_id('feed')}</id>",
        "<title>Shopwright: what of the API changes</title>",
        f"<updated>{_moment(changes[0].on if changes else '1970-01')}</updated>",
        "<author><name>Shopwright</name></author>",
        f'<link rel="self" type="{MEDIA_TYPE}" href={quoteattr(address)}/>',
        *(_entry(change, link(change)) for change in changes),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(change: Change, page: str | None) -> str:
    title = f"{_TITLES[change.kind]}: {change.what}"
    if len(title) > _TITLE_LENGTH:
        title = title[:_TITLE_LENGTH].rsplit(" ", 1)[0] + " …"
    text = "\n".join(filter(None, (change.what, change.advice, ", ".join(change.operations))))
    lines = [
        "<entry>",
        f"<id>{change.id}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{_moment(change.on)}</updated>",
        f"<category term={quoteattr(change.kind)}/>",
        f'<link rel="alternate" href={quoteattr(page)}/>' if page else "",
        f'<content type="text">{escape(text)}</content>',
        "</entry>",
    ]
    return "\n".join(filter(None, lines))


def _moment(on: str) -> str:
    """The moment of a day, or of the first day of a month."""
    day = on if len(on) > len("2026-01") else f"{on}-01"
    return f"{day}T00:00:00Z"
