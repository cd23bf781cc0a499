"""The fields of requests, replies and notifications, one row each, as their schemas nest them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from shopwright.contract.load import resolve, schema
from shopwright.contract.model import Entity, Operation, Parameter, Schema, Webhook
from shopwright.platform.fields.limits import named_values
from shopwright.platform.fields.meanings import Meaning, meaning_of
from shopwright.platform.fields.sentences import meaning_and_limits

from .uploads import FILE_FIELDS

#: Schemas that hold themselves are followed no deeper than this.
_DEEPEST = 8
#: The parameter that says whose call it is, by the kind of its token.
CIPHERS = {Entity.SHOP: "shop_cipher", Entity.ASSET: "category_asset_cipher"}
_WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list", "object": "object"}


class Field(msgspec.Struct, frozen=True):
    """A field. ``path`` is its place: dots between names. ``kind`` is its type in words; ``limits`` what else holds.

    ``values`` is all that it may be; ``named_values`` are values that the contract names without such a promise."""

    path: str
    name: str
    depth: int
    kind: str
    is_required: bool
    values: tuple[str, ...]
    meaning: Meaning
    limits: tuple[str, ...] = ()
    named_values: tuple[str, ...] = ()


def parameter_fields(operation: Operation) -> list[Field]:
    """The parameters of an operation's path and query, with the handle that says whose call it is."""
    known = {item.name for item in operation.parameters}
    handle = CIPHERS.get(operation.entity)
    whose = [Field(handle, handle, 0, "text", True, (), meaning_of(handle))] if handle and handle not in known else []
    return [
        *whose,
        *(
            Field(
                each.name,
                each.name,
                0,
                _kind_of(each),
                each.required,
                tuple(map(str, each.enum)),
                meaning_of(each.name),
            )
            for each in operation.parameters
        ),
    ]


def _kind_of(item: Parameter) -> str:
    kind = f"list of {_plural(_WORDS[item.item_kind])}" if item.kind == "array" else _WORDS[item.kind]
    if item.minimum is not None and item.maximum is not None:
        return f"{kind}, {item.minimum} to {item.maximum}"
    if item.minimum is not None:
        return f"{kind}, at least {item.minimum}"
    return f"{kind}, at most {item.maximum}" if item.maximum is not None else kind


def body_fields(operation: Operation) -> list[Field]:
    """The fields of an operation's body."""
    if operation.body is None:
        return []
    limits = operation.list_limits
    if operation.body.is_multipart:
        return [_uploaded(field) for field in schema_fields(operation.body.schema)]
    return [
        msgspec.structs.replace(field, limits=(f"At most {limits[field.path]} in all", *field.limits))
        if field.path in limits and not any("n all" in words for words in field.limits)
        else field
        for field in schema_fields(operation.body.schema)
    ]


def _uploaded(field: Field) -> Field:
    """A field of a form; the contract calls files text."""
    if field.name not in FILE_FIELDS:
        return field
    meaning = field.meaning if field.name != "data" else Meaning("The file to upload.", is_written=True)
    return msgspec.structs.replace(field, kind="file", meaning=meaning)


def reply_fields(operation: Operation) -> list[Field]:
    """The fields of the ``data`` of an operation's reply."""
    return list(schema_fields(operation.reply))


def webhook_fields(webhook: Webhook) -> list[Field]:
    """The fields of a notification."""
    return list(schema_fields(webhook.schema))


def schema_fields(owner: str, path: str = "", depth: int = 0, seen: Sequence[str] = ()) -> Iterator[Field]:
    """The fields of a schema, each followed by those of the object that it is."""
    node = schema(owner)
    for name, reference in node.properties.items():
        member = resolve(reference)
        place = f"{path}{name}"
        inner = member.items
        items = resolve(inner) if inner else None
        leaf = items or member
        yield Field(
            place,
            name,
            depth,
            _type_words(member, items),
            name in node.required,
            tuple(map(str, leaf.enum)),
            *meaning_and_limits(owner, name, _enclosing(owner, place)),
            named_values=named_values(owner, name),
        )
        key = ((inner.ref if inner else reference.ref) or "").rsplit("/", 1)[-1]
        if leaf.properties and key and depth < _DEEPEST and key not in seen:
            yield from schema_fields(key, f"{place}.", depth + 1, (*seen, key))


#: What encloses the outermost fields of a notification.
_NOTIFICATION = "notification"


def _enclosing(owner: str, place: str) -> str:
    """The object that a field stands in, by its field, or by its schema where it is the outermost."""
    if "." in place:
        return place.split(".")[-2]
    return _NOTIFICATION if owner.endswith("Webhook") else owner


def _type_words(node: Schema, items: Schema | None) -> str:
    if items is not None:
        return f"list of {_plural(_word(items))}"
    return _word(node)


def _word(node: Schema) -> str:
    kinds = [node.type] if isinstance(node.type, str) else list(node.type or ())
    known = [_WORDS.get(kind, kind) for kind in kinds if kind != "null"]
    return " or ".join(known) or ("object" if node.properties else "any value")


def _plural(words: str) -> str:
    plurals = {"text": "texts", "true or false": "true or false", "any value": "any values"}
    return plurals.get(words, f"{words}s")
