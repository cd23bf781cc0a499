"""createSizeChartV2, editSizeChartV2, searchSizeCharts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import SizeChartRule, category_rules
from shopwright.platform.catalogue.errors import PAGE_SIZE_INVALID, PARAMETERS_INVALID
from shopwright.platform.catalogue.listing_rules.errors import (
    CATEGORY_NOT_LEAF,
    CATEGORY_NOT_LEAF_OR_WRONG_VERSION,
    CATEGORY_UNKNOWN,
    SIZE_CHART_UNKNOWN,
)
from shopwright.platform.catalogue.size_charts.chart import MODES, REUSABLE, ChartData, Column, SizeChart
from shopwright.platform.catalogue.size_charts.picture import draw_chart
from shopwright.platform.catalogue.size_charts.rules import checked
from shopwright.platform.catalogue.size_charts.store import ChartFilter, SizeCharts
from shopwright.platform.catalogue.taxonomy import Version
from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.media.uploads import check_image, keep_image
from shopwright.platform.webhooks.emit import emit_to_account
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.ids import IdKind
from shopwright.wire.message_keywords import FIELD_MISSING

from .category_lookup import named_leaf

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        SearchSizeChartsResponseData,
        SearchSizeChartsResponseDataSizeChart,
        SizeChartV2ResponseData,
    )
    from shopwright.contract.types.requests_product import (
        CreateSizeChartV2Request,
        EditSizeChartV2Request,
        SearchSizeChartsRequest,
        SizeChartData,
    )

#: The most characters of a template's name (invented).
MOST_NAME = 100

_CATEGORY = (CATEGORY_NOT_LEAF, CATEGORY_NOT_LEAF_OR_WRONG_VERSION, CATEGORY_UNKNOWN)


@operation(
    "createSizeChartV2",
    raises=(*_CATEGORY, PARAMETERS_INVALID),
    webhooks=(19,),
    differs="The request names no version of the category tree: it is the one in which the market has the category. "
    "What a chart may hold is invented, as its documentation lists no codes.",
)
def create_size_chart_v2(call: Call, body: CreateSizeChartV2Request) -> SizeChartV2ResponseData:
    """Keep a size chart of the seller's, for any product of its category or for a single one."""
    if body.size_chart_mode not in MODES:
        raise INVALID(reason=f"SizeChartMode must be one of [{', '.join(MODES)}].")
    name = _name(body.template_name)
    if body.size_chart_mode == REUSABLE and not name:
        raise FIELD_MISSING(field="TemplateName")
    version = _version(call, body.category_id)
    category = named_leaf(body.category_id, version)
    data = checked(_data(body.size_chart_data), _rule(call.shop.region, category.id, version))
    chart = SizeChart(
        chart_id=call.tx.new_id(IdKind.TEMPLATE),
        account_id=call.account.account_id,
        mode=body.size_chart_mode,
        name=name,
        category_id=category.id,
        category_version=version,
        region=call.shop.region,
        locale=region(call.shop.region).locales[0],
        data=data,
        image_uri=_picture(call, data, name),
        created_at=call.tx.now_ms(),
    )
    call.tx[SizeCharts].add(chart)
    _tell(call, chart, "CREATE")
    return {"size_chart_id": chart.chart_id}


@operation(
    "editSizeChartV2",
    raises=(PARAMETERS_INVALID, SIZE_CHART_UNKNOWN),
    webhooks=(19,),
    differs="Products that name the chart show the new one at once, and are not audited anew.",
)
def edit_size_chart_v2(call: Call, body: EditSizeChartV2Request) -> SizeChartV2ResponseData:
    """Replace the table of a size chart, and its name where one is sent."""
    charts = call.tx[SizeCharts]
    chart = charts.get(call.account.account_id, body.size_chart_id, for_change=True)
    if chart is None:
        raise SIZE_CHART_UNKNOWN(id=body.size_chart_id[:40])
    version: Version = "v2" if chart.category_version == "v2" else "v1"
    chart.data = checked(_data(body.size_chart_data), _rule(chart.region, chart.category_id, version))
    chart.name = _name(body.template_name) or chart.name
    chart.image_uri = _picture(call, chart.data, chart.name)
    charts.save(chart)
    _tell(call, chart, "EDIT")
    return {"size_chart_id": chart.chart_id}


@operation(
    "searchSizeCharts",
    raises=(PAGE_SIZE_INVALID,),
    differs="A keyword is looked for in names. A chart has data in the language of the shop that it was made for, and "
    "a picture that the platform drew; locales choose which of them are shown.",
)
def search_size_charts(call: Call, body: SearchSizeChartsRequest) -> SearchSizeChartsResponseData:
    """A page of the seller's size charts, the newest first."""
    wanted = ChartFilter(tuple(sorted(set(body.ids or ()))), (body.keyword or "").strip(), body.size_chart_mode or "")
    account_id, charts = call.account.account_id, call.tx[SizeCharts]
    page = find_page(
        call,
        start=("",),
        selects=[wanted],
        count=lambda: charts.count(account_id, wanted),
        find=lambda after, most: charts.page(account_id, wanted, str(after[0]) if after else "", most),
        position=lambda last: (last.chart_id,),
    )
    locales = call.query.get("locales")
    wanted_locales = frozenset(locales) if isinstance(locales, list) else frozenset()
    return {
        "size_chart": [_row(call, chart, wanted_locales) for chart in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _name(name: str | None) -> str:
    name = (name or "").strip()
    if len(name) > MOST_NAME or not name.isprintable():
        raise PARAMETERS_INVALID(reason=f"template_name has up to {MOST_NAME} printable characters.")
    return name


def _version(call: Call, category_id: str) -> Version:
    """The tree of the market in which there is the category, else the market's own."""
    versions = region(call.shop.region).category_versions
    known = [version for version in (versions.tree, *versions.listing) if taxonomy.category(category_id, version)]
    return (known or [versions.tree])[0]


def _rule(market: str, category_id: str, version: Version) -> SizeChartRule:
    rules = category_rules(category_id, market, version)
    assert rules is not None, "the category was looked up"
    return rules.size_chart


def _data(data: SizeChartData) -> ChartData:
    return ChartData(
        measurement_type=data.measurement_type,
        unit_system=data.unit_system,
        columns=[Column(header.name, header.id or "") for header in data.table.headers],
        rows=[[cell.value for cell in row.cells] for row in data.table.rows],
        description=data.description or "",
        is_one_size=bool(data.is_one_size),
        size_types=data.size_types or [],
    )


def _picture(call: Call, data: ChartData, name: str) -> str:
    """Draw the chart and keep it as an upload of the seller; answers its URI."""
    drawn = draw_chart(data, name or "Size chart")
    return keep_image(call, drawn, check_image(drawn), "SIZE_CHART_IMAGE")


def _tell(call: Call, chart: SizeChart, event: str) -> None:
    """Webhook 19."""
    account = call.tx[Accounts].get(chart.account_id)
    data = {
        "size_chart_template_id": chart.chart_id,
        "size_chart_template_name": chart.name,
        "event_type": event,
        "update_time": call.tx.now(),
    }
    for authorization in call.tx[Authorizations].active_of(chart.account_id):
        assert account is not None, "it makes the call"
        emit_to_account(call.tx, account, authorization, 19, data)


def _row(call: Call, chart: SizeChart, locales: frozenset[str]) -> SearchSizeChartsResponseDataSizeChart:
    row: SearchSizeChartsResponseDataSizeChart = {
        "template_id": chart.chart_id,
        "template_name": chart.name,
        "related_category_ids": [chart.category_id],
        "size_chart_mode": "REUSABLE_TEMPLATE" if chart.mode == REUSABLE else "PRODUCT_SCOPED",
        "images": [],
        "size_chart_datas": [],
    }
    if locales and chart.locale not in locales:
        return row
    data = chart.data
    row["images"] = [{"uri": chart.image_uri, "url": call.services.media_url(chart.image_uri), "locale": chart.locale}]
    row["size_chart_datas"] = [
        {
            "locale": chart.locale,
            "size_chart_data": {
                "table": {
                    "headers": [{"id": column.id, "name": column.name} for column in data.columns],
                    "rows": [{"cells": [{"value": value} for value in values]} for values in data.rows],
                },
                "description": data.description,
                "is_one_size": data.is_one_size,
                "measurement_type": data.measurement_type,
                "unit_system": data.unit_system,
                "size_types": data.size_types,
            },
        }
    ]
    return row
