"""All 318 operations and the extensions: built, signed and accepted by the platform's own gateway.

Those that it has built answer.
"""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.client.core.methods import CONTEXT_PARAMETERS, Method
from shopwright.client.core.validation import problems
from shopwright.client.errors import ApiCallError, NotBuilt, ServerTrouble, SignatureError, TokenError
from shopwright.contract.load import operations, resolve, schema
from shopwright.contract.model import Entity, Operation, Parameter, Schema
from tests.client.conveniences.files import PDF, picture

from .support import Face

PARTNER = (Entity.PARTNER, Entity.ASSET)
GATEWAY_CODES = {36009009, 36009010, 36009022, 36009023, 106001, 106013, 105001, 105002, 105005, 101000}


def value_of(parameter: Parameter) -> Any:
    """A value that a parameter takes."""
    if parameter.enum:
        return [parameter.enum[0]] if parameter.kind == "array" else parameter.enum[0]
    kinds: dict[str, Any] = {"string": "7" * 19, "integer": parameter.minimum or 1, "boolean": True, "number": 1.5}
    return ["7" * 19] if parameter.kind == "array" else kinds[parameter.kind]


def sample(item: Schema, depth: int = 0) -> Any:
    """A value of a body's field, its objects filled two levels deep."""
    item = resolve(item)
    if item.enum:
        return item.enum[0]
    kind = item.type[0] if isinstance(item.type, list) else item.type
    if kind == "object" or item.properties:
        return {name: sample(field, depth + 1) for name, field in item.properties.items()} if depth < 3 else {}
    if kind == "array":
        return [sample(item.items, depth + 1)] if item.items is not None and depth < 3 else []
    return {"string": "1", "integer": 1, "number": 1.5, "boolean": False}.get(kind or "", "1")


def arguments_of(operation: Operation) -> dict[str, Any]:
    """Every argument that an operation takes."""
    arguments = {p.name: value_of(p) for p in operation.parameters if p.name not in CONTEXT_PARAMETERS}
    if operation.body:
        fields = schema(operation.body.schema).properties
        arguments |= {name: sample(field) for name, field in fields.items() if name not in arguments}
        for name in ("return_shipping_label", "return_qr_code"):
            arguments |= {name: PDF} if name in fields else {}
        if operation.body.is_multipart and "data" in fields:
            arguments["data"] = PDF if operation.id.endswith("File") else picture()
            arguments |= {"name": "file.pdf"} if "name" in fields else {}
    return arguments


def shop_for(face: Face, operation: Operation) -> Any:
    """A shop with the token and the cipher that an operation needs."""
    keys = face.platform.keys
    user = "partner" if operation.entity in PARTNER else "creator" if operation.entity is Entity.CREATOR else "seller"
    shop = face.shop(access_token=keys[user]["access_token"], breaker=None)
    return shop.with_options(
        shop_cipher=keys["shop_cipher"], asset_cipher=keys["category_asset_cipher"], partial="return"
    )


@pytest.mark.parametrize("area", sorted({operation.area for operation in operations().values()}))
def test_every_operation_is_signed_and_reaches_its_handler(shared_face: Face, area: str) -> None:
    for operation in (operation for operation in operations().values() if operation.area == area):
        shop = shop_for(shared_face, operation).with_options(retry=_once())
        try:
            shared_face.call(shop, f"{area}.{operation.name}", **arguments_of(operation))
        except NotBuilt:
            continue
        except (SignatureError, TokenError, ServerTrouble) as error:
            pytest.fail(f"{operation.id}: {error}")
        except ApiCallError as error:
            if error.code in GATEWAY_CODES:
                pytest.fail(f"{operation.id}: {error}")


def test_all_318_and_the_extensions_are_there_once_and_by_their_id_too() -> None:
    assert len([operation for operation in operations().values() if not operation.extension]) == 318
    assert len({(operation.area, operation.name) for operation in operations().values()}) == len(operations())
    for operation in operations().values():
        method = Method(operation)
        assert set(arguments_of(operation)) == set(method.names), operation.id


@pytest.mark.parametrize("area", sorted({operation.area for operation in operations().values()}))
def test_a_missing_path_argument_is_a_type_error_and_a_wrong_name_gets_a_suggestion(area: str) -> None:
    for operation in (operation for operation in operations().values() if operation.area == area):
        method = Method(operation)
        if method.path_names:
            with pytest.raises(TypeError, match=method.path_names[0]):
                method.place((), {})
        with pytest.raises(TypeError, match="has no argument 'no_such_thing'"):
            method.place(("1",) * len(method.path_names), {"no_such_thing": 1})


def test_what_a_call_misses_is_said_before_it_is_sent() -> None:
    for operation in operations().values():
        needed = [p.name for p in operation.parameters if p.required and p.location == "query"]
        needed = [name for name in needed if name not in CONTEXT_PARAMETERS]
        messages = problems(Method(operation), ("1",) * len(Method(operation).path_names), {})
        for name in needed:
            assert any(name in problem for problem in messages), (operation.id, messages)


def _once() -> Any:
    from shopwright import RetryPolicy

    return RetryPolicy(attempts=1)
