"""The category tree, read from ``data/categories.json.xz`` (Shopify's product taxonomy, MIT).

``v2`` is the tree cut at seven levels, ``v1`` the same tree cut at three: a category keeps its id, and one at the
cut is a leaf. Ids are decimal strings; ``code`` is the category's name in the source (``hg-11-2``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice, takewhile
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

Version = Literal["v1", "v2"]

LEVELS: dict[Version, int] = {"v1": 3, "v2": 7}
ROOT_PARENT_ID = "0"


class Category(msgspec.Struct, frozen=True, gc=False):
    """One category as a version of the tree shows it; ``level`` is 1 and ``parent_id`` "0" for a root."""

    id: str
    code: str
    parent_id: str
    name: str
    level: int
    is_leaf: bool


class Row(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One category of the file, uncut: parents come before their children."""

    id: int
    code: str
    name: str


class _File(msgspec.Struct, frozen=True):
    categories: tuple[Row, ...]


class _Tree:
    """One version of the tree and its indexes."""

    def __init__(self, version: Version) -> None:
        cut = LEVELS[version]
        parents = {row.code.rpartition("-")[0] for row in rows()}
        self.by_id: dict[str, Category] = {}
        self.by_code: dict[str, Category] = {}
        self.children: dict[str, list[Category]] = {ROOT_PARENT_ID: []}
        for row in rows():
            level = row.code.count("-") + 1
            if level > cut:
                continue
            parent = self.by_code.get(row.code.rpartition("-")[0])
            parent_id = parent.id if parent else ROOT_PARENT_ID
            leaf = level == cut or row.code not in parents
            category = Category(str(row.id), row.code, parent_id, row.name, level, leaf)
            self.by_id[category.id] = self.by_code[row.code] = category
            self.children[parent_id].append(category)
            if not leaf:
                self.children[category.id] = []


@cache
def rows() -> tuple[Row, ...]:
    """Every category of the source, at all levels, in tree order."""
    return decoders.decode(read_data_file("catalogue", "categories.json.xz"), type=_File).categories


def rows_below(code: str) -> Iterator[Row]:
    """The categories of the source below a code of it, at all levels, in tree order."""
    after = islice(rows(), _places()[code] + 1, None)
    return takewhile(lambda row: row.code.startswith(f"{code}-"), after)


@cache
def _places() -> Mapping[str, int]:
    """Code to place in the source."""
    return {row.code: place for place, row in enumerate(rows())}


@cache
def _tree(version: Version) -> _Tree:
    return _Tree(version)


@cache
def categories(version: Version) -> tuple[Category, ...]:
    """All categories in tree order: each one is followed by what is below it."""
    return tuple(_tree(version).by_id.values())


def category(category_id: str, version: Version) -> Category | None:
    """The category with this id, or None when the version has none."""
    return _tree(version).by_id.get(category_id)


def by_code(code: str, version: Version = "v2") -> Category | None:
    """The category with this source code, or None when the version has none."""
    return _tree(version).by_code.get(code)


def at_cut(code: str, version: Version) -> Category | None:
    """The category with this source code, or the leaf that the version cut it off at; None for an unknown code."""
    levels = LEVELS[version]
    return _tree(version).by_code.get("-".join(code.split("-")[:levels]))


def children(category_id: str, version: Version) -> tuple[Category, ...]:
    """The categories right below this one; "0" gives the roots, a leaf or an unknown id nothing."""
    return tuple(_tree(version).children.get(category_id, ()))


def chain(category_id: str, version: Version) -> tuple[Category, ...]:
    """From the root down to this category; empty when the version has none."""
    by_id = _tree(version).by_id
    category = by_id.get(category_id)
    upwards = []
    while category:
        upwards.append(category)
        category = by_id.get(category.parent_id)
    return tuple(reversed(upwards))


def search(keyword: str, version: Version) -> tuple[Category, ...]:
    """The categories whose name contains ``keyword``, whatever its case, in tree order."""
    wanted = keyword.strip().casefold()
    return tuple(category for category in categories(version) if wanted in category.name.casefold())
