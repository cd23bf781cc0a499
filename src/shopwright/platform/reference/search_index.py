"""What can be searched for: operations, webhooks, codes and fields, as small as a page can load at once."""

from __future__ import annotations

from functools import cache

import msgspec

from shopwright.contract.load import operations, webhooks
from shopwright.platform.fields.meanings import meaning_of
from shopwright.wire.meanings import meanings

from .fields import Field, body_fields, parameter_fields, reply_fields


@cache
def search_index() -> bytes:
    """The index as JSON: lists of short rows, whose columns ``reference_search.js`` names."""
    known = list(operations().values())
    places: dict[str, list[int]] = {}
    for number, operation in enumerate(known):
        fields: list[Field] = [*parameter_fields(operation), *body_fields(operation), *reply_fields(operation)]
        for name in dict.fromkeys(field.name for field in fields):
            places.setdefault(name, []).append(number)
    tables = {
        "operations": [[each.id, f"{each.method} {each.path}", each.summary, each.area] for each in known],
        "webhooks": [[each.type, each.name, each.event_name or ""] for each in webhooks().values()],
        "codes": [[number, meaning.meaning] for number, meaning in meanings().items()],
        "fields": [[name, meaning_of(name).words, numbers] for name, numbers in sorted(places.items())],
    }
    return msgspec.json.encode(tables)
