"""Shopify's schema: the part that the channel asks for, kept here, and the whole of it where it is at hand.

``python -m tests.hub.shopify.schema FILE`` writes the part anew, out of the introspection of the whole (JSON, gzipped).
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    build_schema,
    get_named_type,
    parse,
    print_type,
    visit,
)

from shopwright.hub.channels.shopify import listed_queries, order_queries, queries, refund_queries, return_queries

#: Names the introspection of the whole schema.
WHOLE_VARIABLE = "SHOPIFY_ADMIN_SCHEMA"
PART = Path(__file__).with_name("admin.graphql")
DOCUMENTS = {
    **queries.QUERIES,
    **listed_queries.QUERIES,
    **order_queries.QUERIES,
    **return_queries.QUERIES,
    **refund_queries.QUERIES,
}
_HEAD = """# A part of Shopify's Admin GraphQL schema 2026-10: what the channel uses of it, without descriptions.
# Copyright 2025-present, Shopify Inc. ISC License, whose text is in NOTICE beside this file.

schema { query: QueryRoot mutation: Mutation }

directive @idempotent(key: String!) on FIELD

"""


@cache
def part() -> GraphQLSchema:
    """The schema of the test server: what the channel's queries use."""
    return build_schema(PART.read_text())


@cache
def whole(path: str) -> GraphQLSchema:
    with gzip.open(path) as file:
        return build_client_schema(json.load(file)["data"], assume_valid=True)


def path_of_whole() -> str:
    """Where the whole schema is; "" where it is not at hand."""
    return os.environ.get(WHOLE_VARIABLE, "")


class _Uses(Visitor):
    """What documents use of a schema: fields of types with their arguments."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.fields: dict[str, dict[str, set[str]]] = {}
        self.unions: set[str] = set()

    def enter_field(self, node: Any, *_: Any) -> None:
        parent = self._info.get_parent_type()
        assert parent is not None
        arguments = self.fields.setdefault(parent.name, {}).setdefault(node.name.value, set())
        output = get_named_type(self._info.get_type())
        if isinstance(output, GraphQLInterfaceType):
            self.fields.setdefault(output.name, {"id": set()})
        if isinstance(output, GraphQLUnionType):
            self.unions.add(output.name)
        arguments.update(argument.name.value for argument in node.arguments or ())

    def enter_inline_fragment(self, *_: Any) -> None:
        named = self._info.get_type()
        assert named is not None
        self.fields.setdefault(get_named_type(named).name, {})


def write_part(schema: GraphQLSchema) -> str:
    """The part of a schema that the channel's documents use, as SDL."""
    info = TypeInfo(schema)
    uses = _Uses(info)
    for document in DOCUMENTS.values():
        visit(parse(document), TypeInfoVisitor(info, uses))
    kept: dict[str, str] = {}
    for name, fields in uses.fields.items():
        _keep_output(schema, name, fields, uses, kept)
    for name in uses.unions:
        members: Any = schema.type_map[name]
        kept[name] = f"union {name} = {' | '.join(item.name for item in members.types if item.name in uses.fields)}"
    return _HEAD + "\n\n".join(kept[name] for name in sorted(kept)) + "\n"


def _keep_output(
    schema: GraphQLSchema, name: str, used: dict[str, set[str]], uses: _Uses, kept: dict[str, str]
) -> None:
    kind: Any = schema.type_map[name]
    wanted = dict(used)
    interfaces = [item.name for item in getattr(kind, "interfaces", ()) if item.name in uses.fields]
    for interface in interfaces:
        wanted |= uses.fields[interface]
    lines = []
    for field, arguments in sorted(wanted.items()):
        definition = kind.fields[field]
        own = {key: item for key, item in definition.args.items() if key in arguments}
        for item in own.values():
            _keep_input(get_named_type(item.type), kept)
        _keep_leaf(get_named_type(definition.type), kept)
        signature = ", ".join(f"{key}: {item.type}" for key, item in own.items())
        lines.append(f"  {field}{f'({signature})' if signature else ''}: {definition.type}")
    word = "interface" if isinstance(kind, GraphQLInterfaceType) else "type"
    behind = f" implements {' & '.join(interfaces)}" if interfaces else ""
    kept[name] = "\n".join([f"{word} {name}{behind} {{", *lines, "}"])


def _keep_input(kind: Any, kept: dict[str, str]) -> None:
    if kind.name in kept or kind.name in ("String", "Int", "Float", "Boolean", "ID"):
        return
    if not isinstance(kind, GraphQLInputObjectType):
        _keep_leaf(kind, kept)
        return
    kept[kind.name] = ""
    fields = [f"  {name}: {item.type}" for name, item in kind.fields.items()]
    for item in kind.fields.values():
        _keep_input(get_named_type(item.type), kept)
    kept[kind.name] = "\n".join([f"input {kind.name} {{", *fields, "}"])


def _keep_leaf(kind: Any, kept: dict[str, str]) -> None:
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType) or kind.name in kept:
        return
    if kind.name in ("String", "Int", "Float", "Boolean", "ID"):
        return
    kind.description = None
    for value in getattr(kind, "values", {}).values():
        value.description = None
    kept[kind.name] = print_type(kind)


if __name__ == "__main__":
    PART.write_text(write_part(whole(sys.argv[1])))
