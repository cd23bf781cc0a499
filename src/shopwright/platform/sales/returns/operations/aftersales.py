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
    given = body.filters
    wanted = CaseFilter(
        case_ids=_set(given.aftersales_request_ids if given else None),
        order_ids=_set(given.main_order_ids if given else None),
        buyer_ids=_set(given.buyer_ids if given else None),
        types=_set(given.return_types if given else None),
        statuses=_set(given.aftersales_request_statuses if given else None),
    )
    wanted = _within(wanted, given.time if given else None)
    requests = call.tx[AftersalesRequests]
    page = find_page_by_time_of(
        call, body.pagination, body.sort, requests, wanted, lambda last: (last[0], last[1].request_id)
    )
    parts = frozenset(body.whitelisted_data_fields or ())
    return {
        "aftersales_requests": [_request(call, one, parts) for _, one in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _request(
    call: Call, one: AftersalesRequest, parts: frozenset[str]
) -> SearchAftersalesRequestsResponseDataAftersalesRequest:
    shown: SearchAftersalesRequestsResponseDataAftersalesRequest = {"id": one.request_id, "status": str(one.status)}
    cases = _returns(call, one.return_ids) if parts else []
    if "LINE_ITEMS" in parts:
        shown["line_items"] = shown_line_items(cases)
    if "SKU_RETURN_REQUESTS" in parts:
        shown["sku_return_requests"] = [shown_sku_request(call, case) for case in cases]
    if "RETURN_MERCHANDISE_AUTHORIZATIONS" in parts:
        mine = CaseFilter(parent_ids=(one.request_id,))
        rmas = call.tx[Rmas].page(call.shop.shop_id, mine, by="created_at", descending=False, after=None, size=_ALL)
        shown["return_merchandise_authorizations"] = [_rma_of_request(rma, cases) for _, rma in rmas]
    return shown


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
        "line_items": shown_line_items([one for one in cases if one.rma_id == rma.rma_id]),
    }


@operation("searchReturnMerchandiseAuthorizations", differs=_DIFFERS)
def search_return_merchandise_authorizations(
    call: Call, body: SearchReturnMerchandiseAuthorizationsRequest
) -> SearchReturnMerchandiseAuthorizationsResponseData:
    """A page of RMAs with the parts that ``whitelisted_data_fields`` names."""
    given = body.filters
    wanted = CaseFilter(
        case_ids=_set(given.rma_ids if given else None),
        order_ids=_set(given.main_order_ids if given else None),
        statuses=_set(given.statuses if given else None),
        parent_ids=_set(given.aftersales_request_ids if given else None),
        package_ids=_set(given.package_ids if given else None),
    )
    wanted = _within(wanted, given.time if given else None)
    rmas = call.tx[Rmas]
    page = find_page_by_time_of(call, body.pagination, body.sort, rmas, wanted, lambda last: (last[0], last[1].rma_id))
    parts = frozenset(body.whitelisted_data_fields or ())
    return {
        "return_merchandise_authorizations": [_rma(call, one, parts) for _, one in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _rma(
    call: Call, one: Rma, parts: frozenset[str]
) -> SearchReturnMerchandiseAuthorizationsResponseDataReturnMerchandiseAuthorization:
    shown: SearchReturnMerchandiseAuthorizationsResponseDataReturnMerchandiseAuthorization = {
        "id": one.rma_id,
        "package_id": one.package_id,
        "aftersales_request_id": one.request_id,
        "status": str(one.status),
    }
    cases = _returns(call, one.return_ids) if parts else []
    if "LINE_ITEMS" in parts:
        shown["line_items"] = shown_line_items(cases)
    if "SKU_RETURN_REQUESTS" in parts:
        shown["sku_return_requests"] = [shown_sku_request(call, case) for case in cases]
    return shown


def _returns(call: Call, return_ids: Sequence[str]) -> list[Return]:
    found = (call.tx[Returns].get(call.shop.shop_id, one) for one in return_ids)
    return [one for one in found if one is not None]


def _set(given: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(given or ())))


def _within(one: CaseFilter, given: Time | None) -> CaseFilter:
    """The filter, limited to times of creation and of change."""
    created, updated = (given.create_time, given.update_time) if given else (None, None)
    return msgspec.structs.replace(
        one,
        created_from=_first(created),
        created_before=_end(created),
        updated_from=_first(updated),
        updated_before=_end(updated),
    )


def _first(given: UnixTimeRange | None) -> int | None:
    return from_seconds(given.min_unix_time_inclusive) if given else None


def _end(given: UnixTimeRange | None) -> int | None:
    return from_seconds(given.max_unix_time_exclusive) if given else None
