"""What a client must know to behave: what may be repeated, how lists go on, where a reply hides failures."""

from __future__ import annotations

import re

from shopwright.contract.json_values import Json, JsonValue

#: Fields of a reply's data that list what failed while the call itself succeeded.
FAILURES = re.compile(r"errors?|failed_\w+|update_failed")


def conduct(entities: Json, schemas: Json, operation: Json) -> Json:
    """The fields ``repeatable``, ``idempotency``, ``page``, ``failures``, ``list_limits`` of an operation."""
    names = _inputs(schemas, operation)
    repeatable = operation["effect"] == "read" or operation["id"] in _list(entities["repeatable_writes"])
    failures = [name for name in _fields(schemas, str(operation["reply"])) if FAILURES.fullmatch(name)]
    page = _page(entities, schemas, operation, names)
    facts: Json = {
        "repeatable": repeatable,
        "idempotency": _key(entities, schemas, operation, names),
        "page": page,
        "failures": [*failures],
    }
    facts["list_limits"] = _list_limits(entities, schemas, operation)
    return {name: value for name, value in facts.items() if value not in (None, False, [], {})}


def _key(entities: Json, schemas: Json, operation: Json, inputs: dict[str, str]) -> Json | None:
    """The idempotency key: its length from the schema of the body, else from the table."""
    name = next((name for name in inputs if name in ("idempotency_key", "idempotent_key")), None)
    if name is None:
        return None
    longest = _dict(entities["longest_idempotency_keys"]).get(str(operation["id"]))
    if inputs[name] == "body":
        longest = _dict(_fields(schemas, str(_dict(operation["body"])["schema"]))[name]).get("maxLength")
    key: Json = {"name": name, "location": inputs[name], "longest": longest}
    return {field: value for field, value in key.items() if value is not None}


def _list_limits(entities: Json, schemas: Json, operation: Json) -> Json:
    """How many members the lists of one call may have: from the schema of its body, else from the table."""
    fields = _fields(schemas, str(_dict(operation["body"])["schema"])) if "body" in operation else {}
    limits = {name: _dict(value)["maxItems"] for name, value in fields.items() if "maxItems" in _dict(value)}
    return limits | _dict(_dict(entities["list_limits"]).get(str(operation["id"]), {}))


def _page(entities: Json, schemas: Json, operation: Json, inputs: dict[str, str]) -> Json | None:
    identifier = str(operation["id"])
    if "page_token" not in inputs or identifier in _list(entities["unpaged"]):
        return None
    name = _dict(entities["page_items"]).get(identifier)
    reply = _fields(schemas, str(operation["reply"]))
    items = str(name) if name else _only_list(identifier, reply)
    inner = "" if "next_page_token" in reply else items.rpartition(".")[0] + "."
    page: Json = {"items": items, "next_token": f"{inner}next_page_token", "location": inputs["page_token"]}
    return page


def _only_list(identifier: str, schema: Json) -> str:
    lists = [name for name, value in schema.items() if _dict(value).get("type") == "array"]
    assert len(lists) == 1, f"{identifier} answers {lists}: name its items under page_items"
    return lists[0]


def _inputs(schemas: Json, operation: Json) -> dict[str, str]:
    """Every query parameter and body field, by its place."""
    body = _dict(operation["body"])["schema"] if "body" in operation else None
    fromkeys = dict.fromkeys(_fields(schemas, str(body)) if body else (), "body")
    parameters = [_dict(item) for item in _list(operation["parameters"])]
    return fromkeys | {str(parameter["name"]): "query" for parameter in parameters if parameter["location"] == "query"}


def _fields(schemas: Json, name: str) -> Json:
    return _dict(_dict(schemas[name]).get("properties", {}))


def _dict(value: JsonValue) -> Json:
    assert isinstance(value, dict), value
    return value


def _list(value: JsonValue) -> list[JsonValue]:
    assert isinstance(value, list), value
    return value
