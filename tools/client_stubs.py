"""Writes the typed face of the client: ``src/shopwright/client/api/<area>.py``, with bodies and replies beside them.

``python tools/client_stubs.py`` writes; with ``--check`` it only compares, and fails on a difference.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from contract_types import HEADER, Module, reachable, references

from shopwright.client.core.groups import class_name
from shopwright.client.core.methods import ALIASES, CONTEXT_PARAMETERS, iterators
from shopwright.contract.json_values import Json, JsonValue
from shopwright.contract.load import operations
from shopwright.contract.model import Operation, Parameter
from shopwright.contract.patches import patched_document

API = Path(__file__).parent.parent / "src" / "shopwright" / "client" / "api"

#: Whole numbers that are moments, and texts that are amounts: a datetime and a Decimal will do for them too.
TIME = re.compile(r"(\w+_)?(time|timestamp)(_(ge|gt|le|lt|from|to))?")
AMOUNT = re.compile(r"(\w+_)?(amount|price|fee|budget)|sale_price|value_in_currency")

FILE_TYPE = "Source"

HEAD = HEADER.replace("tools/generate_contract.py", "tools/client_stubs.py")


def obj(value: JsonValue) -> Json:
    assert isinstance(value, dict), value
    return value


class Bodies(Module):
    """TypedDicts of what goes into bodies."""

    def __init__(self, schemas: Json) -> None:
        super().__init__(schemas, request=False)

    def field(self, key: str, schema: Json, required: bool, *, limited: bool) -> str:
        kind = wider(key, self.type_of(schema, limited=limited))
        return f"{key}: Required[{kind}]" if required else f"{key}: {kind}"


#: A value of a closed list is a word in capitals. Codes of countries and currencies are listed as of a day, and grow.
WORD, CODE = re.compile(r"[A-Z][A-Z0-9_]*"), re.compile(r"[A-Z]{2,3}")


class Replies(Module):
    """TypedDicts of what replies hold: texts of which the contract lists all values are Literals."""

    def __init__(self, schemas: Json) -> None:
        super().__init__(schemas, request=False)

    def type_of(self, schema: Json, *, limited: bool) -> str:
        values = listed(schema)
        return f"Literal[{', '.join(map(json.dumps, values))}]" if values else super().type_of(schema, limited=limited)

    def field(self, key: str, schema: Json, required: bool, *, limited: bool) -> str:
        is_text = key.endswith("_name") and schema.get("type") == "string"  # for people: TikTok rewords it
        return super().field(key, {"type": "string"} if is_text else schema, required, limited=limited)


def listed(schema: Json) -> list[str]:
    """The values of a schema that is a closed list of words; none for any other."""
    values = schema.get("x-values")
    if not isinstance(values, list) or len(values) < 2 or schema.get("type") != "string":
        return []
    words = [str(value) for value in values]
    is_closed = all(map(WORD.fullmatch, words)) and not all(map(CODE.fullmatch, words))
    return words if is_closed else []


def wider(name: str, kind: str) -> str:
    """What a caller may hand in for a field of a type."""
    if kind == "int" and TIME.fullmatch(name):
        return "int | datetime"
    return "str | Decimal" if kind == "str" and AMOUNT.fullmatch(name) else kind


class Area:
    """One area's module of classes, sync and async."""

    def __init__(self, name: str, schemas: Json) -> None:
        self.name, self.schemas, self.bodies, self.reply_types = name, schemas, Bodies(schemas), Replies(schemas)
        self.operations = sorted(
            (operation for operation in operations().values() if operation.area == name),
            key=lambda operation: operation.name,
        )
        self.replies = self._objects([operation.reply for operation in self.operations])
        self.objects = self._inside([operation.body.schema for operation in self.operations if operation.body])

    def body_module(self) -> str | None:
        """The TypedDicts of objects inside the bodies of this area, if there are any."""
        if not self.objects:
            return None
        source = self.bodies.render(self.objects)
        return HEAD.format(title=f"Objects in request bodies under /{self.name}/.") + _imports(source) + source

    def reply_module(self) -> str:
        """The TypedDicts of the replies of this area."""
        source = self.reply_types.render(self.replies)
        return HEAD.format(title=f"The data of replies under /{self.name}/.") + _imports(source) + source

    def module(self) -> str:
        """The classes of this area."""
        classes = [self._class(is_async=False), self._class(is_async=True)]
        source = "\n\n".join(classes)
        code = re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
        return (
            HEAD.format(title=f"The operations under /{self.name}/.").replace(
                '\n"""\n',
                '\nThese classes tell editors and type checkers what there is; calls go through the contract.\n"""\n',
                1,
            )
            + _imports(code)
            + self._guarded(code)
            + source
        )

    def _guarded(self, source: str) -> str:
        """What only type checkers import."""
        lines = ["if TYPE_CHECKING:"]
        if FILE_TYPE in source:
            lines += ["    from shopwright.client.uploads import Source", ""]
        used = [name for name in self.replies if re.search(rf"\b(?<!bodies\.){name}\b", source)]
        names = sorted(used, key=str.lower)
        lines += [
            *([f"    from . import {self.name}_bodies as bodies"] if "bodies." in source else []),
            f"    from .{self.name}_replies import (",
            *(f"        {n}," for n in names),
            "    )",
        ]
        return "\n".join(lines) + "\n\n\n"

    def _objects(self, roots: list[str]) -> set[str]:
        """The schemas of objects with fields that the roots lead to."""
        return {name for name in reachable(self.schemas, roots) if obj(self.schemas[name]).get("properties")}

    def _inside(self, roots: list[str]) -> set[str]:
        """As above, without the roots themselves, unless they are inside another."""
        inner = [name for root in roots for name in references(obj(self.schemas[root]))]
        return self._objects(inner)

    def _class(self, *, is_async: bool) -> str:
        name = ("Async" if is_async else "") + class_name(self.name)
        kind = "awaited" if is_async else "blocking"
        head = f'class {name}(Protocol):\n    """The operations under /{self.name}/, {kind}."""\n'
        return head + "".join(
            "\n" + textwrap.indent(function, "    ") for function in self._functions(is_async=is_async)
        )

    def _functions(self, *, is_async: bool) -> Iterator[str]:
        aliases = {value: key.partition(".")[2] for key, value in ALIASES.items() if key.startswith(f"{self.name}.")}
        over = {operation: name for name, operation in iterators(self.name).items()}
        for entry in self.operations:
            returns = entry.reply if entry.reply in self.replies else "dict[str, object]"
            yield self._function(entry, entry.name, returns, is_async=is_async)
            if entry.name in aliases:
                yield self._function(entry, aliases[entry.name], returns, is_async=is_async)
            if entry.name in over:
                item = self._item(entry)
                returns = f"AsyncIterator[{item}]" if is_async else f"Iterator[{item}]"
                yield self._function(entry, over[entry.name], returns, is_async=False, is_paged=True)

    def _item(self, operation: Operation) -> str:
        assert operation.page is not None
        schema = obj(self.schemas[operation.reply])
        for name in operation.page.items.split("."):
            field = obj(obj(schema["properties"])[name])
            schema = obj(self.schemas[str(field["$ref"]).rsplit("/", 1)[-1]]) if "$ref" in field else field
        return self.reply_types.type_of(obj(schema["items"]), limited=False)

    def _function(
        self, operation: Operation, name: str, returns: str, *, is_async: bool, is_paged: bool = False
    ) -> str:
        path = [p.name for p in operation.parameters if p.location == "path"]
        names = list(self._named_parameters(operation, set(path), is_paged=is_paged))
        parameters = ["self", *(f"{p}: str" for p in path), *(["*"] if names else []), *names]
        prefix = "async def" if is_async else "def"
        lines = "".join(f"\n    {p}," for p in parameters)
        text = textwrap.indent(documented(operation, is_paged=is_paged), "    ")
        return f"{prefix} {name}({lines}\n) -> {returns}:\n{text}\n    ...\n"

    def _named_parameters(self, operation: Operation, path: set[str], *, is_paged: bool) -> Iterator[str]:
        rows: dict[str, tuple[str, bool]] = {}
        for p in operation.parameters:
            if p.location == "query" and p.name not in CONTEXT_PARAMETERS:
                rows[p.name] = (wider(p.name, parameter_type(p)), p.required)
        if operation.body:
            schema = obj(self.schemas[operation.body.schema])
            required = schema.get("required", [])
            assert isinstance(required, list)
            for key, value in obj(schema.get("properties", {})).items():
                if key not in path:
                    rows.setdefault(key, (self._body_type(key, obj(value)), key in required))
        if operation.idempotency is not None:  # the client makes one up where none is given
            rows[operation.idempotency.name] = (rows[operation.idempotency.name][0], False)
        if is_paged:
            rows.pop("page_token", None)
            if "page_size" in rows:
                rows["page_size"] = (rows["page_size"][0], False)
        for key, (kind, is_required) in sorted(rows.items(), key=lambda row: not row[1][1]):
            yield f"{key}: {kind}" if is_required else f"{key}: {kind} | None = None"

    def _body_type(self, key: str, schema: Json) -> str:
        if schema.get("format") == "binary" or (key == "data" and schema.get("type") == "string"):
            return FILE_TYPE
        kind = wider(key, self.bodies.type_of(schema, limited=False))
        return re.sub(r"\b\w+\b", lambda m: f"bodies.{m[0]}" if m[0] in self.objects else m[0], kind)


def parameter_type(parameter: Parameter) -> str:
    """The Python type of a query parameter."""
    scalars = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
    if parameter.kind == "array":
        inner = _literal(parameter) or scalars[parameter.item_kind]
        return f"Sequence[{inner}]"
    return _literal(parameter) or scalars[parameter.kind]


def _literal(parameter: Parameter) -> str:
    return (
        "Literal[" + ", ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in parameter.enum) + "]"
        if parameter.enum
        else ""
    )


def documented(operation: Operation, *, is_paged: bool) -> str:
    """The docstring: what it is, limits, scopes, codes, where to read more."""
    scopes = " or ".join(operation.scopes) or "none documented"
    head = operation.summary.rstrip(".") + (", all pages: one item after the other." if is_paged else ".")
    lines = [head, "", f"``{operation.method} {operation.path}`` (`{operation.id}`; scope {scopes})."]
    if operation.extension:
        lines.append("An extension of Shopwright's platform: TikTok has no such operation.")
    versions = sorted(
        {old.path.split("/")[2] for old in operation.legacy if old.method == operation.method} - {operation.version}
    )
    if versions:
        lines.append(f"Older versions, by ``with_options(version=…)``: {', '.join(versions)}.")
    if operation.markets:
        lines.append(f"Markets: {', '.join(operation.markets)}.")
    limits = [
        *(_limits_of(p) for p in operation.parameters),
        *(f"{k}: at most {v}" for k, v in operation.list_limits.items()),
    ]
    if any(limits):
        lines.append(f"Limits: {'; '.join(filter(None, limits))}.")
    if operation.failures:
        lines.append(f"Items that failed ({', '.join(operation.failures)}) raise ``PartialFailure``.")
    if operation.documented_codes:
        lines.append(f"Codes: {', '.join(operation.documented_codes)}.")
    lines.append(f"Docs: docs/coverage.md#{operation.area.replace('_', '-')}")
    wrapped = [part for line in lines for part in (_wrap(line) or [""])]
    return '"""' + "\n".join(wrapped) + '\n"""'


_wrap = textwrap.TextWrapper(110, break_long_words=False, break_on_hyphens=False).wrap


def _limits_of(p: Parameter) -> str:
    if p.minimum is None and p.maximum is None:
        return ""
    if p.minimum is None or p.maximum is None:
        return (
            f"{p.name}: at {'most' if p.minimum is None else 'least'} {p.maximum if p.minimum is None else p.minimum}"
        )
    return f"{p.name}: {p.minimum} to {p.maximum}"


def _imports(source: str) -> str:
    lines = []
    abstract = [n for n in ("AsyncIterator", "Iterator", "Sequence") if re.search(rf"\b{n}\[", source)]
    if abstract:
        lines.append(f"from collections.abc import {', '.join(abstract)}")
    if "datetime" in source:
        lines.append("from datetime import datetime")
    if "Decimal" in source:
        lines.append("from decimal import Decimal")
    checking = ["TYPE_CHECKING"] if "(Protocol)" in source else []
    typing = [n for n in ("Literal", "Protocol", "Required", "TypedDict") if re.search(rf"\b{n}\b", source)]
    lines.append(f"from typing import {', '.join([*checking, *typing])}")
    return "\n".join(lines) + ("\n\n" if checking else "\n\n\n")


def groups_module(areas: list[str]) -> str:
    """The two classes that name all groups."""
    head = HEAD.format(title="All operations, by group.")
    lines = ["from typing import TYPE_CHECKING", "", "if TYPE_CHECKING:"]
    for area in areas:
        names = sorted([class_name(area), f"Async{class_name(area)}"], key=str.lower)
        lines.append(f"    from .{area} import {', '.join(names)}")
    for prefix, kind in (("", "blocking"), ("Async", "awaited")):
        lines += ["", "", f"class {prefix}Groups:", f'    """The groups of operations, {kind}."""', ""]
        lines += [f"    {area}: {prefix}{class_name(area)}" for area in areas]
    return head + "\n".join(lines) + "\n"


def products() -> dict[Path, str]:
    """Every generated file and its text."""
    schemas = obj(obj(patched_document()["components"])["schemas"])
    areas = sorted({operation.area for operation in operations().values()})
    texts = {API / "__init__.py": groups_module(areas)}
    for name in areas:
        area = Area(name, schemas)
        texts[API / f"{name}.py"] = area.module()
        texts[API / f"{name}_replies.py"] = area.reply_module()
        bodies = area.body_module()
        if bodies is not None:
            texts[API / f"{name}_bodies.py"] = bodies
    return texts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    check = parser.parse_args().check
    made = products()
    stale = [path for path, content in made.items() if not path.exists() or path.read_text() != content]
    stale += [path for path in API.glob("*.py") if path not in made]
    for path in stale:
        if check:
            print(f"out of date: {path.relative_to(API.parent)} (run `make generate`)", file=sys.stderr)
        elif path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path])
        else:
            path.unlink()
    if not check:
        print(f"{len(stale)} files written")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
