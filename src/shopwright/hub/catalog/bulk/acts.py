"""What an edit does with a field: set, change by an amount or percent, add, remove, find and replace."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.price_rules import Rounding, price_of
from shopwright.hub.core.money import WHOLE

from .fields import ATTRIBUTE, BulkField, Value, external_fields, fields

#: What can be done with each kind of field, and how a page says it.
DOINGS: dict[str, dict[str, str]] = {
    "price": {
        "set": "set to",
        "add": "raise or lower by an amount",
        "percent": "raise or lower by percent",
        "clear": "empty",
    },
    "cost": {
        "set": "set to",
        "add": "raise or lower by an amount",
        "percent": "raise or lower by percent",
        "clear": "empty",
    },
    "number": {"set": "set to", "add": "raise or lower by", "clear": "empty"},
    "text": {"set": "set to", "replace": "find and replace", "clear": "empty"},
    "long": {"set": "set to", "replace": "find and replace", "append": "add at the end"},
    "tags": {"add": "add", "remove": "remove", "set": "set to"},
    "flag": {"yes": "yes", "no": "no"},
    "country": {"set": "set to", "clear": "empty"},
    "attribute": {"set": "set to", "clear": "remove"},
    "external": {"set": "set to", "clear": "empty"},
}
_NO_VALUE = frozenset({"clear", "yes", "no"})
#: A price that changes by more than this part is worth a look.
_LARGE = Decimal("0.5")


class ActError(Exception):
    """An act that makes no sense, or a value that cannot be; the text says why and what to do."""


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """``extra``: the attribute's name, the text that is replaced, or the currency of a price."""

    field: str
    doing: str
    value: str = ""
    extra: str = ""
    rounding: str = Rounding.CENT

    @property
    def key(self) -> str:
        """The name that rows keep values under."""
        return ATTRIBUTE + self.extra if self.field == "attribute" else self.field

    @property
    def words(self) -> str:
        field = fields()[self.field]
        subject = f"“{self.extra}”" if self.field == "attribute" else field.label
        if self.doing == "replace":
            return f"{subject}: “{self.extra}” becomes “{self.value}”"
        sign = " %" if self.doing == "percent" else ""
        return f"{subject}: {DOINGS[field.kind][self.doing]} {self.value}{sign}".strip()


def check_act(act: Act) -> Act:
    """The act with its texts trimmed. Raises ActError for one that cannot be done with its field."""
    field = fields().get(act.field)
    if field is None or act.doing not in DOINGS[field.kind]:
        raise ActError("Choose what is to be done.")
    act = msgspec.structs.replace(
        act,
        value=act.value if act.doing in ("replace", "append") else act.value.strip(),
        extra=act.extra if act.doing == "replace" else act.extra.strip(),
    )
    if act.rounding not in list(Rounding):
        raise ActError("Choose how prices are rounded.")
    if act.doing == "replace" and not act.extra:
        raise ActError(f"{field.label}: write the text that is to be found.")
    if field.kind == "attribute" and not act.extra:
        raise ActError("Write the name of the attribute.")
    if not act.value and act.doing not in _NO_VALUE | {"replace"}:
        raise ActError(f"{field.label}: write a value.")
    if field.kind in ("price", "cost", "number") and act.doing != "clear":
        amount = amount_of(act.value)
        if field.kind == "number" and amount != int(amount):
            raise ActError(f"{field.label} is a whole number.")
        if act.doing == "set" and not 0 <= amount < 10**11:
            raise ActError(f"{field.label} is not below 0, nor that large.")
    elif field.kind == "external" and act.doing == "set":
        _check_external(act)
    elif act.doing == "set":
        _check_text(field, act.value)
    return act


def _check_external(act: Act) -> Value:
    try:
        return external_fields()[act.field].check(act.value)
    except ValueError as error:
        raise ActError(str(error)) from error


def amount_of(text: str) -> Decimal:
    """A number as people type it, with a point or comma and either minus. Raises ActError for what is none."""
    plain = text.strip().replace("−", "-").replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise ActError(f"“{text}” is no number. Write it like 4.50 or -10.") from error
    if not amount.is_finite() or not -(10**12) <= amount <= 10**12:
        raise ActError(f"“{text}” is no number that can be.")
    return amount


def _check_text(field: BulkField, text: str) -> None:
    if field.kind == "country" and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise ActError("A country is two letters, like GB.")
    if field.longest and field.kind in ("text", "long") and len(text) > field.longest:
        raise ActError(f"{field.label} has {field.longest:,} characters or fewer; this would have {len(text):,}.")


def result_of(act: Act, now: Value) -> Value:
    """What a field that is not a price becomes. Raises ActError where it cannot."""
    field = fields()[act.field]
    if act.doing == "clear":
        return None if field.kind in ("number", "attribute", "external") else ""
    if field.kind == "external":
        return _check_external(act)
    if field.kind == "flag":
        return act.doing == "yes"
    if field.kind == "tags":
        return _tags(act, field, now if isinstance(now, list) else [])
    if field.kind == "number":
        return _number(act, field, now if isinstance(now, int) else None)
    if field.kind == "country":
        return act.value.upper()
    if field.kind == "attribute":
        return act.value
    text = str(now or "")
    result = {
        "replace": lambda: text.replace(act.extra, act.value),
        "append": lambda: f"{text}\n{act.value}".strip("\n"),
    }.get(act.doing, lambda: act.value)()
    _check_text(field, result)
    if field.name == "title" and not result.strip():
        raise ActError("A product needs a title; this would empty it.")
    return result


def _number(act: Act, field: BulkField, now: int | None) -> int:
    amount = int(amount_of(act.value))
    if act.doing == "add":
        if now is None:
            raise ActError(f"{field.label} is not known yet: set it first.")
        amount += now
    if not 0 <= amount <= field.longest:
        raise ActError(f"{field.label} would be {amount:,}.")
    return amount


def _tags(act: Act, field: BulkField, now: list[str]) -> Value:
    wanted = list(dict.fromkeys(tag.strip() for tag in act.value.split(",") if tag.strip()))
    if too_long := [tag for tag in wanted if len(tag) > field.longest]:
        raise ActError(f"A tag has {field.longest} characters or fewer: “{too_long[0][:20]}…”")
    if act.doing == "set":
        return list(wanted)
    if act.doing == "remove":
        return [tag for tag in now if tag not in wanted]
    return [*now, *(tag for tag in wanted if tag not in now)]


def price_after(act: Act, variant: Variant) -> tuple[Decimal, str, list[str]]:
    """A price or cost after an act, the currency, and warnings. Raises ActError where there can be none."""
    now, currency = getattr(variant, act.field), variant.currency
    amount = amount_of(act.value)
    if act.doing == "set":
        exact, currency = amount, _currency(act, variant)
    elif now is None:
        raise ActError(f"It has no {act.field} yet: set it first.")
    else:
        exact = now + amount if act.doing == "add" else now * (1 + amount / 100)
    if exact < 0 or (act.field == "price" and exact == 0):
        raise ActError(f"The {act.field} would be {exact:.2f}.")
    if act.field == "cost":
        return exact.quantize(Decimal("0.0001")), currency, []
    if act.doing == "set":
        if currency in WHOLE and exact != int(exact):
            raise ActError(f"Prices in {currency} are whole numbers.")
        after = exact.quantize(Decimal("0.01"))
    else:
        after = price_of(exact, Decimal(0), Decimal(0), Rounding(act.rounding), currency)
    if after >= 10**12:
        raise ActError(f"The price would be {after:.2f}.")
    return after, currency, _warnings(variant, now, after)


def _currency(act: Act, variant: Variant) -> str:
    wanted = act.extra.upper() if act.field == "price" else ""
    if wanted and variant.currency and wanted != variant.currency:
        raise ActError(f"It is priced in {variant.currency}, not in {wanted}.")
    if act.field == "price" and not (variant.currency or wanted):
        raise ActError("It has no currency yet: name one beside the price.")
    if wanted and not (len(wanted) == 3 and wanted.isascii() and wanted.isalpha()):
        raise ActError("A currency is three letters, like GBP.")
    return variant.currency or wanted


def _warnings(variant: Variant, now: Decimal | None, after: Decimal) -> list[str]:
    warnings = []
    if variant.cost is not None and after < variant.cost:
        warnings.append(f"Below its cost of {variant.cost:.2f}.")
    if now and abs(after - now) > now * _LARGE:
        warnings.append("Changes by more than half.")
    return warnings


def words_of_acts(acts: Sequence[Act]) -> str:
    return "; ".join(act.words for act in acts)[:300]
