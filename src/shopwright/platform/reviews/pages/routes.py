"""The pages of a shop's reviews, and of one review."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import review_detail, review_files, review_list

_SHOP = "/portal/shops/{shop_id}"

PAGES = (
    Page(f"{_SHOP}/files/reviews.ids", GET, review_files.list_ids),
    Page(f"{_SHOP}/files/reviews.{{kind}}", GET, review_files.list_file),
    Page(f"{_SHOP}/bulk/reviews", POST, review_list.act_on_ticked),
    Page(f"{_SHOP}/reviews", GET, review_list.reviews_page),
    Page(f"{_SHOP}/reviews/{{review_id}}", GET, review_detail.review_page),
    Page(f"{_SHOP}/reviews/{{review_id}}/acts", POST, review_detail.act_on_review),
)
