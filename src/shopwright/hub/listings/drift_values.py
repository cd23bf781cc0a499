"""Attributes, weight, parcel size and options of a listing: as they are kept, compared, and read by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shopwright.hub.channels.categories import AttributeValue, DraftAttribute
from shopwright.hub.channels.protocol import ExternalListing, ListingDraft

from .drift_models import DriftField

#: Millimetres and grams within which channels round.
_ROUND_MM, _ROUND_GRAMS = 10, 1
_NONE = "–"
FIELDS = (DriftField.ATTRIBUTES, DriftField.WEIGHT, DriftField.SIZE, DriftField.OPTIONS)


def seen_values(seen: ExternalListing) -> dict[str, Any]:
    """What a channel tells of these fields; those that it does not tell are left out."""
    values: dict[str, Any] = {}
    if seen.attributes is not None:
        rows = [[item.external_id, item.name, _pairs(item.values)] for item in seen.attributes]
        values[DriftField.ATTRIBUTES] = sorted(rows)
    if seen.weight_grams is not None:
        values[DriftField.WEIGHT] = seen.weight_grams
    if seen.size_mm is not None:
        values[DriftField.SIZE] = list(seen.size_mm)
    if seen.skus:
        values[DriftField.OPTIONS] = sorted(
            [sku.seller_sku or sku.external_id, [list(option) for option in sku.options]] for sku in seen.skus
        )
    return values


def sent_values(draft: ListingDraft) -> dict[str, Any]:
    """The same of a draft. The name of an attribute is known once the channel shows it."""
    return {
        DriftField.ATTRIBUTES: sorted([item.external_id, "", _pairs(item.values)] for item in draft.attributes),
        DriftField.WEIGHT: draft.weight_grams,
        DriftField.SIZE: list(draft.size_mm),
        DriftField.OPTIONS: sorted([item.sku, [list(option) for option in item.options]] for item in draft.variants),
    }


def same(field: str, mine: Any, theirs: Any) -> bool:
    """Whether two values are the same but for how a channel rounds and writes them."""
    if field == DriftField.WEIGHT:
        return bool(abs(mine - theirs) <= _ROUND_GRAMS)
    if field == DriftField.SIZE:
        return all(abs(here - there) < _ROUND_MM for here, there in zip(mine, theirs, strict=True))
    if field == DriftField.OPTIONS:
        return _options_by_sku(mine) == _options_by_sku(theirs)
    own, other = _by_id(mine), _by_id(theirs)
    return own.keys() == other.keys() and all(_same_values(own[key], other[key]) for key in own)


def covers(theirs: Any, mine: Any) -> bool:
    """Whether a channel shows all attributes that were sent; what it adds by itself is no change of anybody's."""
    own, other = _by_id(mine), _by_id(theirs)
    return own.keys() <= other.keys() and all(_same_values(own[key], other[key]) for key in own)


def words_of(field: str, value: Any, other: Any) -> str:
    """A value as people read it; of attributes and options what differs from the other side."""
    if field == DriftField.WEIGHT:
        return f"{value:,} g"
    if field == DriftField.SIZE:
        return " × ".join(f"{side:,}" for side in value) + " mm"
    if field == DriftField.OPTIONS:
        return "; ".join(_option_lines(value, other))
    return "; ".join(_attribute_lines(value, other))


def attributes_of(value: Any) -> tuple[DraftAttribute, ...]:
    """Attributes that were taken over, as they are sent."""
    return tuple(
        DraftAttribute(external_id, tuple(AttributeValue(value_id, name) for value_id, name in pairs))
        for external_id, _, pairs in value
    )


def options_of(value: Any) -> dict[str, tuple[tuple[str, str], ...]]:
    """Options that were taken over, by SKU."""
    return {sku: tuple((name, text) for name, text in options) for sku, options in value}


def _pairs(values: Sequence[AttributeValue]) -> list[list[str]]:
    # A measured value gets an id and a text of the channel's own.
    return sorted([value.external_id, "" if value.standard_id else value.name] for value in values)


def _by_id(rows: Any) -> dict[str, list[list[str]]]:
    return {external_id: pairs for external_id, _, pairs in rows}


def _same_values(mine: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]) -> bool:
    def fits(own: Sequence[str], other: Sequence[str]) -> bool:
        is_open = not any(own) or not any(other)
        return is_open or bool(own[0] and own[0] == other[0]) or own[1].casefold() == other[1].casefold()

    return len(mine) == len(theirs) and all(any(fits(own, other) for other in theirs) for own in mine)


def _options_by_sku(rows: Any) -> dict[str, set[tuple[str, str]]]:
    return {sku: {(name.casefold(), text.casefold()) for name, text in options} for sku, options in rows}


def _option_lines(rows: Any, others: Any) -> list[str]:
    own, other = _options_by_sku(rows), _options_by_sku(others)
    shown: Mapping[str, Any] = dict(rows)
    return [
        f"{sku}: {_options_in_words(shown[sku]) if sku in own else 'not there'}"
        for sku in sorted({*own, *other})
        if own.get(sku) != other.get(sku)
    ]


def _options_in_words(options: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{name} {text}" for name, text in options) or "no options"


def _attribute_lines(rows: Any, others: Any) -> list[str]:
    names = {external_id: name or external_id for external_id, name, _ in [*others, *rows] if name}
    own, other = _by_id(rows), _by_id(others)
    return [
        f"{names.get(key, key)}: {', '.join(name or value_id for value_id, name in own[key]) if key in own else _NONE}"
        for key in sorted({*own, *other})
        if key not in own or key not in other or not _same_values(own[key], other[key])
    ]
