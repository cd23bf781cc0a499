"""Build the shipped category tree and its attributes from the open product taxonomy.

    python tools/build_taxonomy.py [SOURCE_FOLDER] [--output FOLDER]

The data comes from Shopify's product taxonomy 0.17.0 and is MIT licensed, Copyright (c) Shopify.
Reads ``categories_with_attributes.json.gz`` and ``attributes.json.gz``; writes, under
``src/shopwright/platform/catalogue/data/``:

* ``categories.json.xz``: ``categories`` = ``[id, code, name]`` in tree order (a parent comes before its
  children; the code of the parent is the code of the child without its last part).
* ``attributes.json.xz``: ``attributes`` = ``[id, handle, name, [[value id, value name], ...]]``,
  ``variants`` = ``[id, handle, name, base attribute id]`` (they share the values of the base), and
  ``links`` = ``[category id, [attribute id, ...]]``.

Ids are stable: a code or handle that has an id in the present output keeps it, a new one is given the
next free id, and one that disappears is kept under ``retired`` so that its id is never used again.
A file whose content does not change is not rewritten.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

import msgspec

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_SOURCE = ROOT.parent / "shared" / "data" / "shopify_taxonomy"
DEFAULT_OUTPUT = ROOT / "src" / "shopwright" / "platform" / "catalogue" / "data"

FIRST_CATEGORY_ID = 600_001
ATTRIBUTE_BASE = 100_000
FIRST_VARIANT_ID = 200_001
VALUE_BASE = 1_000_000

HEADER = {
    "generated": "by tools/build_taxonomy.py; do not edit",
    "source": "Shopify product taxonomy 0.17.0, MIT, Copyright (c) Shopify",
}


Ids = dict[str, int]
CategoryRow = tuple[int, str, str]
ValueRow = tuple[int, str]
AttributeRow = tuple[int, str, str, list[ValueRow]]
VariantRow = tuple[int, str, str, int]


class SourceValue(TypedDict):
    """One value of an attribute: ``id`` is a gid ending in a number."""

    id: str
    name: str


class SourceVariant(TypedDict):
    """A named variant of an attribute, with the values of its base."""

    name: str
    handle: str


class SourceAttribute(TypedDict):
    """One attribute of the taxonomy; ``handle`` uses hyphens."""

    id: str
    name: str
    handle: str
    extended_attributes: list[SourceVariant]
    values: list[SourceValue]


class SourceAttributes(TypedDict):
    """The file of attributes."""

    attributes: list[SourceAttribute]


class SourceCategory(TypedDict):
    """One category; ``attributes`` are handles with underscores and slashes."""

    id: str
    name: str
    children: list[str]
    attributes: list[str]


class SourceCategories(TypedDict):
    """The file of categories."""

    categories: list[SourceCategory]


class Output(TypedDict, total=False):
    """What an earlier output says about ids."""

    categories: list[CategoryRow]
    variants: list[VariantRow]
    retired: Ids


def normal(handle: str) -> str:
    """``bag/case_closure`` and ``bag-case-closure`` are the same handle."""
    return re.sub(r"[^a-z0-9]+", "-", handle.lower()).strip("-")


def gid_number(gid: str) -> int:
    """``gid://open-taxonomy/TaxonomyValue/16300`` gives 16300."""
    return int(gid.rsplit("/", 1)[1])


def tree_order(categories: Iterable[SourceCategory]) -> list[SourceCategory]:
    """Every category, roots in source order, each followed by its descendants."""
    by_code = {category["id"]: category for category in categories}
    ordered: list[SourceCategory] = []
    stack = [code for code in reversed(by_code) if "-" not in code]
    while stack:
        category = by_code[stack.pop()]
        ordered.append(category)
        stack.extend(reversed(category["children"]))
    if len(ordered) != len(by_code):
        raise SystemExit(f"{len(by_code) - len(ordered)} categories hang on no root")
    return ordered


def assign_ids(keys: Iterable[str], known: Ids, first: int) -> Ids:
    """Ids for ``keys``: the known one, else the next free one; known keys that are gone follow at the end."""
    free = max(known.values(), default=first - 1) + 1
    ids: Ids = {}
    for key in keys:
        if key in known:
            ids[key] = known[key]
        else:
            ids[key], free = free, free + 1
    return ids | known


def earlier_output(path: Path) -> Output:
    """An earlier output; empty when there is none."""
    return msgspec.json.decode(lzma.decompress(path.read_bytes()), type=Output) if path.exists() else Output()


def retired(ids: Ids, present: Iterable[str]) -> Ids:
    """The ids whose key is no longer in the source."""
    keep = set(present)
    return {key: number for key, number in ids.items() if key not in keep}


def variant_rows(attributes: list[SourceAttribute], known: Ids) -> tuple[list[VariantRow], Ids]:
    """Rows of the variants that no attribute already bears the handle of, with all variant ids ever given."""
    taken = {normal(attribute["handle"]) for attribute in attributes}
    extended_attributes = [
        (normal(variant["handle"]), variant["name"], ATTRIBUTE_BASE + gid_number(attribute["id"]))
        for attribute in attributes
        for variant in attribute["extended_attributes"]
        if normal(variant["handle"]) not in taken
    ]
    ids = assign_ids((handle for handle, _, _ in extended_attributes), known, FIRST_VARIANT_ID)
    return [(ids[handle], handle, name, base) for handle, name, base in extended_attributes], ids


def attribute_rows(attributes: list[SourceAttribute]) -> list[AttributeRow]:
    """Rows of the attributes with their values, in source order."""
    return [
        (
            ATTRIBUTE_BASE + gid_number(attribute["id"]),
            normal(attribute["handle"]),
            attribute["name"],
            [(VALUE_BASE + gid_number(value["id"]), value["name"]) for value in attribute["values"]],
        )
        for attribute in attributes
    ]


def link_rows(
    categories: list[SourceCategory], ids: Ids, attribute_ids: Ids
) -> tuple[list[tuple[int, list[int]]], Counter[str]]:
    """``[category id, [attribute id, ...]]`` for categories that have any, and the handles that were not found."""
    links: list[tuple[int, list[int]]] = []
    missing: Counter[str] = Counter()
    for category in categories:
        handles = [normal(handle) for handle in category["attributes"]]
        missing.update(handle for handle in handles if handle not in attribute_ids)
        linked_ids = [attribute_ids[handle] for handle in handles if handle in attribute_ids]
        if linked_ids:
            links.append((ids[category["id"]], linked_ids))
    return links, missing


def write(path: Path, content: dict[str, object]) -> bool:
    """Write packed JSON; False when the file already says the same."""
    payload = msgspec.json.encode(content)
    if path.exists() and lzma.decompress(path.read_bytes()) == payload:
        return False
    path.write_bytes(lzma.compress(payload, preset=9 | lzma.PRESET_EXTREME))
    return True


def build(source: Path, output: Path) -> Counter[str]:
    """Build both files; returns the attribute handles that could not be resolved, with their number of links."""
    tree_file, attribute_file = output / "categories.json.xz", output / "attributes.json.xz"
    packed = (source / "categories_with_attributes.json.gz").read_bytes()
    categories = tree_order(msgspec.json.decode(gzip.decompress(packed), type=SourceCategories)["categories"])
    packed = (source / "attributes.json.gz").read_bytes()
    attributes = msgspec.json.decode(gzip.decompress(packed), type=SourceAttributes)["attributes"]

    old = earlier_output(tree_file)
    known = {code: number for number, code, _ in old.get("categories", [])} | old.get("retired", {})
    codes = [category["id"] for category in categories]
    ids = assign_ids(codes, known, FIRST_CATEGORY_ID)
    tree: list[CategoryRow] = [(ids[category["id"]], category["id"], category["name"]) for category in categories]

    rows = attribute_rows(attributes)
    old = earlier_output(attribute_file)
    known = {handle: number for number, handle, _, _ in old.get("variants", [])} | old.get("retired", {})
    variants, variant_ids = variant_rows(attributes, known)
    by_handle = {handle: number for number, handle, _, _ in variants} | {row[1]: row[0] for row in rows}
    links, missing = link_rows(categories, ids, by_handle)

    output.mkdir(parents=True, exist_ok=True)
    write(tree_file, {**HEADER, "categories": tree, "retired": retired(ids, codes)})
    write(
        attribute_file,
        {
            **HEADER,
            "attributes": rows,
            "variants": variants,
            "links": links,
            "retired": retired(variant_ids, (row[1] for row in variants)),
        },
    )
    print(
        f"{len(tree)} categories, {len(rows)} attributes, {sum(len(row[3]) for row in rows)} values, "
        f"{len(variants)} variants, {sum(len(linked) for _, linked in links)} links"
    )
    return missing


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit status 1 when a handle could not be resolved."""
    parser = argparse.ArgumentParser(description="Build the shipped category tree and attributes.")
    parser.add_argument("source", nargs="?", type=Path, default=DEFAULT_SOURCE)
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT)
    options = parser.parse_args(arguments)
    missing = build(options.source, options.output)
    print(f"{len(missing)} handles not resolved, in {sum(missing.values())} links")
    for handle, links in missing.most_common():
        print(f"  {handle} ({links})", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
