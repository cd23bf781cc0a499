"""States and amounts of money in plain words."""

from __future__ import annotations

from collections.abc import Mapping

#: The look and the words of a payment's state.
PAYMENT_STATES: Mapping[str, tuple[str, str]] = {
    "PROCESSING": ("info", "On its way"),
    "PAID": ("done", "Paid"),
    "FAILED": ("late", "Sent back"),
}

#: What an unsettled transaction waits for.
WAITS: Mapping[str, str] = {
    "NOT_DELIVERED": "Waits for delivery",
    "REQUEST_OPEN": "A request is open",
    "SETTLEMENT_PERIOD": "Waits for the settlement period",
    "STATEMENT_OPEN": "On the next statement",
    "RESERVE_PERIOD": "Kept back until its day",
}


#: Parts of names that are written in capitals.
_SHORT = frozenset(
    {"vat", "gst", "sst", "iva", "isr", "pit", "cod", "fbt", "fbm", "sfp", "gmv", "epr", "cfp", "sp", "dt"}
)


def words_of_amount(name: str) -> str:
    """The name of an amount's field as words."""
    words = " ".join(part.upper() if part in _SHORT else part for part in name.removesuffix("_amount").split("_"))
    return words[:1].upper() + words[1:]


def words_of_type(name: str) -> str:
    """The type of a transaction as words."""
    return name.replace("_", " ").capitalize()
