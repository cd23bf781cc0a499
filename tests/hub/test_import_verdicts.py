"""What rows of a file come to: found once all of them are staged, and anew where the catalogue changed since."""

from __future__ import annotations

import pytest

from shopwright.hub.catalog.imports import apply_rows, runs, stage_rows
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product
from tests.hub.harness import Hub
from tests.hub.import_files import check, csv_bytes, faults, load, work_all

pytestmark = pytest.mark.postgres

HEAD = ("Handle", "SKU", "Title", "Price", "Currency", "Option 1 name", "Option 1 value")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two rows, so that products lie across them."""
    for module in (stage_rows, apply_rows):
        monkeypatch.setattr(module, "CHUNK", 2)


def _shirt(handle: str, size: str, price: str = "9") -> tuple[str, ...]:
    return (handle, f"{handle}-{size}", f"Shirt {handle}", price, "GBP", "Size", size)


def test_rows_of_a_product_are_one_product_wherever_they_stand(hub: Hub) -> None:
    run = load(hub, csv_bytes(HEAD, _shirt("a", "S"), _shirt("b", "S"), _shirt("a", "M"), _shirt("b", "M")))
    assert run.counts == {"create": 4, "products": 2}
    made = Product.objects.filter(workspace=hub.workspace).order_by("pk")
    assert [[v.sku for v in product.variants.order_by("position")] for product in made] == [
        ["a-S", "a-M"],
        ["b-S", "b-M"],
    ]


def test_new_changed_and_equal_variants_of_a_product_are_told_apart(hub: Hub) -> None:
    load(hub, csv_bytes(HEAD, _shirt("a", "S"), _shirt("a", "M")))
    rows = (
        _shirt("a", "S"),
        _shirt("a", "M", "8"),
        _shirt("a", "L"),
        _shirt("b", "S"),
        ("a-S", "", "", "x", "", "", ""),
    )
    run = check(hub, csv_bytes(HEAD, *rows))
    assert run.counts == {"same": 1, "update": 1, "create": 2, "faulty": 1, "products": 1}
    hub.owner.post("import-act", run.pk, act="start")
    work_all(hub)
    assert {v.sku: v.price for v in Variant.objects.filter(product=hub.variant("a-S").product)} == {
        "a-S": 9,
        "a-M": 8,
        "a-L": 9,
    }
    hub.owner.post("import-act", run.pk, act="undo")
    work_all(hub)
    assert sorted(Variant.objects.filter(workspace=hub.workspace).values_list("sku", "price")) == [
        ("a-M", 9),
        ("a-S", 9),
    ]


@pytest.mark.parametrize("change", ["gone", "taken", "changed"])
def test_rows_are_compared_anew_where_the_catalogue_changed_since_the_check(hub: Hub, change: str) -> None:
    load(hub, csv_bytes(HEAD, _shirt("a", "S")))
    run = check(hub, csv_bytes(HEAD, _shirt("a", "S", "8"), _shirt("b", "S")))
    assert run.counts == {"update": 1, "create": 1, "products": 1}
    if change == "gone":
        Product.objects.filter(workspace=hub.workspace).delete()
    elif change == "taken":
        create_product(hub.workspace, ProductDraft("By hand", [VariantDraft("b-S")]))
    else:
        Variant.objects.filter(workspace=hub.workspace).update(price=8)
    runs.start(run)
    work_all(hub)
    run.refresh_from_db()
    expected = {
        "gone": {"create": 2, "products": 2},
        "taken": {"update": 2, "products": 0},
        "changed": {"same": 1, "create": 1, "products": 1},
    }
    assert (run.state, run.counts) == ("done", expected[change]), faults(run)
