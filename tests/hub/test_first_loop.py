"""From a connected shop to a parcel with its label, on the platform over HTTP."""

from __future__ import annotations

import pytest

from shopwright.testing import Platform
from tests.hub.harness import Hub, stock_on

pytestmark = pytest.mark.postgres


def test_products_of_a_new_shop_are_taken_over_with_their_stock(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=9, seller_sku="MUG-1")
    hub.connect(shopwright_module_platform, seller)
    assert hub.available("MUG-1") == 9
    assert "MUG-1" in hub.owner.get("products").text
    assert "Glass candle holder" in hub.owner.get("listings").text
    assert stock_on(seller, product.sku_id) == 9


def test_an_order_holds_stock_at_once_and_is_shipped_with_the_channels_label(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=9, seller_sku="MUG-2")
    hub.connect(platform, seller)
    bought = seller.buy((product.sku_id, 2), status="AWAITING_SHIPMENT")
    hub.work()
    order = hub.order(bought.order_id)
    assert hub.available("MUG-2") == 7

    packer = hub.owner
    assert "1 of 1 orders are being shipped" in packer.post("ship", orders=[order.pk]).text
    hub.work()
    there = seller.client().order.get_order_detail(ids=[bought.order_id])["orders"][0]
    assert there["status"] == "AWAITING_COLLECTION"
    assert str(order.total) == there["payment"]["total_amount"]
    (shipment,) = order.shipments.all()
    assert shipment.tracking_number == there["line_items"][0]["tracking_number"] != ""
    label = packer.post("labels", shipments=[shipment.pk])
    assert label.content.startswith(b"%PDF-")


def test_a_label_printed_again_is_a_reprint(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=3)
    hub.connect(shopwright_module_platform, seller)
    bought = seller.buy(product.sku_id, status="AWAITING_SHIPMENT")
    hub.work()
    order = hub.order(bought.order_id)
    hub.owner.post("ship", orders=[order.pk])
    hub.work()
    for _ in range(2):
        assert hub.owner.post("labels", orders=[order.pk]).content.startswith(b"%PDF-")
    (shipment,) = order.shipments.all()
    assert [item.is_reprint for item in shipment.prints.order_by("pk")] == [False, True]


def test_an_order_in_the_buyers_hour_is_not_shipped(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=3)
    hub.connect(shopwright_module_platform, seller)
    bought = seller.buy(product.sku_id)
    hub.work()
    order = hub.order(bought.order_id)
    assert "Buyer's hour" in hub.owner.post("ship", orders=[order.pk]).text.replace("&#x27;", "'")
    assert not order.shipments.exists()


def test_a_cancelled_order_gives_its_stock_back(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=5, seller_sku="MUG-3")
    hub.connect(shopwright_module_platform, seller)
    bought = seller.buy((product.sku_id, 2))
    hub.work()
    assert hub.available("MUG-3") == 3
    seller.platform.control.post(f"orders/{bought.order_id}/cancel", {})
    hub.work()
    assert hub.available("MUG-3") == 5
    assert hub.order(bought.order_id).progress == "cancelled"


def test_what_a_carrier_has_is_on_hand_no_more(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=5, seller_sku="MUG-4")
    hub.connect(shopwright_module_platform, seller)
    seller.buy((product.sku_id, 2), status="IN_TRANSIT")
    hub.work()
    (balance,) = hub.variant("MUG-4").balances.all()
    assert (balance.on_hand, balance.reserved) == (3, 0)
    assert stock_on(seller, product.sku_id) == 3


def test_a_sale_on_one_shop_lowers_the_other(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    first, second = platform.shop("GB"), platform.shop("GB")
    goods = [seller.list_product(quantity=10, seller_sku="SHARED-1") for seller in (first, second)]
    hub.connect(platform, first)
    hub.connect(platform, second)
    first.buy((goods[0].sku_id, 4))
    hub.work()
    assert hub.available("SHARED-1") == 6
    assert [stock_on(seller, item.sku_id) for seller, item in zip((first, second), goods, strict=True)] == [6, 6]


def test_nothing_is_sent_before_it_is_switched_on(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    first, second = platform.shop("GB"), platform.shop("GB")
    goods = [
        seller.list_product(quantity=quantity, seller_sku="CAREFUL-1")
        for seller, quantity in ((first, 10), (second, 25))
    ]
    hub.connect(platform, first)
    connection = hub.connect(platform, second, sends=False)
    assert stock_on(second, goods[1].sku_id) == 25
    preview = hub.owner.get("stock-differences", connection.pk).text
    assert "CAREFUL-1" in preview
    assert "25 10" in preview
    hub.owner.post("connection-change", connection.pk, do="realtime", on="1")
    hub.work()
    assert stock_on(second, goods[1].sku_id) == 10


def test_a_product_written_here_is_published_with_its_picture_and_stock(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.hub.pictures import picture

    platform = shopwright_module_platform
    seller = platform.shop("GB")
    connection = hub.connect(platform, seller)
    form = {
        "title": "Glass candle holder for tea lights, hand made",
        "description": "<p>Holds a tea light.</p>",
        "weight_grams": "400",
        "length_mm": "120",
        "width_mm": "120",
        "height_mm": "90",
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "0",
        "variants-0-sku": "NEW-1",
        "variants-0-price": "12.50",
        "variants-0-currency": "gbp",
        "pictures": SimpleUploadedFile("a.png", picture()),
    }
    assert "is saved" in hub.owner.post("product-new", **form).text
    variant = hub.variant("NEW-1")
    hub.owner.post(
        "stock-move",
        variant.pk,
        act="received",
        quantity="6",
        location=str(hub.workspace.locations.get().pk),
        token="11111111-1111-4111-8111-111111111111",
    )
    hub.owner.post("publish", variant.product_id, connections=[str(connection.pk)])
    hub.work()
    listing = variant.product.listings.get()
    assert (listing.state, listing.trouble) == ("live", "")
    there = seller.client().product.get_product(listing.external_id)
    assert there["status"] == "ACTIVATE"
    assert (there["skus"][0]["seller_sku"], there["skus"][0]["inventory"][0]["quantity"]) == ("NEW-1", 6)


def test_an_incomplete_product_says_what_is_missing(hub: Hub, shopwright_module_platform: Platform) -> None:
    from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product

    connection = hub.connect(shopwright_module_platform, shopwright_module_platform.shop("GB"))
    product = create_product(hub.workspace, ProductDraft("A mug", [VariantDraft("BARE-1")]))
    hub.owner.post("publish", product.pk, connections=[str(connection.pk)])
    hub.work()
    text = hub.owner.get("product", product.pk).text
    for missing in ("Add a picture.", "Give the weight with its packaging.", "Give BARE-1 a price."):
        assert missing in text


def test_orders_from_before_the_connection_are_not_sold_twice(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=10, seller_sku="BEFORE-1")
    seller.buy((product.sku_id, 3))
    hub.connect(shopwright_module_platform, seller)
    (balance,) = hub.variant("BEFORE-1").balances.all()
    assert (balance.on_hand, balance.reserved) == (10, 3)
    assert stock_on(seller, product.sku_id) == 7
