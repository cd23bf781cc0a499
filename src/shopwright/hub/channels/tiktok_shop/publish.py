"""Publishes a product on TikTok: pictures first, then the product, created or edited whole."""

from __future__ import annotations

from decimal import Decimal

from shopwright.client.api import product_bodies as bodies
from shopwright.client.errors import ArgumentError
from shopwright.client.shop import Shop
from shopwright.hub.channels.protocol import ListingDraft, ListingVariant

from .categories import attributes_of, recommend, tree_of
from .papers import certificates_of, chart_of, send_certificates, send_chart

#: Markets where a product names who made it and who answers for it.
_EU = frozenset({"DE", "ES", "FR", "IE", "IT"})


def publish(client: Shop, draft: ListingDraft, region: str) -> str:
    """Create or edit the product; returns its id. Raises the client's errors."""
    version = tree_of(region)
    manufacturers, persons = responsible(client, region)
    category_id = draft.category_id or suggest_category(client, draft, region)
    images: list[bodies.ImageUriRequired] = [
        {"uri": client.product.upload_product_image(data=image, use_case="MAIN_IMAGE")["uri"]} for image in draft.images
    ]
    length, width, height = (str(max(1, -(-side // 10))) for side in draft.size_mm)
    weight: bodies.Measure = {"value": str(Decimal(draft.weight_grams) / 1000), "unit": "KILOGRAM"}
    chart = send_chart(client, draft.size_chart, category_id)
    certificates = send_certificates(client, draft.certificates)
    size: bodies.PackageDimension = {"length": length, "width": width, "height": height, "unit": "CENTIMETER"}
    if draft.external_id:
        current = client.product.get_product(draft.external_id)
        kept = {sku["seller_sku"]: sku["id"] for sku in current["skus"]}
        client.product.edit_product(
            draft.external_id,
            title=draft.title,
            description=draft.description,
            category_id=category_id,
            category_version=version,
            manufacturer_ids=manufacturers,
            responsible_person_ids=persons,
            main_images=images,
            skus=[
                {**_sku(variant, draft.location_id), **({"id": kept[variant.sku]} if variant.sku in kept else {})}  # type: ignore[typeddict-item]
                for variant in draft.variants
            ],
            product_attributes=attributes_of(draft.attributes),
            # An edit is whole: what the hub knows nothing of is sent back as it stands there.
            brand_id=draft.brand_id or (current.get("brand") or {}).get("id"),
            size_chart=chart or chart_of(current),
            certifications=certificates or certificates_of(current),
            package_weight=weight,
            package_dimensions=size,
        )
        return draft.external_id
    reply = client.product.create_product(
        title=draft.title,
        description=draft.description,
        category_id=category_id,
        category_version=version,
        manufacturer_ids=manufacturers,
        responsible_person_ids=persons,
        main_images=images,
        skus=[_sku(variant, draft.location_id) for variant in draft.variants],
        product_attributes=attributes_of(draft.attributes),
        brand_id=draft.brand_id or None,
        size_chart=chart,
        certifications=certificates,
        package_weight=weight,
        package_dimensions=size,
        save_mode="LISTING",
    )
    return reply["product_id"]


def responsible(client: Shop, region: str) -> tuple[list[str] | None, list[str] | None]:
    """The manufacturer and the responsible person that a product names in the EU, where the shop has one of each."""
    if region not in _EU:
        return None, None
    manufacturers = client.product.search_manufacturers(page_size=2).get("manufacturers", [])
    persons = client.product.search_responsible_persons(page_size=2).get("responsible_persons", [])
    return _only([row["id"] for row in manufacturers]), _only([row["id"] for row in persons])


def _only(ids: list[str]) -> list[str] | None:
    return ids if len(ids) == 1 else None


def suggest_category(client: Shop, draft: ListingDraft, region: str) -> str:
    """The leaf category that TikTok recommends for the title. Raises ArgumentError where it has none."""
    category_id = recommend(client, region, draft.title, draft.description)
    if not category_id:
        raise ArgumentError("publish", ["TikTok recommends no category for this title: choose one for the product"])
    return category_id


def _sku(variant: ListingVariant, location_id: str) -> bodies.CreateProductRequestSku:
    return {
        "seller_sku": variant.sku,
        "price": {"currency": variant.currency, "amount": str(variant.price)},
        "inventory": [{"warehouse_id": location_id, "quantity": variant.quantity}],
        "sales_attributes": [{"name": name, "value_name": value} for name, value in variant.options],
    }
