"""The seller's own categories on a shop: suggested with a reason, accepted, and what they require filled in."""

from __future__ import annotations

import gzip
import json

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryAttribute,
    CategoryDetails,
    ExternalCategory,
)
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.categories import counts, facts, services
from shopwright.hub.listings.categories.models import CategoryMapping, ChannelCategory
from shopwright.hub.listings.categories.queries import category_of
from shopwright.hub.listings.categories.suggest import Suggester, words_in
from shopwright.hub.listings.preflight import problems_of
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.import_files import begin, check, csv_bytes, real_file, work_all
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

TREE = [
    ExternalCategory("1", "0", "Home & Garden", is_leaf=False),
    ExternalCategory("2", "1", "Kitchen", is_leaf=False),
    ExternalCategory("21", "2", "Mugs", is_leaf=True),
    ExternalCategory("22", "2", "Frying Pans", is_leaf=True),
    ExternalCategory("23", "2", "Kitchen Knives", is_leaf=True, is_open=False),
    ExternalCategory("3", "0", "Clothing", is_leaf=False),
    ExternalCategory("31", "3", "Women's Dresses", is_leaf=True),
]
MATERIAL = CategoryAttribute(
    "m", "Material", is_required=True, is_multiple=True, is_custom=False,
    values=(AttributeValue("m1", "Ceramic"), AttributeValue("m2", "Glass")),
)  # fmt: skip
ORIGIN = CategoryAttribute("o", "Made for", is_required=True, is_multiple=False, is_custom=True)


class Asked:
    """A channel that recommends frying pans for all that has to do with steel."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    def categories(self) -> list[ExternalCategory]:
        return TREE

    def category_details(self, category_id: str) -> CategoryDetails:
        return CategoryDetails((MATERIAL, ORIGIN))

    def recommend_category(self, title: str, description: str) -> str:
        self.titles.append(title)
        return "22" if "steel" in title else ""


def product(hub: Hub, own: str, title: str = "A thing", **attributes: str) -> Product:
    made = rows.variant(hub).product
    made.title, made.attributes = title, {"Category": own, **attributes}
    made.save()
    return made


def mapped(hub: Hub, own: str = "Cups", details: CategoryDetails | None = None) -> tuple[Connection, ChannelCategory]:
    """A shop on which the seller's category goes to mugs."""
    shop = rows.connection(hub)
    services.keep_tree(shop, TREE)
    mugs = ChannelCategory.objects.get(connection=shop, external_id="21")
    services._read_details(shop, Asked(), "21")  # type: ignore[arg-type]
    CategoryMapping.objects.create(
        workspace=hub.workspace, connection=shop, source=own, category=mugs, is_accepted=True
    )
    counts.recount(shop)
    return shop, mugs


def suggested(hub: Hub, shop: Connection, session: object = None) -> dict[str, tuple[str, str]]:
    services.keep_tree(shop, TREE)
    services.suggest(shop, session)  # type: ignore[arg-type]
    return {
        row.source: (row.category.name if row.category else "", row.reason)
        for row in CategoryMapping.objects.filter(connection=shop).select_related("category")
    }


def test_a_suggestion_comes_with_its_reason(hub: Hub) -> None:
    product(hub, "Home > Mugs")
    product(hub, "Evening dresses", title="Dress with a mug on it")
    product(hub, "Metal", title="Pan of steel")
    product(hub, "Qwxyz", title="Zzz")
    product(hub, "Kitchen knives")
    asked = Asked()
    assert suggested(hub, rows.connection(hub), asked) == {
        "Home > Mugs": ("Mugs", "name"),
        "Evening dresses": ("Women's Dresses", "words"),
        "Metal": ("Frying Pans", "channel"),
        "Qwxyz": ("", ""),
        "Kitchen knives": ("Mugs", "words"),  # the one of that name is not open to this shop
    }
    assert "Home > Mugs" not in asked.titles
    page = hub.owner.get("categories")
    assert "Home & Garden > Kitchen > Mugs" in page.html.replace("&amp;", "&").replace("&gt;", ">")
    assert "Recommended for “Pan of steel”." in page.text


def test_what_was_mapped_on_one_shop_is_suggested_on_the_next_and_never_over_a_choice(hub: Hub) -> None:
    product(hub, "Mugs")
    first, second = rows.connection(hub), rows.connection(hub)
    suggested(hub, first)
    row = CategoryMapping.objects.get(connection=first)
    hub.owner.post("categories-change", first.pk, do=str(row.pk), **{f"path-{row.pk}": "Clothing > Women's Dresses"})
    assert suggested(hub, second) == {"Mugs": ("Women's Dresses", "earlier")}
    assert suggested(hub, first) == {"Mugs": ("Women's Dresses", "hand")}


def test_suggestions_are_accepted_in_bulk_and_a_wrong_choice_is_refused_with_why(hub: Hub) -> None:
    product(hub, "Mugs")
    product(hub, "Dresses")
    shop = rows.connection(hub)
    suggested(hub, shop)
    ids = list(CategoryMapping.objects.filter(connection=shop).values_list("pk", flat=True))
    assert "2 accepted." in hub.owner.post("categories-change", shop.pk, do="accept", mappings=ids).text
    for text, words in (("Nowhere", "has no category"), ("23", "may not list in")):
        answer = hub.owner.post("categories-change", shop.pk, do=str(ids[0]), **{f"path-{ids[0]}": text})
        assert words in answer.text
    viewer = hub.person(Role.VIEWER)
    assert viewer.post("categories-change", shop.pk, do="accept", mappings=ids).status == 403


def test_a_product_that_names_no_category_is_suggested_for_and_mapped_by_itself(hub: Hub) -> None:
    alone, other = (rows.variant(hub).product for _ in range(2))
    Product.objects.filter(pk=alone.pk).update(title="Coffee mug")
    shop = rows.connection(hub)
    assert suggested(hub, shop)[f" product {alone.pk}"] == ("Mugs", "words")
    row = CategoryMapping.objects.get(connection=shop, source=f" product {alone.pk}")
    page = hub.owner.get("categories", q="coffee")
    assert "Coffee mug by itself" in page.text
    assert "Coffee mug" in hub.owner.get("categories", shop=str(shop.pk), format="csv").content.decode()
    hub.owner.post("categories-change", shop.pk, do="accept", mappings=[row.pk])
    alone.refresh_from_db()
    assert (category_of(alone, shop).external_id, category_of(other, shop).external_id) == ("21", "")
    Product.objects.filter(pk=alone.pk).update(title="Renamed")
    assert category_of(alone, shop).external_id == "21", "it is mapped by what it is, not by what it is called"


def test_a_product_by_itself_is_counted_until_it_names_a_category(hub: Hub) -> None:
    alone, shop = rows.variant(hub).product, rows.connection(hub)
    suggested(hub, shop)
    services._read_details(shop, Asked(), "21")  # type: ignore[arg-type]
    row = CategoryMapping.objects.get(connection=shop, source=f" product {alone.pk}")
    hub.owner.post("categories-change", shop.pk, do=str(row.pk), **{f"path-{row.pk}": "21"})
    counts.recount(shop)
    row.refresh_from_db()
    assert (row.product_count, row.gaps) == (1, {"Material": 1, "Made for": 1})
    Product.objects.filter(pk=alone.pk).update(attributes={"Type": "Cups"})
    counts.recount(shop)
    row.refresh_from_db()
    assert row.product_count == 0


def test_what_the_channel_recommended_for_a_refused_product_is_suggested(hub: Hub) -> None:
    alone, shop = rows.variant(hub).product, rows.connection(hub)
    services._keep_recommended(shop, Asked(), f"{alone.pk} 22")  # type: ignore[arg-type]
    row = CategoryMapping.objects.get(connection=shop)
    assert (row.words, row.category and row.category.name, row.is_accepted) == (
        row.source.strip(),
        "Frying Pans",
        False,
    )
    assert row.category is not None
    assert row.category.facts is not None


def test_products_that_lack_a_required_attribute_are_counted_and_bulk_fill_closes_the_gap(hub: Hub) -> None:
    goods = [
        product(hub, "Cups"),
        product(hub, "Cups", Stoff="Keramik"),
        product(hub, "Cups", Material="ceramic"),
        product(hub, "Cups", Material="Bamboo"),
    ]
    shop, mugs = mapped(hub)
    text = hub.owner.get("categories").text
    assert "3 lack “Material” in GB" in text
    assert "4 lack “Made for” in GB" in text
    assert "“Bamboo” is no value of “Material” there." in problems_of(goods[3], shop)[-2].words
    fill = {"attribute": "m", "source": "stoff", "value": "", "text": ["Bamboo"], "mapped": ["Glass"]}
    hub.owner.post("category-fill", mugs.pk, **fill)
    hub.owner.post("category-fill", mugs.pk, **{**fill, "text": ["Keramik"], "mapped": ["Ceramic"]})
    hub.owner.post("category-fill", mugs.pk, attribute="o", source="", value="Adults")
    counts.recount(shop)
    assert CategoryMapping.objects.get(connection=shop).gaps == {"Material": 1}
    said = {item.external_id: item.values for item in category_of(goods[1], shop).attributes}
    assert said == {"m": (AttributeValue("m1", "Ceramic"),), "o": (AttributeValue("", "Adults"),)}
    assert category_of(goods[3], shop).attributes[0].values == (AttributeValue("m2", "Glass"),)
    hub.owner.post("category-fill", mugs.pk, attribute="m", source="stoff", value="Glass")
    counts.recount(shop)
    assert CategoryMapping.objects.get(connection=shop).gaps == {}


@pytest.mark.parametrize(
    ("attribute", "text", "values"),
    [
        (MATERIAL, "Glass, ceramic", ("m2", "m1")),
        (MATERIAL, "Glass, Wood", ("m2",)),
        (MATERIAL, "Wood", ()),
        (ORIGIN, "Children, Adults", ("",)),
    ],
)
def test_texts_become_the_channels_values(attribute: CategoryAttribute, text: str, values: tuple[str, ...]) -> None:
    filled, gaps = facts.fill([attribute], {attribute.name.casefold(): text}, {})
    assert tuple(value.external_id for item in filled for value in item.values) == values
    assert bool(gaps) == (not values)


def test_a_category_that_a_product_names_itself_goes_before_the_mapping(hub: Hub) -> None:
    goods = product(hub, "Cups")
    shop, _ = mapped(hub)
    assert category_of(goods, shop).external_id == "21"
    goods.category = {"tiktok_shop": "22"}
    assert category_of(goods, shop).external_id == "22"


def test_a_mapping_whose_category_is_gone_is_suggested_anew(hub: Hub) -> None:
    product(hub, "Mugs")
    shop, _ = mapped(hub, "Mugs")
    services.keep_tree(shop, [row for row in TREE if row.external_id != "21"])
    services.suggest(shop)
    row = CategoryMapping.objects.get(connection=shop)
    assert (row.is_accepted, row.category is None or row.category.external_id != "21") == (False, True)


@pytest.mark.parametrize("header", ["Type", "Product Category", "categories", "Google Product Category"])
def test_imports_keep_what_the_seller_takes_a_product_for(hub: Hub, header: str) -> None:
    run = begin(hub, csv_bytes(("SKU", "Title", header), ("A", "A mug", "Cups")))
    assert run.columns[2] in ("attribute:Type", "attribute:Category")


@pytest.mark.parametrize("region", ["GB", "BR"])
def test_tiktok_reads_recommends_requires_and_takes_what_is_filled_in(
    hub: Hub, shopwright_module_platform: Platform, region: str
) -> None:
    seller = shopwright_module_platform.shop(region)
    shop = hub.connect(shopwright_module_platform, seller, adopts=False)
    goods = product(hub, "Cups", title="Ceramic coffee mug with handle")
    goods.variants.update(currency=shop.currency)
    goods.weight_grams = 300
    goods.save()
    add_picture(goods, picture())
    hub.owner.post("categories-change", shop.pk, do="look")
    hub.work()
    row = CategoryMapping.objects.get(connection=shop, source="Cups")
    hub.owner.post("categories-change", shop.pk, do="accept", mappings=[row.pk])
    hub.work()
    row.refresh_from_db()
    assert row.category is not None
    details = row.category.facts
    assert details is not None
    required = [item for item in details.attributes if item.is_required]
    assert set(row.gaps) == {item.name for item in required}
    for item in required:
        value = item.values[0].name if item.values else "Plain"
        hub.owner.post("category-fill", row.category.pk, attribute=item.external_id, value=value)
    hub.owner.post("publish", goods.pk, connections=[shop.pk])
    hub.work()
    listing = goods.listings.get()
    assert listing.trouble == "", (listing.trouble, listing.remedy)
    there = seller.client().product.get_product(listing.external_id)
    assert there["category_chains"][-1]["id"] == row.category.external_id
    said = {item["id"] for item in there.get("product_attributes", [])}
    assert {item.external_id for item in required} <= said


@pytest.mark.parametrize("name", ["categories_id_2026-06-18.json.gz", "categories_br_pt_2025-11-18.json.gz"])
def test_a_real_tree_is_kept_and_searched(hub: Hub, name: str) -> None:
    with gzip.open(real_file(f"tiktok_categories/{name}")) as file:
        body = json.load(file)
    table = body["data"]["categories"] if "data" in body else body["categories"]
    tree = [
        ExternalCategory(str(item["id"]), str(item["parent_id"]), item["local_name"], item["is_leaf"]) for item in table
    ]
    shop = rows.connection(hub)
    services.keep_tree(shop, tree)
    leaves = list(ChannelCategory.objects.filter(connection=shop))
    assert len(leaves) == sum(item.is_leaf for item in tree)
    leaf = leaves[len(leaves) // 2]
    best = Suggester(leaves, {}).suggest(leaf.path, "")
    assert best.category is not None
    assert words_in(best.category.path) & words_in(leaf.path)


def test_the_report_of_an_import_says_where_goods_go_and_what_they_lack_there(hub: Hub) -> None:
    shop, _ = mapped(hub)
    goods = csv_bytes(
        ("SKU", "Title", "Category", "Attribute: Material"),
        ("A", "A mug", "Cups", "Glass"), ("B", "Another", "Cups", ""), ("C", "A dress", "Dresses", ""),
    )  # fmt: skip
    run = check(hub, goods)
    text = hub.owner.get("import", run.pk).html.replace("&gt;", ">").replace("&amp;", "&").replace("&#x27;", "'")
    assert "“Cups” goes to Home & Garden > Kitchen > Mugs (2)." in text
    assert "“Dresses” is mapped to no category; Clothing > Women's Dresses is suggested." in text
    assert "1 product lacks “Material”, which GB requires." in text
    hub.owner.post("import-act", run.pk, act="start")
    work_all(hub)
    assert shop.events.filter(kind="categories").exists()


def test_a_real_export_of_shopify_brings_its_types(hub: Hub) -> None:
    run = begin(hub, real_file("shopify_csv/apparel.csv").read_bytes())
    assert "attribute:Type" in run.columns
