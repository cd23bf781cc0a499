"""Arguments held against the contract before anything is sent."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import msgspec

from shopwright.client.errors import ArgumentError
from shopwright.contract.model import Parameter

from .methods import CONTEXT_PARAMETERS, Method, plain
from .pages import by_name


def problems(method: Method, values: tuple[object, ...], named: Mapping[str, object]) -> list[str]:
    """What the contract has against these arguments, a sentence each; an empty list when all is well."""
    try:
        arguments = method.place(values, named)
    except (TypeError, ValueError, ArgumentError) as error:
        return [str(error)]
    given = by_name(method, values, named)
    found = [problem for one in method.operation.parameters for problem in _of_parameter(one, given.get(one.name))]
    for name, most in method.operation.list_limits.items():
        value = given.get(name)
        if isinstance(value, list | tuple) and len(value) > most:
            found.append(f"{name} has {len(value)} members, {most} is the most: in_batches cuts it into calls")
    body = method.operation.body
    if body is None:
        return found
    if body.is_multipart:
        return found + ([] if given.get("data") is not None or "data" not in method.names else ["data is missing"])
    return found + _of_body(method, arguments.body or {})


def _of_parameter(parameter: Parameter, value: object) -> list[str]:
    name = parameter.name
    if name in CONTEXT_PARAMETERS:
        return []
    if value is None:
        return [f"{name} is missing"] if parameter.required else []
    if parameter.enum and parameter.kind != "array" and plain(value) not in parameter.enum:
        return [f"{name} is {value!r}, not one of {', '.join(map(str, parameter.enum))}"]
    number = plain(value)
    if parameter.kind == "integer" and isinstance(number, int):
        if parameter.minimum is not None and number < parameter.minimum:
            return [f"{name} is {number}, the least is {parameter.minimum}"]
        if parameter.maximum is not None and number > parameter.maximum:
            return [f"{name} is {number}, the most is {parameter.maximum}"]
    if parameter.kind == "integer" and not isinstance(number, int):
        return [f"{name} is {value!r}, not a whole number"]
    return []


def _of_body(method: Method, body: Mapping[str, object]) -> list[str]:
    """The first thing that the body's type has against it; msgspec stops there."""
    assert method.operation.body is not None
    module = importlib.import_module(f"shopwright.contract.types.requests_{method.operation.area}")
    try:
        msgspec.convert(body, getattr(module, method.operation.body.schema))
    except msgspec.ValidationError as error:
        text = str(error).replace("Object missing required field", "misses the field").replace("`", "")
        return [text.replace(" - at $.", ", at ").replace(" - at $", "")]
    return []
