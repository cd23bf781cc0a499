"""The pages of a shop's orders, parcels and returns."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import orders, shop_lists

PAGES = (
    Page("/portal/cards/shops/{shop_id}", GET, orders.side_cards),
    Page("/portal/shops/{shop_id}/buy", POST, orders.buy),
    Page("/portal/shops/{shop_id}/orders", GET, orders.orders_page),
    Page("/portal/shops/{shop_id}/orders/{order_id}", GET, orders.order_page),
    Page("/portal/shops/{shop_id}/orders/{order_id}/acts", POST, orders.act_on_order),
    Page("/portal/shops/{shop_id}/parcels", GET, shop_lists.parcels_page),
    Page("/portal/shops/{shop_id}/returns", GET, shop_lists.returns_page),
)
