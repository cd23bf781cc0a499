"""The operations as `tiktok-shop-api`, a client in use, calls them and reads their replies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop, TikTokShopError
from tiktok_shop_api.generated.models import (
    CreateCustomBrandsRequest,
    DeleteWebhookForAnEventRequest,
    GetShippingTemplateAvailabilityRequest,
    RecommendCategoryRequest,
    UpdateShopWebhookRequest,
)
from tiktok_shop_api.generated.models.get_categories_listing_platform import GetCategoriesListingPlatform
from tiktok_shop_api.generated.models.update_shop_webhook_request_event_type import UpdateShopWebhookRequestEventType

from tests.harness.server import RunningPlatform


@pytest.fixture
def client(platform: RunningPlatform) -> Iterator[Any]:
    keys = platform.keys
    with TikTokShop(
        keys["app_key"],
        keys["app_secret"],
        keys["seller"]["access_token"],
        keys["shop_cipher"],
        base_url=platform.url,
    ) as shop:
        yield shop


def test_it_reads_shops_permissions_and_groups(client: Any, platform: RunningPlatform) -> None:
    assert [shop.id for shop in client.seller.get_active_shops().data.shops] == [platform.keys["shop_id"]]
    assert client.seller.get_global_product_permission().data.permissions == []
    group = client.seller.get_shop_group_and_related_shops().data.shop_group_data
    assert [shop.shop_id for shop in group.shops] == [platform.keys["shop_id"]]


def test_it_sets_reads_and_deletes_webhooks(client: Any) -> None:
    topic = UpdateShopWebhookRequestEventType.ORDER_STATUS_CHANGE
    body = UpdateShopWebhookRequest(address="https://hooks.example.com/shop", event_type=topic)
    assert client.event.update_shop_webhook(body=body).code == 0
    (webhook,) = client.event.get_shop_webhooks().data.webhooks
    assert (webhook.event_type, webhook.address) == ("ORDER_STATUS_CHANGE", "https://hooks.example.com/shop")
    client.event.delete_webhook_for_an_event(body=DeleteWebhookForAnEventRequest.from_dict({"event_type": topic}))
    assert client.event.get_shop_webhooks().data.total_count == 0


def test_it_reads_warehouses_options_and_carriers(client: Any) -> None:
    sales = client.logistics.get_warehouse_list().data.warehouses[0]
    options = client.logistics.get_warehouse_delivery_options(warehouse_id=sales.id).data.delivery_options
    by_type = {option.type_: option.id for option in options}
    own = client.logistics.get_shipping_providers(delivery_option_id=by_type["SEND_BY_SELLER"])
    assert "Royal Mail" in {shipping_provider.name for shipping_provider in own.data.shipping_providers}
    with pytest.raises(TikTokShopError) as refused:
        client.logistics.get_shipping_providers(delivery_option_id=by_type["STANDARD"])
    assert refused.value.code == 21008117


def test_it_asks_for_templates_by_a_get_with_a_body(client: Any) -> None:
    attribute = {"dimension": {"length": "2", "unit": 5}}
    body = GetShippingTemplateAvailabilityRequest.from_dict({"product_attribute": attribute})
    default, bulky = client.logistics.get_shipping_template_availability(body=body).data.templates
    assert (default.template_is_available, bulky.template_is_available) == (False, True)
    assert default.service_unreachable_reason[0].filter_reason[0].filter_type == "1"


def test_it_places_a_product_in_the_tree(client: Any) -> None:
    platform = GetCategoriesListingPlatform.TIKTOK_SHOP
    tree = client.products.get_categories(category_version="v2", keyword="candle", listing_platform=platform)
    body = RecommendCategoryRequest(product_title="Glass candle holder", category_version="v2")
    leaf = client.products.recommend_category(body=body).data.leaf_category_id
    assert leaf in {category.id for category in tree.data.categories if category.is_leaf}
    rules = client.products.get_category_rules(category_id=leaf, category_version="v2").data
    assert rules.size_chart.is_required is False
    attributes = client.products.get_category_attributes(category_id=leaf, category_version="v2").data.attributes
    assert {attribute.is_requried for attribute in attributes} <= {True, False}


def test_it_checks_what_the_shop_needs(client: Any) -> None:
    assert not any(
        check_result.is_failed for check_result in client.products.check_listing_prerequisites().data.check_results
    )


@pytest.mark.own_platform
def test_the_asynchronous_client_makes_a_brand_and_finds_it_among_all_pages(platform: RunningPlatform) -> None:
    keys = platform.keys

    async def brands() -> tuple[str, list[str]]:
        client: Any = AsyncTikTokShop(
            keys["app_key"],
            keys["app_secret"],
            keys["seller"]["access_token"],
            keys["shop_cipher"],
            base_url=platform.url,
        )
        async with client:
            made = await client.products.create_custom_brands(body=CreateCustomBrandsRequest(name="Made by a client"))
            ids: list[str] = []
            page = await client.products.get_brands(page_size=100, category_version="v2")
            ids += [brand.id for brand in page.data.brands]
            while page.data.next_page_token:
                token = page.data.next_page_token
                page = await client.products.get_brands(page_size=100, category_version="v2", page_token=token)
                ids += [brand.id for brand in page.data.brands]
            return made.data.id, ids

    made, ids = asyncio.run(brands())
    assert ids.count(made) == 1
    assert len(ids) == len(set(ids)) > 300
