"""Corrections to the source document: data records with reason, source and date, applied in order."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import cast

import msgspec

from shopwright import decoders

from .extensions import add_extensions
from .json_values import Json, JsonValue


class Patch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One correction.

    ``at`` lists JSON pointers into the document; ``set`` merges members into the object there, ``remove`` deletes
    members of it. A pointer that leads nowhere is an error, so that patches without a target are noticed.
    """

    at: tuple[str, ...]
    reason: str
    source: str
    date: str
    set: dict[str, object] = {}
    remove: tuple[str, ...] = ()


def _source(name: str) -> bytes:
    return files("shopwright.contract").joinpath("data", name).read_bytes()


@cache
def patches() -> tuple[Patch, ...]:
    return decoders.decode(_source("patches.json"), type=tuple[Patch, ...])


def _follow(document: Json, pointer: str) -> Json:
    node: JsonValue = document
    for part in pointer.lstrip("#/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            raise LookupError(f"the patch pointer {pointer} leads nowhere at {key!r}")
    if not isinstance(node, dict):
        raise LookupError(f"the patch pointer {pointer} is not an object")
    return node


def apply_patch(document: Json, patch: Patch) -> None:
    """Change the document in place."""
    for pointer in patch.at:
        node = _follow(document, pointer)
        for key in patch.remove:
            if key not in node:
                raise LookupError(f"nothing to remove: {key!r} at {pointer}")
            del node[key]
        node.update(cast(Json, decoders.decode(msgspec.json.encode(patch.set))))


def patched_document() -> Json:
    """The OpenAPI document with every patch applied, and with our extensions."""
    document = cast(Json, decoders.decode(_source("partner-api.openapi.json")))
    for patch in patches():
        apply_patch(document, patch)
    add_extensions(document)
    return document
