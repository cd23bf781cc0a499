"""Orders with prints, blind boxes, vouchers, and goods of which customs are told."""

from __future__ import annotations

from typing import Any

from .calls import Seller
from .catalogue import create_product, sku_body
from .trade import buy, detail


def special_orders(seller: Seller, image: str) -> dict[str, str]:
    """In the US an order of each kind; across a border one of a live listing."""
    if seller.shop["seller_type"] == "CROSS_BORDER":
        return special_order(seller, image, "temporary", {"is_live_quick": True})
    if seller.shop["region"] != "US":
        return {}
    return {
        **special_order(seller, image, "box", {"is_blind_box": True}),
        **special_order(seller, image, "voucher", {}, order_type="VIRTUAL_ORDER"),
        **printed_order(seller, image),
    }


def _listed(seller: Seller, image: str, **fields: object) -> tuple[str, str]:
    made = create_product(seller, image, skus=[sku_body(seller, quantity=9)], **fields)
    return str(made["product_id"]), str(made["skus"][0]["id"])


def special_order(
    seller: Seller, image: str, kind: str, listing: dict[str, object], **fields: object
) -> dict[str, str]:
    """Sell a product with some flags; answers the ids of product, SKU, order and line, each after its kind."""
    product_id, sku_id = _listed(seller, image, **listing)
    return _named(kind, product_id, sku_id, detail(seller, buy(seller, sku_id, **fields)["order_id"]))


def printed_order(seller: Seller, image: str) -> dict[str, str]:
    """Sell a product with a print; answers the ids of the kind ``pod``, with that of the print."""
    product_id, sku_id = _listed(seller, image)
    printed = {"pod_info": {"pod_templates": [{"template_name": "Mug"}]}}
    assert seller.call("partialEditProduct", printed, product_id=product_id).code == 0
    line = {"sku_id": sku_id, "customization": {"text": "Ada"}}
    order = detail(seller, buy(seller, line_items=[line])["order_id"])
    return {**_named("pod", product_id, sku_id, order), "pod data": order["line_items"][0]["pod_info_id"]}


def _named(kind: str, product_id: str, sku_id: str, order: dict[str, Any]) -> dict[str, str]:
    ids = {"product": product_id, "sku": sku_id, "order": order["id"], "line": order["line_items"][0]["id"]}
    return {f"{kind} {name}": str(value) for name, value in ids.items()}
