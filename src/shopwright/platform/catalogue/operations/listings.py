"""createProduct, editProduct, partialEditProduct, getProduct, checkProductListing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.errors import (
    CONTACT_INFO_MISSING,
    LISTING_QUOTA_USED_UP,
    NO_DRAFT_WITH_SUBSCRIPTION,
    NO_VERSION_UNDER_REVIEW,
    PRICE_LOCKED_BY_PROMOTION,
    PRODUCT_IDS_INVALID,
    PRODUCT_NOT_FOUND,
    PRODUCT_OF_ANOTHER_SHOP,
    REGIONS_NEEDED_AFTER_CATEGORY,
    STATUS_FORBIDS,
    STOCK_BELOW_LOCKED,
    STOCK_BELOW_PROMOTION,
    TAX_NUMBER_MISSING,
)
from shopwright.platform.catalogue.find import UNKNOWN_PRODUCT, named_product, product_to_change
from shopwright.platform.catalogue.global_products.replica_edits import REPLICA_EDIT_CODES, ReplicaEdits
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules.problem import ListingWarning
from shopwright.platform.catalogue.listing_rules.rules import cleared, first_problem, problems
from shopwright.platform.catalogue.listing_rules.sku_errors import SKU_DELETE_FORBIDDEN
from shopwright.platform.catalogue.prerequisites import check_standing, quota_is_used_up
from shopwright.platform.catalogue.presenter import Presenter
from shopwright.platform.catalogue.product import Product, set_backorders
from shopwright.platform.catalogue.product_change import ProductChange, new_product
from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.catalogue.request_to_listing import AS_DRAFT, fill_from, to_listing, with_ids, without_stock
from shopwright.platform.catalogue.sku_presenter import sku_summaries
from shopwright.platform.catalogue.stock.stock_change import Level, set_levels
from shopwright.platform.catalogue.submit_listing import check_removed, submit_edit
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

from .listing_codes import RAISED

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        CheckProductListingResponseData,
        CreateProductResponseData,
        EditProductResponseData,
        GetProductResponseData,
        PartialEditProductResponseData,
    )
    from shopwright.contract.types.requests_product import (
        CheckProductListingRequest,
        CreateProductRequest,
        EditProductRequest,
        PartialEditProductRequest,
    )

_EDIT_CODES = (
    *RAISED,
    *REPLICA_EDIT_CODES,
    NO_DRAFT_WITH_SUBSCRIPTION,
    PRICE_LOCKED_BY_PROMOTION,
    *UNKNOWN_PRODUCT,
    STATUS_FORBIDS,
    STOCK_BELOW_LOCKED,
    STOCK_BELOW_PROMOTION,
    TAX_NUMBER_MISSING,
)


@operation(
    "createProduct",
    raises=(*RAISED, CONTACT_INFO_MISSING, LISTING_QUOTA_USED_UP, TAX_NUMBER_MISSING),
    webhooks=(5, 16, 37, 50, 71),
    differs="The audit answers at once unless the shop's setting delays it or gives another verdict.",
)
def create_product(call: Call, body: CreateProductRequest) -> CreateProductResponseData:
    """List a product, or keep it as a draft. ``skus`` answers the ids that the platform gave."""
    check_standing(call.shop)
    if "CONTACT_INFO" in call.shop.doc.failed_prerequisites:
        raise CONTACT_INFO_MISSING()
    is_draft = body.save_mode == AS_DRAFT
    listing, warned = _checked(call, to_listing(body), None, is_draft=is_draft)
    _check_quota(call)
    change = new_product(call.tx, call.shop)
    listing = with_ids(call.tx, listing, None)
    change.tell_created(listing)
    if is_draft:
        change.save_draft(listing)
    else:
        _set_stock(call, change.product, listing)
        change.link_parts(listing)
        change.submit(without_stock(listing))
    return {
        "product_id": change.product.product_id,
        "skus": sku_summaries(listing),
        "warnings": [{"message": listing_warning.message} for listing_warning in warned],
    }


@operation(
    "editProduct",
    raises=(*_EDIT_CODES, PRODUCT_OF_ANOTHER_SHOP, REGIONS_NEEDED_AFTER_CATEGORY, SKU_DELETE_FORBIDDEN),
    webhooks=(5, 15, 18, 27, 37, 42, 50, 71),
    differs="An edit that changes prices and stock alone takes effect without an audit.",
)
def edit_product(call: Call, body: EditProductRequest) -> EditProductResponseData:
    """Replace a product's content. SKUs left out are deleted; prices and stock left out stay."""
    check_standing(call.shop)
    change = product_to_change(call)
    replicas = ReplicaEdits(call.tx, change, body.replicated_products, body.inventory_mode, is_whole=True)
    listing = fill_from(to_listing(body, _newest(change.product)), change.product, keep_others=False)
    warned = _edit(call, change, listing, replicas, is_draft=body.save_mode == AS_DRAFT)
    return {
        "product_id": change.product.product_id,
        "skus": sku_summaries(_newest(change.product)),
        "audit": {"status": str(change.product.audit.status)},
        "warnings": [{"message": listing_warning.message} for listing_warning in warned],
    }


@operation(
    "partialEditProduct",
    raises=(*_EDIT_CODES, PRODUCT_IDS_INVALID),
    webhooks=(5, 15, 18, 27, 37, 42, 50, 71),
    differs="SKUs that the call leaves out stay as they are.",
)
def partial_edit_product(call: Call, body: PartialEditProductRequest) -> PartialEditProductResponseData:
    """Change the fields that are sent; everything else of the newest version stays."""
    check_standing(call.shop)
    change = product_to_change(call)
    base = _newest(change.product)
    replicas = ReplicaEdits(call.tx, change, body.replicated_products, body.inventory_mode, is_whole=False)
    listing = fill_from(to_listing(body, base, whole=False), change.product, keep_others=True)
    _edit(call, change, listing, replicas, is_draft=body.save_mode == AS_DRAFT)
    return {
        "product_id": change.product.product_id,
        "skus": sku_summaries(_newest(change.product)),
        "audit": {"status": str(change.product.audit.status)},
    }


def _newest(product: Product) -> Listing:
    """The version that the seller submitted or saved last."""
    return product.draft or product.review or product.listing


def _edit(
    call: Call, change: ProductChange, listing: Listing, replicas: ReplicaEdits, *, is_draft: bool
) -> list[ListingWarning]:
    product, before = change.product, _newest(change.product)
    listing, warned = _checked(call, listing, product, is_draft=is_draft)
    listing = with_ids(call.tx, listing, product)
    replicas.check_content(before, listing, is_draft=is_draft)
    if is_draft:
        if listing.subscribe_info_edit and listing.subscribe_info_edit.subscribe_status == "ENABLED":
            raise NO_DRAFT_WITH_SUBSCRIPTION()
        change.save_draft(listing)
    else:
        check_removed(call.tx, change, listing)
        _set_stock(call, product, listing)
        submit_edit(change, listing)
        replicas.hand_on(before, listing, call.request_id)
    return warned


def _checked(
    call: Call, listing: Listing, product: Product | None, *, is_draft: bool
) -> tuple[Listing, list[ListingWarning]]:
    """The listing to be kept, with warnings for cleared fields. Raises the first problem."""
    context = listing_context(call.tx, call.shop, listing, product=product, is_draft=is_draft)
    listing, warned = cleared(listing, context)
    broken = first_problem(listing, context)
    if broken is not None:
        raise ApiError(broken.error, f"{broken.field}: {broken.message}")
    return listing, warned


def _check_quota(call: Call) -> None:
    if quota_is_used_up(call.tx, call.shop):
        raise LISTING_QUOTA_USED_UP(limit=call.shop.doc.listing_quota)


def _set_stock(call: Call, product: Product, listing: Listing) -> None:
    """Set the stock and the backorders that the listing names; its rules have refused a line without a warehouse.

    A bundle has no stock of its own.
    """
    own = [sku for sku in listing.skus if not sku.combined_skus]
    for sku in own:
        set_backorders(product, sku.id, sku.inventory or [])
    levels = [
        Level(sku.id, line.warehouse_id, line.quantity)
        for sku in own
        for line in sku.inventory or []
        if line.warehouse_id and line.quantity is not None
    ]
    refused = set_levels(call.tx, call.shop, product.product_id, levels, Reason.API_SYNC, call.request_id)
    if refused:
        raise refused[0].error


@operation("getProduct", raises=(*UNKNOWN_PRODUCT, PRODUCT_NOT_FOUND, NO_VERSION_UNDER_REVIEW))
def get_product(call: Call) -> GetProductResponseData:
    """One product: the live version, or the one under review, or the draft, as the flags ask."""
    wants_review, wants_draft = call.flag("return_under_review_version"), call.flag("return_draft_version")
    if wants_review and wants_draft:
        raise INVALID(reason="ReturnUnderReviewVersion and ReturnDraftVersion exclude each other.")
    product = named_product(call)
    listing = product.review if wants_review else product.draft if wants_draft else product.listing
    if listing is None:
        raise NO_VERSION_UNDER_REVIEW() if wants_review else PRODUCT_NOT_FOUND(product_id=f"{product.product_id} draft")
    return Presenter(call.tx, call.services, call.shop).detail(product, listing)


@operation(
    "checkProductListing",
    raises=RAISED,
    differs="The request names no version of the category tree: it is the one in which the market has the category.",
)
def check_product_listing(call: Call, body: CheckProductListingRequest) -> CheckProductListingResponseData:
    """Check a listing by every rule, without a change."""
    listing = to_listing(body)
    versions = region(call.shop.region).category_versions
    known = [version for version in (versions.tree, *versions.readable) if taxonomy.category(body.category_id, version)]
    listing.category_version = (known or [versions.tree])[0]
    context = listing_context(call.tx, call.shop, listing)
    listing, warned = cleared(listing, context)
    mistakes = problems(listing, context)
    data: CheckProductListingResponseData = {
        "check_result": "FAILED" if mistakes else "PASS",
        "fail_reasons": [
            {"code": problem.error.code, "message": f"{problem.field}: {problem.message}"} for problem in mistakes
        ],
    }
    if warned:
        data["warnings"] = {"message": " ".join(listing_warning.message for listing_warning in warned)}
    return data
