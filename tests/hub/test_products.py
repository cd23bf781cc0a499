"""Products are written without losing what the form does not show."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopwright.hub.catalog.models import Product, ProductPicture
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.core.markup import plain_text
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.pictures import picture
from tests.hub.test_categories import mapped, product

pytestmark = pytest.mark.postgres


def form_of(sku: str, **changes: str) -> dict[str, str]:
    plain = {
        "title": "A mug",
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "1",
        "variants-0-sku": sku,
        "variants-0-price": "5",
        "variants-0-currency": "GBP",
    }
    return {**plain, **changes}


def test_an_edit_keeps_the_cost_that_the_form_does_not_show(hub: Hub) -> None:
    variant = rows.variant(hub)
    variant.cost = Decimal("2.5000")
    variant.save()
    hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku, title="A blue mug"))
    variant.refresh_from_db()
    assert (variant.product.title, variant.cost) == ("A blue mug", Decimal("2.5000"))


def test_a_sku_of_another_product_is_refused_and_what_was_typed_stays(hub: Hub) -> None:
    variant, other = rows.variant(hub), rows.variant(hub)
    answer = hub.owner.post("product-edit", variant.product_id, **form_of(other.sku, title="Typed title"))
    assert answer.status == 422
    assert f"{other.sku} belongs to A mug already" in answer.text
    assert "Typed title" in answer.html
    variant.refresh_from_db()
    assert variant.product.title == "A mug"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"variants-0-price": "-1"}, "greater than or equal to 0"),
        ({"variants-0-options": "Red"}, "Write options as"),
        ({"variants-0-gtin": "12"}, "Enter a valid value"),
        ({"variants-0-sku": ""}, "This field is required"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_changes_nothing(hub: Hub, changes: dict[str, str], words: str) -> None:
    variant = rows.variant(hub)
    answer = hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku, **changes))
    assert answer.status == 422
    assert words in answer.text
    variant.refresh_from_db()
    assert (variant.price, variant.product.title) == (Decimal("5.00"), "A mug")


def rows_of(*triples: tuple[str, str, str]) -> dict[str, str]:
    """Rows of attributes as the form sends them: the name that was shown, the name and the value that are sent."""
    form = {"attributes-TOTAL_FORMS": str(len(triples)), "attributes-INITIAL_FORMS": "0"}
    for number, row in enumerate(triples):
        form |= {f"attributes-{number}-{part}": text for part, text in zip(("was", "name", "value"), row, strict=True)}
    return form


def test_a_products_page_shows_all_that_is_known_of_it(hub: Hub) -> None:
    variant = rows.variant(hub)
    variant.cost, variant.gtin = Decimal("2.5"), "4006381333931"
    variant.save()
    facts = {
        "weight_grams": 400, "length_mm": 100, "width_mm": 90, "height_mm": 80, "origin": "PT", "is_fragile": True,
        "is_archived": True, "attributes": {"Material": "Stoneware"},
    }  # fmt: skip
    Product.objects.filter(pk=variant.product_id).update(**facts)
    text = hub.owner.get("product", variant.product_id).text
    for words in (
        "2.50 GBP", "4006381333931", "400 g", "100 × 90 × 80 mm", "Origin PT", "Fragile yes", "Dangerous goods no",
        "Archived", "Material Stoneware",
    ):  # fmt: skip
        assert words in text, words


def test_attributes_are_written_renamed_and_taken_out(hub: Hub) -> None:
    variant = rows.variant(hub)
    Product.objects.filter(pk=variant.product_id).update(attributes={"Colour": "red", "Shape": "round", "Ids": [1]})
    written = rows_of(("Colour", "Color", "red"), ("Shape", "Shape", ""), ("", "Material", "Stoneware"), ("", "", ""))
    hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku), **written)
    assert Product.objects.get(pk=variant.product_id).attributes == {
        "Ids": [1],
        "Color": "red",
        "Material": "Stoneware",
    }


def test_an_attribute_that_somebody_else_added_meanwhile_stays(hub: Hub) -> None:
    variant = rows.variant(hub)
    Product.objects.filter(pk=variant.product_id).update(attributes={"Colour": "red", "Added": "meanwhile"})
    hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku), **rows_of(("Colour", "Colour", "blue")))
    assert Product.objects.get(pk=variant.product_id).attributes == {"Colour": "blue", "Added": "meanwhile"}


def test_a_value_without_a_name_is_refused_and_stays_in_the_form(hub: Hub) -> None:
    variant = rows.variant(hub)
    answer = hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku), **rows_of(("", "", "Cotton")))
    assert answer.status == 422
    assert "Write the name of the attribute." in answer.text
    assert 'value="Cotton"' in answer.html


def test_the_form_offers_what_the_shops_category_asks_for(hub: Hub) -> None:
    shop, _ = mapped(hub)
    thing = product(hub, "Cups")
    page = hub.owner.get("product-edit", thing.pk)
    assert 'value="Material"' in page.html
    assert f"Required by {shop.name}" in page.text
    assert '<option value="Ceramic">' in page.html


@pytest.mark.parametrize(("cost", "after"), [("3.25", Decimal("3.2500")), ("", None)])
def test_the_cost_is_edited_and_emptied(hub: Hub, cost: str, after: Decimal | None) -> None:
    variant = rows.variant(hub)
    variant.cost = Decimal("2.5000")
    variant.save()
    assert 'name="variants-0-cost" value="2.50"' in hub.owner.get("product-edit", variant.product_id).html
    hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku), **{"variants-0-cost": cost})
    variant.refresh_from_db()
    assert variant.cost == after


def test_a_product_is_put_into_the_archive_and_taken_out(hub: Hub) -> None:
    variant = rows.variant(hub)
    for form, is_archived in (({"is_archived": "on"}, True), ({}, False)):
        hub.owner.post("product-edit", variant.product_id, **form_of(variant.sku), **form)
        assert Product.objects.get(pk=variant.product_id).is_archived is is_archived


def test_pictures_move_up_and_down_and_stop_at_the_ends(hub: Hub) -> None:
    thing = rows.variant(hub).product
    first, second, third = (add_picture(thing, picture(colour)).pk for colour in ("red", "green", "blue"))
    ProductPicture.objects.filter(product=thing).update(position=0)
    for moved, to, order in (
        (third, "up", [first, third, second]),
        (first, "down", [third, first, second]),
        (third, "up", [third, first, second]),
        (second, "down", [third, first, second]),
    ):
        hub.owner.post("picture-move", thing.pk, moved, to=to)
        assert list(thing.pictures.values_list("pk", flat=True)) == order
    assert hub.owner.get("product", thing.pk).html.count("move up") == 2


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<h2>GreenKind: Alarm clock</h2><p>Stock code</p>", ["GreenKind: Alarm clock", "Stock code"]),
        ("<ul><li>Red</li><li>Blue</li></ul>", ["Red", "Blue"]),
        ("<div>One</div><div>Two</div>", ["One", "Two"]),
        ("One<br>Two<BR/>Three", ["One", "Two", "Three"]),
        ("<table><tr><td>Width</td><td>9 cm</td></tr><tr><td>Height</td></tr></table>", ["Width 9 cm", "Height"]),
        ("<p>Fish &amp; <b>chips</b></p>", ["Fish & chips"]),
        ("5 < 6, plain\ntext", ["5 < 6, plain", "text"]),
        ("<<" * 60 + "a" * 1_000, ["<<" * 60 + "a" * 1_000]),
    ],
)
def test_blocks_of_a_description_stand_apart(hub: Hub, markup: str, lines: list[str]) -> None:
    assert plain_text(markup) == "\n".join(lines)


def test_a_products_page_reads_its_description(hub: Hub) -> None:
    thing = rows.variant(hub).product
    Product.objects.filter(pk=thing.pk).update(description="<p>Alarm clock</p><p>Stock code</p>")
    assert "Alarm clock Stock code" in hub.owner.get("product", thing.pk).text
