"""Check the arguments of a call against the contract before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import inspect as kinds
from msgspec.structs import replace

from shopwright.client.errors import ArgumentError
from shopwright.client.upload_checks import takes_file
from shopwright.client.uploads import Upload
from shopwright.contract.model import Operation, Parameter

from .bodies import body_problems, short_repr, type_of
from .methods import CONTEXT_PARAMETERS, Method, plain
from .pages import by_name


def problems(method: Method, values: tuple[object, ...], names: Mapping[str, object]) -> list[str]:
    """List what is wrong with the arguments by the contract, a sentence each; empty when they are right."""
    operation = method.operation
    mistakes: list[str] = []
    names = {name: _with_time_zones(value, name, mistakes) for name, value in names.items()}
    try:
        arguments = method.place(values, names)
    except (TypeError, ValueError, ArgumentError) as error:
        return [*mistakes, str(error)]
    named_values = by_name(method, values, names)
    for parameter in operation.parameters:
        mistakes += parameter_problems(parameter, named_values.get(parameter.name))
    for name, most in operation.list_limits.items():
        value = named_values.get(name)
        if isinstance(value, list | tuple) and len(value) > most:
            mistakes.append(f"{name} has {len(value)} members, {most} is the most: in_batches cuts it into calls")
    if operation.body is not None and operation.body.is_multipart:
        mistakes += _of_form(method, arguments.body or {})
    elif operation.body is not None:
        mistakes += body_problems(_checked_type(operation), arguments.body or {})
    return mistakes


def _with_time_zones(value: object, place: str, mistakes: list[str]) -> object:
    """Report each time without a time zone, and give it UTC so that the other checks can go on."""
    if isinstance(value, datetime) and value.tzinfo is None:
        mistakes.append(f"{place} is {value!r}, without a time zone: give it one, like datetime(…, tzinfo=UTC)")
        return value.replace(tzinfo=UTC)
    if isinstance(value, Mapping):
        return {name: _with_time_zones(item, f"{place}.{name}", mistakes) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_time_zones(item, f"{place}[{number}]", mistakes) for number, item in enumerate(value)]
    return value


def parameter_problems(parameter: Parameter, value: object) -> list[str]:
    """List what is wrong with the value of one parameter; ``None`` is one that was not given."""
    name = parameter.name
    if name in CONTEXT_PARAMETERS:
        return []
    if value is None:
        return [f"{name} is missing"] if parameter.required else []
    if parameter.kind == "array":
        return _of_members(parameter, value)
    return _of_value(parameter, name, value)


def _of_members(parameter: Parameter, value: object) -> list[str]:
    """Check a list, which may also be given as text joined by commas."""
    members = value.split(",") if isinstance(value, str) else plain(value)
    if not isinstance(members, list):
        return [f"{parameter.name} is {short_repr(value)}, not a list"]
    if not members and parameter.required:
        return [f"{parameter.name} is empty"]
    item_parameter = replace(parameter, kind=parameter.item_kind)
    places = ((f"{parameter.name}[{number}]", member) for number, member in enumerate(members))
    return [problem for name, member in places for problem in _of_value(item_parameter, name, member)]


def _of_value(parameter: Parameter, name: str, value: object) -> list[str]:
    value = plain(value)
    if parameter.enum and value not in parameter.enum:
        return [f"{name} is {short_repr(value)}, not one of {', '.join(map(str, parameter.enum))}"]
    if parameter.kind == "boolean":
        return [] if value in (True, False, "true", "false") else [f"{name} is {short_repr(value)}, not True or False"]
    if parameter.kind == "integer":
        if isinstance(value, bool) or not isinstance(value, int):
            return [f"{name} is {short_repr(value)}, not a whole number"]
        if parameter.minimum is not None and value < parameter.minimum:
            return [f"{name} is {value}, the least is {parameter.minimum}"]
        if parameter.maximum is not None and value > parameter.maximum:
            return [f"{name} is {value}, the most is {parameter.maximum}"]
    return []


def _checked_type(operation: Operation) -> kinds.StructType:
    """The body's type; the idempotency key is optional, and lengths that ``list_limits`` has are left to it."""
    whole = type_of(operation)
    fields = []
    for field in whole.fields:
        kind = field.type
        if field.encode_name in operation.list_limits and isinstance(kind, kinds.ListType):
            field = replace(field, type=replace(kind, max_length=None))
        is_key = operation.idempotency is not None and field.encode_name == operation.idempotency.name
        fields.append(replace(field, required=False) if is_key else field)
    return replace(whole, fields=tuple(fields))


def _of_form(method: Method, body: Mapping[str, object]) -> Iterator[str]:
    """Check texts by their type and files by their limits. URLs and open files are not read."""
    from .multipart import file_problems, files_of

    operation, whole = method.operation, type_of(method.operation)
    files = {name: value for name, value in body.items() if takes_file(operation.id, name)}
    texts = tuple(field for field in whole.fields if not takes_file(operation.id, field.encode_name))
    rest = {name: value for name, value in body.items() if name not in files}
    for fault in body_problems(replace(whole, fields=texts), rest):
        if not (fault == "name is missing" and "data" in files):  # it is the file's then
            yield fault
    for field in whole.fields:
        if field.required and field.encode_name not in body and field not in texts:
            yield f"{field.encode_name} is missing"
    try:
        at_hand = files_of(method, {name: value for name, value in files.items() if _is_at_hand(value)})
    except ArgumentError as error:
        yield from error.problems
        return
    yield from file_problems(method, at_hand, dict(body))


def _is_at_hand(source: object) -> bool:
    if isinstance(source, str):
        return not source.lower().startswith(("http://", "https://"))
    return isinstance(source, bytes | Upload | os.PathLike) or not hasattr(source, "read")
