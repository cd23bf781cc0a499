"""The pages of a shop's orders, parcels and returns."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import bulk_acts, exports, orders, shop_lists

_SHOP = "/portal/shops/{shop_id}"

PAGES = (
    Page("/portal/cards/shops/{shop_id}", GET, orders.side_cards),
    Page(f"{_SHOP}/buy", POST, orders.buy),
    Page(f"{_SHOP}/files/{{list}}.ids", GET, exports.list_ids),
    Page(f"{_SHOP}/files/{{list}}.{{kind}}", GET, exports.list_file),
    Page(f"{_SHOP}/bulk/{{list}}", POST, bulk_acts.bulk_act),
    Page(f"{_SHOP}/orders", GET, orders.orders_page),
    Page(f"{_SHOP}/orders/{{order_id}}", GET, orders.order_page),
    Page(f"{_SHOP}/orders/{{order_id}}/acts", POST, orders.act_on_order),
    Page(f"{_SHOP}/parcels", GET, shop_lists.parcels_page),
    Page(f"{_SHOP}/returns", GET, shop_lists.returns_page),
)
