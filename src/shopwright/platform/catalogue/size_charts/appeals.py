"""Appeals against the audit of a size chart, and the verdict that the clock gives."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import STATUS_FORBIDS
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.states import AuditStatus, ProductEvent, next_status
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit

from .audit import REASON, chart_problems
from .chart import Appeal, AppealStatus, Indicator
from .store import SizeChartAppeals

#: Name of the due action that decides an appeal, and how long that takes (invented).
APPEAL_VERDICT = declare("size_chart_appeal")
VERDICT_MS = DAY_MS

#: The words of the verdict on an indicator (inferred).
APPROVED, REJECTED = "APPROVED", "REJECTED"


def newest_listing(change: ProductChange) -> Listing:
    """The version that was submitted last, or else what there is."""
    return change.product.review or change.product.listing


def start_appeal(tx: Tx, shop: Shop, appeal: Appeal) -> None:
    """Keep an appeal, and plan its verdict."""
    tx[SizeChartAppeals].add(appeal)
    plan(tx, APPEAL_VERDICT, _subject(shop, appeal.product_id), shop.shop_id, appeal.created_at + VERDICT_MS)


def _subject(shop: Shop, product_id: str) -> str:
    return f"{shop.shop_id}:{product_id}"


def decide_appeal(tx: Tx, shop: Shop, change: ProductChange, verdict: str | None, reason: str = "") -> None:
    """Decide the appeal that runs for a product; 12052901 if none does.

    ``verdict`` holds for all its indicators; without one, those are approved that the chart meets by now.
    """
    product = change.product
    appeal = tx[SizeChartAppeals].running(shop.shop_id, product.product_id)
    if appeal is None:
        raise STATUS_FORBIDS(status="under no appeal")
    tx[DueActions].drop(APPEAL_VERDICT, _subject(shop, product.product_id))
    problems = chart_problems(tx, shop, newest_listing(change), product.chart_excuses)
    rejected = {
        indicator: reason or problems.get(indicator, "The chart does not meet it.")
        for indicator in appeal.indicators
        if (verdict == REJECTED or (verdict is None and indicator in problems))
    }
    approved = [indicator for indicator in appeal.indicators if indicator not in rejected]
    appeal.status = AppealStatus.DECIDED
    tx[SizeChartAppeals].save(appeal)
    if appeal.chart_id and approved:
        excused = {*product.chart_excuses.get(appeal.chart_id, ()), *map(str, approved)}
        product.chart_excuses[appeal.chart_id] = sorted(excused)
    _pass_audit(tx, shop, change)
    _tell(tx, shop, appeal, rejected)


def _pass_audit(tx: Tx, shop: Shop, change: ProductChange) -> None:
    """Submit a product anew whose audit failed for nothing but what is excused or mended by now."""
    product = change.product
    audit, review = product.audit, product.review
    if audit.status is not AuditStatus.FAILED or review is None or not next_status(product.status, ProductEvent.SUBMIT):
        return
    if not all(reason.startswith(REASON) for reason in audit.failed_reasons):
        return
    if not chart_problems(tx, shop, review, product.chart_excuses):
        draft = product.draft
        change.submit(review)
        product.draft = draft


def _tell(tx: Tx, shop: Shop, appeal: Appeal, rejected: dict[Indicator, str]) -> None:
    """Webhook 66."""
    results = [
        {"indicator_type": str(indicator), "status": REJECTED, "reject_reason": rejected[indicator]}
        if indicator in rejected
        else {"indicator_type": str(indicator), "status": APPROVED}
        for indicator in appeal.indicators
    ]
    task: dict[str, object] = {"appeal_audit_result": results}
    if appeal.chart_id:
        task["size_chart_id"] = int(appeal.chart_id)
    else:
        task["size_chart_image_uri"] = appeal.image_uri
    emit(tx, shop, 66, {"appeal_task": task, "product_id": int(appeal.product_id)})


@due(APPEAL_VERDICT)
def give_appeal_verdict(tx: Tx, action: DueAction) -> None:
    """Decide an appeal when its day is over."""
    shop_id, product_id = action.subject.split(":")
    shop = tx[Accounts].shop(shop_id)
    change = change_product(tx, shop, product_id) if shop is not None else None
    if shop is not None and change is not None:
        decide_appeal(tx, shop, change, None)
