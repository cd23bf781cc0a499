"""TikTok's categories: the tree of a market, what each leaf asks for, and which one TikTok recommends."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from shopwright.client.api import product_bodies as bodies
from shopwright.client.shop import Shop
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryAttribute,
    CategoryDetails,
    DraftAttribute,
    ExternalCategory,
    ListingRules,
)

#: Markets whose categories are those of the first tree.
_FIRST_TREE = frozenset({"BR", "MX"})


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
            CategoryAttribute(
                external_id=row["id"],
                name=row["name"],
                # The contract writes the name of this field so.
                is_required=bool(row.get("is_requried")),
                is_multiple=bool(row.get("is_multiple_selection")),
                is_custom=bool(row.get("is_customizable")),
                values=tuple(AttributeValue(item["id"], item["name"]) for item in row.get("values", [])),
            )
            for row in facts.get("attributes", [])
            if row.get("type") == "PRODUCT_PROPERTY"
        ),
        needs_size_chart=bool(rules.get("size_chart", {}).get("is_required")),
        certificates=tuple(row["name"] for row in rules.get("product_certifications", []) if row.get("is_required")),
    )


def recommend(client: Shop, region: str, title: str, description: str) -> str:
    """The id of the leaf that TikTok recommends, or an empty text."""
    reply = client.product.recommend_category(
        product_title=title, description=description, category_version=tree_of(region)
    )
    return reply.get("leaf_category_id") or ""


def attributes_of(
    attributes: tuple[DraftAttribute, ...],
) -> list[bodies.CreateProductRequestProductAttribute] | None:
    """Facts as the product's request has them; None without any."""
    rows: list[bodies.CreateProductRequestProductAttribute] = [
        {
            "id": item.external_id,
            "values": [
                {"id": value.external_id} if value.external_id else {"name": value.name} for value in item.values
            ],
        }
        for item in attributes
    ]
    return rows or None


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
