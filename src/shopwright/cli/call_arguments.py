"""Parses the arguments after ``shopwright call OPERATION``."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shopwright.client.core import methods
from shopwright.client.core.methods import Method
from shopwright.contract.load import operations, resolve, schema
from shopwright.contract.model import Operation

from .refusal import RefusedError


def method_named(name: str) -> Method:
    """The operation of ``area.name``, of an alias, of an operation id, or of a name that only one area has."""
    area, dot, rest = name.partition(".")
    if not dot:
        operation = operations().get(name) or _in_one_area(name.replace("-", "_"))
        if operation is not None:
            return Method(operation)
    elif area in methods.areas():
        try:
            return methods.method(area, rest.replace("-", "_") if "-" in rest else rest)
        except KeyError:
            pass
    raise RefusedError(f"there is no operation {name!r}{_near(name)}", "shopwright call --list shows all of them")


def _in_one_area(name: str) -> Operation | None:
    """The operation of that name, or alias, if no other area has one. Raises ``RefusedError`` for a choice."""
    named = [operation for operation in operations().values() if operation.name == name]
    for alias, other in methods.ALIASES.items():
        area, _, short = alias.partition(".")
        if short == name:
            named += [
                operation for operation in operations().values() if (operation.area, operation.name) == (area, other)
            ]
    if len(named) > 1:
        areas = " or ".join(f"{operation.area}.{name}" for operation in named)
        raise RefusedError(f"several areas have an operation {name!r}", f"write {areas}")
    return named[0] if named else None


def _near(name: str) -> str:
    known = [f"{operation.area}.{operation.name}" for operation in operations().values()] + list(operations())
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f"; did you mean {near[0]}?" if near else ""


def arguments_of(method: Method, tokens: Sequence[str]) -> dict[str, object]:
    """Arguments by name: ``--page-size 20``, ``--page-size=20``, and what stands in the path without a name."""
    arguments: dict[str, object] = {}
    free = [name for name in method.path_names if f"--{name}" not in tokens and _flag(name) not in tokens]
    for name, text in _pairs(method, tokens):
        if name is None:
            if not free:
                raise RefusedError(
                    f"{text!r} is one argument too many", f"see shopwright call {_called(method)} --help"
                )
            name = free.pop(0)
        if name == "body":
            arguments |= _body(text)
            continue
        value, before = _value(method, name, text), arguments.get(name)
        arguments[name] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
    return arguments


def _pairs(method: Method, tokens: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    waiting = iter(tokens)
    for token in waiting:
        if not token.startswith("--"):
            yield None, token
            continue
        flag, equals, text = token.partition("=")
        name = flag[2:].replace("-", "_")
        if name not in method.names and not (name == "body" and method.takes_body):
            near = difflib.get_close_matches(name, method.names, 1)
            hint = f"; did you mean {_flag(near[0])}?" if near else ""
            raise RefusedError(
                f"{_called(method)} has no option {flag}{hint}", f"see shopwright call {_called(method)} --help"
            )
        if not equals:
            following = next(waiting, None)
            if following is None:
                raise RefusedError(f"{flag} needs a value", f"write {flag} VALUE")
            text = following
        yield name, text


def _body(text: str) -> dict[str, object]:
    """A whole body as JSON: given, from a file (``@file``), or from standard input (``-``)."""
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except OSError as error:
            raise RefusedError(f"{text[1:]} cannot be read: {error.strerror}", "name a file with JSON in it") from error
        except UnicodeDecodeError as error:
            raise RefusedError(f"{text[1:]} is not text in UTF-8", "name a file with JSON in it") from error
    body = _json("--body", text)
    if not isinstance(body, dict):
        raise RefusedError("--body is not an object", 'write it as {"name": value, …}')
    return body


def _json(flag: str, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise RefusedError(f"{flag} is not JSON: {error}", "put JSON in single quotes for the shell") from error


def _value(method: Method, name: str, text: str) -> object:
    kind, item_kind = kind_of(method, name)
    if kind in ("object", "array") and text[:1] in "[{":
        return _json(_flag(name), text)
    if kind == "array":
        return [_scalar(name, item_kind, part) for part in text.split(",")]
    return _scalar(name, kind, text)


def _scalar(name: str, kind: str, text: str) -> object:
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
    except ValueError as error:
        raise RefusedError(f"{_flag(name)} is {text!r}, not a number", f"write {_flag(name)} 20") from error
    if kind == "boolean":
        if text.lower() not in ("true", "false"):
            raise RefusedError(f"{_flag(name)} is {text!r}", f"write {_flag(name)} true or {_flag(name)} false")
        return text.lower() == "true"
    if kind == "object":
        return _json(_flag(name), text)
    return text[1:] if name == "data" and text.startswith("@") else text


def kind_of(method: Method, name: str) -> tuple[str, str]:
    """The JSON type of an argument, and of its members where it is a list."""
    for parameter in method.operation.parameters:
        if parameter.name == name:
            return parameter.kind, parameter.item_kind
    assert method.operation.body is not None
    field = resolve(schema(method.operation.body.schema).properties[name])
    kind = field.type if isinstance(field.type, str) else "string"
    member = resolve(field.items) if field.items is not None else field
    return kind, member.type if isinstance(member.type, str) else "string"


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _called(method: Method) -> str:
    return f"{method.operation.area}.{method.operation.name}"
