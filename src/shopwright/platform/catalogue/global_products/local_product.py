"""Makes local products of content that comes from elsewhere, and takes over changes of it."""

from __future__ import annotations

import msgspec

from shopwright.platform.catalogue.errors import LISTING_QUOTA_USED_UP, STATUS_FORBIDS
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules.problem import Problem
from shopwright.platform.catalogue.listing_rules.rules import cleared, problems
from shopwright.platform.catalogue.prerequisites import quota_is_used_up
from shopwright.platform.catalogue.product_change import ProductChange, new_product
from shopwright.platform.catalogue.request_to_listing import with_ids, without_stock
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.submit_listing import check_removed, submit_edit
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError

from .local_listing import Kind


class Checked(msgspec.Struct, frozen=True):
    """A listing as a market keeps it, whether it can go on sale, and what stands against it."""

    listing: Listing
    kind: Kind
    reasons: tuple[str, ...] = ()


def checked(tx: Tx, shop: Shop, listing: Listing, change: ProductChange | None = None) -> Checked:
    """Judge a listing by the rules of a market: SUCCESS, DRAFT where only something is missing, FAILED otherwise."""
    product = change.product if change else None
    context = listing_context(tx, shop, listing, product=product)
    listing, _ = cleared(listing, context)
    broken = problems(listing, context)
    if not broken:
        if change is None and quota_is_used_up(tx, shop):
            return Checked(listing, "DRAFT", (LISTING_QUOTA_USED_UP(limit=shop.doc.listing_quota).message,))
        return Checked(listing, "SUCCESS")
    as_draft = msgspec.structs.replace(context, is_draft=True)
    kind: Kind = "FAILED" if problems(listing, as_draft) else "DRAFT"
    return Checked(listing, kind, tuple(reason_of(problem) for problem in broken))


def reason_of(problem: Problem) -> str:
    """A problem in the words of a refusal."""
    return f"{problem.error.code} {problem.field}: {problem.message}"


def make_product(tx: Tx, shop: Shop, listing: Listing) -> tuple[ProductChange, Listing]:
    """A new product, not yet submitted, and its listing with ids."""
    change = new_product(tx, shop)
    listing = with_ids(tx, listing, None)
    change.tell_created(listing)
    return change, listing


def send(change: ProductChange, listing: Listing, kind: Kind) -> None:
    """Submit the listing of a new product, or keep it as a draft."""
    if kind == "DRAFT":
        change.save_draft(listing)
    else:
        change.link_parts(listing)
        change.submit(without_stock(listing))


def take_over(tx: Tx, change: ProductChange, listing: Listing) -> Checked:
    """Give a local product the content of its origin: submitted where the rules allow it, else not taken.

    A product that is a draft stays one while something is missing.
    """
    product = change.product
    if product.status is ProductStatus.DELETED:
        return Checked(listing, "FAILED", (_words(STATUS_FORBIDS(status=product.status)),))
    judged = checked(tx, change.shop, listing, change)
    listing = with_ids(tx, judged.listing, product)
    is_draft = product.status is ProductStatus.DRAFT
    if judged.kind == "FAILED" or (judged.kind == "DRAFT" and not is_draft):
        return Checked(product.draft or product.review or product.listing, "FAILED", judged.reasons)
    if judged.kind == "DRAFT":
        change.save_draft(listing)
    else:
        check_removed(tx, change, listing)
        submit_edit(change, listing)
    return msgspec.structs.replace(judged, listing=listing)


def _words(error: ApiError) -> str:
    return f"{error.code} {error.message}"
