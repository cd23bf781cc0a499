"""Check a body against its type: lists every problem with its place, while msgspec stops at the first."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import inspect as kinds

from shopwright.contract.model import Operation

_WORDS = {
    kinds.StrType: "a text",
    kinds.IntType: "a whole number",
    kinds.FloatType: "a number",
    kinds.BoolType: "True or False",
    kinds.ListType: "a list",
    kinds.StructType: "an object",
    kinds.DictType: "an object",
}


def type_of(operation: Operation) -> kinds.StructType:
    """The type of an operation's body."""
    assert operation.body is not None
    return _type(operation.area, operation.body.schema)


@cache
def _type(area: str, schema: str) -> kinds.StructType:
    module = importlib.import_module(f"shopwright.contract.types.requests_{area}")
    type_info = kinds.type_info(getattr(module, schema))
    assert isinstance(type_info, kinds.StructType)
    return type_info


def body_problems(kind: kinds.Type, value: object, place: str = "") -> Iterator[str]:
    """List what is wrong with a JSON value, a sentence each with its place: ``skus[0].price.amount``."""
    if isinstance(kind, kinds.UnionType):
        yield from _of_union(kind, value, place)
    elif isinstance(kind, kinds.StructType):
        yield from _of_object(kind, value, place) if isinstance(value, Mapping) else [_wrong(kind, value, place)]
    elif isinstance(kind, kinds.ListType):
        yield from _of_list(kind, value, place) if isinstance(value, list) else [_wrong(kind, value, place)]
    elif isinstance(kind, kinds.DictType):
        if not isinstance(value, Mapping):
            yield _wrong(kind, value, place)
        else:
            for name, item in value.items():
                yield from body_problems(kind.value_type, item, _joined(place, str(name)))
    elif isinstance(kind, kinds.LiteralType):
        if value not in kind.values or isinstance(value, bool):
            yield f"{place} is {short_repr(value)}, not one of {', '.join(map(str, kind.values))}"
    else:
        yield from _of_scalar(kind, value, place)


def _of_union(kind: kinds.UnionType, value: object, place: str) -> Iterator[str]:
    """The problems by the type that fits best; none where one of the types fits."""
    members = [member for member in kind.types if not isinstance(member, kinds.NoneType)]
    if value is None and len(members) < len(kind.types):
        return
    problems = [list(body_problems(member, value, place)) for member in members]
    yield from min(problems, key=len, default=[])


def _of_object(kind: kinds.StructType, value: Mapping[str, object], place: str) -> Iterator[str]:
    fields = {field.encode_name: field for field in kind.fields}
    for name, field in fields.items():
        if name in value:
            yield from body_problems(field.type, value[name], _joined(place, name))
        elif field.required:
            yield f"{_joined(place, name)} is missing"
    for name in value:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; it takes {', '.join(fields) or 'none'}"
            yield f"{_joined(place, name)} is no field of {place or 'the body'}{hint}"


def _of_list(kind: kinds.ListType, value: Sequence[object], place: str) -> Iterator[str]:
    if kind.max_length is not None and len(value) > kind.max_length:
        yield f"{place} has {len(value)} members, {kind.max_length} is the most"
    if kind.min_length is not None and len(value) < kind.min_length:
        yield f"{place} has {len(value)} members, {kind.min_length} is the least"
    for number, item in enumerate(value):
        yield from body_problems(kind.item_type, item, f"{place}[{number}]")


def _of_scalar(kind: kinds.Type, value: object, place: str) -> Iterator[str]:
    if isinstance(kind, kinds.StrType):
        if not isinstance(value, str):
            yield _wrong(kind, value, place)
        elif kind.max_length is not None and len(value) > kind.max_length:
            yield f"{place} has {len(value)} characters, {kind.max_length} is the most"
        elif kind.min_length is not None and len(value) < kind.min_length:
            yield f"{place} has {len(value)} characters, {kind.min_length} is the least"
    elif isinstance(kind, kinds.IntType | kinds.FloatType):
        numbers = int if isinstance(kind, kinds.IntType) else (int, float)
        if isinstance(value, bool) or not isinstance(value, numbers):
            yield _wrong(kind, value, place)
        elif kind.ge is not None and value < kind.ge:
            yield f"{place} is {value}, the least is {kind.ge}"
        elif kind.le is not None and value > kind.le:
            yield f"{place} is {value}, the most is {kind.le}"
    elif isinstance(kind, kinds.BoolType) and not isinstance(value, bool):
        yield _wrong(kind, value, place)


def _wrong(kind: kinds.Type, value: object, place: str) -> str:
    if isinstance(kind, kinds.StrType) and isinstance(value, float):
        return f"{place} is {value!r}, a float: an amount is exact, as a Decimal or a text"
    return f"{place} is {short_repr(value)}, not {_WORDS[type(kind)]}"


def short_repr(value: object) -> str:
    """The ``repr`` of a value for a message, at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
