"""Every limit of the contract holds at its value and not one beyond, for each operation that has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Parameter
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller
from tests.harness.server import Reply, RunningPlatform
from tests.platform.core.lists_of_money import NEEDS

from .limited_bodies import CODES, Shop, body_for, item_for, parameter_body, path_for, shop_for, text_of
from .shop_contents import Ids, fill, seller_in

INVALID = 36009004

Shops = Callable[[Shop], tuple[Seller, Ids]]

#: What each kind of limit allows, and what it does not, as a distance from its value.
KINDS = {
    "minItems": (0, -1),
    "maxItems": (0, 1),
    "minLength": (0, -1),
    "maxLength": (0, 1),
    "minimum": (0, -1),
    "maximum": (0, 1),
    "exclusiveMinimum": (1, 0),
}


@dataclass(frozen=True)
class Limit:
    """A limit on a field of a body, by the path to it: lists are marked by brackets."""

    operation_id: str
    path: tuple[str, ...]
    kind: str
    value: int

    @property
    def name(self) -> str:
        return f"{self.operation_id} {'.'.join(self.path)} {self.kind} {self.value}"

    @property
    def place(self) -> str:
        """The field that is limited, without what its operation puts it in."""
        return self.path[-1].removesuffix("[]")


@cache
def _schemas() -> Mapping[str, Any]:
    document: Any = patched_document()
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    return schemas


def _limits(schema: Mapping[str, Any], path: tuple[str, ...], above: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    if name:
        yield from () if name in above else _limits(_schemas()[name], path, (*above, name))
        return
    yield from ((path, kind, schema[kind]) for kind in KINDS if kind in schema)
    for field, inner in schema.get("properties", {}).items():
        yield from _limits(inner, (*path, field), above)
    if "items" in schema:
        yield from _limits(schema["items"], (*path[:-1], f"{path[-1]}[]"), above)


def limits() -> Iterator[Limit]:
    """All limits of bodies that built operations take."""
    for operation_id in sorted(BUILT):
        body = operations()[operation_id].body
        if body is not None and not body.is_multipart:
            for path, kind, value in _limits({"$ref": body.schema}, (), ()):
                yield Limit(operation_id, path, kind, value)


@pytest.fixture(scope="module")
def shop_of(gateway: RunningPlatform) -> Shops:
    """A shop of a market with one of everything."""

    @cache
    def make(shop: Shop) -> tuple[Seller, Ids]:
        region, crosses_border, newer = shop
        seller = seller_in(gateway, region, crosses_border=crosses_border, newer=newer)
        return seller, fill(seller, newer=newer)

    return make


def put(body: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """Set a field of a body, in the first member of each list on the way to it."""
    name, *rest = path
    is_list, name = name.endswith("[]"), name.removesuffix("[]")
    if not rest:
        body[name] = [value] if is_list else value
    elif is_list:
        body[name] = body.get(name) or [{}]
        put(body[name][0], tuple(rest), value)
    else:
        put(body.setdefault(name, {}), tuple(rest), value)


def get(body: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """A field of a body, in the first member of each list on the way to it, or ``None``."""
    value: Any = body
    for part in path:
        value = value.get(part.removesuffix("[]")) if isinstance(value, dict) else None
        if part.endswith("[]") and isinstance(value, list):
            value = value[0] if value else None
    return value


def value_of(limit: Limit, distance: int, body: Mapping[str, Any], ids: Ids) -> object:
    """A value so far from the limit. A list repeats what the body has, or holds members of which none is another's."""
    size = limit.value + distance
    if limit.kind in {"minimum", "maximum", "exclusiveMinimum"}:
        return size
    if limit.kind.endswith("Length"):
        return text_of(limit.place, size)
    has = get(body, limit.path)
    repeated = isinstance(has, list) and has and isinstance(has[0], dict) and limit.place != "sales_attributes"
    return [has[0] if repeated else item_for(limit.place, number, ids) for number in range(size)]


def send(limit: Limit, distance: int, seller: Seller, ids: Ids) -> Reply:
    body = json.loads(json.dumps(body_for(limit.operation_id, limit.path, seller, ids)))
    put(body, limit.path, value_of(limit, distance, body, ids))
    operation = operations()[limit.operation_id]
    fill_ins = {"page_size": 10, "idempotency_key": f"{limit.name} {distance}"}
    query = {
        parameter.name: fill_ins[parameter.name] for parameter in operation.parameters if parameter.name in fill_ins
    }
    return seller.call(limit.operation_id, body, query=query, **path_for(limit.operation_id, seller, ids))


def codes_of(data: object) -> Iterator[int]:
    """Every code in a reply: its own, and those of what failed in it."""
    if isinstance(data, dict):
        yield from (int(value) for name, value in data.items() if name == "code")
        for value in data.values():
            yield from codes_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from codes_of(value)


def code_for(limit: Limit) -> int:
    """What a field over its limit is refused with."""
    if limit.path[0] in NOT_BUILT:
        return INVALID
    keys = (f"{limit.operation_id} {limit.place}", " ".join(limit.path[-2:]).replace("[]", ""), limit.place)
    code = next((CODES[key] for key in keys if key in CODES), INVALID)
    return code[limit.kind] if isinstance(code, Mapping) else code


#: Parts of products that are read by their form alone.
NOT_BUILT = frozenset({"replicated_products[]", "pod_info"})


def is_refused(reply: Reply, limit: Limit) -> bool:
    """Whether a reply refuses the limited field for its size."""
    code = code_for(limit)
    if code != INVALID:
        return code in codes_of(reply.json)
    camel = "".join(part.capitalize() for part in limit.place.split("_"))
    field = re.sub(r"\[0\]$", "", reply.message.split(" must ")[0].split(" is ")[0])
    return reply.code == INVALID and field.endswith(camel)


@pytest.mark.parametrize("limit", list(limits()), ids=lambda limit: limit.name)
def test_a_limit_holds_at_its_value_and_not_one_beyond(limit: Limit, shop_of: Shops) -> None:
    seller, ids = shop_of(shop_for(limit.operation_id, limit.place))
    within, beyond = KINDS[limit.kind]
    allowed = send(limit, within, seller, ids)
    assert not is_refused(allowed, limit), allowed.json
    refused = send(limit, beyond, seller, ids)
    assert is_refused(refused, limit), refused.json


PARAMETERS = [
    pytest.param(operation_id, parameter, id=f"{operation_id} {parameter.name}")
    for operation_id in sorted(BUILT)
    for parameter in operations()[operation_id].parameters
    if parameter.minimum is not None or parameter.maximum is not None
]


@pytest.mark.parametrize(("operation_id", "parameter"), PARAMETERS)
def test_a_limit_of_a_parameter_holds_at_both_ends_and_not_one_beyond(
    operation_id: str, parameter: Parameter, shop_of: Shops
) -> None:
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    seller, ids = shop_of(shop_for(operation_id, parameter.name))
    body = None if operations()[operation_id].body is None else parameter_body(operation_id)
    for value, is_within in (
        (parameter.minimum - 1, False),
        (parameter.minimum, True),
        (parameter.maximum, True),
        (parameter.maximum + 1, False),
    ):
        query = {**NEEDS.get(operation_id, {}), parameter.name: value}
        reply = seller.call(operation_id, body, query=query, **path_for(operation_id, seller, ids))
        assert reply.code == (0 if is_within else parameter.limit_code or INVALID), (value, reply.json)


LISTS = [
    pytest.param(operation_id, name, most, id=f"{operation_id} {name}")
    for operation_id in sorted(BUILT)
    for name, most in operations()[operation_id].list_limits.items()
    if any(parameter.name == name for parameter in operations()[operation_id].parameters)
]


@pytest.mark.parametrize(("operation_id", "name", "most"), LISTS)
def test_a_list_in_the_query_holds_as_many_as_it_may_and_no_more(
    operation_id: str, name: str, most: int, shop_of: Shops
) -> None:
    seller, _ = shop_of(shop_for(operation_id, name))
    for count, is_within in ((most, True), (most + 1, False)):
        ids = ",".join(str(5766000000009000000 + number) for number in range(count))
        reply = seller.call(operation_id, query={name: ids})
        assert (reply.code == INVALID) is not is_within, (count, reply.json)
