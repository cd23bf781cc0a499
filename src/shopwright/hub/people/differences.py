"""What an event changed, in words: the fields by their names, with what was there and what is there now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import ForeignKey, Model
from django.utils import timezone

from .event_tables import EventModel
from .records import names_of_rows

if TYPE_CHECKING:
    from django.db.models import Field

    AnyField: TypeAlias = Field[Any, Any]

#: Values by the name of their field, before and after.
Difference = dict[str, tuple[str, str]]
#: What the hub notes for itself.
_OWN_NOTES = frozenset({"created_at", "updated_at", "next_at", "tried_at", "made_at"})


def differences(model: EventModel, pairs: Mapping[int, tuple[Model, Model]]) -> dict[int, Difference]:
    """The differences of pairs of events, by any key; empty where nothing that tells something differs."""
    fields = [field for field in model._meta.concrete_fields if not _is_note(field)]
    changed = {
        key: [field for field in fields if _value(old, field) != _value(new, field)]
        for key, (old, new) in pairs.items()
    }
    names = _names(pairs, changed)
    return {
        key: {
            _title(field): (_words(pairs[key][0], field, names), _words(pairs[key][1], field, names))
            for field in changed[key]
        }
        for key in pairs
    }


def _is_note(field: AnyField) -> bool:
    return field.name.startswith("pgh_") or field.name in _OWN_NOTES or field.primary_key


def _value(row: Model, field: AnyField) -> Any:
    return getattr(row, field.attname)


def _title(field: AnyField) -> str:
    return str(field.verbose_name).removeprefix("is ")


def _names(
    pairs: Mapping[int, tuple[Model, Model]], changed: Mapping[int, Iterable[AnyField]]
) -> Mapping[AnyField, Mapping[object, str]]:
    """What the rows are called that fields lead to, each table asked once."""
    wanted: dict[AnyField, set[object]] = defaultdict(set)
    for key, fields in changed.items():
        for field in fields:
            if isinstance(field, ForeignKey):
                wanted[field] |= {_value(row, field) for row in pairs[key]} - {None}
    tables = {field: field.related_model for field in wanted}
    return {field: names_of_rows(table, wanted[field]) for field, table in tables.items() if table is not None}


def _words(row: Model, field: AnyField, names: Mapping[AnyField, Mapping[object, str]]) -> str:
    value = _value(row, field)
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(field, ForeignKey):
        return names.get(field, {}).get(value, str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)
