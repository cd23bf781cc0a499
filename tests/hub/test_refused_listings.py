"""What a channel refuses is mended where the refusal stands, and tried again."""

from __future__ import annotations

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.listings.models import Listing
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, open_market
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres


def test_a_refusal_in_the_grid_is_mended_there(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = rows.variant(hub)
    add_picture(variant.product, picture())
    hub.owner.post("publish", variant.product_id, connections=[shop.pk])
    hub.work()
    grid = hub.owner.get("grid")
    assert "Give the weight with its packaging." in grid.text
    listing = Listing.objects.get(connection=shop)
    assert f'form="mend-{listing.pk}"' in grid.html
    form = {"title": "A mug, blue", "weight_grams": "400", "price": "6.50", "back": "grid"}
    assert "A mug, blue goes to" in hub.owner.post("listing-mend", listing.pk, **form).text
    hub.work()
    (draft,) = there.drafts
    assert (draft.title, draft.weight_grams, str(draft.variants[0].price)) == ("A mug, blue", 400, "6.50")
    assert "Mend it" not in hub.owner.get("grid").text


def test_a_value_that_cannot_be_changes_nothing(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = rows.variant(hub)
    hub.owner.post("publish", variant.product_id, connections=[shop.pk])
    hub.work()
    listing = Listing.objects.get(connection=shop)
    assert "Weight grams:" in hub.owner.post("listing-mend", listing.pk, title="New", weight_grams="-1").text
    assert Product.objects.get(pk=variant.product_id).title == "A mug"


def test_who_may_not_edit_the_catalogue_is_offered_no_mending(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    hub.owner.post("publish", rows.variant(hub).product_id, connections=[shop.pk])
    hub.work()
    assert "Mend it" in hub.owner.get("grid").text
    assert "Mend it" not in hub.person(Role.VIEWER).get("grid").text


def test_a_bulk_act_has_a_result_for_each_row(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = rows.variant(hub)
    form = {"products": [variant.product_id], "connections": [shop.pk]}
    answer = hub.owner.post("grid-change", **form, wish="pause").text
    assert f"What came of it Product Shop Result A mug {shop} Not done It is not listed there." in answer
    assert f"A mug {shop} Publish is on its way" in hub.owner.post("grid-change", **form, wish="publish").text
