"""Size charts of dresses, and dresses that name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .calls import Seller
from .catalogue import category, create_product, sku_body, upload_image

DRESSES = "aa-1-4"
SIZES = ("S", "M", "L")


def chart_data(
    sizes: Sequence[str] = SIZES, columns: Sequence[str] = ("Chest", "Waist"), value: str = "80-88", **fields: object
) -> dict[str, Any]:
    """Measurements of the body in centimetres, with the same value everywhere."""
    headers = [{"name": name} for name in ("Size", *columns)]
    rows = [{"cells": [{"value": cell} for cell in (size, *[value] * len(columns))]} for size in sizes]
    table = {"headers": headers, "rows": rows}
    return {"measurement_type": "BODY_MEASUREMENTS", "table": table, "unit_system": "METRIC"} | fields


def chart_body(seller: Seller, data: dict[str, Any] | None = None, **fields: object) -> dict[str, Any]:
    """A body of createSizeChartV2 that breaks no rule."""
    body = {"category_id": category(DRESSES, str(seller.shop["region"])), "size_chart_data": data or chart_data()}
    return {**body, "size_chart_mode": "REUSABLE_TEMPLATE", "template_name": "Summer dresses"} | fields


def create_chart(seller: Seller, data: dict[str, Any] | None = None, **fields: object) -> str:
    """Make a chart; answers its id."""
    reply = seller.call("createSizeChartV2", chart_body(seller, data, **fields))
    assert reply.code == 0, reply.message
    return str(reply.data["size_chart_id"])


def create_dress(seller: Seller, chart_id: str, sizes: Sequence[str] = SIZES) -> str:
    """List a dress in sizes that names a chart; answers its id."""
    uri = upload_image(seller)
    skus = [
        sku_body(seller, seller_sku=f"DRESS-{size}", sales_attributes=[{"name": "Size", "value_name": size}])
        for size in sizes
    ]
    chart = {"template": {"id": chart_id}}
    made = create_product(
        seller, uri, category_id=category(DRESSES, str(seller.shop["region"])), skus=skus, size_chart=chart
    )
    return str(made["product_id"])
