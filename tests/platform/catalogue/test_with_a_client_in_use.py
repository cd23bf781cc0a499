"""Pictures, opportunities, scores and stock settings as `tiktok-shop-api`, a client in use, drives them."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from shopwright.platform.market.regions import region
from shopwright.platform.media.drawings.picture_label import read_label
from shopwright.platform.media.drawings.picture_spec import PictureSpec
from shopwright.platform.media.drawings.pictures import render
from tests.harness.calls import Seller
from tests.harness.cancellations import approve, ask
from tests.harness.catalogue import category, create_product, get_product, sku_body, upload_image
from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.returns import done
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, holding, pass_time, shop_in, stocked


@in_each_form(*MARKETS)
def test_a_product_has_a_picture_that_was_put_on_white(
    platform: RunningPlatform, market: str, *, is_async: bool
) -> None:
    seller = shop_in(platform, market)
    uri = upload_image(seller)
    product_id = create_product(seller, uri)["product_id"]
    with client_of(seller, is_async=is_async) as client:
        wanted = {"images": [{"uri": uri, "optimization_mode": ["WHITE_BACKGROUND"]}]}
        (row,) = client.products.optimize_images(body=wanted).images
        assert (row.original_uri, row.optimize_status, row.width, row.height) == (uri, "SUCCESS", 800, 800)
        edit = {"main_images": [{"uri": row.optimized_uri}]}
        client.products.partial_edit_product(product_id, body=edit)
    picture = Image.open(BytesIO(platform.send("GET", f"/media/{row.optimized_uri}", None, {}).body)).convert("RGB")
    assert picture.getpixel((3, 3)) == (255, 255, 255)
    assert get_product(seller, product_id)["main_images"][0]["uri"] == row.optimized_uri


@pytest.mark.own_platform
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_picture_is_lettered_anew_on_the_clock(platform: RunningPlatform, *, is_async: bool) -> None:
    drawn = render(PictureSpec("bag", "Red Bag of Hearts"))
    for market in ("GB", "DE"):
        seller = shop_in(platform, market)
        uri = seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, drawn).data["uri"]
        with client_of(seller, is_async=is_async) as client:
            body = {"images": [{"image_uri": uri, "target_languages": ["de-DE", "pl-PL"]}]}
            begun = client.products.create_image_translation_tasks(body=body).translation_tasks
            ids = [task.id for task in begun]
            pass_time(platform, 120)
            german, polish = client.products.get_image_translation_tasks(translation_task_ids=ids).translation_tasks
        assert [german.id, polish.id] == ids
        lettered = platform.send("GET", f"/media/{german.translated_image.uri}", None, {}).body
        assert read_label(lettered) == PictureSpec("bag", "Rot Tasche von Herzen")
        assert (polish.status, polish.fail_reason) == ("FAILED", "Pictures cannot be lettered in pl-PL.")


@pytest.mark.own_platform
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_product_is_submitted_and_reviewed_in_each_market(platform: RunningPlatform, *, is_async: bool) -> None:
    submitted = [submit(shop_in(platform, market), is_async=is_async) for market in MARKETS]
    pass_time(platform, HOUR + 100)
    for seller, submission_id in submitted:
        with client_of(seller, is_async=is_async) as client:
            (row,) = client.products.get_submission_records(page_size=10).data.submissions
        assert (row.id, row.status, row.opportunity_title) == (submission_id, "APPROVED", "Glass holders")
        assert row.review_time > row.submit_time


def submit(seller: Seller, *, is_async: bool) -> tuple[Seller, str]:
    """Submit a product for an opportunity that the shop's market lists; answers the submission's id."""
    body = {"shop_id": seller.shop_id, "title": "Glass holders", "category_id": category("hg-3"), "keywords": ["glass"]}
    offer_id = seller.platform.post("/sandbox/opportunities", body)["opportunity_id"]
    product_id = create_product(seller)["product_id"]
    with client_of(seller, is_async=is_async) as client:
        products = client.products
        rows = products.list_opportunities(body={"opportunity_type": "KEYWORD"}, page_size=50, locale="en-GB")
        (row,) = (each for each in rows.data.opportunities if each.id == offer_id)
        detail = products.get_opportunity_detail(offer_id, locale="en-GB").opportunity
        assert (detail.basic_info.title, detail.basic_info.status) == (row.title, "ACTIVE")
        made = products.submit_product_via_opportunity(offer_id, body={"product_id": product_id}).submission
        assert (made.product_id, made.status) == (product_id, "PENDING_REVIEW")
    return seller, str(made.id)


@in_each_form(*MARKETS)
def test_a_score_follows_the_stock(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    amount, sale = ("50000", "40000") if market == "ID" else ("50.00", "40.00")
    price = {"currency": region(market).currency, "amount": amount, "sale_price": sale}
    made = create_product(seller, skus=[{**sku_body(seller, quantity=50), "price": price}])
    product_id, sku_id = made["product_id"], made["skus"][0]["id"]
    with client_of(seller, is_async=is_async) as client:
        products = client.products
        assert products.get_product_skpp_detail(product_id).skpp_status == "QUALIFIED"
        assert products.get_shop_skpp_summary().shop_summary.qualified_products_count == 1
        few = [{"warehouse_id": seller.warehouse_id, "quantity": 19}]
        products.update_inventory(product_id, body={"skus": [{"id": sku_id, "inventory": few}]})
        detail = products.get_product_skpp_detail(product_id)
        (stock,) = (task for task in detail.task_details if task.category == "STOCK")
        assert (stock.current_value, stock.passed) == ("19", False)
        (row,) = products.list_product_skpp_statuses(body={}, locale="en-GB").products
        assert (row.product_id, row.skpp_status) == (product_id, "NOT_QUALIFIED")
        assert products.get_shop_skpp_summary().shop_summary.qualified_products_count == 0


@in_each_form(*MARKETS)
def test_a_sku_that_does_not_restock_stays_away_after_a_cancellation(
    platform: RunningPlatform, market: str, *, is_async: bool
) -> None:
    seller = shop_in(platform, market)
    sku_id = stocked(seller)
    body = {"seller_id": seller.account_id, "sku_ids": [sku_id]}
    with client_of(seller, is_async=is_async) as client:
        told = client.products.update_stock_operation_settings(body=body).stock_operation
        assert (told.success_sku_ids, told.failed_sku_ids) == ([sku_id], [])
    order = buy(seller, (sku_id, 3))["order_id"]
    advance(seller, order, "AWAITING_SHIPMENT")
    done(approve(seller, ask(seller, order)))
    assert holding(seller, sku_id) == (7, 0)
