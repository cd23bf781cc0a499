"""A shop and a listing that obey every rule in any market, to be changed by one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from shopwright.platform.accounts.persons import PersonKind
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.listing import (
    Dimensions,
    ImageRef,
    ListedSku,
    Listing,
    Measure,
    Money,
    SalesAttribute,
    StockLine,
)
from shopwright.platform.catalogue.listing_rules.context import (
    BrandStanding,
    BundlePart,
    ListingContext,
    PersonRef,
    UploadedFile,
    UploadedImage,
    WarehouseRef,
)
from shopwright.platform.catalogue.listing_rules.rules import problems
from shopwright.platform.market.regions import region

NOW = 1_780_000_000
DAY = 86_400
CANDLE_HOLDER = "hg-3-39-2"
PRICES = {"IDR": "25000", "JPY": "900", "VND": "90000", "THB": "99"}

IMAGES = {
    "main": UploadedImage(800, 800),
    "red": UploadedImage(600, 600, "ATTRIBUTE_IMAGE"),
    "blue": UploadedImage(600, 600, "ATTRIBUTE_IMAGE"),
    "shown": UploadedImage(1200, 900, "DESCRIPTION_IMAGE"),
    "poster": UploadedImage(5000, 3000, "DESCRIPTION_IMAGE"),
    "small": UploadedImage(299, 800),
    "huge": UploadedImage(3000, 4001),
    "strip": UploadedImage(1201, 400),
    "video-still": UploadedImage(800, 800, format="GIF"),
    "chart": UploadedImage(1024, 1400, "SIZE_CHART_IMAGE"),
    "small-chart": UploadedImage(1023, 1400, "SIZE_CHART_IMAGE"),
    "paper": UploadedImage(1000, 1400, "CERTIFICATION_IMAGE"),
}
FILES = {"video": UploadedFile("VIDEO"), "report": UploadedFile("PDF")}
WAREHOUSES = {
    "100": WarehouseRef("SALES_WAREHOUSE"),
    "101": WarehouseRef("SALES_WAREHOUSE"),
    "102": WarehouseRef("SALES_WAREHOUSE", "DISABLED"),
    "103": WarehouseRef("SALES_WAREHOUSE", is_own=False),
    "200": WarehouseRef("RETURN_WAREHOUSE"),
}
BRANDS = {
    "500": BrandStanding(),
    "501": BrandStanding(authorization_required=True),
    "502": BrandStanding(authorization_required=True, is_authorized=True, authorized_in=("aa",)),
    "503": BrandStanding(is_expired=True),
    "504": BrandStanding(authorization_required=True, required_in=("aa",)),
}
#: The category of the candle holders in the trees of both versions.
CANDLES = "".join({leaf.id for leaf in [taxonomy.at_cut(CANDLE_HOLDER, "v2")] if leaf})
PARTS = {
    ("900", "901"): BundlePart(),
    ("900", "902"): BundlePart(),
    ("900", "903"): BundlePart(is_live=False),
    ("900", "904"): BundlePart(is_bundle=True),
    ("900", "905"): BundlePart(is_of_product=False),
    ("900", "906"): BundlePart(refused="it is on pre-sale"),
    ("900", "907"): BundlePart(category_ids=("1", "2")),
    ("900", "908"): BundlePart(category_ids=("3", CANDLES)),
    ("900", "909"): BundlePart(category_ids=("1", CANDLES), brand_id="502"),
}


def category_id(code: str, market: str) -> str:
    """The id of a category, by source code, in the market's tree."""
    category = taxonomy.at_cut(code, region(market).category_versions.tree)
    assert category is not None, code
    return category.id


def attribute_id(handle: str) -> str:
    attribute = taxonomy.attribute_by_handle(handle)
    assert attribute is not None, handle
    return attribute.id


def value_id(handle: str, name: str) -> str:
    attribute = taxonomy.attribute_by_handle(handle)
    assert attribute is not None, handle
    return next(value.id for value in attribute.values if value.name == name)


def sku(market: str = "GB", **changes: Any) -> ListedSku:
    currency = region(market).currency
    listed_sku = ListedSku(
        price=Money(currency=currency, amount=PRICES.get(currency, "12.50")),
        inventory=[StockLine(warehouse_id="100", quantity=10)],
        seller_sku="CANDLE-1",
    )
    return replace(listed_sku, **changes)


def coloured(market: str, *names: str, **changes: Any) -> list[ListedSku]:
    """One SKU for each colour, named by the seller."""
    return [sku(market, sales_attributes=[SalesAttribute(name="Tint", value_name=name)], **changes) for name in names]


def listing(market: str = "GB", **changes: Any) -> Listing:
    eu = region(market).in_eu
    base = Listing(
        title="Glass candle holder for tea lights, set of two",
        description="<p>Holds a tea light.</p><ul><li>Glass</li><li>7 cm high</li></ul>",
        category_id=category_id(CANDLE_HOLDER, market),
        category_version=region(market).category_versions.tree,
        main_images=[ImageRef("main")],
        package_weight=Measure("0.4", "KILOGRAM"),
        package_dimensions=Dimensions("20", "10", "10", "CENTIMETER"),
        manufacturer_ids=["700"] if eu else None,
        responsible_person_ids=["800"] if eu else None,
        skus=[sku(market)],
    )
    return replace(base, **changes)


def manufacturers(*ids: int) -> dict[str, PersonRef]:
    """Manufacturers of the seller, whose data are there in the language of the market."""
    return {str(id_): PersonRef(PersonKind.MANUFACTURER) for id_ in ids}


def responsible_persons(*ids: int) -> dict[str, PersonRef]:
    """Responsible persons of the seller, whose data are there in the language of the market."""
    return {str(id_): PersonRef(PersonKind.RESPONSIBLE_PERSON) for id_ in ids}


def context(market: str = "GB", **changes: Any) -> ListingContext:
    shop = ListingContext(
        region=region(market),
        now=NOW,
        images=IMAGES,
        files=FILES,
        warehouses=WAREHOUSES,
        brand=BRANDS.get,
        persons=manufacturers(700, 701) | responsible_persons(800, 801),
        delivery_options={"600": "STANDARD", "601": "INSTANT"},
        shipping_template_ids={"650"},
        size_chart_ids={"660"},
        bundle_part=lambda product, part: PARTS.get((product, part)),
    )
    return replace(shop, **changes)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One way to break a rule: ``name`` says it and ends with the code that answers.

    ``change`` is what the listing is changed by, or makes it from the market; ``shop`` changes the context.
    """

    name: str
    market: str = "GB"
    change: Mapping[str, Any] | Callable[[str], Mapping[str, Any]] = {}
    shop: Mapping[str, Any] = {}

    @property
    def code(self) -> int:
        return int(self.name.rsplit("_", 1)[1])

    def codes(self) -> set[int]:
        """The codes of all problems that the rules find."""
        change = self.change if isinstance(self.change, Mapping) else self.change(self.market)
        listing_problems = problems(listing(self.market, **change), context(self.market, **self.shop))
        return {problem.error.code for problem in listing_problems}


def one_sku(**changes: Any) -> Callable[[str], Mapping[str, Any]]:
    """A change of the only SKU."""
    return lambda market: {"skus": [sku(market, **changes)]}
