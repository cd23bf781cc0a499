"""TikTok's categories: the tree of a market, what each leaf asks for, and which one TikTok recommends."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from shopwright.client.api import product_bodies as bodies
from shopwright.client.shop import Shop
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryAttribute,
    CategoryDetails,
    CertificateRule,
    Condition,
    DraftAttribute,
    ExternalBrand,
    ExternalCategory,
    ListingRules,
    MeasurePart,
    MeasureStandard,
)

from .papers import chart_rule

Json = Mapping[str, Any]

#: Markets whose categories are those of the first tree.
_FIRST_TREE = frozenset({"BR", "MX"})
#: Brands of one beginning that are read.
_MOST_BRANDS = 100


def tree_of(region: str) -> str:
    """The version of the category tree that a market lists in."""
    return "v1" if region in _FIRST_TREE else "v2"


def categories(client: Shop, region: str) -> Iterator[ExternalCategory]:
    reply = client.product.get_categories(category_version=tree_of(region))
    for row in reply.get("categories", []):
        is_open = "AVAILABLE" in row["permission_statuses"] or not row["permission_statuses"]
        yield ExternalCategory(row["id"], row["parent_id"], row["local_name"], row["is_leaf"], is_open)


def category_details(client: Shop, region: str, category_id: str) -> CategoryDetails:
    """The product attributes of a leaf, and what its rules require of every product."""
    version = tree_of(region)
    facts = client.product.get_category_attributes(category_id, category_version=version)
    rules = client.product.get_category_rules(category_id, category_version=version)
    return CategoryDetails(
        attributes=tuple(
            _attribute(row) for row in facts.get("attributes", []) if row.get("type") == "PRODUCT_PROPERTY"
        ),
        size_chart=chart_rule(rules.get("size_chart") or {}),
        certifications=tuple(_certificate(row) for row in rules.get("product_certifications", [])),
    )


def _attribute(row: Json) -> CategoryAttribute:
    return CategoryAttribute(
        external_id=row["id"],
        name=row["name"],
        # The contract writes the name of this field so.
        is_required=bool(row.get("is_requried")),
        is_multiple=bool(row.get("is_multiple_selection")),
        is_custom=bool(row.get("is_customizable")),
        values=tuple(AttributeValue(item["id"], item["name"]) for item in row.get("values", [])),
        conditions=_conditions(row),
        is_number=row.get("value_data_format") == "POSITIVE_INT_OR_DECIMAL",
        standards=tuple(_standard(item) for item in row.get("metric_standards", [])),
    )


def _conditions(row: Json) -> tuple[Condition, ...]:
    return tuple(
        Condition(item["attribute_id"], item["attribute_value_id"]) for item in row.get("requirement_conditions", [])
    )


def _standard(row: Json) -> MeasureStandard:
    return MeasureStandard(
        row["id"], row["name"], tuple(_measure_part(item) for item in row.get("metric_value_modules", []))
    )


def _measure_part(row: Json) -> MeasurePart:
    bounds = (row.get("value_limit") or {}).get("num_limit") or {}
    return MeasurePart(
        row["id"],
        row.get("name", ""),
        tuple(AttributeValue(unit["id"], unit["name"]) for unit in row.get("units", [])),
        bounds.get("min_value"),
        bounds.get("max_value"),
    )


def _certificate(row: Json) -> CertificateRule:
    return CertificateRule(
        external_id=row["id"],
        name=row["name"],
        is_required=bool(row.get("is_required")),
        details=row.get("document_details", ""),
        needs_last_day=bool((row.get("expiration_date") or {}).get("is_required")),
        conditions=_conditions(row),
    )


def recommend(client: Shop, region: str, title: str, description: str) -> str:
    """The id of the leaf that TikTok recommends, or an empty text."""
    reply = client.product.recommend_category(
        product_title=title, description=description, category_version=tree_of(region)
    )
    return reply.get("leaf_category_id") or ""


def find_brands(client: Shop, region: str, name: str) -> list[ExternalBrand]:
    """Brands whose names begin with a text. A brand that asks for an authorisation is open to those who have it."""
    rows = client.product.iter_brands(brand_name=name, category_version=tree_of(region))
    return [ExternalBrand(row["id"], row["name"], _is_open(row)) for row in islice(rows, _MOST_BRANDS)]


def _is_open(row: Json) -> bool:
    needs_authorization = bool(row.get("is_t1_brand")) and row.get("authorized_status") != "AUTHORIZED"
    return row.get("brand_status") != "UNAVAILABLE" and not needs_authorization


def attributes_of(
    attributes: tuple[DraftAttribute, ...],
) -> list[bodies.CreateProductRequestProductAttribute] | None:
    """Facts as the product's request has them; None without any."""
    rows: list[bodies.CreateProductRequestProductAttribute] = [
        {"id": item.external_id, "values": [_value(value) for value in item.values]} for item in attributes
    ]
    return rows or None


def _value(value: AttributeValue) -> bodies.CreateProductRequestProductAttributeValue:
    if value.external_id:
        return {"id": value.external_id}
    if value.standard_id:
        parts: list[bodies.MetricValueModuleInfo] = [
            {"id": part.part_id, "value": part.value, **({"unit_id": part.unit_id} if part.unit_id else {})}
            for part in value.parts
        ]
        return {"metric_standard_info": {"id": value.standard_id, "metric_value_module_infos": parts}}
    return {"name": value.name}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))


def listing_rules(region: str) -> ListingRules:
    """The bounds of listings in a market."""
    table = _table()
    shortest, longest = table["titles"].get(region, table["titles"]["usual"])
    sku_shortest, sku_longest = table["skus"].get(region, table["skus"]["usual"])
    least, most = table["prices"].get(region, (None, None))
    plain = {name: value for name, value in table.items() if isinstance(value, int)}
    return ListingRules(
        title_shortest=shortest,
        title_longest=longest,
        sku_shortest=sku_shortest,
        sku_longest=sku_longest,
        sku_has_spaces=False,
        variants_most=table["variants"].get(region, table["variants"]["usual"]),
        price_least=Decimal(least) if least else None,
        price_most=Decimal(most) if most else None,
        has_tax_in_prices=region not in table["untaxed_prices"],
        **plain,
    )
