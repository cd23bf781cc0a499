"""The states of a combined listing, in the words of webhook 42."""

from __future__ import annotations

from enum import StrEnum


class CombinedStatus(StrEnum):
    LIVE = "LIVE"
    SYSTEM_DEACTIVATED = "SYSTEM_DEACTIVATED"
    SELLER_DEACTIVATED = "SELLER_DEACTIVATED"
    DELETED = "DELETED"
