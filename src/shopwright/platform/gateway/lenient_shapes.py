"""Shapes of bodies that published clients send and the contract does not have, where no meaning is lost.

Facts and standing: docs/reference/gateway.md#shapes. The setting ``strict_shapes`` switches this off.
"""

from __future__ import annotations

from shopwright.contract.load import resolve, schema
from shopwright.contract.model import Schema


def with_documented_shapes(name: str, value: object) -> object:
    """A body of a schema with its shapes put right; anything else stays as it is.

    A bare list becomes the only field of the body where that is a list. An empty list in the place of an object is left
    out where the object is optional, and becomes an empty object elsewhere.
    """
    root = schema(name)
    if isinstance(value, list):
        value = _wrapped(root, value)
    return _mended(root, value)


def _wrapped(root: Schema, members: list[object]) -> object:
    if len(root.properties) != 1:
        return members
    ((field, node),) = root.properties.items()
    return {field: members} if resolve(node).type == "array" else members


def _mended(node: Schema, value: object) -> object:
    if isinstance(value, list):
        item = resolve(node.items) if node.items else None
        return [_mended(item, member) for member in value] if item else value
    if not isinstance(value, dict):
        return value
    mended: dict[str, object] = {}
    for field, member in value.items():
        child = resolve(node.properties[field]) if field in node.properties else None
        if child is None:
            mended[field] = member
        elif member == [] and child.type == "object":
            mended.update({field: {}} if field in node.required else {})
        else:
            mended[field] = _mended(child, member)
    return mended
