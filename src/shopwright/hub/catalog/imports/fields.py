"""The fields that a column of a file can hold, and the names that sellers give to such columns."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

#: Options that a file can have columns for, beyond any channel's own limit.
MOST_OPTIONS = 10
_ATTRIBUTE = "attribute:"
#: Headers under which sellers write what they take a product for, and the attribute that is kept of each.
_OWN_CATEGORY = {
    **dict.fromkeys(("type", "product type", "custom product type", "produktart", "type de produit"), "Type"),
    **dict.fromkeys(
        ("category", "categories", "product category", "google product category", "standard product type",
         "google shopping google product category", "kategorie", "catégorie", "categoria", "kategori"),
        "Category",
    ),
}  # fmt: skip
#: A currency at the end of a header, as in "Price EUR".
_CURRENCY = re.compile(r" [a-z]{3}$")

#: As many options, and pictures, are offered for any column.
_USUAL = 4
#: Columns of addresses of pictures that a file can have; a cell may name several.
MOST_PICTURES = 9
#: Headers of such columns, without case and signs; the first has no number, or its own.
_PICTURE = re.compile(
    r"(?:main |product )?(?:image|picture|photo|bild|foto|imagen|imagem|gambar)s?(?: ?(?:urls?|links?|src|address))?"
    r"(?: ?(?P<number>[1-9]))?(?: ?(?:urls?|links?|src|address))?"
)

Kind = Literal[
    "key", "text", "long", "tags", "money", "cost", "currency", "gtin", "weight", "side", "flag", "country", "count",
    "address",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a product or of a variant; ``longest``: its most characters.

    ``is_rare``: it is not offered for a column unless one holds it already.
    """

    name: str
    label: str
    kind: Kind
    is_of_variant: bool = False
    longest: int = 0
    is_rare: bool = False


_PLAIN = (
    Field("product_key", "Product (rows with the same one are its variants)", "key"),
    Field("product_id", "Product number in this hub", "key"),
    Field("sku", "SKU", "key", is_of_variant=True, longest=80),
    Field("title", "Title", "text", longest=300),
    Field("description", "Description", "long", longest=100_000),
    Field("brand", "Brand", "text", longest=120),
    Field("tags", "Tags", "tags", longest=60),
    Field("price", "Price", "money", is_of_variant=True),
    Field("currency", "Currency", "currency", is_of_variant=True, longest=3),
    Field("cost", "Cost", "cost", is_of_variant=True),
    Field("gtin", "GTIN (EAN, UPC, ISBN)", "gtin", is_of_variant=True, longest=14),
    Field("weight_grams", "Weight with packaging", "weight"),
    Field("length_mm", "Length", "side"),
    Field("width_mm", "Width", "side"),
    Field("height_mm", "Height", "side"),
    Field("origin", "Country of origin", "country", longest=2),
    Field("is_fragile", "Fragile", "flag"),
    Field("is_hazmat", "Dangerous goods", "flag"),
    Field("packing_note", "Note for packers", "text", longest=300),
    Field("is_archived", "Archived", "flag"),
)
_OPTIONS = tuple(
    Field(
        f"option{number}_{part}",
        f"Option {number}: {part}",
        "text",
        is_of_variant=True,
        longest=60,
        is_rare=number > _USUAL,
    )
    for number in range(1, MOST_OPTIONS + 1)
    for part in ("name", "value")
)
#: Columns that only tell how to read a row: WooCommerce's kind of a row, and the product that a variation belongs to.
_HELPERS = (
    Field("row_kind", "Kind of row (simple, variable, variation)", "key"),
    Field("parent", "SKU or id of the product that it belongs to", "key"),
    Field("row_id", "Number of the row in the shop", "key"),
)
#: What a file says beside the catalogue. It is no fact of a product: it is read again once the goods are there.
_BESIDE = (
    Field("quantity", "Pieces in stock (booked after the import)", "count", is_of_variant=True),
    *(
        Field(f"picture{number}", f"Picture {number} (address)", "address", is_rare=number > _USUAL)
        for number in range(1, MOST_PICTURES + 1)
    ),
    Field("variant_picture", "Picture of the variant (address)", "address", is_of_variant=True),
)
FIELDS: dict[str, Field] = {field.name: field for field in (*_PLAIN, *_OPTIONS, *_HELPERS, *_BESIDE)}
_BESIDE_KINDS = ("count", "address")


def attribute(name: str) -> str:
    """The field that keeps a column as an attribute of this name."""
    return _ATTRIBUTE + name


def attribute_name(field: str) -> str:
    """The attribute that a field keeps; empty for a field of another kind."""
    return field[len(_ATTRIBUTE) :] if field.startswith(_ATTRIBUTE) else ""


def is_beside(name: str) -> bool:
    """Whether a field holds what is no fact of a product: pieces in stock, or the address of a picture."""
    return name in FIELDS and FIELDS[name].kind in _BESIDE_KINDS


def is_field(name: str) -> bool:
    return name in FIELDS or bool(attribute_name(name).strip())


def label_of(name: str) -> str:
    """How a field is called on pages."""
    return FIELDS[name].label if name in FIELDS else attribute_name(name) or name


def plain_name(header: str) -> str:
    """A header without case, accents, signs and what stands in brackets, as synonyms are compared."""
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", header)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", text.replace("_", " ")))


@cache
def synonyms() -> dict[str, str]:
    """The field that a header without case and signs stands for."""
    table = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text("utf-8"))
    known = {plain_name(word): name for name, words in table.items() for word in words}
    for field in (*_PLAIN, *_OPTIONS):
        known.setdefault(plain_name(field.label), field.name)
    return known


def own_category(header: str) -> str:
    """The attribute that keeps what the seller takes a product for, where a header names that; empty otherwise."""
    return attribute(_OWN_CATEGORY.get(plain_name(header), "")) if plain_name(header) in _OWN_CATEGORY else ""


def field_of(header: str) -> str:
    """The field that a header names by its synonyms; empty where none does."""
    if header.casefold().startswith("attribute: "):
        return attribute(header[len("attribute: ") :].strip())
    if own := own_category(header):
        return own
    known = synonyms().get(plain_name(header), "") or synonyms().get(_CURRENCY.sub("", plain_name(header)), "")
    if known:
        return known
    option = re.fullmatch(r"(?:option|variation|property) ?(\d+)(?: ?(name|value)s?)?", plain_name(header))
    if option and 1 <= int(option[1]) <= MOST_OPTIONS:
        return f"option{option[1]}_{option[2] or 'value'}"
    if picture := _PICTURE.fullmatch(plain_name(header)):
        return f"picture{picture['number'] or 1}"
    return ""
