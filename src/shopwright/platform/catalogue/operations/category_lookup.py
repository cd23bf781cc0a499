"""Finds the tree version and the category that a call names; every operation that takes them asks here."""

from __future__ import annotations

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.listing_rules.errors import (
    CATEGORY_NOT_LEAF,
    CATEGORY_NOT_LEAF_OR_WRONG_VERSION,
    CATEGORY_UNKNOWN,
    CATEGORY_VERSION,
)
from shopwright.platform.catalogue.taxonomy import Category, Version
from shopwright.platform.core.call import Call
from shopwright.platform.market.regions import Region, region
from shopwright.wire.errors import ErrorCode

#: What `named_leaf` raises, and with it `named_version`.
LEAF_ERRORS = (CATEGORY_NOT_LEAF, CATEGORY_NOT_LEAF_OR_WRONG_VERSION, CATEGORY_UNKNOWN)
CATEGORY_ERRORS = (*LEAF_ERRORS, CATEGORY_VERSION)


def named_version(call: Call) -> Version:
    """The query's category_version, v1 by default; 12052217 when the market cannot read that tree."""
    market = region(call.shop.region)
    return allowed_version(call.text("category_version") or "v1", market, market.category_versions.readable)


def recommended_version(version: str | None, market: Region) -> Version:
    """A tree version to recommend from, v1 by default; 12052217 when listings of the market may not name it.

    Unlike listings, recommendations in the EU take v2 only, as documented.
    """
    versions = market.category_versions
    return allowed_version(version or "v1", market, (versions.tree,) if market.in_eu else versions.listing)


def allowed_version(version: str, market: Region, allowed: tuple[Version, ...]) -> Version:
    """The version, or 12052217."""
    if version not in allowed:
        raise CATEGORY_VERSION(region=market.code, version=version[:40])
    return version


def named_leaf(
    category_id: str,
    version: Version,
    *,
    malformed: ErrorCode = CATEGORY_UNKNOWN,
    not_leaf: ErrorCode = CATEGORY_NOT_LEAF,
) -> Category:
    """A leaf of the tree: ``malformed`` no number, 12052023 unknown, 12052230 of the other tree, ``not_leaf``."""
    facts = {"id": category_id[:40], "version": version}
    if not category_id.isdecimal():
        raise malformed(**facts)
    category = taxonomy.category(category_id, version)
    if category is None:
        elsewhere = taxonomy.category(category_id, "v1" if version == "v2" else "v2")
        raise CATEGORY_NOT_LEAF_OR_WRONG_VERSION(**facts) if elsewhere else CATEGORY_UNKNOWN(**facts)
    if not category.is_leaf:
        raise not_leaf(**facts)
    return category
