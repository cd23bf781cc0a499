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
    return with_ancestors((one for one in tree if one.is_leaf and one.id not in closed), version)


def with_ancestors(found: Iterable[Category], version: Version) -> tuple[Category, ...]:
    """Categories and all above them, in tree order: a tree that hangs together."""
    wanted = {above.id for one in found for above in taxonomy.chain(one.id, version)}
    return tuple(one for one in taxonomy.categories(version) if one.id in wanted)


def matching(keyword: str, code: str, version: Version, *, with_prohibited: bool) -> tuple[Category, ...]:
    """The listed categories whose name holds the keyword, whatever its case, and all above them."""
    wanted = keyword.strip().casefold()
    shown = listed(code, version, with_prohibited=with_prohibited)
    return with_ancestors((one for one in shown if wanted in one.name.casefold()), version)
