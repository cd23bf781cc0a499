"""What the plain door's description says of a field: its type and limits by the contract, its meaning in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.contract.load import limits, raw_schema
from shopwright.contract.model import Parameter
from shopwright.platform.fields.meanings import meaning_of
from shopwright.platform.fields.sentences import meaning_and_limits

Json = dict[str, Any]

#: Limits that JSON Schema has a word for; the others stand in the sentence.
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "minItems", "maxItems", "default")


def component(name: str, *, is_sent: bool) -> Json:
    """A schema of the contract, each field with its meaning; of what callers send also with its limits."""
    whole = raw_schema(name)
    fields: Mapping[str, Json] = whole.get("properties") or {}  # type: ignore[assignment]  # JSON
    if not fields:
        return whole
    return {**whole, "properties": {field: _described(name, field, node, is_sent) for field, node in fields.items()}}


def sent_fields(schema: str) -> dict[str, Json]:
    """The fields of a schema that callers send."""
    fields: dict[str, Json] = component(schema, is_sent=True).get("properties", {})
    return fields


def _described(owner: str, name: str, node: Json, is_sent: bool) -> Json:
    meaning, rules = meaning_and_limits(owner, name, owner)
    words = " ".join([meaning.words, *(f"{rule}." for rule in rules)])
    return {**node, **(_limits(owner, name, node) if is_sent else {}), "description": words}


def _limits(owner: str, name: str, node: Json) -> Json:
    facts = limits().get(owner, {}).get(name, {})
    stated: Json = {key: facts[key] for key in _LIMITS if key in facts}
    members: Mapping[str, object] = facts.get("items", {})  # type: ignore[assignment]  # JSON
    if "items" in node and members:
        stated["items"] = {**node["items"], **{key: members[key] for key in _LIMITS if key in members}}
    return stated


def parameter(item: Parameter, default: str | None, *, is_required: bool) -> Json:
    """A parameter of an operation's query; ``default`` is the door's own."""
    is_number = item.kind == "integer" or item.minimum is not None  # some numbers are declared as strings
    kind = "integer" if is_number else item.kind
    schema: Json = {"type": kind}
    if kind == "array":
        schema["items"] = {"type": item.item_kind}
    if item.enum:
        schema["enum"] = [int(value) if is_number else value for value in item.enum]
    if item.minimum is not None:
        schema["minimum"] = item.minimum
    if item.maximum is not None:
        schema["maximum"] = item.maximum
    value = item.default if default is None else default
    if value is not None:
        schema["default"] = int(value) if is_number else value
    return in_query(item.name, schema, meaning_of(item.name).words, is_required=is_required)


def in_query(name: str, schema: Json, words: str, *, is_required: bool) -> Json:
    """A parameter of the query. Lists come with commas."""
    made: Json = {"name": name, "in": "query", "required": is_required, "description": words, "schema": schema}
    return {**made, "style": "form", "explode": False} if schema.get("type") == "array" else made
