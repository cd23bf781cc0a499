"""searchCombinablePackages, combinePackage, uncombinePackages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.packages.combine import combinable, combine, uncombine
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS, PACKAGE_STATE_FORBIDS
from shopwright.platform.sales.packages.errors import (
    ALREADY_COMBINED,
    COMBINATION_INVALID,
    MARKET_FORBIDS,
    NOT_COMBINED,
    ORDER_NOT_IN_COMBINATION,
    ORDER_NOT_IN_PACKAGE,
)
from shopwright.platform.sales.packages.package import Package
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        BatchShipPackagesResponseDataError,
        CombinedPackage,
        CombinePackageResponseData,
        SearchCombinablePackagesResponseData,
        UncombinePackagesResponseData,
    )
    from shopwright.contract.types.requests_fulfillment import CombinePackageRequest, UncombinePackagesRequest


@operation(
    "searchCombinablePackages",
    raises=(MARKET_FORBIDS,),
    differs="Markets that combine by tracking number are refused with 21011013, as by combinePackage: the "
    "documentation names the code of a failing server alone, and an empty list would say that nothing can be combined.",
)
def search_combinable_packages(call: Call) -> SearchCombinablePackagesResponseData:
    """A page of the groups of orders that may go in one package, the oldest first.

    Orders of a group have buyer, address, warehouse and delivery option in common and are not shipped. ``id`` is what
    the package would be called.
    """
    groups = combinable(call.tx, call.shop)
    page = find_page(
        call,
        start=(0, ""),
        selects=[],
        count=lambda: len(groups),
        find=lambda after, size: [group for group in groups if (group.at, group.draft_id) > tuple(after)][:size],
        position=lambda last: (last.at, last.draft_id),
    )
    return {
        "combinable_packages": [{"id": group.draft_id, "order_ids": list(group.packages)} for group in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


@operation(
    "combinePackage",
    raises=(ALREADY_COMBINED, COMBINATION_INVALID, MARKET_FORBIDS, ORDER_NOT_IN_COMBINATION, PACKAGE_NOT_YOURS),
    webhooks=(4,),
    differs="Instead of the id of a combinable package, that of any package in it is taken too.",
)
def combine_package(call: Call, body: CombinePackageRequest) -> CombinePackageResponseData:
    """Put the orders of each combinable package, all or those named, into one package; the old ones are cancelled."""
    groups = combinable(call.tx, call.shop)
    made: list[Package] = []
    errors: list[BatchShipPackagesResponseDataError] = []
    for combinable_package in body.combinable_packages:
        try:
            with call.tx.attempt():
                made.append(combine(call.tx, call.shop, groups, combinable_package.id, combinable_package.order_ids))
        except ApiError as error:
            errors.append(
                {"code": error.code, "message": error.message, "detail": {"package_id": combinable_package.id}}
            )
    return {"packages": _combined(made), "errors": errors}


@operation(
    "uncombinePackages",
    raises=(NOT_COMBINED, ORDER_NOT_IN_PACKAGE, PACKAGE_NOT_YOURS, PACKAGE_STATE_FORBIDS),
    webhooks=(4,),
)
def uncombine_packages(call: Call, body: UncombinePackagesRequest) -> UncombinePackagesResponseData:
    """Take orders, all or those named, out of a combined package that is not shipped, each into one of its own."""
    return {"packages": _combined(uncombine(call.tx, call.shop, call.path["package_id"], body.order_ids))}


def _combined(packages: Iterable[Package]) -> list[CombinedPackage]:
    return [{"id": package.package_id, "order_ids": package.order_ids} for package in packages]
