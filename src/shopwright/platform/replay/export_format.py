"""Formats of shops' order exports, one data file for each, and which of them a file's header shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

#: Where an order stands by its export. SENT: handed over, and nothing is known of what came after.
OrderState = Literal[
    "UNPAID", "TO_SHIP", "AWAITING_COLLECTION", "SHIPPED", "SENT", "DELIVERED", "COMPLETED", "CANCELLED", "REFUNDED"
]
Reversal = Literal["CANCELLATION", "RETURN", "REFUND"]
Canceller = Literal["BUYER", "SELLER", "SYSTEM"]


class ExportCells(NamedTuple):
    """The cells of a row of an export, one for each field, empty where the file has no column for it."""

    order: str
    status: str
    substatus: str
    reversal: str
    sku: str
    bundle_sku: str
    sku_id: str
    title: str
    variation: str
    units: str
    returned_units: str
    price: str
    subtotal_before: str
    seller_discount: str
    platform_discount: str
    subtotal: str
    order_subtotal: str
    shipping_fee: str
    shipping_paid: str
    shipping_seller_discount: str
    shipping_platform_discount: str
    refund: str
    currency: str
    date: str
    paid: str
    ready: str
    shipped: str
    delivered: str
    cancelled: str
    cancelled_by: str
    cancel_reason: str
    tracking: str
    carrier: str
    buyer: str
    country: str


#: The fields of a row of an export, in the order in which a row is read.
EXPORT_FIELDS = ExportCells._fields

#: Fewer columns than this may have a format's names by chance.
_LEAST_COLUMNS = 4

#: Formats by the names of their files; of those that fit a header equally well the first is taken.
_FORMATS = ("seller_center", "shopify", "woocommerce_advanced", "woocommerce_items", "woocommerce_orders")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an export calls states, reversals and those who cancel; ``substatus`` is that of ``status`` unless named.

    ``other``: words of states that do not say how far an order came.
    """

    status: Mapping[OrderState, tuple[str, ...]] = {}
    substatus: Mapping[OrderState, tuple[str, ...]] = {}
    reversal: Mapping[Reversal, tuple[str, ...]] = {}
    by: Mapping[Canceller, tuple[str, ...]] = {}
    other: tuple[str, ...] = ()


class Packed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several items in one row: the columns that hold them (``*`` is a number), and the names of each field's part."""

    columns: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]


class ExportFormat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in which a shop exports its orders.

    ``columns``: the names that a field's column may have, the preferred one first. ``needs``: the fields without whose
    columns a file is not of this format; ``price|subtotal`` needs one of them.
    """

    name: str
    about: str
    sources: tuple[str, ...]
    unsure: tuple[str, ...]
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    words: Words
    has_description_row: bool = False
    packed: Packed | None = None

    def find_columns(self, header: Sequence[str]) -> dict[str, int]:
        """The index of each field's column in a header, of the fields that have one."""
        places: dict[str, int] = {}
        for place, name in enumerate(header):
            places.setdefault(plain(name), place)
        place_by_field: dict[str, int] = {}
        for field, names in self.columns.items():
            place_of_field = next((places[plain(name)] for name in names if plain(name) in places), None)
            if place_of_field is not None:
                place_by_field[field] = place_of_field
        return place_by_field

    def lacking(self, fields: Collection[str]) -> list[str]:
        """What the format needs and these fields do not have."""
        return [need for need in self.needs if not any(field in fields for field in need.split("|"))]

    def find_packed(self, header: Sequence[str]) -> tuple[int, ...]:
        """The indices of the columns that hold items."""
        if self.packed is None:
            return ()
        shapes = [re.compile(re.escape(plain(name)).replace(r"\*", "[0-9]+")) for name in self.packed.columns]
        return tuple(at for at, name in enumerate(header) if any(shape.fullmatch(plain(name)) for shape in shapes))

    def state_of(self, word: str, *, is_sub: bool = False) -> OrderState | None:
        """The state that a word names; None for another word."""
        table = "substatus" if is_sub and self.words.substatus else "status"
        return _meaning(self, table).get(plain(word).removeprefix("wc-"))  # type: ignore[return-value]

    def says_nothing(self, word: str) -> bool:
        """Whether a word is a state's that does not say how far an order came."""
        return plain(word) in {plain(known) for known in self.words.other}

    def reversal_of(self, word: str) -> Reversal | None:
        """How an order or item goes back by a word; None for another word."""
        return _meaning(self, "reversal").get(plain(word))  # type: ignore[return-value]

    def canceller_of(self, word: str) -> Canceller | None:
        """Who cancelled by a word; None for another word."""
        return _meaning(self, "by").get(plain(word))  # type: ignore[return-value]

    def __hash__(self) -> int:
        return hash(self.name)


@cache
def all_formats() -> tuple[ExportFormat, ...]:
    """The formats that are known."""
    decode = decoders.decoder(ExportFormat).decode
    return tuple(decode(read_data_file("replay", f"formats/{name}.json")) for name in _FORMATS)


def find_format(header: Sequence[str], assigned: Iterable[str] = ()) -> ExportFormat | None:
    """The format whose columns a header has, the most of them; None when it is no format's.

    ``assigned`` are fields whose columns are named by hand.
    """
    by_hand = set(assigned)
    fitting = [
        (score, export_format)
        for score, columns, export_format in _scores(header)
        if not export_format.lacking(columns | by_hand)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def find_likely_format(header: Sequence[str], assigned: Iterable[str] = ()) -> tuple[ExportFormat, list[str]] | None:
    """The format that a header lacks least of, and what it lacks; None when it has hardly a column of any."""
    by_hand = set(assigned)
    likely = [
        (score, -number, export_format, export_format.lacking(columns | by_hand))
        for number, (score, columns, export_format) in enumerate(_scores(header))
    ]
    best = max(likely, key=lambda entry: entry[:2], default=None)
    return (best[2], best[3]) if best else None


def _scores(header: Sequence[str]) -> Iterator[tuple[int, set[str], ExportFormat]]:
    """How many of a format's columns a header has, and of which fields, of formats that it may be of."""
    for export_format in all_formats():
        columns = set(export_format.find_columns(header))
        packed = export_format.find_packed(header)
        score = len(columns) + len(packed)
        if score >= _LEAST_COLUMNS and (packed or export_format.packed is None):
            yield score, columns, export_format


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A column's name or a word without what makes no difference: case, blanks, quotes, forms of the same letters."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(letters.replace("\ufeff", "").strip(" \t\"'").split())


@cache
def _meaning(export_format: ExportFormat, table: str) -> Mapping[str, str]:
    words: Mapping[str, tuple[str, ...]] = getattr(export_format.words, table)
    return {plain(word): meaning for meaning, known in words.items() for word in known}
