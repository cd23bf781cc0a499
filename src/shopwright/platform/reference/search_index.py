"""What can be searched for, as small as a page can load at once: ``reference_search.js`` names the columns and ranks.

A place is an operation by its number in the list, or a webhook by its type below zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from shopwright.contract.load import operations, webhooks
from shopwright.platform.business.routes import ROUTES as BUSINESS_ROUTES
from shopwright.platform.core.registry import BUILT
from shopwright.platform.rest.routes import ROUTES as PLAIN_ROUTES
from shopwright.wire.meanings import meanings
from shopwright.wire.message_keywords import CAUSES, KEYWORDS

from .fields import Field, body_fields, parameter_fields, reply_fields, webhook_fields
from .search_words import Guide, wishes, words_for

Row = list[object]
#: Where the calls of the Business door are told.
_AUDIENCES = "guide/custom-audiences"


@cache
def search_index() -> bytes:
    """The index as JSON: lists of short rows."""
    fields = _places_of_fields()
    tables: dict[str, list[Row]] = {
        "operations": [
            [each.id, f"{each.method} {each.path}", each.summary, each.group, int(each.id in BUILT), _older(each.id)]
            for each in operations().values()
        ],
        "webhooks": [[each.type, each.name, each.event_name or ""] for each in webhooks().values()],
        "codes": [[number, known.meaning, _said(number, known.cause)] for number, known in meanings().items()],
        "guides": [[guide.key, guide.title, guide.also] for guide in _guides()],
        "doors": list(_doors()),
        "fields": [[name, _usual(rows), list(dict.fromkeys(rows))] for name, rows in sorted(fields.items())],
        "values": list(_values(fields)),
    }
    return msgspec.json.encode(tables)


def _older(operation_id: str) -> list[str]:
    """The older paths of an operation."""
    operation = operations()[operation_id]
    return sorted({each.path for each in operation.legacy} - {operation.path})


def _said(number: int, cause: str) -> str:
    """What else of a code may be known to somebody: its messages here, its cause, and words that people type."""
    built = {raised.message for each in BUILT.values() for raised in each.raises if raised.code == number}
    causes = [each.message for each in CAUSES if each.code == number]
    parts = [*sorted(built), *causes, *KEYWORDS.get(number, ()), cause, words_for(number)]
    return " ".join(part for part in parts if part)


def _guides() -> Iterator[Guide]:
    for wish in wishes():
        yield from wish.guides


def _doors() -> Iterator[Row]:
    """The calls of the other doors: each with the operation that it is, or the page that tells of it."""
    numbers = {name: number for number, name in enumerate(operations())}
    for plain in PLAIN_ROUTES:
        yield [f"{plain.method} {plain.path}", plain.summary, numbers[plain.operation_id]]
    for route in BUSINESS_ROUTES:
        yield [f"{route.operation.method} {route.operation.path}", route.operation.summary, _AUDIENCES]


Places = Mapping[int, list[Field]]


def _places_of_fields() -> dict[str, dict[int, list[Field]]]:
    """By name of a field: in which operations and webhooks it stands, those that are built first."""
    places: dict[str, dict[int, list[Field]]] = {}
    numbered = list(enumerate(operations().values()))
    for number, operation in sorted(numbered, key=lambda pair: pair[1].id not in BUILT):
        for field in [*parameter_fields(operation), *body_fields(operation), *reply_fields(operation)]:
            places.setdefault(field.name, {}).setdefault(number, []).append(field)
    for hook in webhooks().values():
        for field in webhook_fields(hook):
            places.setdefault(field.name, {}).setdefault(-hook.type, []).append(field)
    return places


def _usual(places: Places) -> str:
    """What a field means in most places."""
    return Counter(field.meaning.words for fields in places.values() for field in fields).most_common(1)[0][0]


def _values(fields: Mapping[str, Places]) -> Iterator[Row]:
    """Values by name, with the fields that have them and a place where the first of those does."""
    users: dict[str, list[tuple[str, int]]] = {}
    for name, places in fields.items():
        for place, same in places.items():
            for value in dict.fromkeys(value for field in same for value in (*field.values, *field.named_values)):
                if len(value) > 1 and value[0].isalpha():
                    users.setdefault(value, []).append((name, place))
    for value, uses in sorted(users.items()):
        counts = Counter(name for name, _ in uses)
        first = counts.most_common(1)[0][0]
        yield [value, [name for name, _ in counts.most_common()], next(place for name, place in uses if name == first)]
