"""What a caller of the plain door sends: filters in the query, a JSON object in the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from shopwright import decoders
from shopwright.contract.load import operation, resolve, schema
from shopwright.contract.model import Parameter, Schema
from shopwright.platform.core.call import Call
from shopwright.platform.core.whole_number import whole_number
from shopwright.wire.gateway_codes import INVALID

from .route import Route

#: Parameters that say which shop is meant, for a token of several.
SHOP_NAMES = ("shop_id", "shop_cipher")
#: Parameters of a signed call, which the door has no use for and takes from nobody.
_OF_SIGNED_CALLS = frozenset({"app_key", "sign", "timestamp", "access_token", "version", *SHOP_NAMES})
#: Rows of a page where the caller does not say, and the language of what TikTok writes.
PAGE_SIZE, _LOCALE = 20, "en"
#: Parameters that say which page is meant.
PAGING = ("page_size", "page_token")
_BOOLEANS = {"true": True, "false": False}


def parameters_of(route: Route) -> dict[str, Parameter]:
    """The parameters of its operation that a route takes, and those of the pages that it lists."""
    if route.buyers is not None:
        return {}
    own = {item.name: item for item in route.operation.parameters if item.location == "query"}
    if route.pages_of:
        paging = {item.name: item for item in operation(route.pages_of).parameters if item.name in PAGING}
        own = {**paging, **own}
    return {name: item for name, item in own.items() if name not in _OF_SIGNED_CALLS}


def names_of_query(route: Route) -> dict[str, Schema | None]:
    """What a route takes in its query: parameters of its operation, and for readers the fields of its body."""
    names: dict[str, Schema | None] = dict.fromkeys(parameters_of(route))
    body = route.operation.body
    if not route.takes_body and body is not None:
        fields = {name: resolve(field) for name, field in schema(body.schema).properties.items()}
        names.update({name: field for name, field in fields.items() if _fits_query(field)})
    return names


def _fits_query(field: Schema) -> bool:
    """Whether a query can say it: objects, and lists of them, need a body."""
    return not (resolve(field.items) if field.items else field).properties


def defaults_of(route: Route) -> dict[str, str]:
    """Parameters that a signed call has to send and the door does not ask for."""
    return {
        item.name: str(min(PAGE_SIZE, item.maximum or PAGE_SIZE)) if item.name == "page_size" else _LOCALE
        for item in parameters_of(route).values()
        if item.required and item.name in ("page_size", "locale")
    }


def split_query(call: Call, names: Mapping[str, Schema | None]) -> tuple[dict[str, str], dict[str, object]]:
    """The query of a call as its operation takes it: parameters, and fields of the body. Refuses what is neither."""
    parameters, fields = dict[str, str](), dict[str, object]()
    for name, value in call.query_pairs:
        if name in SHOP_NAMES or value == "":
            continue
        if name not in names:
            allowed = ", ".join(sorted([*names, *SHOP_NAMES]))
            raise INVALID(reason=f"{name[:60]} is no parameter here. There are: {allowed}.")
        field = names[name]
        if field is None:
            parameters[name] = value
        else:
            fields[name] = _value(name, value, field, fields.get(name))
    return parameters, fields


def _value(name: str, text: str, field: Schema, before: object) -> object:
    """A filter as the body has it. Lists come with commas, or by the name again and again."""
    if field.type == "array":
        kind = resolve(field.items) if field.items else Schema()
        earlier = cast(Sequence[object], before or ())
        return [*earlier, *(_plain(name, part, kind) for part in text.split(",") if part)]
    return _plain(name, text, field)


def _plain(name: str, text: str, field: Schema) -> object:
    if field.type == "integer":
        try:
            return whole_number(text)
        except ValueError as error:
            raise INVALID(reason=f"{name} must be an integer.") from error
    if field.type == "boolean":
        if text.lower() not in _BOOLEANS:
            raise INVALID(reason=f"{name} must be true or false.")
        return _BOOLEANS[text.lower()]
    return text


def read_object(call: Call) -> dict[str, object]:
    """The JSON object of the body; an empty body is an empty object."""
    raw = call.request.body.strip()
    if not raw:
        return {}
    try:
        value = decoders.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise INVALID(reason="the body is not valid JSON.") from error
    except RecursionError as error:
        raise INVALID(reason="the body is nested too deep.") from error
    if not isinstance(value, dict):
        raise INVALID(reason="the body must be a JSON object.")
    return value
