"""A submitted product is reviewed on the clock; webhook 25 tells of the match."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.advice.advised_products import brand_name
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.store import Products
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit

from .find import find_opportunity
from .match_rules import mismatch
from .model import Submission, SubmissionStatus
from .standing_rules import opportunity_file
from .store import Submissions

#: Name of the due action that reviews a submission.
REVIEW = declare("opportunity_review")


#: The words of webhook 25.
_WORDS = {
    SubmissionStatus.PENDING_REVIEW: "PENDING",
    SubmissionStatus.APPROVED: "MATCHED",
    SubmissionStatus.REJECTED: "NOT_MATCHED",
}


def plan_review(tx: Tx, shop: Shop, product: Product, submission: Submission) -> None:
    """Have a submission reviewed after a while, and tell that it waits."""
    due_ms = submission.submitted_at + opportunity_file().review_seconds * 1000
    plan(tx, REVIEW, f"{shop.shop_id}:{submission.submission_id}", shop.shop_id, due_ms)
    _tell(tx, shop, product, submission)


@due(REVIEW)
def review(tx: Tx, action: DueAction) -> None:
    """Give the verdict: the product fits as it is now, or the reason why it does not."""
    shop_id, submission_id = action.subject.split(":")
    shop, submission = tx[Accounts].shop(shop_id), tx[Submissions].get(shop_id, submission_id)
    if shop is None or submission is None:
        return
    opportunity = find_opportunity(tx, shop, submission.opportunity_id)
    product = tx[Products].get(shop_id, submission.product_id)
    if opportunity is None or product is None:
        return
    brand = brand_name(tx, shop, product.listing)
    submission.reason = mismatch(opportunity, product.listing, product.status, brand)
    submission.status = SubmissionStatus.REJECTED if submission.reason else SubmissionStatus.APPROVED
    submission.reviewed_at = tx.now_ms()
    tx[Submissions].save(shop_id, submission)
    _tell(tx, shop, product, submission)


def _tell(tx: Tx, shop: Shop, product: Product, submission: Submission) -> None:
    is_matched = submission.status is SubmissionStatus.APPROVED
    matching_ends = submission.submitted_at + opportunity_file().matching_days * DAY_MS
    data = {
        "external_product_id": product.listing.external_product_id or product.product_id,
        "opportunity_matching_status": _WORDS[submission.status],
        "opportunity_ids": [submission.opportunity_id] if is_matched else [],
        "opportunity_matching_end_time": matching_ends // 1000,
        "update_time": tx.now(),
    }
    emit(tx, shop, 25, data)
