"""The pages of a seller's global products, below each of its shops."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import global_detail, global_list

_SHOP = "/portal/shops/{shop_id}"

PAGES = (
    Page(f"{_SHOP}/files/global.{{kind}}", GET, global_list.global_file),
    Page(f"{_SHOP}/bulk/global", POST, global_list.bulk_act),
    Page(f"{_SHOP}/global", GET, global_list.global_page),
    Page(f"{_SHOP}/global/{{global_product_id}}", GET, global_detail.detail_page),
    Page(f"{_SHOP}/global/{{global_product_id}}/publish", POST, global_detail.publish_act),
)
