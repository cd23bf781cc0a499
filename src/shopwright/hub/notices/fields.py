"""The fields of texts: which a step has, whether a text uses others, and their values for an order."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from shopwright.hub.aftersales.models import Case
from shopwright.hub.core.money import money_words
from shopwright.hub.orders.models import Order
from shopwright.hub.orders.queries import groups

from .models import Step

#: What each field is, as the page of a text says it.
MEANINGS: Mapping[str, str] = {
    "order_number": "the order's number",
    "shop": "the shop's name on the channel",
    "items": "what was ordered, with pieces",
    "total": "the order's total with its currency",
    "ship_by": "the day by which it is shipped",
    "carrier": "who carries the parcel",
    "tracking_number": "the parcel's number; several where there are several parcels",
    "return_number": "the return's number",
    "amount": "the money that is asked for or was refunded, with its currency",
}
_ALWAYS = ("order_number", "shop", "items", "total")
_OF_STEP: Mapping[str, tuple[str, ...]] = {
    Step.ACCEPTED: ("ship_by",),
    Step.HELD: ("ship_by",),
    Step.SHIPPED: ("carrier", "tracking_number"),
    Step.DELIVERED: ("carrier", "tracking_number"),
    Step.RETURN_APPROVED: ("return_number", "amount"),
    Step.RETURN_REJECTED: ("return_number", "amount"),
    Step.RETURN_RECEIVED: ("return_number", "amount"),
    Step.REFUNDED: ("return_number", "amount"),
}
#: Fields of which a parcel has to be known first.
OF_PARCEL = frozenset({"carrier", "tracking_number"})
_LONGEST_ITEMS = 300


class TextError(Exception):
    """A text that cannot be sent; the words say what is wrong with it."""


def fields_of(step: str) -> tuple[str, ...]:
    """The names that a text of a step may use."""
    return _ALWAYS + _OF_STEP.get(step, ())


def check_text(step: str, text: str) -> set[str]:
    """The fields that a text uses. Raises TextError for one that the step does not have, and for stray braces."""
    if not text.strip():
        raise TextError("Write a text.")
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise TextError("A brace is not closed. Fields are written {order_number}; a brace itself {{ or }}.") from error
    used = set()
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if form or conversion or name not in fields_of(step):
            own = ", ".join(f"{{{field}}}" for field in fields_of(step))
            raise TextError(f"{{{name}}} is not a field of “{Step(step).label}”. There are {own}.")
        used.add(name)
    return used


def render(step: str, text: str, values: Mapping[str, str]) -> str:
    """A text with its fields filled in. Raises TextError as ``check_text``."""
    check_text(step, text)
    return Formatter().vformat(text, (), {name: values.get(name, "") or "–" for name in fields_of(step)}).strip()


def values_of(order: Order, case: Case | None = None) -> dict[str, str]:
    """The values of an order's fields but those of its parcel. No field holds the buyer's name or address."""
    return {
        "order_number": order.number,
        "shop": order.connection.name,
        "items": _items(order),
        "total": money_words(order.total, order.currency),
        "ship_by": f"{order.ship_by:%Y-%m-%d}" if order.ship_by else "",
        "return_number": case.external_id if case else "",
        "amount": money_words(case.amount, case.currency) if case else "",
    }


def _items(order: Order) -> str:
    lines = groups(line for line in order.lines.all() if not line.is_cancelled)
    words = ", ".join(f"{group.quantity} × {group.line.title}" for group in lines)
    return words if len(words) <= _LONGEST_ITEMS else words[: _LONGEST_ITEMS - 1] + "…"
