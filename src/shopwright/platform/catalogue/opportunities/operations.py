"""listOpportunities, getOpportunityDetail, submitProductViaOpportunity, getSubmissionRecords."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.errors import PRODUCT_NOT_FOUND
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.paging_by_time import from_seconds
from shopwright.platform.core.registry import operation
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.ids import IdKind

from .find import find_opportunity, open_opportunities
from .model import Opportunity, Submission, SubmissionStatus
from .presenter import opportunity_detail, opportunity_row, submission_row
from .store import SubmissionFilter, Submissions
from .timers import plan_review

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetOpportunityDetailResponseData,
        GetSubmissionRecordsResponseData,
        ListOpportunitiesResponseData,
        SubmitProductViaOpportunityResponseData,
    )
    from shopwright.contract.types.requests_product import ListOpportunitiesRequest, SubmitProductViaOpportunityRequest

_DIFFERS = "Opportunities are invented, come by the calendar, and are the same for all shops of a market but for those "


@operation(
    "listOpportunities",
    differs=f"{_DIFFERS}of /sandbox/opportunities. Texts come in English whatever the locale. Nothing is collected.",
)
def list_opportunities(call: Call, body: ListOpportunitiesRequest) -> ListOpportunitiesResponseData:
    """The opportunities of a type that are open, the newest first.

    ``category_ids`` may name any level of the tree; one of ``tag_codes`` is enough.
    """
    listed = [of for of in open_opportunities(call.tx, call.shop, body.opportunity_type) if _is_asked_for(of, body)]
    positions = {of.opportunity_id: number for number, of in enumerate(listed)}

    def find(after: Position, size: int) -> list[Opportunity]:
        first = positions.get(str(after[0]), len(listed)) + 1 if after else 0
        return listed[first : first + size]

    page = find_page(
        call,
        start=("",),
        selects=(
            body.opportunity_type,
            sorted(body.category_ids or ()),
            sorted(body.tag_codes or ()),
            body.create_time_ge,
            body.create_time_lt,
        ),
        count=lambda: len(listed),
        find=find,
        position=lambda of: (of.opportunity_id,),
    )
    rows = [opportunity_row(of) for of in page.rows]
    return {"data": {"opportunities": rows, "total_count": page.total, "next_page_token": page.next_token}}


def _is_asked_for(opportunity: Opportunity, body: ListOpportunitiesRequest) -> bool:
    category, made = taxonomy.by_code(opportunity.category_code), opportunity.created_at // 1000
    ids = {of.id for of in taxonomy.chain(category.id, "v2")} if category else set()
    if body.category_ids and not ids & set(body.category_ids):
        return False
    if body.tag_codes and not set(opportunity.tag_codes) & set(body.tag_codes):
        return False
    is_late = body.create_time_ge is None or made >= body.create_time_ge
    return is_late and (body.create_time_lt is None or made < body.create_time_lt)


def _opportunity_of(call: Call) -> Opportunity:
    opportunity_id = call.path["opportunity_id"]
    opportunity = find_opportunity(call.tx, call.shop, opportunity_id)
    if opportunity is None:
        raise INVALID(reason=f"There is no opportunity {opportunity_id[:40]}.")
    return opportunity


@operation("getOpportunityDetail", differs="Texts come in English whatever the locale; no video is linked.")
def get_opportunity_detail(call: Call) -> GetOpportunityDetailResponseData:
    """One opportunity, open or expired; 36009004 for one that the shop does not have."""
    return {"opportunity": opportunity_detail(_opportunity_of(call), call.tx.now_ms())}


@operation(
    "submitProductViaOpportunity",
    raises=(PRODUCT_NOT_FOUND,),
    webhooks=(25,),
    differs="The review takes an hour, and compares category, brand and keywords.",
)
def submit_product_via_opportunity(
    call: Call, body: SubmitProductViaOpportunityRequest
) -> SubmitProductViaOpportunityResponseData:
    """Submit a product for an opportunity; an hour later it is approved, or rejected with a reason. Webhook 25.

    36009004 for an opportunity that the shop does not have or that has expired, and for a product that was submitted
    for it and not rejected; 12052260 for a product that the shop does not have.
    """
    opportunity, shop_id = _opportunity_of(call), call.shop.shop_id
    if opportunity.expires_at <= call.tx.now_ms():
        raise INVALID(reason=f"The opportunity {opportunity.opportunity_id} has expired.")
    product = call.tx[Products].get(shop_id, body.product_id)
    if product is None:
        raise PRODUCT_NOT_FOUND(product_id=body.product_id[:40])
    call.tx.hold(f"submissions {shop_id}")  # so that of two calls at once one submits a product
    mine = SubmissionFilter(opportunity_id=opportunity.opportunity_id, product_id=product.product_id)
    before = call.tx[Submissions].page(shop_id, mine, None, 1)
    if before and before[0].status is not SubmissionStatus.REJECTED:
        raise INVALID(reason=f"The product {product.product_id} was submitted for this opportunity already.")
    submission = Submission(
        submission_id=call.tx.new_id(IdKind.SUBMISSION),
        opportunity_id=opportunity.opportunity_id,
        product_id=product.product_id,
        submitted_at=call.tx.now_ms(),
    )
    call.tx[Submissions].add(shop_id, submission)
    plan_review(call.tx, call.shop, product, submission)
    return {"submission": submission_row(submission)}


@operation("getSubmissionRecords", differs="Page views are 0: nobody's visits are counted.")
def get_submission_records(call: Call) -> GetSubmissionRecordsResponseData:
    """The shop's submissions, the newest first, with the orders of each product since then."""
    status = call.text("status")
    if status is not None and status not in list(SubmissionStatus):
        raise INVALID(reason=f"Status must be one of [{', '.join(SubmissionStatus)}].")
    first, end = call.query.get("submit_time_ge"), call.query.get("submit_time_lt")
    wanted = SubmissionFilter(
        status=status,
        opportunity_id=call.text("opportunity_id"),
        product_id=call.text("product_id"),
        submitted_from=from_seconds(first) if isinstance(first, int) else None,
        submitted_before=from_seconds(end) if isinstance(end, int) else None,
    )
    submissions, shop_id = call.tx[Submissions], call.shop.shop_id
    page = find_page(
        call,
        start=("",),
        selects=(wanted.status, wanted.opportunity_id, wanted.product_id, first, end),
        count=lambda: submissions.count(shop_id, wanted),
        find=lambda after, size: submissions.page(shop_id, wanted, str(after[0]) if after else None, size),
        position=lambda submission: (submission.submission_id,),
    )
    rows = [_record(call, submission) for submission in page.rows]
    data = {"submissions": rows, "total_count": page.total, "next_page_token": page.next_token}
    return cast("GetSubmissionRecordsResponseData", {"data": data})


def _record(call: Call, submission: Submission) -> dict[str, object]:
    shop_id = call.shop.shop_id
    opportunity = find_opportunity(call.tx, call.shop, submission.opportunity_id)
    product = call.tx[Products].get(shop_id, submission.product_id)
    sku_ids = [sku.id for sku in product.listing.skus] if product else []
    sold = call.tx[Stock].sold(shop_id, sku_ids, since_ms=submission.submitted_at)
    row: dict[str, object] = {
        **submission_row(submission),
        "opportunity_title": opportunity.title if opportunity else "",
        "product_name": product.listing.title if product else "",
        "rejection_reason": submission.reason or None,
        "product_orders": len({line.reference for line in sold}),
        "product_pv": 0,
    }
    if submission.reviewed_at:
        row["review_time"] = submission.reviewed_at // 1000
    return row
