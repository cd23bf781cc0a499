"""What to do about rows that are refused: a remedy for each reason, and the message when nothing can be replayed."""

from __future__ import annotations

from collections.abc import Mapping

from .model import History
from .report import Outcome, Reason

_REMEDIES: Mapping[Reason, str] = {
    Reason.BROKEN_ROW: "export the orders again, or close the quotes in those rows",
    Reason.MISSING_FIELD: "name the column that holds it with --columns, or fill the cells in",
    Reason.BAD_DATE: "name the column of times with --columns date=..., or say --day-first or --month-first",
    Reason.BAD_NUMBER: "name the column of numbers with --columns",
    Reason.NON_PRODUCT_CODE: "say with --product-code which codes are products, '.+' for all",
    Reason.PRICE_OUT_OF_RANGE: "name a shop of the file's market with --shop, or --region for a new one",
    Reason.PRICE_TOO_FINE: "name a shop of the file's market with --shop, or --region for a new one",
    Reason.OTHER_CURRENCY: "name a shop of that currency with --shop, or --region for a new one; or say --any-currency",
    Reason.ROUNDED_ID: "export the orders again: a spreadsheet that saved the file lost the last digits of their ids",
    Reason.ZERO_PRICE: "samples and gifts without a price are not replayed: export orders that were paid",
    Reason.CANCELLED: "leave --skip-cancelled out",
}


def remedy_of(reason: Reason) -> str:
    """What to do about rows that ended for a reason; empty where nothing can be done."""
    return _REMEDIES.get(reason, "")


def why_nothing(history: History) -> tuple[str, str]:
    """The problem with a history of which nothing can be replayed, and what to do about it."""
    report = history.report
    counts = {end: count for end, count in report.counts().items() if end[0] in {Outcome.REFUSED, Outcome.SKIPPED}}
    counts.pop((Outcome.SKIPPED, Reason.DESCRIPTION_ROW), None)
    if not counts:
        return "there is nothing to replay in the file: it has no rows below its header", "name a file with orders"
    (outcome, reason), count = max(counts.items(), key=lambda item: item[1])
    detail, _ = report.details(outcome, reason).most_common(1)[0]
    words = reason.name.lower().replace("_", " ") + (f" ({detail})" if detail else "")
    problem = (
        f"there is nothing to replay in the file: {count:,} of {len(report):,} rows {outcome.name.lower()}, {words}"
    )
    remedy = remedy_of(reason)
    return problem, f"{remedy}; the report says why of every row" if remedy else "see the report of every row"
