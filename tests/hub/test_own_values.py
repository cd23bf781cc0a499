"""What a product has of its own on one shop: written there, sent, shown, and given back to the catalogue."""

from __future__ import annotations

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.models import Listing
from shopwright.hub.listings.preflight import problems_of
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, Shop, open_market
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

VALUES = {"title": "A mug for the stall", "brand": "Stall", "description": "<p>Holds tea.</p>"}


def goods(hub: Hub) -> Product:
    """A product that can be sent, with two pictures."""
    product = rows.variant(hub).product
    product.weight_grams, product.description, product.brand = 400, "Holds coffee.", "Acme"
    product.save()
    for colour in ("red", "blue"):
        add_picture(product, picture(colour))
    return product


def published(hub: Hub, market: Market) -> tuple[Product, Connection, Shop]:
    shop, there = open_market(hub, market)
    product = goods(hub)
    hub.owner.post("publish", product.pk, connections=[shop.pk])
    hub.work()
    return product, shop, there


def test_a_value_of_its_own_is_sent_to_that_shop_alone(hub: Hub, market: Market) -> None:
    product, shop, there = published(hub, market)
    other, beside = open_market(hub, market)
    hub.owner.post("publish", product.pk, connections=[other.pk])
    assert "It is sent as you wrote it" in hub.owner.post("listing-own", product.pk, shop.pk, **VALUES).text
    hub.work()
    sent = there.drafts[-1]
    assert {name: getattr(sent, name) for name in VALUES} == VALUES
    assert (beside.drafts[-1].title, beside.drafts[-1].brand) == ("A mug", "Acme")
    product.refresh_from_db()
    assert product.title == "A mug"


def test_pictures_have_an_order_of_their_own_on_a_shop(hub: Hub, market: Market) -> None:
    product, shop, there = published(hub, market)
    first, second = product.pictures.values_list("picture_id", flat=True)
    hub.owner.post("listing-own", product.pk, shop.pk, **{f"place-{second}": "1", f"place-{first}": "2"})
    hub.work()
    assert there.drafts[-1].images == there.drafts[0].images[::-1]
    hub.owner.post("listing-own", product.pk, shop.pk, **{f"place-{second}": "1", f"place-{first}": ""})
    hub.work()
    assert there.drafts[-1].images == there.drafts[0].images[1:]


@pytest.mark.parametrize("field", [*VALUES, "pictures"])
def test_each_goes_back_to_the_catalogue(hub: Hub, market: Market, field: str) -> None:
    product, shop, there = published(hub, market)
    last = product.pictures.values_list("picture_id", flat=True)[1]
    hub.owner.post("listing-own", product.pk, shop.pk, **VALUES, **{f"place-{last}": "1"})
    hub.work()
    listing = Listing.objects.get(connection=shop)
    before = hub.owner.get("listing", listing.pk)
    assert ": use the catalogue's again" in before.text
    hub.owner.post("override-drop", listing.pk, field=field)
    hub.work()
    listing.refresh_from_db()
    assert set(listing.overrides) == {*VALUES, "pictures"} - {field}
    name = "images" if field == "pictures" else field
    assert getattr(there.drafts[-1], name) == getattr(there.drafts[0], name)


def test_the_page_shows_the_catalogues_value_beside_its_own(hub: Hub, market: Market) -> None:
    product, shop, _ = published(hub, market)
    hub.owner.post("listing-own", product.pk, shop.pk, **VALUES)
    page = hub.owner.get("listing", Listing.objects.get(connection=shop).pk)
    assert "Its own Catalogue: A mug" in page.text
    assert 'value="A mug for the stall"' in page.html
    assert "price list" in page.text
    assert "own title, description, brand" in hub.owner.get("grid").text


def test_what_is_its_own_stands_in_the_history(hub: Hub, market: Market) -> None:
    product, shop, _ = published(hub, market)
    hub.owner.post("listing-own", product.pk, shop.pk, title="A mug for the stall")
    history = hub.owner.get("history").text
    assert "A mug for the stall" in history
    assert hub.owner.user.email in history


def test_a_product_is_published_with_values_of_its_own(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    product = goods(hub)
    assert f"own/{product.pk}/{shop.pk}" in hub.owner.get("product", product.pk).html
    assert "Publish with these" in hub.owner.get("listing-own", product.pk, shop.pk).text
    hub.owner.post("listing-own", product.pk, shop.pk, title="A mug for the stall")
    hub.work()
    assert [draft.title for draft in there.drafts] == ["A mug for the stall"]


def test_nothing_is_sent_where_nothing_changed(hub: Hub, market: Market) -> None:
    product, shop, there = published(hub, market)
    for _ in range(2):
        hub.owner.post("listing-own", product.pk, shop.pk, **VALUES)
        hub.work()
    assert len(there.drafts) == 2


def test_a_value_that_the_shop_would_refuse_is_said_and_not_kept(hub: Hub) -> None:
    shop, product = rows.connection(hub), goods(hub)
    foreign = add_picture(rows.variant(hub).product, picture("green")).picture_id
    for form, words in (
        ({"title": "M" * 256}, "and may have 255. Shorten it."),
        ({"description": "M" * 10_001}, "and may have 10,000. Shorten it."),
        ({"brand": "Nobody"}, "knows no brand “Nobody” yet. Map it under Categories"),
        ({f"place-{foreign}": "1"}, "Choose pictures of the product."),
    ):
        answer = hub.owner.post("listing-own", product.pk, shop.pk, **form)
        assert (answer.status, words in answer.text) == (422, True), words
    assert not Listing.objects.filter(product=product).exists()


def test_its_own_title_is_the_one_that_is_checked(hub: Hub) -> None:
    shop, product = rows.connection(hub), goods(hub)
    Product.objects.filter(pk=product.pk).update(title="M" * 260)
    product.refresh_from_db()
    assert "Shorten it." in " ".join(problem.words for problem in problems_of(product, shop))
    hub.owner.post("listing-own", product.pk, shop.pk, title="A mug of stoneware, glazed blue")
    assert "Shorten it." not in " ".join(problem.words for problem in problems_of(product, shop))


def test_who_may_not_edit_listings_is_offered_no_form(hub: Hub, market: Market) -> None:
    product, shop, _ = published(hub, market)
    hub.owner.post("listing-own", product.pk, shop.pk, **VALUES)
    viewer, listing = hub.person(Role.VIEWER), Listing.objects.get(connection=shop)
    assert "Save and send" not in viewer.get("listing", listing.pk).text
    assert "Its own on this channel" in viewer.get("listing", listing.pk).text
    assert viewer.post("listing-own", product.pk, shop.pk, title="No").status == 403
