"""The category and the brand: they exist, fit the market and are open to the seller.

Sources: docs/reference/catalogue.md. In the US a listing in an invite-only category is taken and waits after its
audit (RESTRICTED_CATEGORY_PENDING); elsewhere it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.listing import Listing
from shopwright.wire.errors import ErrorCode

from . import errors as codes
from .context import BrandStanding, CategoryFacts, ListingContext, category_facts
from .problem import Problem, problem


def category(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052002 format, 12052217 version, 12052230 other tree, 12052023 unknown, 12052024 no leaf, then who may list."""
    region, version, id_ = ctx.region, listing.category_version, listing.category_id
    if version not in region.category_versions.listing:
        yield problem(codes.CATEGORY_VERSION, "category_version", region=region.code, version=version)
    if not id_.isdecimal():
        yield problem(codes.CATEGORY_FORMAT, "category_id", id=id_)
        return
    facts = ctx.facts(listing)
    if facts is None:
        other = "v1" if version == "v2" else "v2"
        elsewhere = category_facts(id_, other, region.code) is not None
        error = codes.CATEGORY_NOT_LEAF_OR_WRONG_VERSION if elsewhere else codes.CATEGORY_UNKNOWN
        yield problem(error, "category_id", id=id_, version=version)
    elif not facts.category.is_leaf:
        yield problem(codes.CATEGORY_NOT_LEAF, "category_id", id=id_)
    elif closed := _closed(facts, ctx):
        yield problem(closed, "category_id", id=id_, region=region.code)


def _closed(facts: CategoryFacts, ctx: ListingContext) -> ErrorCode | None:
    """12052446 not open, 12052220 prohibited, 12052221 by invitation, 12052225 outside the main category."""
    if not facts.policy.is_open:
        return codes.CATEGORY_NOT_OPEN
    if "PROHIBITED" in facts.policy.permission_statuses:
        return codes.CATEGORY_PROHIBITED
    if facts.category.id in ctx.qualified_category_ids or ctx.is_draft:
        return None
    if facts.policy.needs_invitation:
        return codes.CATEGORY_ALLOW_LISTED
    return codes.CATEGORY_OUTSIDE_MAIN if "NON_MAIN_CATEGORY" in facts.policy.permission_statuses else None


def brand(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052026 no id, 12052200 expired, 12052201 not for this category, 12052208 not authorised.

    An id that no brand has is cleared with a warning, as TikTok does.
    """
    if not listing.brand_id:
        return
    if not listing.brand_id.isdecimal():
        yield problem(codes.BRAND_UNKNOWN, "brand_id", id=listing.brand_id)
    elif brand_standing := ctx.brand(listing.brand_id):
        facts = ctx.facts(listing)
        error = _barred(brand_standing, facts.category.code if facts else "")
        if error and not ctx.is_draft:
            yield problem(error, "brand_id", id=listing.brand_id, category_id=listing.category_id)


def _barred(brand_standing: BrandStanding, category_code: str) -> ErrorCode | None:
    if brand_standing.is_expired:
        return codes.BRAND_EXPIRED
    if not brand_standing.authorization_required or not _covers(brand_standing.required_in, category_code):
        return None
    if not brand_standing.is_authorized:
        return codes.BRAND_NOT_AUTHORISED
    return None if _covers(brand_standing.authorized_in, category_code) else codes.BRAND_NOT_FOR_CATEGORY


def _covers(branches: tuple[str, ...], code: str) -> bool:
    return not branches or any(code == branch or code.startswith(f"{branch}-") for branch in branches)
