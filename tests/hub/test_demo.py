"""What ``shopwright up`` fills a new hub with: a catalogue that stands on all shops, and buyers who buy of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.cli.control import Control
from shopwright.cli.up import demo_goods, demo_orders
from shopwright.hub.channels import services
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.config import read_config
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from tests.hub.harness import Hub, stock_on

pytestmark = pytest.mark.postgres

#: Two of the catalogue's products: one that every market takes, and one whose stock code is too short for Germany.
GOODS = ("85123A", "20725")


@pytest.fixture
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = demo_goods.CATALOGUE.read_text().splitlines()
    few = tmp_path / "catalogue.csv"
    few.write_text("\n".join([lines[0], *(line for line in lines if line.startswith(GOODS))]))
    monkeypatch.setenv(demo_goods.CATALOGUE_VARIABLE, str(few))
    baskets = tmp_path / "baskets.csv"
    baskets.write_text("order,sku,quantity\n1,85123A,2\n2,20725,1\n2,85123A,1\n3,85123A,1\n")
    monkeypatch.setattr(demo_orders, "BASKETS", baskets)


def connect_folder(hub: Hub) -> Path:
    app = services.create_app(
        hub.workspace, "files", {"folder": f"stall-{hub.tag}", "shop_name": "Stall", "region": "GB", "currency": "GBP"}
    )
    known, files = services.app_of(app), channel_of("files")
    account = files.finish_consent(known, {})
    for connection in services.connect(app, account, files.shops(known, account), hub.owner.user):
        services.set_realtime(connection, is_on=True)
    return read_config().data / "files" / f"stall-{hub.tag}" / "out"


@pytest.mark.usefixtures("small_catalogue")
def test_the_catalogue_stands_on_shops_of_two_currencies_and_a_sale_lowers_them_all(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    british, german = platform.shop("GB"), platform.shop("DE")
    places = {shop: hub.connect(platform, shop, adopts=False) for shop in (british, german)}
    out = connect_folder(hub)
    for _ in range(2):  # a start that was killed is made up for by the next one, and nothing is done twice
        demo_goods.import_catalogue(hub.workspace, hub.owner.user)
        products = demo_goods.products_of(hub.workspace)
        demo_goods.draw_pictures(products)
        demo_goods.publish_everywhere(hub.workspace, products)
        hub.work()
    assert [product.variants.get().sku for product in products] == list(GOODS)
    there = {shop: shop.client().product.search_products(page_size=10)["products"] for shop in places}
    prices = {
        sku["seller_sku"]: (sku["price"]["currency"], sku["price"]["tax_exclusive_price"])
        for sku in there[german][0]["skus"]
    }
    assert prices == {"85123A": ("EUR", "3.54")}
    assert [len(products) for products in there.values()] == [2, 1]
    assert "85123A" in (out / "listings.csv").read_text()
    assert "5 characters, and needs 6" in hub.owner.get("listings", view="refused").text
    before = hub.available("85123A")

    shops = [(places[shop], shop.shop_cipher) for shop in (german, british)]
    bought = list(demo_orders.buy_history(Control(platform.url), shops))
    hub.work()
    # The second basket is the British shop's, and may hold what Germany refuses.
    assert bought == [places[german], places[british], places[german]]
    orders = {(order.connection_id, order.raw_status) for order in Order.objects.filter(workspace=hub.workspace)}
    assert orders == {(place.pk, "AWAITING_SHIPMENT") for place in places.values()}
    left = hub.available("85123A")
    assert left == before - 4
    assert f",{left}," in next(line for line in (out / "stock.csv").read_text().splitlines() if "85123A" in line) + ","
    for shop in places:
        (sku,) = [sku for item in there[shop] for sku in item["skus"] if sku["seller_sku"] == "85123A"]
        assert stock_on(shop, sku["id"]) == left


@pytest.mark.usefixtures("small_catalogue")
def test_a_basket_that_a_shop_refuses_in_part_is_left_out(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    german = platform.shop("DE")
    place = hub.connect(platform, german, adopts=False)
    demo_goods.import_catalogue(hub.workspace, hub.owner.user)
    products = demo_goods.products_of(hub.workspace)
    demo_goods.draw_pictures(products)
    demo_goods.publish_everywhere(hub.workspace, products)
    hub.work()
    assert list(demo_orders.buy_history(Control(platform.url), [(place, german.shop_cipher)])) == [place, place]


def test_every_basket_is_of_goods_in_the_catalogue() -> None:
    skus = {line.split(",")[1] for line in demo_orders.BASKETS.read_text().splitlines()[1:]}
    catalogue = demo_goods.CATALOGUE.read_text()
    assert len(skus) > 10
    assert [sku for sku in skus if f",{sku}," not in catalogue] == []
