"""Understands the rows of a table: which product a row belongs to, what it says of it, what is wrong.

A row may need what stood before it: Shopify names a product's options on its first row alone. That is the ``carry``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .fields import FIELDS, MOST_OPTIONS, Field, attribute_name, is_beside
from .problems import CellError, Fault
from .settings import Settings
from .table import TableRow
from .values import Cell, Money, Reading, money, text_of, undefuse, value_of

_EMPTY: dict[str, object] = {
    "text": "", "long": "", "tags": [], "currency": "", "gtin": "", "country": "", "flag": False,
}  # fmt: skip
_LONGEST_KEY = 300
#: Decimals of amounts.
_PLACES = {"price": 2, "cost": 4}
#: Texts of a column whose values are kept: the cells of a column say the same over and over.
_KEPT = 2_000
#: As many amounts are kept: they are short.
_KEPT_AMOUNTS = 20_000


@dataclass(slots=True)
class Understood:
    """A row: ``variant`` is None where it is about the product alone."""

    number: int
    product_key: str = ""
    alias: str = ""
    sku: str = ""
    own_id: int | None = None
    product: dict[str, object] = field(default_factory=dict)
    variant: dict[str, object] | None = None
    faults: list[Fault] = field(default_factory=list)
    is_skipped: bool = False


class Understander:
    """Reads rows in the order of the file; ``carry`` goes from one chunk to the next."""

    def __init__(self, settings: Settings, columns: Sequence[str], carry: Mapping[str, object]) -> None:
        self._settings, self._reading = settings, settings.reading
        places = {name: place for place, name in enumerate(columns) if name and not is_beside(name)}
        self._names_of_cells = [name if places.get(name) == place else "" for place, name in enumerate(columns)]
        self._tells_kind = "row_kind" in places
        self._width = len(columns)
        self._has_key = "product_key" in columns
        self._numbers = [
            number
            for number in range(1, MOST_OPTIONS + 1)
            if {f"option{number}_name", f"option{number}_value"} & set(columns)
        ]
        self._has_options = bool(self._numbers)
        self._of_product = [
            name
            for name in places
            if name not in FIELDS or not (FIELDS[name].is_of_variant or FIELDS[name].kind == "key")
        ]
        self._plain_of_variant = [name for name in ("currency", "gtin") if name in columns]
        self._values = {name: _value_reader(FIELDS[name], self._reading) for name in places if name in FIELDS}
        self._amounts = {name: _amount_reader(self._reading, count) for name, count in _PLACES.items()}
        self._first_facts: tuple[list[Cell | None], dict[str, object], list[Fault]] | None = None
        self._key = str(carry.get("key", ""))
        names = carry.get("names", [])
        self._names: list[str] = [str(name) for name in names] if isinstance(names, list) else []

    @property
    def carry(self) -> dict[str, object]:
        return {"key": self._key, "names": self._names}

    def understand(self, row: TableRow) -> Understood:
        """What a row says. What is wrong with it stands in its faults."""
        filled = self._filled(row.cells)
        result = Understood(row.number)
        if len(row.cells) > self._width and any(cell != "" for cell in row.cells[self._width :]):
            result.faults.append(
                Fault(
                    "",
                    "The row has more cells than the header",
                    "Look for a delimiter or quotation mark that belongs to a text.",
                )
            )
        row_kind = text_of(filled.get("row_kind", "")).casefold() if self._tells_kind else ""
        self._find_key(result, filled, row_kind)
        if not filled or "grouped" in row_kind or self._is_picture(filled):
            result.is_skipped = True
            return result
        is_parent = "variable" in row_kind
        facts = self._facts(result, filled)
        options = self._options(filled, is_simple=bool(row_kind) and "variation" not in row_kind)
        if "variation" not in row_kind:
            result.product = facts
            if row_kind and not is_parent and options and self._settings.source == "woocommerce":
                known = facts.get("attributes")
                attributes = {**(known if isinstance(known, dict) else {}), **dict(options)}
                result.product = {**facts, "attributes": attributes}
                options = []
        if not is_parent:
            self._add_variant(result, filled, options)
        return result

    def _filled(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        """The cells of a row that say anything, by their fields."""
        filled: dict[str, Cell] = {}
        for name, cell in zip(self._names_of_cells, cells, strict=False):
            if not name:
                continue
            if not isinstance(cell, str):
                filled[name] = cell
            elif cell and not cell.isspace():
                filled[name] = undefuse(cell) if cell[0] == "'" else cell
        return filled

    def _is_picture(self, filled: Mapping[str, Cell]) -> bool:
        """Whether a row of Shopify's only carries a further picture of its product."""
        return self._settings.source == "shopify" and not filled.keys() - {"product_key"}

    def _find_key(self, result: Understood, filled: Mapping[str, Cell], row_kind: str) -> None:
        sku, title = (text_of(filled.get(name, "")).strip() for name in ("sku", "title"))
        key = text_of(filled.get("product_key", "")).strip()
        if own := text_of(filled.get("product_id", "")).strip():
            key = f"#{own}"
            if own.isascii() and own.isdigit() and len(own) < 19:
                result.own_id = int(own)
            else:
                result.faults.append(
                    Fault("product_id", f"“{own[:40]}” is no product of this hub", "Empty the cell for a new product.")
                )
        elif row_kind:
            row_id = text_of(filled.get("row_id", "")).strip()
            key = (
                text_of(filled.get("parent", "")).strip()
                if "variation" in row_kind
                else sku or (f"id:{row_id}" if row_id else title)
            )
            result.alias = f"id:{row_id}" if row_id and "variation" not in row_kind else ""
        elif not key:
            if self._has_key and not title and self._key:
                key = self._key
            else:
                key = title if self._has_options and title else f"sku:{sku}" if sku else title
        key = key[:_LONGEST_KEY] or f"line:{result.number}"
        if key != self._key:
            self._key, self._names = key, []
        result.product_key = key

    def _facts(self, result: Understood, filled: Mapping[str, Cell]) -> dict[str, object]:
        """The product's facts; values that cannot be read are faults. Rows of a product often repeat them."""
        cells = [filled.get(name) for name in self._of_product]
        if self._first_facts is None or self._first_facts[0] != cells:
            known = len(result.faults)
            facts = self._read_facts(result, filled)
            self._first_facts = cells, facts, result.faults[known:]
        else:
            result.faults += self._first_facts[2]
        return self._first_facts[1]

    def _read_facts(self, result: Understood, filled: Mapping[str, Cell]) -> dict[str, object]:
        facts: dict[str, object] = {}
        attributes: dict[str, object] = {}
        for name in self._of_product:
            column = FIELDS.get(name)
            if column is None:
                if name in filled:
                    value = text_of(filled[name])
                    attributes[attribute_name(name)] = value if self._reading.is_own else value.strip()
                elif self._clears:
                    attributes[attribute_name(name)] = ""
            else:
                self._read(result, column, filled, facts)
        if attributes:
            facts["attributes"] = attributes
        if facts.get("title") == "":
            del facts["title"]
        return facts

    @property
    def _clears(self) -> bool:
        return self._settings.empties == "clear"

    def _read(self, result: Understood, column: Field, filled: Mapping[str, Cell], facts: dict[str, object]) -> None:
        if column.name not in filled:
            if self._clears:
                facts[column.name] = _EMPTY.get(column.kind)
            return
        try:
            facts[column.name] = self._values[column.name](filled[column.name])
        except CellError as fault:
            result.faults.append(Fault(column.name, fault.problem, fault.remedy))

    def _options(self, filled: Mapping[str, Cell], *, is_simple: bool) -> list[list[str]]:
        """Pairs of names and values. A name that the row leaves out is that of the product's first row."""
        pairs = []
        for number in self._numbers:
            name = text_of(filled.get(f"option{number}_name", ""))
            value = text_of(filled.get(f"option{number}_value", ""))
            if not self._reading.is_own:
                name, value = name.strip(), value.strip()
            while len(self._names) < number:
                self._names.append("")
            if name and not is_simple:
                self._names[number - 1] = name
            name = name or self._names[number - 1] or self._header_name(number)
            if value and not (name.casefold() == "title" and value.casefold() == "default title"):
                pairs.append([name, value])
        return pairs

    def _header_name(self, number: int) -> str:
        """What an option is called that has values alone."""
        return {1: "Colour", 2: "Size"}.get(number, f"Option {number}")

    def _add_variant(self, result: Understood, filled: Mapping[str, Cell], options: list[list[str]]) -> None:
        facts: dict[str, object] = {}
        sku = text_of(filled.get("sku", ""))
        sku = sku if self._reading.is_own else sku.strip()
        if not sku and self._settings.missing_sku == "make":
            base = (
                result.product_key
                if not result.product_key.startswith(("line:", "id:"))
                else text_of(filled.get("title", ""))
            )
            sku = _made_sku(base, [value for _, value in options])
        if not sku:
            result.faults.append(
                Fault("sku", "The row has no SKU", "Give the variant a SKU of its own, or choose above to make them.")
            )
        elif len(sku) > FIELDS["sku"].longest:
            result.faults.append(
                Fault("sku", f"The SKU has {len(sku)} characters", "A SKU has 80 characters or fewer.")
            )
            sku = sku[:80]
        result.sku = sku
        for name in self._plain_of_variant:
            self._read(result, FIELDS[name], filled, facts)
        self._add_money(result, filled, facts)
        if options or (self._has_options and self._clears):
            facts["options"] = options
        result.variant = facts

    def _add_money(self, result: Understood, filled: Mapping[str, Cell], facts: dict[str, object]) -> None:
        for name in _PLACES:
            if name not in filled:
                if self._clears and name in self._values:
                    facts[name] = None
                continue
            try:
                amount = self._amounts[name](filled[name])
            except CellError as fault:
                result.faults.append(Fault(name, fault.problem, fault.remedy))
                continue
            facts[name] = amount.amount
            if name == "price" and not facts.get("currency"):
                self._add_currency(result, amount.currency, facts)
            elif name == "price" and amount.currency not in ("", facts["currency"]):
                result.faults.append(
                    Fault(
                        "price",
                        f"The price is in {amount.currency}, the currency {facts['currency']}",
                        "Make them the same.",
                    )
                )

    def _add_currency(self, result: Understood, sign: str, facts: dict[str, object]) -> None:
        if sign or (self._settings.currency and not self._reading.is_own):
            facts["currency"] = sign or self._settings.currency
        elif not self._reading.is_own:
            result.faults.append(
                Fault("price", "The price has no currency", "Choose the file's currency above the columns.")
            )


def _value_reader(column: Field, reading: Reading) -> Callable[[Cell], object]:
    """Reads a column's values. A number is not taken for the same as a text or as yes and no."""
    return lru_cache(_KEPT, typed=True)(lambda cell: value_of(cell, column, reading))


def _amount_reader(reading: Reading, places: int) -> Callable[[Cell], Money]:
    return lru_cache(_KEPT_AMOUNTS, typed=True)(lambda cell: money(cell, reading, places))


def _made_sku(base: str, values: Sequence[str]) -> str:
    """A SKU from a product and its options, the same each time; empty without any letter."""
    text = unicodedata.normalize("NFKC", "-".join([base, *values])).upper()
    return re.sub(r"[^\w]+", "-", text).strip("-")[:80]
