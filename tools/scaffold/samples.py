"""What replies and requests look like: skeletons from the contract's types."""

from __future__ import annotations

import types
from importlib import import_module
from typing import Annotated, Any, Literal, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

import msgspec

from shopwright.contract.model import Operation

TYPES = "shopwright.contract.types"
DEPTHS = (3, 2, 1, 0)
MOST_REPLY_LINES = 30

_NO_LIMITS = msgspec.Meta()


def reply_module(operation: Operation) -> str:
    """The module of the reply's type."""
    return f"{TYPES}.replies_{operation.area}"


def request_module(operation: Operation) -> str:
    """The module of the request's type."""
    return f"{TYPES}.requests_{operation.area}"


def has_reply(operation: Operation) -> bool:
    """Whether the reply's data has a type: it has none where it has no fields."""
    return hasattr(import_module(reply_module(operation)), operation.reply)


def reply_skeleton(operation: Operation) -> dict[str, object]:
    """Every field of the reply with an empty value, as deep as it stays short; ``{}`` where there are none."""
    if not has_reply(operation):
        return {}
    kind = getattr(import_module(reply_module(operation)), operation.reply)
    for depth in DEPTHS:
        skeleton = _skeleton(kind, depth)
        if _count(skeleton) <= MOST_REPLY_LINES:
            return skeleton
    return _required(kind)


def smallest_body(operation: Operation) -> dict[str, object]:
    """The required fields of the request, each with a value of its type."""
    if operation.body is None or operation.body.is_multipart:
        return {}
    return _smallest(getattr(import_module(request_module(operation)), operation.body.schema))


def smallest_query(operation: Operation) -> dict[str, object]:
    """The required query parameters, ciphers left out."""
    return {
        each.name: each.default
        or (each.enum[0] if each.enum else (each.minimum or 1) if each.kind == "integer" else "1")
        for each in operation.parameters
        if each.location == "query" and each.required and not each.name.endswith("_cipher")
    }


def _skeleton(kind: type, depth: int) -> dict[str, object]:
    return {name: _empty(hint, depth) for name, hint in get_type_hints(kind).items()}


def _required(kind: type) -> dict[str, object]:
    hints = get_type_hints(kind, include_extras=True)
    required = [name for name, hint in hints.items() if get_origin(hint) is Required]
    return {name: _empty(get_type_hints(kind)[name], 0) for name in required}


def _empty(hint: Any, depth: int) -> object:
    """An empty value of a type. Below ``depth`` lists stay empty, and objects have what they must."""
    origin, members = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return _skeleton(hint, depth - 1) if depth > 0 else _required(hint)
    if origin is Annotated or origin in (Union, types.UnionType):
        return _empty(members[0], depth)
    if origin is Literal:
        return members[0]
    if origin is list:
        return [_skeleton(members[0], depth - 1)] if depth > 0 and is_typeddict(members[0]) else []
    if origin is dict or hint is dict:
        return {}
    return {str: "", int: 0, bool: False, float: 0.0}.get(hint)


def _count(value: object) -> int:
    """How many lines a value takes, laid out with a line for each member."""
    if isinstance(value, dict) and value:
        return 2 + sum(map(_count, value.values()))
    if isinstance(value, list) and value:
        return 2 + sum(map(_count, value))
    return 1


def _smallest(kind: type[msgspec.Struct]) -> dict[str, object]:
    hints = get_type_hints(kind, include_extras=True)
    return {each.encode_name: _sample(hints[each.name]) for each in msgspec.structs.fields(kind) if each.required}


def _sample(hint: Any, limits: msgspec.Meta = _NO_LIMITS) -> object:
    """A value of a type, as small as its limits allow."""
    origin, members = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _sample(members[0], members[1])
    if origin in (Union, types.UnionType):
        return _sample(members[0], limits)
    if origin is Literal:
        return members[0]
    if origin is list:
        return [_sample(members[0])] * max(1, limits.min_length or 0)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _smallest(hint)
    if hint is str:
        return "1" * max(1, limits.min_length or 0)
    return {int: int(limits.ge or 1), bool: False, float: 1.0}.get(hint, {})
