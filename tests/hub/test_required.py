"""What a shop requires beside the product itself: size charts, certificates, attributes under conditions, brands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, add_picture, create_product, update_product
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryAttribute,
    CategoryDetails,
    CertificateRule,
    ChartColumn,
    ChartRule,
    Condition,
    ExternalBrand,
    MeasurePart,
    MeasureStandard,
)
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.listings.brands import services as brands
from shopwright.hub.listings.brands.models import BrandMapping
from shopwright.hub.listings.categories import counts, facts
from shopwright.hub.listings.categories.models import CategoryMapping, ChannelCategory
from shopwright.hub.listings.models import Certificate, SizeChart
from shopwright.hub.listings.papers.queries import PaperBook
from shopwright.hub.listings.preflight import problems_of
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

TODAY = datetime.now(UTC).date()
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
POWER = CategoryAttribute(
    "p", "Contains batteries", is_required=True, is_multiple=False, is_custom=False,
    values=(AttributeValue("p1", "Yes"), AttributeValue("p2", "No")),
)  # fmt: skip
CELLS = CategoryAttribute(
    "c", "Cell", is_required=False, is_multiple=False, is_custom=False, values=(AttributeValue("c1", "Lithium"),),
    conditions=(Condition("p", "p1"),),
)  # fmt: skip
LENGTHS = (AttributeValue("u1", "cm"), AttributeValue("u2", "in"))
SIZES = CategoryAttribute(
    "s", "Screen", is_required=False, is_multiple=False, is_custom=True,
    standards=(
        MeasureStandard("m1", "Diagonal", (MeasurePart("d", "Diagonal", LENGTHS, 1, 100),)),
        MeasureStandard("m2", "Sides", (MeasurePart("w", "Width", LENGTHS), MeasurePart("h", "Height", LENGTHS))),
    ),
)  # fmt: skip
CONTENT = CategoryAttribute("n", "Net content (g or ml)", False, False, is_custom=True, is_number=True)


@pytest.mark.parametrize(
    ("said", "sent", "missing"),
    [
        ({"contains batteries": "Yes"}, {"p"}, ["Cell"]),
        ({"contains batteries": "Yes", "cell": "lithium"}, {"p", "c"}, []),
        ({"contains batteries": "No", "cell": "lithium"}, {"p"}, []),
        ({"cell": "lithium"}, {"c"}, ["Contains batteries"]),
    ],
)
def test_an_attribute_is_required_or_left_out_by_the_value_of_another(
    said: dict[str, str], sent: set[str], missing: list[str]
) -> None:
    filled, gaps = facts.fill([POWER, CELLS], said, {})
    assert {item.external_id for item in filled} == sent
    assert [gap.attribute.name for gap in gaps] == missing


@pytest.mark.parametrize(
    ("attribute", "text", "sent"),
    [
        (SIZES, "12.5 cm", ("m1", [("d", "12.5", "u1")])),
        (SIZES, "12,5 IN", ("m1", [("d", "12.5", "u2")])),
        (SIZES, "10 x 20 cm", ("m2", [("w", "10", "u1"), ("h", "20", "u1")])),
        (SIZES, "10in × 20 cm", ("m2", [("w", "10", "u2"), ("h", "20", "u1")])),
        (SIZES, "101 cm", None),
        (SIZES, "12 V", None),
        (SIZES, "12", None),
        (SIZES, "large", None),
        (CONTENT, "500", ("500", [])),
        (CONTENT, "500 g", ("500", [])),
        (CONTENT, "1.5 ml", ("1.5", [])),
        (CONTENT, "2 kg", None),
        (CONTENT, "0", None),
        (CONTENT, "much", None),
    ],
)
def test_a_measured_text_becomes_numbers_with_the_channels_units(
    attribute: CategoryAttribute, text: str, sent: tuple[str, list[tuple[str, str, str]]] | None
) -> None:
    filled, _ = facts.fill([attribute], {attribute.name.casefold(): text}, {})
    if sent is None:
        assert filled == []
        return
    (value,) = filled[0].values
    kind = value.standard_id if attribute is SIZES else value.name
    assert (kind, [(part.part_id, part.value, part.unit_id) for part in value.parts]) == sent


DETAILS = CategoryDetails(
    (POWER,),
    ChartRule(True, {"body": (ChartColumn("Chest", True), ChartColumn("Waist", False))}, 1024),
    (
        CertificateRule("k1", "Toy safety", is_required=True, details="All pages."),
        CertificateRule("k2", "Battery", is_required=False, needs_last_day=True, conditions=(Condition("p", "p1"),)),
    ),
)


def goods(hub: Hub, **changes: object) -> Product:
    product = rows.variant(hub).product
    for name, value in {"attributes": {"Category": "Toys"}, "brand": "Acme", "tags": ["red"], **changes}.items():
        setattr(product, name, value)
    product.save()
    return product


def category(hub: Hub, details: CategoryDetails = DETAILS) -> tuple[Connection, ChannelCategory]:
    """A shop on which the seller's toys go to a category."""
    shop = rows.connection(hub)
    row = ChannelCategory.objects.create(
        connection=shop, external_id="1", name="Toys", path="Toys", details=msgspec.to_builtins(details)
    )
    CategoryMapping.objects.create(
        workspace=hub.workspace, connection=shop, source="Toys", category=row, is_accepted=True
    )
    return shop, row


def gaps(shop: Connection) -> dict[str, int]:
    while counts.work_due():
        pass
    return dict(CategoryMapping.objects.get(connection=shop, source="Toys").gaps)


def add_chart(hub: Hub, **form: object) -> str:
    table = "Size,Chest\nS,80\nM,90"
    return hub.owner.post("chart-write", **{"name": "Tops", "table": table, "measured": "body", **form}).text


def add_certificate(hub: Hub, *contents: bytes, **form: object) -> str:
    files = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate(contents or [PDF])]
    return hub.owner.post("certificate-write", **{"name": "Toy safety", "files": files, **form}).text


def test_what_is_missing_is_named_with_its_remedy_counted_and_filled_in_for_many(hub: Hub) -> None:
    product = goods(hub, attributes={"Category": "Toys", "Contains batteries": "Yes"})
    goods(hub, brand="Other")
    shop, row = category(hub)
    words = " ".join(problem.words for problem in problems_of(product, shop))
    assert "A size chart is missing. Add it under Size charts and certificates." in words
    assert "The certificate “Toy safety” is missing." in words
    assert "The certificate “Battery” is missing." in words
    counts.recount_all(hub.workspace.pk)
    assert gaps(shop) == {"Size chart": 2, "Toy safety": 2, "Battery": 1, "Contains batteries": 1}
    page = hub.owner.get("category", row.pk)
    assert "Toy safety All pages. 2 of 2 lack it" in page.text
    assert "certificate=Toy%20safety" in page.html
    add_certificate(hub, own_category="Toys")
    add_certificate(hub, name="Battery", brand="Acme")
    add_chart(hub, brand="acme")
    assert gaps(shop) == {"Size chart": 1, "Battery": 1, "Contains batteries": 1}
    assert "“Battery” needs the day on which it ends" in " ".join(item.words for item in problems_of(product, shop))
    add_certificate(hub, name="battery", brand="Acme", tag="red", last_day=str(TODAY - timedelta(days=3)))
    assert "“Battery” ended on" in " ".join(item.words for item in problems_of(product, shop))
    add_certificate(hub, name="battery", tag="red", own_category="toys", last_day=str(TODAY))
    add_chart(hub, name="All")
    assert gaps(shop) == {"Contains batteries": 1}


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        ({"table": "Size,Waist\nS,70"}, "has no column “Chest”"),
        ({"measured": "product"}, "is measured otherwise than by body"),
        ({"table": "", "picture": SimpleUploadedFile("a.png", picture(size=(900, 1200)))}, "needs 1,024 pixels"),
        ({"table": "Size,Chest\nS,80"}, "has no line for the size M"),
    ],
)
def test_a_size_chart_that_the_shop_would_refuse_is_told_before(hub: Hub, chart: dict[str, object], words: str) -> None:
    product = goods(hub)
    product.variants.update(options=[["Size", "M"]])
    shop, _ = category(hub)
    add_chart(hub, **chart)
    assert words in " ".join(problem.words for problem in problems_of(product, shop))


def test_the_narrowest_paper_goes_with_a_product_and_the_chart_that_it_names_before_all(hub: Hub) -> None:
    product = goods(hub)
    sku = product.variants.get().sku
    scopes = {"all": {}, "brand": {"brand": "Acme"}, "category": {"own_category": "Toys"}, "tag": {"tag": "red"},
              "product": {"sku": sku}, "named": {"brand": "Nobody"}}  # fmt: skip
    for name, scope in scopes.items():
        add_chart(hub, name=name, **scope)
        expected = "product" if name == "named" else name
        chart = PaperBook(hub.workspace.pk).chart_of(product)
        assert chart is not None
        assert chart.name == expected
    product.attributes = {**product.attributes, "Size chart": "NAMED"}
    chart = PaperBook(hub.workspace.pk).chart_of(product)
    assert chart is not None
    assert chart.name == "named"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "Paste the table"),
        ("Size,Chest", "a line for each size"),
        ("Size,Chest\nS", "Line 2 does not have a value"),
        ("Size,Size\nS,1", "comes twice"),
        ("Size,Chest\nS," + "9" * 33, "more than 32 characters"),
        ("Size,Chest\n" + "S,1\n" * 46, "at most 20 columns and 45 sizes"),
    ],
)
def test_a_table_that_is_none_is_refused_with_why(hub: Hub, table: str, words: str) -> None:
    assert words in add_chart(hub, table=table)
    assert not SizeChart.objects.filter(workspace=hub.workspace).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<html>", "neither a PDF nor a picture"), (b"%PDF-1.4 cut off", "neither"), (b"", "neither")],
)
def test_a_certificate_is_judged_by_what_is_in_it(hub: Hub, content: bytes, words: str) -> None:
    assert words in add_certificate(hub, PDF, content)
    assert not Certificate.objects.filter(workspace=hub.workspace).exists()


def test_papers_are_read_by_members_and_written_by_those_who_may(hub: Hub) -> None:
    add_certificate(hub, PDF, picture())
    kept = Certificate.objects.get(workspace=hub.workspace).files.order_by("pk")
    assert [file.is_pdf for file in kept] == [True, False]
    assert hub.person(Role.VIEWER).get("certificate-file", kept[0].pk).content == PDF
    assert hub.person(Role.VIEWER).post("certificate-remove", kept[0].certificate_id).status == 403
    assert hub.stranger().get("certificate-file", kept[0].pk).status == 404
    assert "There is no SKU NONE here" in add_certificate(hub, sku="NONE")
    hub.owner.post("certificate-remove", kept[0].certificate_id)
    assert not Certificate.objects.filter(workspace=hub.workspace).exists()


def test_counts_follow_products_and_mappings_by_themselves(hub: Hub) -> None:
    shop, _ = category(hub, CategoryDetails((POWER,)))
    facts_of = {"attributes": {"Category": "Toys"}}
    made = create_product(hub.workspace, ProductDraft("A car", [VariantDraft("CAR-1")], facts_of))
    create_product(hub.workspace, ProductDraft("A boat", [VariantDraft("BOAT-1")], facts_of))
    assert gaps(shop) == {"Contains batteries": 2}
    filled = {"attributes": {"Category": "Toys", "Contains batteries": "No"}}
    update_product(made, ProductDraft("A car", [VariantDraft("CAR-1")], filled))
    assert gaps(shop) == {"Contains batteries": 1}
    update_product(made, ProductDraft("A car", [VariantDraft("CAR-1")], {"attributes": {"Category": "Cars"}}))
    assert gaps(shop) == {"Contains batteries": 1}
    boat = Product.objects.get(workspace=hub.workspace, title="A boat")
    update_product(boat, ProductDraft("A boat", [VariantDraft("BOAT-1")], {"is_archived": True}))
    assert gaps(shop) == {}
    assert CategoryMapping.objects.get(connection=shop).product_count == 0


class Listed:
    """A channel with some brands."""

    def find_brands(self, name: str) -> list[ExternalBrand]:
        known = [("1", "Acme", False), ("2", "ACME", True), ("3", "Acme Pro", True), ("4", "Nike", False),
                 ("5", "Dr. Best", True)]  # fmt: skip
        return [ExternalBrand(*row) for row in known if row[1].casefold().startswith(name.casefold()[:2])]

    def create_brand(self, name: str) -> ExternalBrand:
        raise ChannelError("No brand more today.", remedy="Try again tomorrow.")


def test_brands_are_suggested_with_their_reason_and_never_one_that_is_not_open(hub: Hub) -> None:
    for brand in ("acme", "Nike", "Dr Best", "Zed"):
        goods(hub, brand=brand)
    shop = rows.connection(hub)
    brands.look_again(shop)
    brands._look_up(shop, Listed(), "all")  # type: ignore[arg-type]
    suggested = {row.brand: (row.external_id, row.reason) for row in BrandMapping.objects.filter(connection=shop)}
    assert suggested == {"acme": ("2", "name"), "Nike": ("", ""), "Dr Best": ("5", "near"), "Zed": ("", "")}
    page = hub.owner.get("brands")
    assert "The shop is not authorised for Nike. Apply for it there." in page.text
    ids = {row.brand: row.pk for row in BrandMapping.objects.filter(connection=shop)}
    assert "2 accepted." in hub.owner.post("brands-change", shop.pk, do="accept", mappings=list(ids.values())).text
    refused = hub.owner.post("brands-change", shop.pk, do=str(ids["Nike"]), **{f"brand-{ids['Nike']}": "4"})
    assert "is not authorised for Nike" in refused.text
    hub.owner.post("brands-change", shop.pk, do=f"release-{ids['acme']}")
    hub.owner.post("brands-change", shop.pk, do="create", mappings=[ids["Zed"]])
    brands._create(shop, Listed(), str(ids["Zed"]))  # type: ignore[arg-type]
    assert "No brand more today. Try again tomorrow." in hub.owner.get("brands").text
    assert (
        "“acme” is Acme Pro there."
        in hub.owner.post("brands-change", shop.pk, do=str(ids["acme"]), **{f"brand-{ids['acme']}": "3"}).text
    )


def ready(hub: Hub, shop: Connection, seller: Seller, path: str) -> Product:
    """A product that goes to the first open category with a word in its path, with all plain facts that it asks for."""
    product = goods(hub, title="A thing that is long enough to be a title", weight_grams=300, brand="Wagtail")
    product.variants.update(currency=shop.currency, price=50_000 if shop.currency == "IDR" else 20)
    add_picture(product, picture())
    hub.owner.post("categories-change", shop.pk, do="look")
    hub.work()
    mapping = CategoryMapping.objects.get(connection=shop, source="Toys")
    leaf = ChannelCategory.objects.filter(connection=shop, is_open=True, path__contains=path).order_by("pk")[0]
    hub.owner.post("categories-change", shop.pk, do=str(mapping.pk), **{f"path-{mapping.pk}": leaf.external_id})
    hub.work()
    leaf.refresh_from_db()
    assert leaf.facts is not None
    for item in leaf.facts.attributes:
        if item.is_required:
            value = item.values[0].name if item.values else "1"
            hub.owner.post("category-fill", leaf.pk, attribute=item.external_id, value=value)
    hub.work()
    return product


def listed(hub: Hub, shop: Connection, product: Product) -> str:
    hub.owner.post("publish", product.pk, connections=[shop.pk])
    hub.work()
    listing = product.listings.get()
    assert listing.trouble == "", (listing.trouble, listing.remedy)
    return listing.external_id


@pytest.mark.parametrize("region", ["GB", "ID"])
def test_tiktok_takes_the_size_chart_that_it_requires_and_keeps_one_template_of_it(
    hub: Hub, shopwright_module_platform: Platform, region: str
) -> None:
    seller = shopwright_module_platform.shop(region)
    shop = hub.connect(shopwright_module_platform, seller, adopts=False)
    product = ready(hub, shop, seller, "Shoes > ")
    assert "Size chart" in gaps(shop)
    add_chart(hub, name="Feet", table="Size\tFoot length\n40\t25\n41\t26", own_category="Toys")
    assert gaps(shop) == {}
    there = seller.client().product.get_product(listed(hub, shop, product))
    template = there["size_chart"]["template"]["id"]
    again = seller.client().product.get_product(listed(hub, shop, product))
    assert again["size_chart"]["template"]["id"] == template
    assert seller.client().product.search_size_charts(page_size=10)["total_count"] == 1


@pytest.mark.parametrize("region", ["US", "DE", "BR"])
def test_tiktok_takes_the_certificates_that_it_requires_and_the_brand_that_is_created_there(
    hub: Hub, shopwright_module_platform: Platform, region: str
) -> None:
    seller = shopwright_module_platform.shop(region)
    shop = hub.connect(shopwright_module_platform, seller, adopts=False)
    product = ready(hub, shop, seller, "Toys & Games > Toys > ")
    facts_there = CategoryMapping.objects.get(connection=shop, source="Toys").category.facts  # type: ignore[union-attr]
    assert facts_there is not None
    asked = {item.name: item.external_id for item in facts_there.certifications if item.name in gaps(shop)}
    assert asked
    for name in asked:
        day = str(TODAY + timedelta(days=400))
        add_certificate(hub, PDF, picture(), name=name, brand="Wagtail", last_day=day)
    brands.look_again(shop)
    hub.work()
    mapping = BrandMapping.objects.get(connection=shop, brand="Wagtail")
    hub.owner.post("brands-change", shop.pk, do="create", mappings=[mapping.pk])
    hub.work()
    there = seller.client().product.get_product(listed(hub, shop, product))
    assert {item["id"] for item in there["certifications"]} == set(asked.values())
    assert all(item["images"] and item["files"] for item in there["certifications"])
    assert there["brand"]["name"] == "Wagtail"
    hub.owner.post("brands-change", shop.pk, do=f"release-{mapping.pk}")
    assert seller.client().product.get_product(listed(hub, shop, product))["brand"]["name"] == "Wagtail"


def test_tiktok_asks_for_what_goes_with_batteries_only_where_there_are_some(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    shop = hub.connect(shopwright_module_platform, seller, adopts=False)
    product = ready(hub, shop, seller, "Electronics > ")
    product.attributes = {**product.attributes, "Contains batteries or cells": "Yes"}
    product.save()
    words = " ".join(problem.words for problem in problems_of(product, shop))
    assert "certificate" in words
    product.attributes = {**product.attributes, "Contains batteries or cells": "No"}
    product.save()
    assert problems_of(product, shop) == []
    listed(hub, shop, product)
