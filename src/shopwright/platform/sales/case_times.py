"""Times in searches of cancellations and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.sales.returns.errors import RETURN_PARAMETER_WRONG

if TYPE_CHECKING:
    from shopwright.contract.types.requests_return_refund import SearchCancellationsRequest, SearchReturnsRequest


def check_times(body: SearchCancellationsRequest | SearchReturnsRequest) -> None:
    """Refuse a range that ends before it begins (25001001)."""
    ranges = {
        "create_time": (body.create_time_ge, body.create_time_lt),
        "update_time": (body.update_time_ge, body.update_time_lt),
    }
    for name, (first, end) in ranges.items():
        if first is not None and end is not None and end < first:
            raise RETURN_PARAMETER_WRONG(reason=f"{name}_lt must not be before {name}_ge.")
