"""The pages of a shop's stock, and of one product."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, Page

from . import product_detail, stock_list

PAGES = (
    Page("/portal/shops/{shop_id}/files/stock.{kind}", GET, stock_list.stock_file),
    Page("/portal/shops/{shop_id}/stock", GET, stock_list.stock_page),
    Page("/portal/shops/{shop_id}/products/{product_id}", GET, product_detail.product_page),
)
