"""What an audit finds in the size chart that a listing names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.platform.catalogue.category_rules import category_rules
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .chart import SCOPED, Indicator
from .rules import unmet_indicators
from .store import SizeCharts

#: How each reason begins for which an audit fails because of a size chart.
REASON = "Size chart: "

#: By chart the indicators that an appeal has excused.
Excuses = Mapping[str, Sequence[str]]


def chart_problems(tx: Tx, shop: Shop, listing: Listing, excuses: Excuses) -> dict[Indicator, str]:
    """The indicators that the listing's template does not meet and no appeal excused, each with what is missing.

    A picture of a chart is not read.
    """
    template = listing.size_chart.template if listing.size_chart else None
    chart = tx[SizeCharts].get(shop.account_id, template.id) if template else None
    rules = category_rules(listing.category_id, shop.region, listing.tree) if chart else None
    if chart is None or rules is None:
        return {}
    excused = excuses.get(chart.chart_id, ())
    unmet = unmet_indicators(chart.data, rules.size_chart, listing)
    return {indicator: missing for indicator, missing in unmet if indicator not in excused}


def audit_reasons(tx: Tx, shop: Shop, listing: Listing, excuses: Excuses) -> list[str]:
    """Why the audit of a listing fails for its size chart; empty where it does not."""
    problems = chart_problems(tx, shop, listing, excuses)
    return [f"{REASON}{missing} ({indicator})." for indicator, missing in problems.items()]


def usable_charts(tx: Tx, shop: Shop, listing: Listing, product_id: str) -> frozenset[str]:
    """The chart that the listing names, if it is the seller's, of its category, and not for another product alone."""
    template = listing.size_chart.template if listing.size_chart else None
    chart = tx[SizeCharts].get(shop.account_id, template.id) if template else None
    if chart is None or (chart.category_id, chart.category_version) != (listing.category_id, listing.tree):
        return frozenset()
    is_taken = chart.mode == SCOPED and chart.product_id not in {"", product_id}
    return frozenset() if is_taken else frozenset({chart.chart_id})


def take_chart(tx: Tx, shop: Shop, listing: Listing, product_id: str) -> None:
    """Note the product that a chart for a single one belongs to from now on."""
    template = listing.size_chart.template if listing.size_chart else None
    chart = tx[SizeCharts].get(shop.account_id, template.id, for_change=True) if template else None
    if chart is not None and chart.mode == SCOPED and not chart.product_id:
        chart.product_id = product_id
        tx[SizeCharts].save(chart)
