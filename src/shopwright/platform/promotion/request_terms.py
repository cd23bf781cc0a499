"""Reads what a request offers into what an activity keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shopwright import decoders

from .activity import ActivityType
from .errors import PARAMETER_WRONG
from .terms import Discount

if TYPE_CHECKING:
    from shopwright.contract.types.requests_promotion import Discount as RequestDiscount

#: The types whose request names exactly one limit for buyers.
_LIMITED = {ActivityType.BUY_MORE_SAVE_MORE, ActivityType.BUY_X_GET_Y, ActivityType.GIFT_WITH_PURCHASE}


def read_discount(discount: RequestDiscount | None) -> Discount:
    """The offer of a request; its fields have the same names."""
    return decoders.convert(msgspec.to_builtins(discount), Discount) if discount is not None else Discount()


def read_once_per_buyer(kind: ActivityType, limit_types: Sequence[str]) -> bool:
    """Whether a buyer takes part in one order only."""
    if (kind in _LIMITED and len(limit_types) != 1) or len(limit_types) > 1:
        raise PARAMETER_WRONG(reason="participation_limit has exactly one entry.")
    for limit_type in limit_types:
        if limit_type not in {"BUYER_NO_LIMIT", "BUYER_LIMIT_ONLY_ONE"}:
            raise PARAMETER_WRONG(reason="participation_limit is BUYER_NO_LIMIT or BUYER_LIMIT_ONLY_ONE.")
    return "BUYER_LIMIT_ONLY_ONE" in limit_types
