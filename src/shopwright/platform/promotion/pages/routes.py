"""The pages of a shop's promotions, and of one of them."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import activity_acts, activity_detail, activity_list

PAGES = (
    Page("/portal/shops/{shop_id}/files/promotions.{kind}", GET, activity_list.activities_file),
    Page("/portal/shops/{shop_id}/bulk/promotions", POST, activity_acts.act_on_ticked),
    Page("/portal/shops/{shop_id}/promotions", GET, activity_list.activities_page),
    Page("/portal/shops/{shop_id}/promotions/{activity_id}", GET, activity_detail.activity_page),
    Page("/portal/shops/{shop_id}/promotions/{activity_id}/acts", POST, activity_detail.act_on_page),
)
