"""Compiles the contract's sources into the tables that the package loads, and into typed stubs.

``python tools/generate_contract.py`` writes; with ``--check`` it only compares, and fails on a difference.
Sources: ``src/shopwright/contract/data/*.json`` and, for what is ours, ``data/extensions/*.json``.
Products: ``data/compiled/*.json.gz`` and ``types/*.py`` beside them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from contract_conduct import conduct
from contract_types import render_types
from generated_text import read_generated, write_generated

from shopwright.contract.extensions import extensions
from shopwright.contract.json_values import Json, JsonValue
from shopwright.contract.patches import patched_document, patches

CONTRACT = Path(__file__).parent.parent / "src" / "shopwright" / "contract"
DATA = CONTRACT / "data"

#: Market names of the documentation and the regions they stand for (docs/decisions/0026-gb-everywhere.md).
MARKETS = {"UK": ["GB"], "EU": ["DE", "ES", "FR", "IE", "IT"], "SEA": ["ID", "MY", "PH", "SG", "TH", "VN"]}

#: What a schema says of a field besides its limits: the compiled schemas have it, or it tells nothing to a reader.
UNLIMITING = {
    *("type", "$ref", "properties", "required", "items", "enum", "const", "anyOf", "format"),
    *("contentMediaType", "contentEncoding", "x-json-keys-by-type"),
}


def load(name: str) -> Json:
    value: Json = json.loads((DATA / name).read_text())
    return value


def obj(value: JsonValue) -> Json:
    assert isinstance(value, dict), value
    return value


def arr(value: JsonValue) -> list[JsonValue]:
    assert isinstance(value, list), value
    return value


def text(value: JsonValue) -> str:
    assert isinstance(value, str), value
    return value


def snake_case(operation_id: str) -> str:
    """``getShopSKUPerformanceList`` becomes ``get_shop_sku_performance_list``."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", operation_id)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", split).lower()


def regions(names: JsonValue) -> list[JsonValue]:
    return [region for name in arr(names) for region in MARKETS.get(text(name), [text(name)])]


class Compiler:
    def __init__(self) -> None:
        self.document = patched_document()
        self.schemas = obj(obj(self.document["components"])["schemas"])
        self.facts = obj(load("scopes-and-errors.json")["operations"])
        self.query_facts = obj(load("query-parameters.json")["operations"])
        self.entities = self._entities()
        self.legacy = self._legacy()

    def _entities(self) -> Json:
        """The table of what operations are, to which extensions add theirs."""
        entities = load("entities.json")
        for extension in extensions():
            for source in (obj(each) for methods in obj(extension["paths"]).values() for each in obj(methods).values()):
                if source.get("x-effect") == "read":
                    arr(entities["reads_by_post"]).append(source["operationId"])
                if source.get("x-repeatable"):
                    arr(entities["repeatable_writes"]).append(source["operationId"])
        return entities

    def _legacy(self) -> dict[str, list[Json]]:
        routes: dict[str, list[Json]] = {}
        rows = [obj(row) for row in json.loads((DATA / "legacy-paths.json").read_text())]
        for row in rows:
            if row["superseded_by_operationId"]:
                entry: Json = {"method": row["method"], "path": row["path"]}
                routes.setdefault(text(row["superseded_by_operationId"]), []).append(entry)
        for row in map(obj, arr(self.entities["extra_legacy"])):
            routes.setdefault(text(row["operation"]), []).append({"method": row["method"], "path": row["path"]})
        return routes

    def operations(self) -> list[Json]:
        return [
            self.operation(method, path, obj(operation))
            for path, methods in obj(self.document["paths"]).items()
            for method, operation in obj(methods).items()
        ]

    def operation(self, method: str, path: str, source: Json) -> Json:
        identifier, area = text(source["operationId"]), text(source["x-api-area"])
        facts = obj(self.facts.get(identifier, {}))
        result: Json = {
            "id": identifier,
            "name": snake_case(identifier),
            "method": method.upper(),
            "path": path,
            "version": source["x-api-version"],
            "area": area,
            "group": arr(source["tags"])[0],
            "summary": source["summary"],
            "entity": self.entity(identifier, area, source),
            "effect": self.effect(identifier, method),
            "reply": self.reply(source),
            "scopes": source.get("x-scopes") or facts.get("scopes") or self.inferred_scopes(identifier, area),
            "documented_codes": source.get("x-error-codes") or facts.get("error_codes", []),
            "markets": regions(source.get("x-markets", [])),
            "limits": source.get("x-limits", {}),
            "parameters": [*self.parameters(identifier, source)],
            "legacy": [{**row, "method": text(row["method"]).upper()} for row in self.legacy.get(identifier, [])],
        }
        if source.get("x-extension"):
            result["extension"] = True
        if "requestBody" in source:
            result["body"] = self.body(obj(source["requestBody"]))
        result |= conduct(self.entities, self.schemas, result)
        return {key: value for key, value in result.items() if value not in ([], {}, (), None)}

    def entity(self, identifier: str, area: str, source: Json) -> str:
        name = obj(self.entities["operation_entities"])
        if identifier in name:
            return text(name[identifier])
        if source["x-requires-shop-cipher"]:
            return "shop"
        if any(obj(p).get("name") == "category_asset_cipher" for p in arr(source.get("parameters", []))):
            return "asset"
        return text(obj(self.entities["area_entities"]).get(area, "seller"))

    def effect(self, identifier: str, method: str) -> str:
        return "read" if method == "get" or identifier in arr(self.entities["reads_by_post"]) else "write"

    def inferred_scopes(self, identifier: str, area: str) -> JsonValue:
        return obj(self.entities["operation_scopes"]).get(identifier, obj(self.entities["area_scopes"])[area])

    def reply(self, source: Json) -> str:
        content = obj(obj(obj(source["responses"])["200"])["content"])
        members = [obj(part) for part in arr(obj(obj(content["application/json"])["schema"])["allOf"])]
        data = obj(obj(members[1]["properties"])["data"])
        return text(data["$ref"]).rsplit("/", 1)[-1]

    def body(self, source: Json) -> Json:
        [(media_type, content)] = obj(source["content"]).items()
        reference = text(obj(obj(content)["schema"])["$ref"])
        return {
            "schema": reference.rsplit("/", 1)[-1],
            "media_type": media_type,
            "required": bool(source.get("required", False)),
        }

    def parameters(self, identifier: str, source: Json) -> list[Json]:
        facts = obj(self.query_facts.get(identifier, {}))
        codes = obj(obj(self.entities["limit_codes"]).get(identifier, {}))
        older = obj(obj(self.entities["older_values"]).get(identifier, {}))
        sources = [obj(p) for p in arr(source.get("parameters", [])) if "name" in obj(p)]
        rows = [self.parameter(p, obj(facts.get(text(p["name"]), {}))) for p in sources]
        for row in rows:
            name = text(row["name"])
            row.update({"limit_code": codes[name]} if name in codes else {})
            row.update({"older_values": older[name]} if name in older else {})
        return rows

    def parameter(self, source: Json, facts: Json) -> Json:
        schema = self.resolve(obj(source["schema"]))
        result: Json = {
            "name": source["name"],
            "location": source["in"],
            "required": bool(facts.get("required", source["required"])),
            "kind": schema["type"],
        }
        item = self.resolve(obj(schema["items"])) if "items" in schema else schema
        if schema["type"] == "array":
            result["item_kind"] = item["type"]
        for key in ("enum", "default", "minimum", "maximum"):
            value = facts.get(key, item.get(key))
            if value is not None:
                result[key] = value
        return result

    def resolve(self, schema: Json) -> Json:
        return obj(self.schemas[text(schema["$ref"]).rsplit("/", 1)[-1]]) if "$ref" in schema else schema

    def webhooks(self) -> list[Json]:
        rows: list[Json] = []
        for name, methods in obj(self.document["webhooks"]).items():
            source = obj(obj(methods)["post"])
            content = obj(obj(source["requestBody"])["content"])
            reference = text(obj(obj(content["application/json"])["schema"])["$ref"]).rsplit("/", 1)[-1]
            properties = obj(obj(self.schemas[reference])["properties"])
            owner = next(k for k in ("shop_id", "seller_open_id", "creator_open_id", "tts_shop_id") if k in properties)
            row: Json = {"type": source["x-webhook-type"], "name": name, "schema": reference, "owner": owner}
            if source.get("x-event-name"):
                row["event_name"] = source["x-event-name"]
            if source.get("x-extension"):
                row["extension"] = True
            scope = source.get("x-scope") or obj(self.entities["webhook_scopes"]).get(str(row["type"]))
            rows.append({**row, "scope": scope} if scope else row)
        return sorted(rows, key=lambda row: int(str(row["type"])))

    def packages(self) -> list[Json]:
        packages = obj(load("api-packages.json")["packages"])
        for extension in extensions():
            packages.update(obj(extension["x-packages"]))
        return [{"name": name, **obj(row)} for name, row in sorted(packages.items())]

    def compiled_schemas(self) -> Json:
        keys = ("type", "$ref", "properties", "required", "items", "enum")

        def trim(schema: Json) -> Json:
            kept: Json = {key: schema[key] for key in keys if key in schema}
            if "items" in kept:
                kept["items"] = trim(obj(kept["items"]))
            if "properties" in kept:
                kept["properties"] = {name: trim(obj(value)) for name, value in obj(kept["properties"]).items()}
            return kept

        return {name: trim(obj(schema)) for name, schema in sorted(self.schemas.items())}

    def limits(self) -> Json:
        """By schema and field, what is allowed beyond the type: lengths, formats, markets, defaults."""

        def beyond(schema: Json) -> Json:
            facts: Json = {key: value for key, value in schema.items() if key not in UNLIMITING}
            members = beyond(obj(schema["items"])) if "items" in schema else {}
            return {**facts, "items": members} if members else facts

        tables: Json = {}
        for name, schema in sorted(self.schemas.items()):
            fields = {field: beyond(obj(value)) for field, value in obj(obj(schema).get("properties", {})).items()}
            if any(fields.values()):
                tables[name] = {field: facts for field, facts in fields.items() if facts}
        return tables


def corrections() -> list[JsonValue]:
    """The patches as the feed of changes tells them."""
    return [
        {
            "on": patch.date,
            "at": [*patch.at],
            "changed": [*patch.at, *sorted(patch.set), *sorted(patch.remove)],
            "reason": patch.reason,
            "source": patch.source,
        }
        for patch in patches()
    ]


def products() -> dict[Path, str]:
    """Every generated file and its text."""
    compiler = Compiler()
    operations = compiler.operations()
    tables: dict[str, JsonValue] = {
        "operations.json.gz": [*operations],
        "webhooks.json.gz": [*compiler.webhooks()],
        "packages.json.gz": [*compiler.packages()],
        "schemas.json.gz": compiler.compiled_schemas(),
        "limits.json.gz": compiler.limits(),
        "corrections.json.gz": corrections(),
    }
    result = {DATA / "compiled" / name: render_json(table) for name, table in tables.items()}
    result |= {CONTRACT / "types" / name: source for name, source in render_types(compiler.schemas, operations).items()}
    return result


def render_json(table: JsonValue) -> str:
    """One record a line, so that unpacked a diff shows which record changed."""
    if isinstance(table, dict):
        lines = [f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in table.items()]
        return "{\n" + ",\n".join(lines) + "\n}\n"
    return "[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in arr(table)) + "\n]\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    check = parser.parse_args().check
    stale = [path for path, content in products().items() if read_generated(path) != content]
    if check:
        for path in stale:
            print(
                f"out of date: {path.relative_to(CONTRACT.parent.parent.parent)} (run `make generate`)", file=sys.stderr
            )
        return 1 if stale else 0
    for path, content in products().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_generated(path, content)
    print(f"{len(stale)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
