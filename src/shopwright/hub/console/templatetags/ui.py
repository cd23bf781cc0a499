"""Small parts of pages: icons, badges, money, times."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shopwright.hub.core import markup
from shopwright.hub.core.money import money_words

register = template.Library()

#: Paths of the icons, 16 by 16, drawn with a stroke.
ICONS = {
    "check": "M3 8.5l3.2 3L13 4.5",
    "clock": "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2 1.3",
    "warning": "M8 2.2l6 11H2zM8 6.4v3M8 11.3v.4",
    "info": "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.4v3.4M8 5v.4",
    "pause": "M5.5 3.5v9M10.5 3.5v9",
    "dot": "M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
    "search": "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3",
    "menu": "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
    "box": "M2.5 5L8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5L8 7.8 13.5 5M8 7.8v6",
    "print": "M4.5 6V2.5h7V6M4.5 11.5H3V6h10v5.5h-1.5M4.5 9.5h7v4h-7z",
    "camera": "M2.5 5h2.3l1.2-1.8h4L11.2 5h2.3v7.5h-11zM8 6.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
    "plus": "M8 3v10M3 8h10",
    "command": (
        "M6 6h4v4H6zM6 6H4.2A1.7 1.7 0 1 1 6 4.2zM10 6V4.2A1.7 1.7 0 1 1 11.8 6z"
        "M10 10h1.8a1.7 1.7 0 1 1-1.8 1.8zM6 10v1.8A1.7 1.7 0 1 1 4.2 10z"
    ),
    "people": (
        "M6 3.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM2 13c0-2.4 1.7-4 4-4s4 1.6 4 4"
        "M10.4 3.6a2 2 0 0 1 0 3.8M11.6 9.3c1.5.5 2.4 1.8 2.4 3.7"
    ),
    "right": "M6 3.5L10.5 8 6 12.5",
    "left": "M10 3.5L5.5 8l4.5 4.5",
    "light": "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3",
    "dark": "M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z",
    "auto": "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
}

#: How states look: a tone and an icon.
TONES = {
    "live": ("done", "check"), "active": ("done", "check"), "delivered": ("done", "check"), "ready": ("done", "check"),
    "review": ("info", "clock"), "wanted": ("info", "clock"), "intent": ("info", "clock"), "booked": ("info", "clock"),
    "unknown": ("soon", "clock"), "shipped": ("done", "box"), "partly_shipped": ("info", "box"), "open": ("", "box"),
    "refused": ("late", "warning"), "consent": ("late", "warning"), "stock": ("late", "warning"),
    "failed": ("late", "warning"), "stopped": ("late", "warning"), "packed": ("done", "box"),
    "paused": ("", "pause"), "manual": ("soon", "pause"), "channel": ("", "clock"),
    "mapping": ("soon", "pause"), "checking": ("info", "clock"), "checked": ("soon", "pause"),
    "running": ("info", "clock"), "done": ("done", "check"),
    "undoing": ("info", "clock"), "undone": ("", "dot"), "create": ("done", "plus"),
    "update": ("info", "dot"), "same": ("", "check"), "faulty": ("late", "warning"), "held": ("soon", "pause"),
    "skipped": ("", "dot"), "waiting": ("", "clock"), "dropped": ("", "dot"),
    "found": ("soon", "clock"), "mended": ("done", "check"), "left": ("soon", "warning"),
    "vanished": ("", "dot"), "would": ("info", "dot"),
    "stale": ("soon", "pause"), "kept": ("soon", "pause"),
    "ended": ("", "dot"), "cancelled": ("", "dot"), "gone": ("", "dot"),
    "cancel": ("soon", "pause"), "asked": ("soon", "clock"), "promised": ("info", "clock"),
    "refunded": ("done", "check"), "on_the_way": ("info", "box"), "arrived": ("soon", "box"),
    "sent": ("done", "check"), "given_up": ("late", "warning"), "withdrawn": ("", "dot"),
    "address": ("soon", "pause"), "risk": ("soon", "pause"),
    "inspected": ("done", "check"), "restocked": ("done", "check"), "written_off": ("", "dot"),
}  # fmt: skip


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def badge(state: str, words: str) -> SafeString:
    """A state as a word with an icon; colour never stands alone."""
    tone, mark = TONES.get(state, ("", "dot"))
    return format_html('<span class="badge {}">{}{}</span>', tone, icon(mark), words)


@register.simple_tag
def no_enter() -> SafeString:
    """The first button of a form that Enter must not send: a browser sends none whose first button is disabled."""
    return SafeString("<button disabled hidden></button>")


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """An amount with its currency; currencies without cents have none."""
    return "–" if amount is None else money_words(amount, currency)


@register.simple_tag
def stamp() -> str:
    """The present moment in seconds, by which a page says what it may have missed."""
    return f"{time.time():.3f}"


@register.simple_tag
def when(at: datetime | None) -> SafeString | str:
    """A time as people say it, with the exact one on hover."""
    if at is None:
        return "–"
    seconds = (timezone.now() - at).total_seconds()
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact(at), _ago(seconds, at))


def exact(at: datetime) -> str:
    """A time to the second in the workspace's zone, with the zone's name."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S %Z}"


def _ago(seconds: float, at: datetime) -> str:
    far = abs(seconds)
    if far >= 86_400 * 7:
        return f"{timezone.localtime(at):%-d %b %Y}"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if far >= size:
            return f"{int(far // size)} {unit} ago" if seconds > 0 else f"in {int(far // size)} {unit}"
    return "now"


@register.simple_tag
def left(at: datetime | None) -> SafeString | str:
    """How long until a deadline: a word and a tone, late ones in red."""
    if at is None:
        return "–"
    seconds = (at - timezone.now()).total_seconds()
    tone = "late" if seconds < 0 else "soon" if seconds < 6 * 3600 else ""
    words = f"late by {_span(-seconds)}" if seconds < 0 else f"{_span(seconds)} left"
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}</time>',
        tone,
        at.isoformat(),
        exact(at),
        words,
    )


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "less than a minute"


@register.simple_tag(takes_context=True)
def keep_query(context: template.Context, **changes: object) -> str:
    """The page's query with changes; an empty value takes a name out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    # A list without a query would open with the member's own view.
    return f"?{query.urlencode()}" if query else f"{context['request'].path}?all=1"


@register.filter
def split(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.filter(name="is")
def equals(value: object, other: object) -> str:
    """``true`` or ``false``, as attributes of pages want it."""
    return "true" if value == other else "false"


@register.filter
def value(values: Mapping[str, str], name: str) -> str:
    """The value of a name; empty where there is none."""
    return values.get(name, "")


@register.filter
def plain_text(text: str) -> str:
    """The words of a text without its markup, blocks on lines of their own."""
    return markup.plain_text(text)
