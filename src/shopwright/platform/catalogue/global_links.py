"""What replies say of a local product's ties to a global product, and to its replicas in other markets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .listing import ListedSku, Listing
from .product import Product

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetProductResponseDataGlobalProductAssociation,
        GetProductResponseDataSkuGlobalListingPolicy,
        SkuMapping,
    )


def global_association(product: Product, listing: Listing) -> GetProductResponseDataGlobalProductAssociation:
    """The global product of a local one, and which of their SKUs are the same."""
    return {
        "global_product_id": product.global_product_id,
        "sku_mappings": sku_mappings(listing, product.global_ids),
    }


def sku_mappings(local: Listing, ids: Mapping[str, str]) -> list[SkuMapping]:
    """Which local SKUs, attributes and values are which of the global product."""
    return [
        {
            "global_sku_id": ids[sku.id],
            "local_sku_id": sku.id,
            "sales_attribute_mappings": [
                {
                    "global_attribute_id": ids.get(attribute.id or "", ""),
                    "local_attribute_id": attribute.id or "",
                    "global_value_id": ids.get(attribute.value_id or "", ""),
                    "local_value_id": attribute.value_id or "",
                }
                for attribute in sku.sales_attributes or []
            ],
        }
        for sku in local.skus
        if sku.id in ids
    ]


def global_policy(product: Product, sku: ListedSku) -> GetProductResponseDataSkuGlobalListingPolicy:
    """How a SKU with replicas has stock and prices, and what it was made of."""
    policy: GetProductResponseDataSkuGlobalListingPolicy = {
        "inventory_type": product.inventory_mode or "EXCLUSIVE",
        "price_sync": False,
    }
    if product.source and sku.id in product.source.sku_ids:
        policy["replicate_source"] = {
            "product_id": product.source.product_id,
            "shop_id": product.source.shop_id,
            "sku_id": product.source.sku_ids[sku.id],
        }
    return policy
