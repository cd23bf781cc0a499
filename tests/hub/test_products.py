"""Products are written without losing what the form does not show."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.hub import rows
from tests.hub.harness import Hub

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
