"""checkListingPrerequisites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.prerequisites import checks
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import CheckListingPrerequisitesResponseData


@operation(
    "checkListingPrerequisites",
    differs="Which market checks what is invented. Shop status, warehouses and quota are looked at; tax, bank account, "
    "producer responsibility and contact data fail by a switch of the sandbox only.",
)
def check_listing_prerequisites(call: Call) -> CheckListingPrerequisitesResponseData:
    """Whether the shop meets what its market asks for before listing; ``fail_reasons`` is empty where it does."""
    return {
        "check_results": [
            {"check_item": check.item, "is_failed": bool(check.reasons), "fail_reasons": [*check.reasons]}
            for check in checks(call.tx, call.shop)
        ]
    }
