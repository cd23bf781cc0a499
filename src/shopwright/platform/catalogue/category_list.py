"""The categories that lists of a market's tree show."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from shopwright.platform.market.regions import region

from . import taxonomy
from .category_rules import prohibited
from .taxonomy import Category, Version

#: The market groups whose lists can show prohibited categories; elsewhere they never appear.
_SHOWS_PROHIBITED = frozenset(("EU", "LATAM", "SEA"))


def can_show_prohibited(code: str) -> bool:
    """Whether ``include_prohibited_categories`` has an effect in a market: BR, MX, EU and SEA."""
    return region(code).market_group in _SHOWS_PROHIBITED


@lru_cache(maxsize=64)
def listed(code: str, version: Version, *, with_prohibited: bool) -> tuple[Category, ...]:
    """The categories of a market in tree order.

    Without prohibited ones, a branch stays as long as a leaf in it may be listed.
    """
    tree = taxonomy.categories(version)
    if with_prohibited and can_show_prohibited(code):
        return tree
    closed = prohibited(code, version)
    return with_ancestors((category for category in tree if category.is_leaf and category.id not in closed), version)


def with_ancestors(categories: Iterable[Category], version: Version) -> tuple[Category, ...]:
    """Categories and all above them, in tree order: a tree that hangs together."""
    wanted: set[str] = set()
    for category in categories:
        above: Category | None = category
        while above is not None and above.id not in wanted:
            wanted.add(above.id)
            above = taxonomy.category(above.parent_id, version)
    return tuple(category for category in taxonomy.categories(version) if category.id in wanted)


def matching(keyword: str, code: str, version: Version, *, with_prohibited: bool) -> tuple[Category, ...]:
    """The listed categories whose name holds the keyword, whatever its case, and all above them."""
    wanted = keyword.strip().casefold()
    categories = listed(code, version, with_prohibited=with_prohibited)
    return with_ancestors((category for category in categories if wanted in category.name.casefold()), version)
