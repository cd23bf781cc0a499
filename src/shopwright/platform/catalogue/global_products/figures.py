"""The invented figures of global products, from ``data/global_products.json``: times of tasks, and exchange rates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.money import rounded


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``markets`` may have global products; times in seconds of the platform's clock; rates are by currency."""

    about: str
    invented: Literal[True]
    markets: tuple[str, ...]
    replication_seconds: int
    gpa_upgrade_seconds: int
    category_upgrade_seconds: int
    category_upgrade_seconds_per_product: int
    units_per_dollar: Mapping[str, Decimal]


@cache
def figures() -> Figures:
    """The figures of the data file."""
    return decoders.decode(read_data_file("catalogue", "global_products.json"), type=Figures)


def exchanged(amount: Decimal, currency: str, into: str, decimals: int) -> Decimal:
    """An amount in another currency, at least its smallest coin."""
    rates = figures().units_per_dollar
    coin = Decimal(1).scaleb(-decimals)
    return max(rounded(amount / rates[currency] * rates[into], decimals), coin)
