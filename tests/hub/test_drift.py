"""What others change on channels: found, shown with both values, and settled by rule or by hand."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection as database
from django.db import transaction

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.categories import AttributeValue
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ExternalAttribute, ExternalSku, ListingState, Outcome, Result
from shopwright.hub.core.fetch import Fetched
from shopwright.hub.listings import drift
from shopwright.hub.listings.models import Drift, Listing
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, Shop, open_market, tell
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

RULE = {
    "percent": "0", "amount": "0", "rounding": "cent", "title_template": "", "description_template": "",
    "drift": "show", "text_drift": "ask", "picture_drift": "ask", "category_drift": "ask", "fact_drift": "ask",
    "option_drift": "ask", "state_drift": "ask",
}  # fmt: skip
COTTON = ExternalAttribute("a1", "Material", (AttributeValue("v1", "Cotton"),))
#: What somebody changes there: the field, the change, and how both sides read.
CHANGES = {
    "title": ({"title": "A cup"}, "A mug", "A cup"),
    "description": ({"description": "<p>Leaks.</p>"}, "Holds tea.", "Leaks."),
    "pictures": ({"image_ids": (), "image_urls": ()}, "1 picture", "0 pictures"),
    "category": ({"category_id": "cups"}, "mugs", "cups"),
    "state": ({"state": ListingState.PAUSED}, "Live", "Paused"),
    "attributes": ({"attributes": (COTTON,)}, "Material: –", "Material: Cotton"),
    "weight": ({"weight_grams": 1250}, "400 g", "1,250 g"),
    "size": ({"size_mm": (300, 150, 50)}, "200 × 150 × 50 mm", "300 × 150 × 50 mm"),
}


def published(hub: Hub, market: Market, **policies: str) -> tuple[Connection, Shop, Listing]:
    """A product that the hub published on a shop whose rule has policies."""
    shop, there = open_market(hub, market)
    hub.owner.post("listing-rule", shop.pk, **{**RULE, **policies})
    variant = rows.variant(hub)
    Product.objects.filter(pk=variant.product_id).update(weight_grams=400, description="<p>Holds tea.</p>")
    add_picture(variant.product, picture())
    hub.owner.post("publish", variant.product_id, connections=[shop.pk])
    hub.work()
    return shop, there, Listing.objects.get(connection=shop)


def change(hub: Hub, shop: Connection, there: Shop, listing: Listing, **values: object) -> None:
    there.change(listing.external_id, **values)
    tell(shop, listing.external_id)
    hub.work()


def open_drift(listing: Listing) -> Drift:
    return Drift.objects.get(listing=listing, state="open")


@pytest.mark.parametrize("field", CHANGES)
def test_a_change_by_somebody_else_shows_with_both_values_and_stays(hub: Hub, market: Market, field: str) -> None:
    shop, there, listing = published(hub, market)
    values, mine, theirs = CHANGES[field]
    change(hub, shop, there, listing, **values)
    row = open_drift(listing)
    assert (row.field, row.mine, row.theirs) == (field, mine, theirs)
    for page in (hub.owner.get("drift"), hub.owner.get("listing", listing.pk)):
        assert f"{mine} {theirs}" in page.text
    assert "changed there" in hub.owner.get("grid").text
    assert len(there.drafts) == 1, "nothing is sent by itself"
    tell(shop, listing.external_id)
    hub.work()
    assert Drift.objects.filter(listing=listing).count() == 1, "the same change is seen once"


def test_what_the_hub_sends_itself_is_no_change_of_others(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    Product.objects.filter(pk=listing.product_id).update(title="A better mug")
    for wish in ("publish", "pause", "resume"):
        hub.owner.post("listing-change", listing.pk, wish=wish)
        hub.work()
        tell(shop, listing.external_id)
        hub.work()
    assert there.listings[listing.external_id].title == "A better mug"
    assert not Drift.objects.filter(listing=listing).exists()


def test_markup_that_a_channel_cleans_is_no_change(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    change(hub, shop, there, listing, description="<div>Holds   tea.</div>")
    assert not Drift.objects.filter(listing=listing).exists()


@pytest.mark.parametrize("field", CHANGES)
def test_keeping_mine_sets_it_back_there(hub: Hub, market: Market, field: str) -> None:
    shop, there, listing = published(hub, market)
    before = there.listings[listing.external_id]
    change(hub, shop, there, listing, **CHANGES[field][0])
    answer = hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="keep")
    assert "Set back" in answer.text
    hub.work()
    tell(shop, listing.external_id)
    hub.work()
    assert there.listings[listing.external_id] == before
    row = Drift.objects.get(listing=listing)
    assert (row.state, row.settled_by, row.is_by_rule) == ("kept", hub.owner.user, False)


@pytest.mark.parametrize("field", ["title", "description", "category", "state", "attributes", "weight", "size"])
def test_taking_theirs_holds_for_this_listing_alone(hub: Hub, market: Market, field: str) -> None:
    shop, there, listing = published(hub, market)
    change(hub, shop, there, listing, **CHANGES[field][0])
    theirs = there.listings[listing.external_id]
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="take")
    if field != "state":
        hub.owner.post("listing-change", listing.pk, wish="publish")
    hub.work()
    tell(shop, listing.external_id)
    hub.work()
    assert there.listings[listing.external_id] == theirs
    assert [row.state for row in Drift.objects.filter(listing=listing)] == ["taken"]
    assert Product.objects.get(pk=listing.product_id).title == "A mug"
    if field != "state":
        hub.owner.post("override-drop", listing.pk, field=field)
        hub.work()
        assert there.listings[listing.external_id] != theirs, "the catalogue's is sent again"


def _recoloured(there: Shop, listing: Listing) -> tuple[ExternalSku, ...]:
    """The SKUs of a listing as somebody else sells them: in blue."""
    return tuple(replace(sku, options=(("Colour", "Blue"),)) for sku in there.listings[listing.external_id].skus)


def test_options_that_others_change_are_set_back_or_taken_over(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    before, theirs = there.listings[listing.external_id].skus, _recoloured(there, listing)
    sku = before[0].seller_sku
    change(hub, shop, there, listing, skus=theirs)
    assert (open_drift(listing).mine, open_drift(listing).theirs) == (f"{sku}: no options", f"{sku}: Colour Blue")
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="keep")
    hub.work()
    assert there.listings[listing.external_id].skus == before

    change(hub, shop, there, listing, skus=theirs)
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="take")
    hub.owner.post("listing-change", listing.pk, wish="publish")
    hub.work()
    tell(shop, listing.external_id)
    hub.work()
    assert there.listings[listing.external_id].skus == theirs
    assert not Drift.objects.filter(listing=listing, state="open").exists()


def test_a_sku_that_others_add_or_take_out_is_shown_and_only_a_known_one_is_taken_over(
    hub: Hub, market: Market
) -> None:
    shop, there, listing = published(hub, market)
    (own,) = there.listings[listing.external_id].skus
    added = replace(own, external_id="sku-NEW", seller_sku="NEW", options=(("Colour", "Red"),))
    change(hub, shop, there, listing, skus=(own, added))
    assert (open_drift(listing).mine, open_drift(listing).theirs) == ("NEW: not there", "NEW: Colour Red")
    answer = hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="take").text
    assert "NEW is no SKU of the product. Add it to the product, or keep yours." in answer
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="keep")
    hub.work()
    assert there.listings[listing.external_id].skus == (own,)

    variants = Variant.objects.filter(product=listing.product_id)
    variants.update(options=[["Size", "S"]])
    other = variants.get()
    other.pk, other.sku, other.options, other.position = None, f"{own.seller_sku}-B", [["Size", "M"]], 2
    other.save()
    hub.owner.post("listing-change", listing.pk, wish="publish")
    hub.work()
    first, _ = there.listings[listing.external_id].skus
    change(hub, shop, there, listing, skus=(first,))
    assert open_drift(listing).theirs == f"{own.seller_sku}-B: not there"
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="take")
    hub.owner.post("listing-change", listing.pk, wish="publish")
    hub.work()
    assert [item.sku for item in there.drafts[-1].variants] == [own.seller_sku], "it stays out"


def test_what_a_channel_adds_to_attributes_that_were_sent_is_no_change(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    listing.overrides = {"attributes": [["a1", "Material", [["", "Cotton"]]]]}
    listing.save()
    there.adds = (ExternalAttribute("a2", "Fit", (AttributeValue("v2", "Wide"),)),)
    hub.owner.post("listing-change", listing.pk, wish="publish")
    hub.work()
    tell(shop, listing.external_id)
    hub.work()
    assert not Drift.objects.filter(listing=listing).exists()
    change(hub, shop, there, listing, attributes=(replace(COTTON, values=(AttributeValue("v1", "cotton"),)),))
    assert (open_drift(listing).field, open_drift(listing).mine) == ("attributes", "Fit: Wide")


def test_a_listing_from_before_these_were_compared_begins_with_what_is_there(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    for name in ("attributes", "weight", "size", "options"):
        del listing.content["kept"][name]
    listing.save()
    change(hub, shop, there, listing, weight_grams=900)
    assert not Drift.objects.filter(listing=listing).exists()
    change(hub, shop, there, listing, weight_grams=950)
    assert open_drift(listing).mine == "900 g"


def test_pictures_that_are_taken_over_are_sent_again(hub: Hub, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, there, listing = published(hub, market)
    theirs = picture("blue")
    monkeypatch.setattr(drift, "fetch", lambda url, **_: Fetched(theirs, "image/jpeg"))
    change(hub, shop, there, listing, image_ids=("blue",), image_urls=("https://pictures.example.com/blue",))
    assert open_drift(listing).theirs == "1 picture, 1 of them new"
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="take")
    hub.owner.post("listing-change", listing.pk, wish="publish")
    hub.work()
    assert there.drafts[-1].images == (theirs,)


@pytest.mark.parametrize("policy", ["ask", "take"])
def test_nothing_is_locked_while_pictures_are_read(
    hub: Hub, market: Market, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    shop, there, listing = published(hub, market, picture_drift=policy)
    free: list[bool] = []

    def look() -> None:
        with transaction.atomic():
            free.append(Listing.objects.select_for_update(skip_locked=True).filter(pk=listing.pk).exists())
        database.close()

    def read(url: str, **_: object) -> Fetched:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(look).result()
        return Fetched(picture("blue"), "image/jpeg")

    monkeypatch.setattr(drift, "fetch", read)
    change(hub, shop, there, listing, image_ids=("blue",), image_urls=("https://pictures.example.com/blue",))
    if policy == "ask":
        hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="take")
    assert free == [True]
    assert Drift.objects.get(listing=listing).state == "taken"


@pytest.mark.parametrize(
    ("policy", "group", "field"),
    [("keep", "text_drift", "title"), ("keep", "category_drift", "category"), ("take", "text_drift", "description"),
     ("keep", "state_drift", "state"), ("take", "state_drift", "state"), ("keep", "picture_drift", "pictures"),
     ("keep", "fact_drift", "weight"), ("take", "fact_drift", "attributes")],
)  # fmt: skip
def test_a_rule_settles_it_by_field_group(hub: Hub, market: Market, policy: str, group: str, field: str) -> None:
    shop, there, listing = published(hub, market, **{group: policy})
    before = there.listings[listing.external_id]
    change(hub, shop, there, listing, **CHANGES[field][0])
    after = there.listings[listing.external_id]
    assert (after == before) == (policy == "keep")
    row = Drift.objects.get(listing=listing)
    assert (row.is_by_rule, row.state) == (True, {"keep": "kept", "take": "taken"}[policy])
    assert "By the shop's rule." in hub.owner.get("drift", all="1").html


def test_a_rule_does_not_fight_without_end(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market, text_drift="keep")
    for number in range(5):
        change(hub, shop, there, listing, title=f"Cup {number}")
    assert there.listings[listing.external_id].title == "Cup 4"
    assert "Set back 3 times within a day" in open_drift(listing).words


def test_a_listing_that_somebody_deletes_is_published_anew_where_mine_is_kept(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    del there.listings[listing.external_id]
    tell(shop, listing.external_id)
    hub.work()
    assert (open_drift(listing).mine, open_drift(listing).theirs) == ("Live", "Ended")
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="keep")
    hub.work()
    (again,) = there.listings.values()
    assert again.title == "A mug"
    assert Listing.objects.filter(connection=shop).exclude(state="ended").get().external_id == again.external_id


def test_what_is_as_it_was_again_needs_no_decision(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    change(hub, shop, there, listing, title="A cup")
    change(hub, shop, there, listing, title="A mug")
    assert Drift.objects.get(listing=listing).state == "gone"
    assert "Nothing was changed there" in hub.owner.get("drift").text


def test_a_refused_revision_leaves_the_change_to_be_decided_again(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    change(hub, shop, there, listing, title="A cup")
    there.refusal = Outcome(Result.REFUSED, "T1", "The title is not allowed.", "Take another word.")
    hub.owner.post("drift-settle", drifts=[open_drift(listing).pk], do="keep")
    hub.work()
    tell(shop, listing.external_id)
    hub.work()
    assert open_drift(listing).theirs == "A cup"


def test_many_are_decided_at_once_with_a_result_for_each(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    (_, elsewhere), unlinked = (shop, there), rows.listing("NOBODY")
    elsewhere.listings[unlinked.external_id] = unlinked
    tell(shop, unlinked.external_id)
    hub.work()
    elsewhere.change(unlinked.external_id, title="Something else")
    there.change(listing.external_id, title="A cup")
    tell(shop, unlinked.external_id)
    tell(shop, listing.external_id)
    hub.work()
    ids = [row.pk for row in Drift.objects.filter(connection=shop, state="open")]
    assert len(ids) == 2
    answer = hub.owner.post("drift-settle", drifts=ids, do="keep").text
    assert "linked to no product: link it first" in answer
    assert "Title Set back It is sent again." in answer
    assert "Not done" in answer
    assert "It is decided already." in hub.owner.post("drift-settle", drifts=ids, do="keep").text


def test_changes_are_exported(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    change(hub, shop, there, listing, title="=CUP")
    content = hub.owner.get("drift", format="csv").content.decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(content))
    assert row[:5] == ["A mug", str(shop), "Title", "A mug", "'=CUP"]


def test_a_title_that_is_edited_in_seller_center_is_found(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=5, seller_sku="DRIFT-1")
    shop = hub.connect(shopwright_module_platform, seller)
    client = seller.client()
    client.product.partial_edit_product(product.product_id, title="A title that somebody else wrote for it")
    shopwright_module_platform.clock.advance(days=1)
    tell(shop, product.product_id)
    hub.work()
    assert open_drift(Listing.objects.get(connection=shop)).theirs == "A title that somebody else wrote for it"


def test_facts_that_are_edited_in_seller_center_are_found_and_set_back(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=5, seller_sku=f"FACTS-{hub.tag}")
    shop = hub.connect(platform, seller)
    hub.owner.post("listing-rule", shop.pk, **{**RULE, "fact_drift": "keep"})
    listing, client = Listing.objects.get(connection=shop), seller.client()
    facts = listing.content["kept"]
    Product.objects.filter(pk=listing.product_id).update(
        weight_grams=facts["weight"],
        **dict(zip(("length_mm", "width_mm", "height_mm"), facts["size"], strict=True)),
    )
    client.product.partial_edit_product(
        product.product_id,
        package_weight={"value": "2.5", "unit": "KILOGRAM"},
        package_dimensions={"length": "40", "width": "30", "height": "20", "unit": "CENTIMETER"},
    )
    platform.clock.advance(days=1)
    tell(shop, product.product_id)
    hub.work()
    drifts = {row.field: (row.theirs, row.state) for row in Drift.objects.filter(listing=listing)}
    assert drifts == {"weight": ("2,500 g", "kept"), "size": ("400 × 300 × 200 mm", "kept")}
    platform.clock.advance(days=1)
    tell(shop, product.product_id)
    hub.work()
    listing.refresh_from_db()
    assert (listing.content["kept"]["weight"], listing.trouble) == (facts["weight"], "")
    there = client.product.get_product(product.product_id)
    assert float(there["package_weight"]["value"]) * 1000 == facts["weight"]
    assert not Drift.objects.filter(listing=listing, state="open").exists()
