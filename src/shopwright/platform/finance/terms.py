"""When and how much shops are paid in each market, as data; a shop may have terms of its own.

Everything stands in ``data/terms.json`` and is invented (docs/reference/settlement.md#terms).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

#: What a fee is taken of; the data file says what each means.
FeeBase = Literal["REVENUE", "PAID", "FEES", "ITEM", "ORDER"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the file."""


class FeeTerm(_Part, frozen=True, kw_only=True):
    """One fee, or one tax that is kept back, under the name of its field: a ``rate`` of its base, at most ``cap`` for
    each unit, or an ``amount``."""

    name: str
    of: FeeBase
    group: Literal["fee", "tax"] = "fee"
    rate: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    cap: Decimal | None = None


class RefundAdministration(_Part, frozen=True):
    """What is kept of a fee that is given back as its sale is refunded: a ``rate`` of it, at most ``cap`` a unit."""

    name: str
    of: str
    rate: Decimal
    cap: Decimal


class Terms(_Part, frozen=True, kw_only=True):
    """``delay_days`` after delivery an order is settled; ``payment_days`` after its statement a payment arrives, if it
    comes to ``minimum_payment``. ``parcel_cost`` is what a parcel costs that travels by the platform's carriers, and
    ``return_cost`` one that comes back; ``cofunded_by_seller`` the seller's part of a co-funded discount.
    ``lists_payments``: apps may read them. Orders have accounts that were placed from ``accounts_since`` on, and are
    listed as unsettled from ``unsettled_since`` on."""

    delay_days: int
    payment_days: int
    fees: tuple[FeeTerm, ...]
    refund_administration: RefundAdministration | None
    parcel_cost: Decimal
    return_cost: Decimal
    minimum_payment: Decimal
    cofunded_by_seller: Decimal
    lists_payments: bool
    accounts_since: date
    accounts_since_across_borders: date
    unsettled_since: date

    def since_ms(self, *, across_borders: bool) -> int:
        """The first moment whose orders have accounts, in unix milliseconds."""
        return _midnight(self.accounts_since_across_borders if across_borders else self.accounts_since)

    @property
    def unsettled_since_ms(self) -> int:
        """The first moment whose orders are listed while they are unsettled, in unix milliseconds."""
        return _midnight(self.unsettled_since)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


class _File(_Part, frozen=True):
    about: str
    defaults: Mapping[str, msgspec.Raw]
    regions: Mapping[str, Mapping[str, msgspec.Raw]]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("finance", "terms.json"), type=_File)


@cache
def terms_of(region: str) -> Terms:
    """The terms of a market."""
    file = _file()
    return decoders.decode(msgspec.json.encode({**file.defaults, **file.regions[region]}), type=Terms)
