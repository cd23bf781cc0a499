"""What a field may hold beyond its type, in words: lengths, bounds, formats, units, markets, what replaced it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from shopwright.contract.load import limits

Facts = Mapping[str, object]

_FORMATS = {
    "iso-4217": "a currency of ISO 4217",
    "iso-3166-1-alpha-2": "a country of two letters",
    "bcp-47": "a language such as en-GB",
    "e.164": "a telephone number such as +442079460000",
    "yyyymmdd": "a day such as 20261231",
    "yyyy-mm-dd": "a day such as 2026-12-31",
    "rfc-3339": "a time such as 2026-12-31T10:00:00Z",
}
_UNITS = {"s": "Unix seconds", "ms": "Unix milliseconds"}


def written_meaning(schema: str, name: str) -> str:
    """What the contract itself says of a field: extensions of ours do."""
    return str(_facts(schema, name).get("description", ""))


def unix_unit(schema: str, name: str) -> str:
    """The unit of a time, where a field is one."""
    unit = _facts(schema, name).get("x-unix-time")
    return _UNITS[str(unit)] if unit else ""


def limit_words(schema: str, name: str) -> tuple[str, ...]:
    """What is allowed in a field of a schema, one sentence without its point for each rule."""
    facts = _facts(schema, name)
    own = [words for key, write in _RULES.items() if key in facts and (words := write(facts[key]))]
    members = cast("Facts", facts.get("items", {}))
    each = [words for key, write in _RULES.items() if key in members and (words := write(members[key]))]
    unlimited = [f"{facts['x-unlimited-value']} for no limit"] if "x-unlimited-value" in facts else []
    rules = [*_bounds(facts), *own, *unlimited, *(f"each {words}" for words in [*_bounds(members), *each])]
    return tuple(words[0].upper() + words[1:] for words in rules)


def named_values(schema: str, name: str) -> tuple[str, ...]:
    """Values that the contract names for a field of a schema, for every market, each once."""
    facts = _facts(schema, name)
    members = cast("Facts", facts.get("items", {}))
    lists = [
        *(table.get("x-values", ()) for table in (facts, members)),
        *cast("dict[str, object]", facts.get("x-values-by-region", {})).values(),
        cast("dict[str, str]", facts.get("x-value-names", {})).values(),
    ]
    return tuple(dict.fromkeys(str(value) for values in lists for value in cast("list[object]", values)))


def _facts(schema: str, name: str) -> Facts:
    return limits().get(schema, {}).get(name, {})


def _bounds(facts: Facts) -> Iterator[str]:
    """Bounds that two keys tell together; those by market tell more, and stand in their place."""
    for lower, upper, unit, by_market in (
        ("minLength", "maxLength", " characters", "x-length-by-region"),
        ("minimum", "maximum", "", ""),
        ("minItems", "maxItems", " in all", "x-max-items-by-region"),
        ("x-min-bytes", "x-max-bytes", " bytes", ""),
    ):
        words = _span(facts.get(lower), facts.get(upper))
        if words and by_market not in facts:
            yield f"{words}{unit}"
    if "exclusiveMinimum" in facts or "x-numeric-exclusive-min" in facts:
        yield f"more than {facts.get('exclusiveMinimum', facts.get('x-numeric-exclusive-min'))}"


def _span(lower: object, upper: object) -> str:
    if lower is None:
        return "" if upper is None else f"at most {_number(upper)}"
    return f"at least {_number(lower)}" if upper is None else f"{_number(lower)} to {_number(upper)}"


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _listed(values: object) -> str:
    return ", ".join(dict.fromkeys(map(str, cast("list[object]", values))))


def _pair(value: object) -> str:
    lower, upper = cast("list[object]", value)
    return _span(lower, upper)


def _by_market(write: Callable[[object], str]) -> Callable[[object], str]:
    def words(value: object) -> str:
        tables = cast("dict[str, object]", value)
        return "; ".join(f"{_markets(key)}: {write(each)}" for key, each in tables.items())

    return words


def _markets(key: str) -> str:
    names = {"all": "everywhere", "other": "elsewhere", "UK": "GB"}
    return ", ".join(names.get(name, name) for name in key.split(","))


def _condition(value: object) -> str:
    if not isinstance(value, dict):
        return "needed at times"
    parts = []
    for name, wanted in value.items():
        if wanted == "provided":
            parts.append(f"{name} is given")
        elif wanted == [None]:
            parts.append(f"{name} is left out")
        else:
            parts.append(f"{name} is {' or '.join(map(str, wanted))}")
    return f"needed when {' and '.join(parts)}"


def _names(value: object) -> str:
    return ", ".join(f"{key} {name}" for key, name in cast("dict[str, str]", value).items())


def _sides(value: object) -> str:
    sides = cast("dict[str, list[int]]", value)
    return f"{' × '.join(map(_number, sides['min']))} to {' × '.join(map(_number, sides['max']))} pixels"


_RULES: dict[str, Callable[[object], str]] = {
    "x-unix-time": lambda unit: _UNITS[str(unit)],
    "x-unit": lambda unit: f"in {unit}",
    "x-format": lambda name: _FORMATS.get(str(name), str(name)),
    "x-scale": lambda scale: f"{_number(scale)} is all of it",
    "x-range": _pair,
    "x-numeric-range": _pair,
    "x-max-decimals": lambda count: f"at most {count} decimals",
    "x-length-unit": lambda unit: f"counted as {unit}",
    "x-length-by-region": lambda value: f"characters: {_by_market(_pair)(value)}",
    "x-max-length-by-value": lambda value: f"characters at most: {_names(value)}",
    "x-max-total-length": lambda count: f"{_number(count)} characters together",
    "x-max-total-items": lambda count: f"{_number(count)} in the whole call",
    "x-max-items-by-region": lambda value: f"in all: {_by_market(lambda count: f'at most {_number(count)}')(value)}",
    "x-values": lambda values: f"such as {_listed(values)}",
    "x-values-by-region": lambda value: f"by market: {_by_market(_listed)(value)}",
    "x-value-names": _names,
    "x-media-formats": lambda values: f"as {_listed(values)}",
    "x-max-size": lambda value: f"at most {' or '.join(f'{size} ({kind})' for kind, size in _items(value))}",
    "x-image-dimensions": _sides,
    "x-aspect-ratio": lambda values: f"sides {_listed(values)}",
    "x-markets": lambda values: f"only {', '.join(map(_markets, cast('list[str]', values)))}",
    "default": lambda value: f"left out, it is {_plain(value)}",
    "x-required-when": _condition,
    "deprecated": lambda value: "out of date" if value else "",
    "x-replaced-by": lambda name: f"use {name} instead",
}


def _items(value: object) -> list[tuple[str, str]]:
    return list(cast("dict[str, str]", value).items())


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
