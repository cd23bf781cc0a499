"""What a global product must have: what no market of the seller would take is refused, and what only some do not take
is told when it is published there (docs/reference/global-products.md#rules)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from shopwright.platform.catalogue.errors import PARAMETERS_INVALID, SKU_ID_REPEATED
from shopwright.platform.catalogue.listing import ListedSku, Listing
from shopwright.platform.catalogue.listing_rules import (
    attributes,
    category,
    certificates,
    edits,
    identifiers,
    images,
    parcel,
    persons,
    skus,
    stock,
    text,
    variants,
)
from shopwright.platform.catalogue.listing_rules import sku_errors as codes
from shopwright.platform.catalogue.listing_rules.context import ListingContext
from shopwright.platform.catalogue.listing_rules.problem import Problem, problem
from shopwright.platform.core.money import decimal
from shopwright.platform.logistics.store import Warehouse
from shopwright.wire.errors import ErrorCode

Rule = Callable[[Listing, ListingContext], Iterator[Problem]]

#: The rules of listings that hold for global products as well; prices and stock have rules of their own.
CONTENT: tuple[Rule, ...] = (
    category.category,
    category.brand,
    text.title,
    text.description,
    images.description_html,
    images.main_images,
    images.video,
    images.size_chart,
    attributes.product_attributes,
    attributes.required_attributes,
    skus.count_and_ids,
    skus.references,
    variants.repeated_kinds,
    variants.combinations,
    variants.names,
    variants.values,
    variants.images,
    parcel.parcel,
    identifiers.identifier_codes,
    certificates.certificates,
    certificates.required_certificates,
    persons.manufacturers,
    persons.responsible_persons,
    edits.frozen_codes,
)

#: Of them, those that look at the markets of the EU alone.
PERSONS: tuple[Rule, ...] = (persons.manufacturers, persons.responsible_persons)

EXTERNAL_ID_LENGTH, MOST_LINES, MOST_CODES = 999, 50, 10
SELLER_SKU_LENGTH = (1, 50)
MOST_AMOUNT, MOST_QUANTITY = Decimal("99999999.99"), 99_999


def content_problem(
    listings: Sequence[Listing],
    markets: Sequence[ListingContext],
    refused: AbstractSet[ErrorCode],
    rules: Sequence[Rule] = CONTENT,
) -> Problem | None:
    """The first problem with a field that the content, as each market would keep it, has in every one of them.

    Of its problems those count that are ``refused``.
    """
    if not markets:
        return None
    pairs = zip(listings, markets, strict=True)
    of_each = [[broken for rule in rules for broken in rule(listing, market)] for listing, market in pairs]
    in_all = set.intersection(*({broken.field for broken in problems} for problems in of_each))
    of_all = (broken for problems in of_each for broken in problems if broken.field in in_all)
    return next((broken for broken in of_all if broken.error in refused), None)


def size_problem(listing: Listing) -> Problem | None:
    """12052910 for no SKU at all, and for more lines of stock or further codes than a SKU has; 12052054 for an empty
    seller SKU."""
    if not listing.skus:
        return problem(PARAMETERS_INVALID, "skus", reason="the list of SKUs is empty.")
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}]"
        if sku.seller_sku == "":
            least, most = SELLER_SKU_LENGTH
            facts = {"least": least, "most": most, "region": "global products", "value": ""}
            return problem(codes.SELLER_SKU_LENGTH, f"{field}.seller_sku", **facts)
        if len(sku.inventory or []) > MOST_LINES:
            return problem(PARAMETERS_INVALID, f"{field}.inventory", reason=f"more than {MOST_LINES} warehouses.")
        if len(sku.extra_identifier_codes or []) > MOST_CODES:
            return problem(PARAMETERS_INVALID, f"{field}.extra_identifier_codes", reason=f"more than {MOST_CODES}.")
    return None


def reference_problem(listing: Listing) -> Problem | None:
    """12052553 for a SKU twice, 12052910 for an id of another platform that is too long."""
    ids = [sku.id for sku in listing.skus if sku.id]
    if len(set(ids)) < len(ids):
        return problem(SKU_ID_REPEATED, "skus", sku_id=next(id_ for id_ in ids if ids.count(id_) > 1))
    too_long = f"an external id has at most {EXTERNAL_ID_LENGTH} characters."
    if len(listing.external_product_id or "") > EXTERNAL_ID_LENGTH:
        return problem(PARAMETERS_INVALID, "external_global_product_id", reason=too_long)
    for index, sku in enumerate(listing.skus):
        if len(sku.external_sku_id or "") > EXTERNAL_ID_LENGTH:
            return problem(PARAMETERS_INVALID, f"skus[{index}].external_global_sku_id", reason=too_long)
    return None


def price_problem(listing: Listing, currency: str) -> Problem | None:
    """12052084 currency, 12052012 no number, 12052073 none or too many decimals, 12052570 too high."""
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}].price"
        amount = sku.price.amount if sku.price else None
        value = decimal(amount)
        facts = {"value": amount, "currency": currency}
        if sku.price is None:
            return problem(codes.PRICE_MISSING, field)
        if sku.price.currency != currency:
            where = {"region": "global products", "expected": currency, "currency": sku.price.currency}
            return problem(codes.CURRENCY_WRONG, f"{field}.currency", **where)
        if value is None:
            return problem(codes.PRICE_FORMAT, f"{field}.amount", **facts, reason="no plain decimal number")
        if not value or value % Decimal("0.01"):
            return problem(codes.PRICE_INVALID, f"{field}.amount", **facts, reason="above 0, with 2 decimals")
        if value > MOST_AMOUNT:
            limits = {"least": "0.01", "most": MOST_AMOUNT, "region": "global products"}
            return problem(codes.PRICE_OUT_OF_RANGE, f"{field}.amount", **facts, **limits)
    return None


def stock_problem(
    listing: Listing, places: Mapping[str, Sequence[Warehouse]], context: ListingContext
) -> Problem | None:
    """12052096 none, 12052142 several lines of a seller with one place, 12052143 different places, then each line."""
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}].inventory"
        lines = sku.inventory or []
        if not lines:
            return problem(codes.SKU_WITHOUT_WAREHOUSE, field)
        if len(lines) > 1 and len(places) < 2:
            return problem(codes.NO_GLOBAL_MULTI_WAREHOUSE, field)
        if broken := _line_problem(sku, places, field):
            return broken
    return next(stock.same_warehouses(listing, context), None)


def _line_problem(sku: ListedSku, places: Mapping[str, Sequence[Warehouse]], field: str) -> Problem | None:
    """12052055 quantity, 12052530 not a place of the seller, 12052531 disabled, 12052555 named twice."""
    seen: set[str | None] = set()
    for number, line in enumerate(sku.inventory or []):
        path, place = f"{field}[{number}]", line.warehouse_id
        least = 1 if place else 0
        if not least <= (line.quantity or 0) <= MOST_QUANTITY:
            facts = {"least": least, "most": MOST_QUANTITY, "quantity": line.quantity}
            return problem(codes.QUANTITY_OUT_OF_RANGE, f"{path}.quantity", **facts)
        if place in seen:
            return problem(codes.WAREHOUSE_REPEATED, path, warehouse_id=place)
        seen.add(place)
        if place and (broken := place_problem(place, places, f"{path}.global_warehouse_id")):
            return broken
    return None


def place_problem(place: str, places: Mapping[str, Sequence[Warehouse]], field: str) -> Problem | None:
    """12052530 for a place that is none of the seller's, 12052531 for one where no warehouse is enabled."""
    if place not in places:
        return problem(codes.WAREHOUSE_OF_ANOTHER, field, warehouse_id=place[:40])
    if not any(warehouse.is_enabled for warehouse in places[place]):
        return problem(codes.WAREHOUSE_DISABLED, field, warehouse_id=place[:40])
    return None
