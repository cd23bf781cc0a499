"""Money and moments: ``Decimal`` amounts with their currency, and times that know their zone.

Replies keep TikTok's spelling (``"12.30"``, ``1700000000``); these read them. Arguments take ``Decimal`` and
``datetime`` wherever the contract has an amount or a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import total_ordering
from typing import Self

#: Currencies of TikTok's markets whose amounts have no decimal places; all others have two.
_WHOLE = frozenset({"IDR", "JPY", "VND"})

#: How each spelling of a price calls its amount, the one that counts most first.
_AMOUNTS = ("amount", "sale_price", "tax_exclusive_price", "value", "total_amount", "settlement_amount")

#: How fields end that hold digits, but no money.
_NO_AMOUNTS = ("id", "time", "name", "count", "percent", "quantity", "rate", "number", "currency", "status")

#: What a market's clocks show; where it has several zones, one of them.
_ZONES = {
    "BR": "America/Sao_Paulo", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "FR": "Europe/Paris",
    "GB": "Europe/London", "ID": "Asia/Jakarta", "IE": "Europe/Dublin", "IT": "Europe/Rome", "JP": "Asia/Tokyo",
    "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "PH": "Asia/Manila", "SG": "Asia/Singapore",
    "TH": "Asia/Bangkok", "UK": "Europe/London", "US": "America/Los_Angeles", "VN": "Asia/Ho_Chi_Minh",
}  # fmt: skip

#: Unix seconds reach this in the year 5138; a larger number is milliseconds (of 1973 and later).
_LEAST_MILLISECONDS = 10**11


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount of one currency (ISO 4217). Amounts of two currencies are equal never, and neither added nor compared.

    ``Money("12.30", "GBP")``: amounts are ``Decimal``, whole numbers or texts; a float is a ``TypeError``.
    """

    amount: Decimal
    currency: str

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
            raise ValueError(f"{currency!r} is no currency: give its three letters, like 'GBP'")
        object.__setattr__(self, "amount", decimal(amount))
        object.__setattr__(self, "currency", currency.upper())

    @classmethod
    def of(cls, block: Mapping[str, object], field: str | None = None) -> Self:
        """The money in a block of a reply: ``{"amount": "1.00", "currency": "GBP"}``, a SKU's price, or a ``field`` of
        a payment. ``KeyError`` without currency or amount; empty texts count as missing.
        """
        currency = next((block[name] for name in ("currency", "currency_code") if block.get(name)), None)
        names = _AMOUNTS if field is None else (field,)
        amount = next((block[name] for name in names if block.get(name) not in (None, "")), None)
        if currency is None or amount is None:
            missing = "currency" if currency is None else " or ".join(names)
            raise KeyError(f"there is no {missing} among {', '.join(block) or 'nothing'}")
        return cls(decimal(amount), str(currency))

    def rounded(self) -> Self:
        """To the decimal places of the currency, halves away from zero."""
        places = Decimal(1) if self.currency in _WHOLE else Decimal("0.01")
        return type(self)(self.amount.quantize(places, ROUND_HALF_UP), self.currency)

    def as_block(self) -> dict[str, str]:
        """As bodies take it: ``{"amount": "1.00", "currency": "GBP"}``."""
        return {"amount": format(self.amount, "f"), "currency": self.currency}

    def __add__(self, other: Money) -> Self:
        return type(self)(self.amount + self._same(other), self.currency)

    def __radd__(self, other: int) -> Self:
        """``sum()`` begins with 0."""
        if other != 0:
            return NotImplemented
        return self

    def __sub__(self, other: Money) -> Self:
        return type(self)(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: Decimal | int) -> Self:
        return type(self)(self.amount * _factor(factor), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Self:
        return type(self)(self.amount / _factor(divisor), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount, self.currency)

    def __abs__(self) -> Self:
        return type(self)(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __str__(self) -> str:
        """``1,234.50 GBP``."""
        places = self.amount.as_tuple().exponent
        least = 0 if self.currency in _WHOLE else 2
        digits = max(least, -places) if isinstance(places, int) else least
        return f"{self.amount:,.{digits}f} {self.currency}"

    def _same(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"money goes with money only, not with {type(other).__name__}")
        if other.currency != self.currency:
            raise ValueError(f"{self} and {other} are of two currencies: convert one first")
        return other.amount


def decimal(value: object) -> Decimal:
    """An amount as TikTok writes it, exact; ``TypeError`` for a float, ``ValueError`` for what is no finite number."""
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int | str):
        kind = type(value).__name__
        raise TypeError(
            f"{value!r} is a {kind}: an amount is a Decimal, a whole number or a text, for it must be exact"
        )
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is no amount")
    return number


def _factor(value: Decimal | int) -> Decimal:
    if isinstance(value, Money):
        raise TypeError("money times money is no money")
    return decimal(value)


def amounts(block: Mapping[str, object]) -> dict[str, Decimal]:
    """All amounts of a payment, a price or a statement, by field; other fields and empty texts are left out.

    ``amounts(order["payment"])["total_amount"]``.
    """
    decimals = {}
    for name, value in block.items():
        if isinstance(value, str) and value and not name.endswith(_NO_AMOUNTS):
            try:
                decimals[name] = decimal(value)
            except ValueError:
                continue
    return decimals


def moment(value: int | str | datetime) -> datetime:
    """A time of a reply, in UTC: Unix seconds or milliseconds, as a number or as digits.

    ``ValueError`` for 0 and for empty texts, which is how TikTok writes that there is none, and for all else.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: give it one, like datetime(…, tzinfo=UTC)")
        return value.astimezone(UTC)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{value!r} is a {type(value).__name__}, not Unix seconds or milliseconds")
    if isinstance(value, str) and not (value.isascii() and value.removeprefix("-").isdigit()):
        raise ValueError(f"{value!r} is no time: Unix seconds or milliseconds are digits")
    number = int(value)
    if number == 0:
        raise ValueError("0 means that there is no such time")
    unit = "milliseconds" if abs(number) >= _LEAST_MILLISECONDS else "seconds"
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(**{unit: number})
    except OverflowError:
        raise ValueError(f"{value!r} is no time that a calendar knows") from None


def in_zone(value: int | str | datetime, region: str | tzinfo) -> datetime:
    """A time as the clocks of a market (``"GB"``), of a zone (``"Europe/London"``) or of a ``tzinfo`` show it."""
    return moment(value).astimezone(zone(region) if isinstance(region, str) else region)


def zone(region: str) -> tzinfo:
    """The time zone of a market, or the one of that name; ``ValueError`` when there is none."""
    from zoneinfo import ZoneInfo

    name = _ZONES.get(region.upper(), region)
    try:
        if "/" in name or name == "UTC":
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise ValueError(f"{region!r} is no market or time zone that is known: give one like 'GB' or 'Europe/London'")
