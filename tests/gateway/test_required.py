"""What the contract requires is missed wherever it is not: left out, in another case of letters, in another place."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from shopwright.contract.load import operations, schema
from shopwright.contract.model import Entity, Operation
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import BOUNDARY, Signed
from tests.harness.server import Reply

from .conftest import Callers
from .right_calls import right_call


def takes_json(operation: Operation) -> bool:
    return operation.body is not None and not operation.body.is_multipart


def query_of(operation: Operation) -> list[str]:
    return [parameter.name for parameter in operation.parameters if parameter.location == "query"]


def has_cipher(operation: Operation) -> bool:
    return operation.entity in {Entity.SHOP, Entity.ASSET}


OPERATIONS = [*operations().values()]
UPLOADS = [
    pytest.param(operation, part, id=f"{operation.id} {part}")
    for operation in OPERATIONS
    if operation.id in BUILT and operation.body is not None and operation.body.is_multipart
    for part in schema(operation.body.schema).required
]

#: What a form without a part is refused with, where it is not 36009004.
CODES_OF_PARTS = {"uploadProductFile name": 12019104}  # documented: the file has no name


def of(chosen: Iterable[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", [pytest.param(operation, id=operation.id) for operation in chosen])


#: A field's way into a body: names, and the places of lists' members.
Place = tuple[str | int, ...]


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def misspelt(name: str) -> list[str]:
    """A name in other cases of letters, as clients that convert names send them."""
    first, *rest = name.split("_")
    spellings = [first + "".join(map(str.capitalize, rest)), camel(name), name.upper(), name.replace("_", "-")]
    return [spelling for spelling in dict.fromkeys(spellings) if spelling != name]


def message_for(place: Place) -> str:
    """The seen message: ``PageSize is a required field …``, and ``Currency of Price is …`` in an object."""
    *above, name = place
    around = ""
    if above:
        last = above[-1]
        around = f" of {camel(str(above[-2]))}[{last}]" if isinstance(last, int) else f" of {camel(last)}"
    return f"{camel(str(name))}{around} is a required field and has not been provided."


def told(reply: Reply) -> tuple[int, int, str]:
    return reply.status, reply.code, reply.message


def with_field(call: Signed, name: str, value: str) -> Signed:
    """The call with one more field in its body."""
    return call.but(body=json.dumps({**json.loads(call.body or b"{}"), name: value}).encode())


def required_parameters(operation: Operation) -> list[str]:
    """The required query parameters. Ciphers have codes of their own."""
    required = [each.name for each in operation.parameters if each.location == "query" and each.required]
    return [name for name in required if not name.endswith("_cipher")]


@of(OPERATIONS)
def test_a_required_parameter_is_missed_unless_it_is_in_the_query_by_its_name(
    operation: Operation, callers: Callers
) -> None:
    call = right_call(operation, callers)
    for name in required_parameters(operation):
        value = next(value for key, value in call.query if key == name)
        less = call.but(query=[pair for pair in call.query if pair[0] != name])
        spoilt = {"left out": less, "empty": less.but(query=[*less.query, (name, "")])}
        spoilt |= {each: less.but(query=[*less.query, (each, value)]) for each in misspelt(name)}
        spoilt["in a header"] = less.but(headers={name: value})
        if takes_json(operation):
            spoilt["in the body"] = with_field(less, name, value)
        answers = {how: told(each.send(callers.platform)) for how, each in spoilt.items()}
        assert answers == dict.fromkeys(spoilt, (400, 36009004, message_for((name,))))


@of(filter(query_of, OPERATIONS))
def test_a_parameter_in_another_case_of_letters_is_not_read(operation: Operation, callers: Callers) -> None:
    call = right_call(operation, callers)
    right = told(call.send(callers.platform))
    wrong = [(spelling, "no value of anything") for name in query_of(operation) for spelling in misspelt(name)]
    assert told(call.but(query=[*call.query, *wrong]).send(callers.platform)) == right


@of(filter(has_cipher, OPERATIONS))
def test_a_cipher_is_missed_unless_it_is_in_the_query_by_its_name(operation: Operation, callers: Callers) -> None:
    call = right_call(operation, callers)
    ((name, cipher),) = callers.cipher(operation.entity)
    less = call.but(query=[pair for pair in call.query if pair[0] != name])
    spoilt = {each: less.but(query=[*less.query, (each, cipher)]) for each in misspelt(name)}
    spoilt |= {"left out": less, "in a header": less.but(headers={name: cipher})}
    if takes_json(operation):
        spoilt["in the body"] = with_field(less, name, cipher)
    answers = {how: each.send(callers.platform) for how, each in spoilt.items()}
    assert {how: (reply.status, reply.code) for how, reply in answers.items()} == dict.fromkeys(spoilt, (400, 106013))


@cache
def _schemas() -> Mapping[str, Any]:
    document: Any = patched_document()
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    return schemas


def required_fields(schema: Mapping[str, Any], body: object, place: Place = ()) -> Iterator[Place]:
    """Where a body has what its schema requires."""
    if "$ref" in schema:
        yield from required_fields(_schemas()[schema["$ref"].rsplit("/", 1)[-1]], body, place)
    elif isinstance(body, dict):
        yield from ((*place, name) for name in schema.get("required", ()))
        for name, value in body.items():
            yield from required_fields(schema["properties"][name], value, (*place, name))
    elif isinstance(body, list) and body:
        yield from required_fields(schema["items"], body[0], (*place, 0))


def renamed(body: Any, place: Place, name: str | None) -> bytes:
    """The body with a field under another name, or without it."""
    changed: Any = copy.deepcopy(body)
    inner = changed
    for part in place[:-1]:
        inner = inner[part]
    value = inner.pop(place[-1])
    if name is not None:
        inner[name] = value
    return json.dumps(changed).encode()


@of(filter(takes_json, OPERATIONS))
def test_a_required_field_is_missed_unless_it_is_in_the_body_by_its_name(
    operation: Operation, callers: Callers
) -> None:
    assert operation.body is not None
    call = right_call(operation, callers)
    body = json.loads(call.body)
    for place in required_fields({"$ref": f"/{operation.body.schema}"}, body):
        name = str(place[-1])
        spoilt = {each: call.but(body=renamed(body, place, each)) for each in misspelt(name)}
        spoilt["left out"] = less = call.but(body=renamed(body, place, None))
        spoilt["in the query"] = less.but(query=[*less.query, (name, "1")])
        answers = {how: told(each.send(callers.platform)) for how, each in spoilt.items()}
        assert answers == dict.fromkeys(spoilt, (400, 36009004, message_for(place)))


@of(filter(takes_json, OPERATIONS))
def test_a_body_that_is_missing_lacks_its_required_fields(operation: Operation, callers: Callers) -> None:
    call = right_call(operation, callers)
    required = _schemas()[operation.body.schema].get("required", ()) if operation.body else ()
    for body in (b"", b"{}", b"null"):
        reply = call.but(body=body).send(callers.platform)
        missed = (reply.code, reply.message) in [(36009004, message_for((name,))) for name in required]
        assert missed is bool(required), reply.json


@of(OPERATIONS)
def test_the_token_is_missed_unless_it_is_in_its_header(operation: Operation, callers: Callers) -> None:
    call = right_call(operation, callers)
    token, less = str(call.token), call.but(token=None)
    spoilt = {
        "Authorization": less.but(headers={"authorization": f"Bearer {token}"}),
        "access_token": less.but(headers={"access_token": token}),
        "access-token": less.but(headers={"access-token": token}),
        "in the query": less.but(query=[*less.query, ("x-tts-access-token", token), ("access_token", token)]),
    }
    if takes_json(operation):
        spoilt["in the body"] = with_field(less, "access_token", token)
    answers = {how: each.send(callers.platform) for how, each in spoilt.items()}
    assert {how: (reply.status, reply.code) for how, reply in answers.items()} == dict.fromkeys(spoilt, (400, 36009004))
    assert all("'x-tts-access-token' header is invalid" in reply.message for reply in answers.values())


@pytest.mark.parametrize(("operation", "part"), UPLOADS)
def test_a_required_part_of_a_form_is_missed_unless_it_has_its_name(
    operation: Operation, part: str, callers: Callers
) -> None:
    assert operation.body is not None
    call = right_call(operation, callers)
    parts = dict.fromkeys(schema(operation.body.schema).required, "x")
    forms = {spelling: {**parts, spelling: parts[part]} for spelling in misspelt(part)} | {"left out": dict(parts)}
    answers = {}
    for how, form in forms.items():
        del form[part]
        answers[how] = call.but(body=form_of(form)).send(callers.platform).code
    assert answers == dict.fromkeys(forms, CODES_OF_PARTS.get(f"{operation.id} {part}", 36009004))


def form_of(parts: Mapping[str, str]) -> bytes:
    head = 'Content-Disposition: form-data; name="{}"'
    texts = [f"--{BOUNDARY}\r\n{head.format(name)}\r\n\r\n{value}\r\n" for name, value in parts.items()]
    return "".join([*texts, f"--{BOUNDARY}--\r\n"]).encode()
