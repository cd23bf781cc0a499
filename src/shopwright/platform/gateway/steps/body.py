"""The body: JSON into the contract's struct, multipart into its parts."""

from __future__ import annotations

import hashlib
import importlib
import re
from functools import cache
from typing import cast

import msgspec

from shopwright import decoders
from shopwright.contract.load import resolve, schema
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import MultipartError, parse_form
from shopwright.platform.gateway.lenient_shapes import with_documented_shapes
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

from .parameters import name_of

_MISSING = re.compile(r"missing required field `([^`]+)`")
_AT = re.compile(r" - at `([^`]+)`")


@cache
def _decoder(operation_id: str, area: str, name: str) -> decoders.Decoder[msgspec.Struct]:
    module = importlib.import_module(f"shopwright.contract.types.requests_{area}")
    return decoders.decoder(cast(type[msgspec.Struct], getattr(module, name)))


def read_body(call: Call) -> None:
    """Fill ``call.body``. An empty body, ``[]`` and ``null`` stand for ``{}``."""
    body = call.operation.body
    if body is None:
        return
    raw = call.request.body
    if body.is_multipart:
        try:
            call.body = parse_form(call.request.headers.get("content-type", ""), raw)
        except MultipartError as error:
            raise INVALID(reason=f"the multipart body cannot be read: {error}") from error
        return
    if raw.strip() in (b"", b"[]", b"null"):
        raw = b"{}"
    if b"\\u0000" in raw:
        raise INVALID(reason="the body contains a NUL character.")
    call.body_digest = hashlib.sha256(raw).hexdigest()
    is_strict = call.tx[PlatformState].settings.strict_shapes
    call.body = _decode(call, raw, body.schema, is_lenient=not is_strict)


def _decode(call: Call, raw: bytes, name: str, *, is_lenient: bool) -> msgspec.Struct:
    reader = _decoder(call.operation.id, call.operation.area, name)
    try:
        try:
            return reader.decode(raw)
        except msgspec.ValidationError:
            if not is_lenient:
                raise
            return decoders.convert(with_documented_shapes(name, decoders.decode(raw)), reader.type)
    except msgspec.ValidationError as error:
        raise _refusal(call, str(error), name) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise INVALID(reason="the body is not valid JSON.") from error
    except RecursionError as error:
        raise INVALID(reason="the body is nested too deep.") from error


def _refusal(call: Call, message: str, name: str) -> ApiError:
    """A decoder's message in the gateway's words: the field, and what it should be."""
    at = _AT.search(message)
    path = at[1].removeprefix("$").lstrip(".") if at else ""
    problem = message[: at.start()] if at else message
    missing = _MISSING.search(problem)
    if missing:
        return FIELD_MISSING(field=_missing_field(call, path, missing[1]))
    if problem.startswith("Invalid enum value"):
        allowed = ", ".join(str(value) for value in _enum_at(name, path))
        return INVALID(reason=f"{_field(call, path)} must be one of [{allowed}].")
    return INVALID(reason=f"{_field(call, path) or 'the body'} is invalid: {problem[0].lower()}{problem[1:]}.")


def _missing_field(call: Call, path: str, name: str) -> str:
    """A field as live replies name one that is missing: ``Currency of Price``, without what is around the object."""
    parent = path.rsplit(".", 1)[-1]
    return f"{name_of(call, name)} of {name_of(call, parent)}" if parent else name_of(call, name)


def _field(call: Call, path: str) -> str:
    return ".".join(name_of(call, part) for part in path.strip(".").split("."))


def _enum_at(name: str, path: str) -> tuple[str | int, ...]:
    node = schema(name)
    for part in path.split("."):
        key, *indexes = part.split("[")
        node = resolve(node.properties[key]) if key else node
        for _ in indexes:
            node = resolve(node.items) if node.items else node
    return node.enum
