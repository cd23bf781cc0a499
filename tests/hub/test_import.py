"""From a file of goods into the catalogue, through the pages and the worker."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopwright.hub.catalog.imports.models import ImportProfile, ImportRun
from shopwright.hub.catalog.models import Product, Variant
from tests.hub.harness import Hub
from tests.hub.import_files import begin, check, csv_bytes, load, real_file, work_all, xlsx_bytes

pytestmark = pytest.mark.postgres

HEAD = ("SKU", "Title", "Price", "Currency")


def test_a_file_is_sent_mapped_checked_and_imported_through_the_pages(hub: Hub) -> None:
    run = begin(hub, csv_bytes(HEAD, ("MUG-1", "A mug", "5.00", "GBP"), ("MUG-2", "A jug", "7.50", "GBP")))
    page = hub.owner.get("import", run.pk).text
    assert "First rows, as they are understood" in page
    assert "A jug" in page
    assert "2 rows ·" in page
    form = {
        "source": 0, "encoding": 0, "delimiter": 0, "quote": 0, "header_first": 1, "header_last": 1, "data_from": 2,
        "decimal": 0, "currency": "", "weight_unit": 0, "side_unit": 0, "missing_sku": 0, "empties": 0,
        "column-0": "sku", "column-1": "title", "column-2": "price", "column-3": "currency",
    }  # fmt: skip
    hub.owner.post("import-columns", run.pk, act="check", **form)
    assert "0 of 2 rows" in hub.owner.get("import", run.pk).text
    work_all(hub)
    assert not Variant.objects.filter(workspace=hub.workspace).exists()
    assert "Import 2 rows" in hub.owner.get("import", run.pk).text
    hub.owner.post("import-act", run.pk, act="start")
    work_all(hub)
    done = hub.owner.get("import", run.pk).text
    assert "Done" in done
    assert "2 new products." in done
    assert (hub.variant("MUG-2").price, hub.variant("MUG-2").currency) == (Decimal("7.50"), "GBP")
    assert "goods.csv" in hub.owner.get("imports").text
    single = begin(hub, csv_bytes(HEAD, ("MUG-3", "A cup", "5.00", "GBP")))
    assert "1 row ·" in hub.owner.get("import", single.pk).text


def test_a_column_that_the_hand_maps_is_read_so(hub: Hub) -> None:
    run = begin(hub, csv_bytes(("Nr", "What", "Stuff"), ("A-1", "A mug", "Clay")))
    assert run.columns == ["", "", ""]
    form = {
        "source": 0, "encoding": 0, "delimiter": 0, "quote": 0, "header_first": 1, "header_last": 1, "data_from": 2,
        "decimal": 0, "currency": "EUR", "weight_unit": 0, "side_unit": 0, "missing_sku": 0, "empties": 0,
        "column-0": "sku", "column-1": "title", "column-2": "attribute",
    }  # fmt: skip
    hub.owner.post("import-columns", run.pk, act="save", profile_name="Suppliers", **form)
    hub.owner.post("import-columns", run.pk, act="check", **{**form, "column-2": "attribute:Stuff"})
    work_all(hub)
    hub.owner.post("import-act", run.pk, act="start")
    work_all(hub)
    assert hub.variant("A-1").product.attributes == {"Stuff": "Clay"}
    again = begin(hub, csv_bytes(("Nr", "What", "Stuff"), ("A-2", "A jug", "Clay")))
    assert again.profile_name == "Suppliers"
    assert again.columns == ["sku", "title", "attribute:Stuff"]


def test_a_profile_is_its_workspaces_own(hub: Hub) -> None:
    other = Hub()
    profile = ImportProfile.objects.create(workspace=other.workspace, name="Theirs", settings={}, columns={"Nr": "sku"})
    run = begin(hub, csv_bytes(("Nr", "Title"), ("A-1", "A mug")))
    assert run.profile_name == ""
    assert hub.owner.browser.post(hub.owner.url("import-profile-remove", profile.pk)).status_code == 404
    assert hub.stranger().get("import", run.pk).status == 404
    assert other.owner.get("import", run.pk).status == 404


def test_only_what_a_file_says_is_changed(hub: Hub) -> None:
    load(hub, csv_bytes((*HEAD, "Brand"), ("MUG-1", "A mug", "5", "GBP", "Acme")))
    run = check(hub, csv_bytes(("SKU", "Price", "Currency"), ("MUG-1", "6", "GBP")))
    assert run.counts["update"] == 1
    assert "5.00 → 6.00" in hub.owner.get("import", run.pk, outcome="update").text
    hub.owner.post("import-act", run.pk, act="start")
    work_all(hub)
    mug = hub.variant("MUG-1")
    assert (mug.price, mug.product.brand, mug.product.title) == (6, "Acme", "A mug")


def test_an_import_again_changes_nothing(hub: Hub) -> None:
    content = csv_bytes((*HEAD, "Weight (kg)"), ("MUG-1", "A mug", "5", "GBP", "0.35"))
    load(hub, content)
    again = check(hub, content)
    assert again.counts == {"same": 1, "products": 0}
    assert "Import" not in hub.owner.get("import", again.pk).text.partition("As it is")[2].partition("Undo")[0][:60]


def test_rows_of_one_product_become_its_variants(hub: Hub) -> None:
    head = (*HEAD, "Option 1 name", "Option 1 value", "Weight (g)", "Country of origin", "Fragile", "Tags")
    load(
        hub,
        csv_bytes(
            head,
            ("T-S", "A shirt", "9", "EUR", "Size", "S", "200", "Portugal", "no", "cotton, summer"),
            ("T-M", "A shirt", "9", "EUR", "Size", "M", "200", "PT", "no", "cotton, summer"),
        ),
    )
    product = Product.objects.get(workspace=hub.workspace)
    assert [(v.sku, v.options, v.position) for v in product.variants.order_by("position")] == [
        ("T-S", [["Size", "S"]], 0),
        ("T-M", [["Size", "M"]], 1),
    ]
    assert (product.weight_grams, product.origin, product.tags) == (200, "PT", ["cotton", "summer"])


def test_a_workbook_is_read_with_its_numbers(hub: Hub) -> None:
    load(
        hub,
        xlsx_bytes((*HEAD, "EAN", "Weight"), ("MUG-1", "A mug", 1234.5, "GBP", 5012345678900, 350)),
        "goods.xlsx",
    )
    mug = hub.variant("MUG-1")
    assert (mug.price, mug.gtin, mug.product.weight_grams) == (Decimal("1234.50"), "5012345678900", 350)


@pytest.mark.parametrize(
    ("name", "products", "variants"),
    [
        ("shopify_csv/apparel.csv", 20, 22),
        ("shopify_csv/jewelery.csv", 20, 23),
        ("shopify_csv/home-and-garden.csv", 20, 21),
        ("woocommerce_csv/sample_products.csv", 14, 21),
    ],
)
def test_real_exports_are_recognised_and_imported_whole(hub: Hub, name: str, products: int, variants: int) -> None:
    content = real_file(name).read_bytes()
    load(hub, csv_bytes((*HEAD,), ("EARLIER", "Earlier", "1", "GBP")))  # from then on the workspace has a currency
    run = load(hub, content, name)
    assert run.reading.source == name.partition("_")[0]
    assert "faulty" not in run.counts
    assert Product.objects.filter(workspace=hub.workspace).count() == products + 1
    assert Variant.objects.filter(workspace=hub.workspace).count() == variants + 1


def test_woocommerces_variations_stand_below_their_product(hub: Hub) -> None:
    head = ("ID", "Type", "SKU", "Name", "Regular price", "Parent", "Attribute 1 name", "Attribute 1 value(s)")
    content = csv_bytes(
        head,
        ("7", "variable", "", "A hoodie", "", "", "Colour", "Red, Blue"),
        ("8", "variation", "H-R", "A hoodie - Red", "£20", "id:7", "Colour", "Red"),
        ("9", "variation", "H-B", "A hoodie - Blue", "£21", "id:7", "Colour", "Blue"),
        ("10", "simple", "CAP", "A cap", "£5", "", "Material", "Wool, Cotton"),
    )
    load(hub, content)
    hoodie, cap = Product.objects.filter(workspace=hub.workspace).order_by("pk")
    assert (hoodie.title, [v.options for v in hoodie.variants.all()]) == (
        "A hoodie",
        [[["Colour", "Red"]], [["Colour", "Blue"]]],
    )
    assert (cap.attributes, cap.variants.get().options) == ({"Material": "Wool, Cotton"}, [])


def test_seller_centers_template_is_read_below_its_explanations(hub: Hub) -> None:
    head = (
        "category",
        "product_name",
        "property_name_1",
        "property_value_1",
        "parcel_weight",
        "parcel_length",
        "price",
        "seller_sku",
    )
    content = xlsx_bytes(
        head,
        ("Mandatory", "Mandatory", "Optional", "Optional", "Mandatory", "Optional", "Mandatory", "Optional"),
        ("Choose one", "Up to 255 characters", "A name", "A value", "In grams", "In cm", "A number", "Your own"),
        ("Home", "A lamp", "Colour", "Black", 900, 30, 19.5, "L-1"),
        sheet="Template",
    )
    load(hub, csv_bytes((*HEAD,), ("EARLIER", "Earlier", "1", "USD")))
    run = load(hub, content, "batch.xlsx")
    assert run.reading.source == "tiktok"
    lamp = hub.variant("L-1")
    assert (lamp.price, lamp.currency, lamp.options) == (Decimal("19.50"), "USD", [["Colour", "Black"]])
    assert (lamp.product.weight_grams, lamp.product.length_mm) == (900, 300)


def test_a_list_of_runs_is_filtered_by_state_and_name(hub: Hub) -> None:
    assert "No imports yet" in hub.owner.get("imports").text
    begin(hub, csv_bytes(HEAD, ("A", "A mug", "5", "GBP")), "spring.csv")
    load(hub, csv_bytes(HEAD, ("B", "A jug", "5", "GBP")), "summer.csv")
    assert "spring.csv" not in hub.owner.get("imports", state="done").text
    assert "summer.csv" not in hub.owner.get("imports", q="spring").text
    assert ImportRun.objects.filter(workspace=hub.workspace).count() == 2
