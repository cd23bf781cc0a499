"""submitSizeChartAppeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import (
    PARAMETERS_INVALID,
    PRODUCT_NOT_IN_ACCOUNT,
    STATUS_FORBIDS,
)
from shopwright.platform.catalogue.find import unknown_product
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_rules.errors import SIZE_CHART_IMAGE_URI, SIZE_CHART_UNKNOWN
from shopwright.platform.catalogue.product_change import change_product
from shopwright.platform.catalogue.size_charts.appeals import newest_listing, start_appeal
from shopwright.platform.catalogue.size_charts.chart import Appeal, Indicator
from shopwright.platform.catalogue.size_charts.store import SizeChartAppeals
from shopwright.platform.core.call import Call
from shopwright.platform.core.durations import day_begin_ms
from shopwright.platform.core.registry import operation
from shopwright.wire.ids import IdKind

if TYPE_CHECKING:
    from shopwright.contract.types.requests_product import SubmitSizeChartAppealRequest


@operation(
    "submitSizeChartAppeal",
    raises=(
        PARAMETERS_INVALID,
        PRODUCT_NOT_IN_ACCOUNT,
        SIZE_CHART_IMAGE_URI,
        SIZE_CHART_UNKNOWN,
        STATUS_FORBIDS,
    ),
    differs="A verdict comes after a day: approved for indicators that the chart meets by then, unless an act of the "
    "sandbox decides before. A day of appeals is one of UTC on the platform's clock.",
)
def submit_size_chart_appeal(call: Call, body: SubmitSizeChartAppealRequest) -> dict[str, object]:
    """Appeal against what an audit said of a product's size chart: 50 a day, one at a time for a product."""
    product_id, message = str(body.product_id), body.appeal_message
    change = change_product(call.tx, call.shop, product_id)
    if change is None:
        raise unknown_product(call, product_id)
    indicators = list(dict.fromkeys(Indicator(detail.indicator_type) for detail in message.indicator_details))
    if not indicators or bool(message.size_chart_id) is bool(message.size_chart_image_uri):
        raise PARAMETERS_INVALID(reason="an appeal names indicators, and either a size chart or a picture of one.")
    _check_chart(newest_listing(change), message.size_chart_id or "", message.size_chart_image_uri or "")
    appeals, now, most = call.tx[SizeChartAppeals], call.tx.now_ms(), call.operation.limits["perDay"]
    if appeals.running(call.shop.shop_id, product_id):
        raise STATUS_FORBIDS(status="under an appeal already")
    call.tx[Accounts].get(call.account.account_id, for_change=True)  # so that two calls at once cannot both be the last
    if appeals.count_since(call.shop.shop_id, day_begin_ms(now)) >= most:
        raise PARAMETERS_INVALID(reason=f"the shop has made {most} appeals today, which is the most.")
    appeal = Appeal(
        appeal_id=call.tx.new_id(IdKind.ASSET),
        shop_id=call.shop.shop_id,
        product_id=product_id,
        indicators=indicators,
        created_at=now,
        chart_id=message.size_chart_id or "",
        image_uri=message.size_chart_image_uri or "",
    )
    start_appeal(call.tx, call.shop, appeal)
    return {}


def _check_chart(listing: Listing, chart_id: str, image_uri: str) -> None:
    """12052128 or 12052670 for a chart that is not the one of the listing."""
    chart = listing.size_chart
    if chart_id and (chart is None or chart.template is None or chart.template.id != chart_id):
        raise SIZE_CHART_UNKNOWN(id=chart_id[:40])
    if image_uri and (chart is None or chart.image is None or chart.image.uri != image_uri):
        raise SIZE_CHART_IMAGE_URI(uri=image_uri[:200])
