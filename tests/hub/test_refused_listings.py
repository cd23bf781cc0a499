"""What a channel refuses is mended where the refusal stands, and tried again."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import add_picture, rename_sku
from shopwright.hub.channels.tiktok_shop import refusals
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.listings.categories.models import CategoryMapping
from shopwright.hub.listings.categories.queries import Places, category_of
from shopwright.hub.listings.models import Certificate, Listing
from shopwright.hub.listings.preflight import ProblemField
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, open_market
from tests.hub.pictures import picture
from tests.hub.test_categories import mapped
from tests.hub.test_categories import product as thing
from tests.hub.test_required import PDF, TODAY, category, goods

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


def complete(hub: Hub, **facts: object) -> Product:
    """A product that every shop takes."""
    product = rows.variant(hub).product
    Product.objects.filter(pk=product.pk).update(**{"weight_grams": 400, **facts})
    add_picture(product, picture())
    product.refresh_from_db()
    return product


def test_a_bulk_act_has_a_result_for_each_row(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    form = {"products": [complete(hub).pk], "connections": [shop.pk]}
    answer = hub.owner.post("grid-change", **form, wish="pause").text
    assert f"What came of it Product Shop Result A mug {shop} Not done It is not listed there." in answer
    assert f"A mug {shop} Publish is on its way" in hub.owner.post("grid-change", **form, wish="publish").text


def test_a_bulk_act_says_what_it_left_out_and_sends_the_rest(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    whole, bare = complete(hub, title="A whole mug"), rows.variant(hub).product
    answer = hub.owner.post("grid-change", products=[whole.pk, bare.pk], connections=[shop.pk], wish="publish").text
    assert f"A mug {shop} Not done 2 to mend: Add a picture. Give the weight with its packaging." in answer
    assert "1 listings: publish is on its way." in answer
    assert "1 were left out" in answer
    hub.work()
    assert [draft.title for draft in there.drafts] == ["A whole mug"]
    assert not bare.listings.exists()


def test_a_bulk_act_answers_where_it_was_asked(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    product = complete(hub, title="A blue mug")
    complete(hub, title="A plate")
    page = hub.owner.get("grid", q="blue", after="")
    assert 'name="query" value="q=blue' in page.html
    form = {"products": [product.pk], "connections": [shop.pk], "wish": "publish", "query": "q=blue"}
    answer = hub.owner.post("grid-change", **form)
    assert answer.response.redirect_chain[-1][0] == hub.owner.url("grid") + "?q=blue"
    assert "A plate" not in answer.text
    assert "What came of it" in answer.text
    assert "What came of it" not in hub.owner.get("grid").text, "it is told once"


def test_mending_in_the_grid_leads_back_to_the_same_rows(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    product = rows.variant(hub).product
    hub.owner.post("publish", product.pk, connections=[shop.pk])
    hub.work()
    form = {"weight_grams": "400", "back": "grid", "query": "q=mug"}
    answer = hub.owner.post("listing-mend", Listing.objects.get(connection=shop).pk, **form)
    assert answer.response.redirect_chain[-1][0] == hub.owner.url("grid") + "?q=mug"


def refused(hub: Hub, market: Market, **facts: object) -> Listing:
    """A listing of a shop in memory that refused its product."""
    shop, _ = open_market(hub, market)
    product = complete(hub, **facts)
    Listing.objects.create(
        workspace=hub.workspace,
        connection=shop,
        product=product,
        state="refused",
        trouble="No.",
        refused_wish="publish",
    )
    return product.listings.get()


def test_a_picture_that_is_missing_is_added_where_the_refusal_stands(hub: Hub, market: Market) -> None:
    listing = refused(hub, market)
    assert listing.product is not None
    listing.product.pictures.all().delete()
    assert 'type="file"' in hub.owner.get("listing", listing.pk).html
    hub.owner.post("listing-mend", listing.pk, picture=SimpleUploadedFile("mug.png", picture("red")))
    hub.work()
    listing.refresh_from_db()
    assert listing.state == "live"


def german(hub: Hub, sku: str) -> Listing:
    """A listing on a shop whose SKUs have six characters, of a product whose SKU is shorter."""
    shop = rows.connection(hub)
    shop.region, shop.name = "DE", "Lichthaus"
    shop.save()
    product = rows.variant(hub, sku).product
    return Listing.objects.create(
        workspace=hub.workspace, connection=shop, product=product, state="refused", trouble="The product is incomplete."
    )


def test_a_sku_that_is_too_short_is_mended_where_the_refusal_stands(hub: Hub) -> None:
    listing, sku = german(hub, f"X{hub.tag[:3]}"), f"LONGER-{hub.tag}"
    assert listing.product is not None
    variant = listing.product.variants.get()
    page = hub.owner.get("listing", listing.pk)
    assert f'name="sku-{variant.pk}"' in page.html
    assert "Lichthaus takes 6 to 50 characters, without spaces." in page.text
    for bad, words in (("X1", "needs 6"), ("WITH SPACE", "has spaces"), (rows.variant(hub).sku, "belongs to A mug")):
        answer = hub.owner.post("listing-mend", listing.pk, **{f"sku-{variant.pk}": bad})
        assert words in answer.text
        variant.refresh_from_db()
        assert variant.sku == f"X{hub.tag[:3]}"
    hub.owner.post("listing-mend", listing.pk, **{f"sku-{variant.pk}": sku})
    variant.refresh_from_db()
    listing.refresh_from_db()
    assert (variant.sku, listing.wish) == (sku, "publish")


def test_a_sku_of_another_product_is_none_that_a_listing_mends(hub: Hub) -> None:
    listing, other = german(hub, f"X{hub.tag[:3]}"), rows.variant(hub)
    hub.owner.post("listing-mend", listing.pk, **{f"sku-{other.pk}": "TAKEN-OVER"})
    before = other.sku
    other.refresh_from_db()
    assert other.sku == before


def test_a_renamed_sku_stays_linked_where_it_is_listed_by_its_old_one(hub: Hub) -> None:
    variant, shop = rows.variant(hub), rows.connection(hub)
    there = rows.listing(variant.sku)
    offer = keep_listing(shop, there).offers.get()
    rename_sku(variant, f"NEW-{hub.tag}")
    keep_listing(shop, there)
    offer.refresh_from_db()
    assert offer.variant_id == variant.pk


def test_a_missing_attribute_is_filled_in_where_the_refusal_stands(hub: Hub) -> None:
    shop, mugs = mapped(hub)
    CategoryMapping.objects.filter(connection=shop).update(is_accepted=False)
    product = thing(hub, "Cups", **{"Made for": "Adults"})
    listing = Listing.objects.create(
        workspace=hub.workspace, connection=shop, product=product, state="refused", code="12052104", trouble="Missing."
    )
    page = hub.owner.get("listing", listing.pk)
    assert "Required on Shop in Home &amp; Garden &gt; Kitchen &gt; Mugs. One of: Ceramic, Glass." in page.html
    assert hub.owner.url("category", mugs.pk) in page.html
    assert f"{hub.owner.url('categories')}?shop={shop.pk}" in page.html
    answer = hub.owner.post("listing-mend", listing.pk, **{"attribute-m": "Cheese"})
    assert "Material: “Cheese” is no value of it there. One of: Ceramic, Glass." in answer.text
    hub.owner.post("listing-mend", listing.pk, **{"attribute-m": "Glass"})
    product.refresh_from_db()
    listing.refresh_from_db()
    assert (product.attributes["Material"], listing.wish) == ("Glass", "publish")
    assert category_of(product, shop).external_id == "21", "the suggestion is accepted with it"


def test_a_missing_certificate_is_sent_where_the_refusal_stands(hub: Hub) -> None:
    shop, _ = category(hub)
    product = goods(hub, attributes={"Category": "Toys", "Contains batteries": "Yes", "Cell": "Lithium"})
    listing = Listing.objects.create(
        workspace=hub.workspace, connection=shop, product=product, state="refused", trouble="The product is incomplete."
    )
    page = hub.owner.get("listing", listing.pk)
    assert "Toy safety The certificate “Toy safety” is missing. All pages." in page.text
    assert hub.owner.url("papers") in page.html
    files = {"certificate-1": SimpleUploadedFile("toys.pdf", PDF), "certificate-2": SimpleUploadedFile("c.pdf", PDF)}
    answer = hub.owner.post("listing-mend", listing.pk, **files, **{"last-day-of-certificate-2": str(TODAY)})
    assert "goes to" in answer.text
    kept = Certificate.objects.filter(product=product).order_by("pk")
    assert list(kept.values_list("name", "last_day")) == [("Toy safety", None), ("Battery", TODAY)]
    bad = SimpleUploadedFile("toys.pdf", b"no paper")
    kept.delete()
    Listing.objects.filter(pk=listing.pk).update(trouble="The product is incomplete.")
    assert "is neither a PDF nor a picture" in hub.owner.post("listing-mend", listing.pk, **{"certificate-1": bad}).text


def test_tiktok_refuses_for_an_attribute_and_the_page_offers_it(hub: Hub, shopwright_module_platform: Platform) -> None:
    shop = hub.connect(shopwright_module_platform, shopwright_module_platform.shop("DE"), adopts=False)
    product = complete(hub, title="Set of 3 flying ducks, wooden toy for children")
    product.variants.update(currency=shop.currency, sku=f"DUCKS-{hub.tag}")
    hub.owner.post("publish", product.pk, connections=[shop.pk])
    hub.work()
    hub.work()  # what the refusal asks to have read
    listing = product.listings.get()
    assert listing.trouble.startswith("The category requires the attribute"), listing.trouble
    page = hub.owner.get("listing", listing.pk)
    names = set(re.findall(r'name="(attribute-\d+)"', page.html))
    assert names
    place = Places(shop, [product], with_suggestions=True).of(product)
    form = {
        f"attribute-{gap.attribute.external_id}": gap.attribute.values[0].name if gap.attribute.values else "Plain"
        for gap in place.gaps
    }
    assert set(form) == names
    hub.owner.post("listing-mend", listing.pk, **form)
    hub.work()
    assert "The certificate “EU declaration of conformity” is missing." in hub.owner.get("listing", listing.pk).text
    paper = SimpleUploadedFile("conformity.pdf", PDF)
    hub.owner.post("listing-mend", listing.pk, **{"certificate-1": paper})
    hub.work()
    listing.refresh_from_db()
    assert (listing.trouble, bool(listing.external_id)) == ("", True)


def test_each_field_that_a_refusal_names_is_one_that_the_hub_can_mend() -> None:
    groups = tomllib.loads(Path(refusals.__file__).with_name("refusals.toml").read_text("utf-8"))["group"]
    assert {group["field"] for group in groups if "field" in group} <= set(ProblemField)
    assert all(refusals.field_of(str(code)) == group.get("field", "") for group in groups for code in group["codes"])
