"""Whether a rule holds an order, and in which words. Nothing here reads the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shopwright.hub.channels.protocol import Address
from shopwright.hub.core.money import money_words

from .models import HoldRule, RuleKind

_DIGIT = re.compile(r"\d")
#: PO boxes as they are written in the markets' languages.
_PO_BOX = re.compile(
    r"\b(p\.?\s?o\.?\s?box|post\s?office\s?box|postfach|packstation|bo[iî]te\s+postale|b\.?p\.?\s?\d+"
    r"|apartado(\s+(postal|de\s+correos))?|apdo|casella\s+postale|caixa\s+postal|kotak\s+pos)\b",
    re.IGNORECASE,
)
#: What labels print: Western letters, as of Windows-1252.
_LABEL_LETTERS = "cp1252"


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at. ``orders_of_day`` and ``orders_before`` count the buyer's other orders when they are asked:
    those of the day before this one, and all earlier ones; None where the buyer is not known.
    """

    address: Address
    shipping_option: str
    total: Decimal
    currency: str
    pieces: Mapping[str, int]
    orders_of_day: Callable[[], int | None]
    orders_before: Callable[[], int | None]


def reason_of(rule: HoldRule, facts: Facts) -> str:
    """Why a rule holds an order; empty where it does not. A masked or missing address is not judged."""
    return _REASONS[RuleKind(rule.kind)](rule, facts)


def _no_number(rule: HoldRule, facts: Facts) -> str:
    lines = _lines(facts)
    if not lines or any(_DIGIT.search(line) for line in lines):
        return ""
    return "The street has no house number"


def _po_box(rule: HoldRule, facts: Facts) -> str:
    option = facts.shipping_option.casefold()
    if rule.words and not any(word.casefold() in option for word in rule.words):
        return ""
    return "The address is a PO box" if any(_PO_BOX.search(line) for line in _lines(facts)) else ""


def _country(rule: HoldRule, facts: Facts) -> str:
    country = facts.address.country.upper()
    if not country or country in {word.upper() for word in rule.words}:
        return ""
    return f"You do not ship to {country}"


def _letters(rule: HoldRule, facts: Facts) -> str:
    address = facts.address
    for text in (address.name, *address.lines, address.city, address.state, address.postcode):
        for letter in text:
            if not _is_printable(letter):
                return f"The label cannot print “{letter}” in the address"
    return ""


def _value(rule: HoldRule, facts: Facts) -> str:
    if rule.amount is None or facts.currency != rule.currency or facts.total <= rule.amount:
        return ""
    return f"The order is above {money_words(rule.amount, rule.currency)}"


def _pieces(rule: HoldRule, facts: Facts) -> str:
    for sku, pieces in facts.pieces.items():
        if rule.amount is not None and pieces > rule.amount and rule.sku in ("", sku):
            return f"{pieces} pieces of {sku}"
    return ""


def _many_orders(rule: HoldRule, facts: Facts) -> str:
    others = facts.orders_of_day()
    if rule.amount is None or others is None or others + 1 <= rule.amount:
        return ""
    return f"More than {rule.amount:.0f} orders of this buyer within a day"


def _first_order(rule: HoldRule, facts: Facts) -> str:
    if rule.amount is None or not _value(rule, facts) or facts.orders_before() != 0:
        return ""
    return f"The buyer's first order, above {money_words(rule.amount, rule.currency)}"


def _lines(facts: Facts) -> list[str]:
    """The lines of the address, none where it is masked."""
    lines = [line for line in facts.address.lines if line.strip()]
    return [] if any("*" in line for line in lines) else lines


def _is_printable(letter: str) -> bool:
    try:
        letter.encode(_LABEL_LETTERS)
    except UnicodeEncodeError:
        return False
    return True


_REASONS: Mapping[RuleKind, Callable[[HoldRule, Facts], str]] = {
    RuleKind.NO_NUMBER: _no_number,
    RuleKind.PO_BOX: _po_box,
    RuleKind.COUNTRY: _country,
    RuleKind.LETTERS: _letters,
    RuleKind.VALUE: _value,
    RuleKind.PIECES: _pieces,
    RuleKind.MANY_ORDERS: _many_orders,
    RuleKind.FIRST_ORDER: _first_order,
}
