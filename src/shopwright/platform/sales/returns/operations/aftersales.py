"""searchAftersalesRequests, searchReturnMerchandiseAuthorizations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging_by_time import find_page_by_time_of, from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.returns.aftersales import AftersalesRequest, Rma
from shopwright.platform.sales.returns.presenter import shown_line_items, shown_sku_request
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.store import AftersalesRequests, Returns, Rmas

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        SearchAftersalesRequestsResponseData,
        SearchAftersalesRequestsResponseDataAftersalesRequest,
        SearchAftersalesRequestsResponseDataAftersalesRequestReturnMerchandiseAuthorization,
        SearchReturnMerchandiseAuthorizationsResponseData,
        SearchReturnMerchandiseAuthorizationsResponseDataReturnMerchandiseAuthorization,
    )
    from shopwright.contract.types.requests_return_refund import (
        SearchAftersalesRequestsRequest,
        SearchReturnMerchandiseAuthorizationsRequest,
        Time,
        UnixTimeRange,
    )

_DIFFERS = "The documentation names no default order: it is the newest first, 20 to a page. Texts are English."


@operation("searchAftersalesRequests", differs=_DIFFERS)
def search_aftersales_requests(
    call: Call, body: SearchAftersalesRequestsRequest
) -> SearchAftersalesRequestsResponseData:
    """A page of aftersales requests with the parts that ``whitelisted_data_fields`` names."""
    request_filter = body.filters
    wanted = CaseFilter(
        case_ids=_set(request_filter.aftersales_request_ids if request_filter else None),
        order_ids=_set(request_filter.main_order_ids if request_filter else None),
        buyer_ids=_set(request_filter.buyer_ids if request_filter else None),
        types=_set(request_filter.return_types if request_filter else None),
        statuses=_set(request_filter.aftersales_request_statuses if request_filter else None),
    )
    wanted = _within(wanted, request_filter.time if request_filter else None)
    requests = call.tx[AftersalesRequests]
    page = find_page_by_time_of(
        call, body.pagination, body.sort, requests, wanted, lambda last: (last[0], last[1].request_id)
    )
    parts = frozenset(body.whitelisted_data_fields or ())
    return {
        "aftersales_requests": [_request(call, aftersales_request, parts) for _, aftersales_request in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _request(
    call: Call, aftersales_request: AftersalesRequest, parts: frozenset[str]
) -> SearchAftersalesRequestsResponseDataAftersalesRequest:
    request: SearchAftersalesRequestsResponseDataAftersalesRequest = {
        "id": aftersales_request.request_id,
        "status": str(aftersales_request.status),
    }
    cases = _returns(call, aftersales_request.return_ids) if parts else []
    if "LINE_ITEMS" in parts:
        request["line_items"] = shown_line_items(cases)
    if "SKU_RETURN_REQUESTS" in parts:
        request["sku_return_requests"] = [shown_sku_request(call, case) for case in cases]
    if "RETURN_MERCHANDISE_AUTHORIZATIONS" in parts:
        mine = CaseFilter(parent_ids=(aftersales_request.request_id,))
        rmas = call.tx[Rmas].page(call.shop.shop_id, mine, by="created_at", descending=False, after=None, size=_ALL)
        request["return_merchandise_authorizations"] = [_rma_of_request(rma, cases) for _, rma in rmas]
    return request


#: More RMAs than a request can have.
_ALL = 1000


def _rma_of_request(
    rma: Rma, cases: Sequence[Return]
) -> SearchAftersalesRequestsResponseDataAftersalesRequestReturnMerchandiseAuthorization:
    return {
        "id": rma.rma_id,
        "package_id": rma.package_id,
        "aftersales_request_id": rma.request_id,
        "status": str(rma.status),
        "line_items": shown_line_items([case for case in cases if case.rma_id == rma.rma_id]),
    }


@operation("searchReturnMerchandiseAuthorizations", differs=_DIFFERS)
def search_return_merchandise_authorizations(
    call: Call, body: SearchReturnMerchandiseAuthorizationsRequest
) -> SearchReturnMerchandiseAuthorizationsResponseData:
    """A page of RMAs with the parts that ``whitelisted_data_fields`` names."""
    request_filter = body.filters
    wanted = CaseFilter(
        case_ids=_set(request_filter.rma_ids if request_filter else None),
        order_ids=_set(request_filter.main_order_ids if request_filter else None),
        statuses=_set(request_filter.statuses if request_filter else None),
        parent_ids=_set(request_filter.aftersales_request_ids if request_filter else None),
        package_ids=_set(request_filter.package_ids if request_filter else None),
    )
    wanted = _within(wanted, request_filter.time if request_filter else None)
    rmas = call.tx[Rmas]
    page = find_page_by_time_of(call, body.pagination, body.sort, rmas, wanted, lambda last: (last[0], last[1].rma_id))
    parts = frozenset(body.whitelisted_data_fields or ())
    return {
        "return_merchandise_authorizations": [_rma(call, rma, parts) for _, rma in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _rma(
    call: Call, rma: Rma, parts: frozenset[str]
) -> SearchReturnMerchandiseAuthorizationsResponseDataReturnMerchandiseAuthorization:
    merchandise_authorization: SearchReturnMerchandiseAuthorizationsResponseDataReturnMerchandiseAuthorization = {
        "id": rma.rma_id,
        "package_id": rma.package_id,
        "aftersales_request_id": rma.request_id,
        "status": str(rma.status),
    }
    cases = _returns(call, rma.return_ids) if parts else []
    if "LINE_ITEMS" in parts:
        merchandise_authorization["line_items"] = shown_line_items(cases)
    if "SKU_RETURN_REQUESTS" in parts:
        merchandise_authorization["sku_return_requests"] = [shown_sku_request(call, case) for case in cases]
    return merchandise_authorization


def _returns(call: Call, return_ids: Sequence[str]) -> list[Return]:
    cases = (call.tx[Returns].get(call.shop.shop_id, return_id) for return_id in return_ids)
    return [case for case in cases if case is not None]


def _set(names: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(names or ())))


def _within(case_filter: CaseFilter, time: Time | None) -> CaseFilter:
    """The filter, limited to times of creation and of change."""
    created, updated = (time.create_time, time.update_time) if time else (None, None)
    return msgspec.structs.replace(
        case_filter,
        created_from=_first(created),
        created_before=_end(created),
        updated_from=_first(updated),
        updated_before=_end(updated),
    )


def _first(unix_time_range: UnixTimeRange | None) -> int | None:
    return from_seconds(unix_time_range.min_unix_time_inclusive) if unix_time_range else None


def _end(unix_time_range: UnixTimeRange | None) -> int | None:
    return from_seconds(unix_time_range.max_unix_time_exclusive) if unix_time_range else None
