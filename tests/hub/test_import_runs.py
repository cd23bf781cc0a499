"""Runs as work that is seen: killed and gone on with, cancelled, undone, one after another; and export with import."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shopwright.hub.catalog.imports import apply_rows, runs, stage_rows, undo_rows, work
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product
from shopwright.hub.core import waits
from shopwright.hub.stock import services as stock
from shopwright.hub.stock.models import Reason
from tests.hub.harness import Hub
from tests.hub.import_files import begin, check, csv_bytes, faults, load, work_all

pytestmark = pytest.mark.postgres

HEAD = ("SKU", "Title", "Price", "Currency")


def _goods(count: int, price: str = "5") -> bytes:
    return csv_bytes(HEAD, *((f"S-{number}", f"Product {number}", price, "GBP") for number in range(count)))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of few rows, so that a small file has several."""
    for module in (stage_rows, apply_rows, undo_rows):
        monkeypatch.setattr(module, "CHUNK", 3)


@pytest.mark.usefixtures("small_chunks")
def test_a_run_that_is_killed_in_any_chunk_goes_on_and_repeats_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every second chunk dies before it commits, as with kill -9: the database drops what it did."""
    run = begin(hub, _goods(10))
    runs.check(run)
    beats = iter(range(10_000))

    def dying(take: object) -> object:
        def work_and_die(row: ImportRun) -> bool:
            more = take(row)  # type: ignore[operator]
            if next(beats) % 2 == 0:
                raise KeyboardInterrupt  # nothing catches it: the process would be gone
            return bool(more)

        return work_and_die

    monkeypatch.setattr(work, "stage_chunk", dying(stage_rows.stage_chunk))
    monkeypatch.setattr(work, "apply_chunk", dying(apply_rows.apply_chunk))
    _work_through_kills(run)
    runs.start(run)
    kills = _work_through_kills(run)
    run.refresh_from_db()
    assert (run.state, kills > 2) == ("done", True)
    assert Variant.objects.filter(workspace=hub.workspace).count() == 10
    assert Product.objects.filter(workspace=hub.workspace).count() == 10


def _work_through_kills(run: ImportRun) -> int:
    kills = 0
    while True:
        run.refresh_from_db()
        if not run.is_working:
            return kills
        try:
            work.work_due()
        except KeyboardInterrupt:
            kills += 1


@pytest.mark.usefixtures("small_chunks")
def test_progress_is_told_and_a_cancelled_run_keeps_what_it_wrote_until_it_is_undone(hub: Hub) -> None:
    run = check(hub, _goods(10))
    runs.start(run)
    work.work_due()
    work.work_due()
    page = hub.owner.get("import", run.pk)
    assert "4 of 10 rows" in page.text
    hub.owner.post("import-act", run.pk, act="cancel")
    work_all(hub)
    assert Variant.objects.filter(workspace=hub.workspace).count() == 4
    hub.owner.post("import-act", run.pk, act="undo")
    work_all(hub)
    assert "Everything was taken back." in hub.owner.get("import", run.pk).text
    assert not Product.objects.filter(workspace=hub.workspace).exists()


@pytest.mark.usefixtures("small_chunks")
def test_undo_gives_values_back_and_leaves_what_was_touched_since(hub: Hub) -> None:
    load(hub, _goods(4))
    second = csv_bytes((*HEAD, "Brand"), *((f"S-{n}", f"Product {n}", "9", "GBP", "Acme") for n in range(6)))
    run = load(hub, second)
    assert run.counts == {"create": 2, "update": 4, "products": 2}
    Variant.objects.filter(pk=hub.variant("S-1").pk).update(price=11)
    stock.move(hub.variant("S-5"), stock.default_location(hub.workspace), 3, Reason.RECEIVED, "a delivery")
    hub.owner.post("import-act", run.pk, act="undo")
    work_all(hub)
    assert "but for 2 rows" in hub.owner.get("import", run.pk).text
    prices = dict(Variant.objects.filter(workspace=hub.workspace).values_list("sku", "price"))
    assert prices == {"S-0": 5, "S-1": 11, "S-2": 5, "S-3": 5, "S-5": 9}
    assert hub.variant("S-0").product.brand == ""


def test_two_imports_of_a_workspace_run_one_after_the_other(hub: Hub) -> None:
    first, second = check(hub, _goods(3)), check(hub, _goods(3, price="6"))
    runs.start(first)
    work.work_due()  # it has its turn now
    runs.start(second)
    work.work_due()
    second.refresh_from_db()
    assert second.step == "wait"
    assert "Another import of this workspace runs" in hub.owner.get("import", second.pk).text
    work_all(hub)
    ImportRun.objects.filter(pk=second.pk).update(due_at=first.created_at)
    work_all(hub)
    second.refresh_from_db()
    # It was checked when nothing was there, and found the first one's goods when its turn came.
    assert (second.state, second.counts) == ("done", {"update": 3, "products": 0})
    assert hub.variant("S-0").price == 6


@pytest.mark.usefixtures("small_chunks")
def test_what_somebody_makes_while_an_import_runs_is_left_alone(hub: Hub) -> None:
    run = check(hub, _goods(8))
    runs.start(run)
    work.work_due()
    work.work_due()
    create_product(hub.workspace, ProductDraft("By hand", [VariantDraft("S-6")]))
    work_all(hub)
    run.refresh_from_db()
    assert (run.state, run.counts["create"], run.counts["faulty"]) == ("done", 7, 1)
    assert hub.variant("S-6").product.title == "By hand"
    assert "Somebody changed this product while the import ran" in hub.owner.get("import", run.pk).text


def test_a_step_that_fails_is_tried_again_and_ends_with_its_cause(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    run = check(hub, _goods(2))
    runs.start(run)
    work.work_due()

    def fail(_: ImportRun) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(waits.SECONDS, waits.Work.DATABASE, ())
    monkeypatch.setattr(work, "apply_chunk", fail)
    work_all(hub)
    page = hub.owner.get("import", run.pk).text
    assert "No space left on device" in page
    monkeypatch.undo()
    hub.owner.post("import-act", run.pk, act="retry")
    work_all(hub)
    run.refresh_from_db()
    assert (run.state, run.counts["create"]) == ("done", 2)


def test_an_import_leaves_no_history_row_by_row_and_an_edit_does(hub: Hub) -> None:
    from shopwright.hub.people.history import Narrowed, all_of
    from shopwright.hub.people.sources import sources

    def edits() -> list[str]:
        return [change.act for change in all_of(hub.workspace, sources(), Narrowed("catalog-variant"))]

    load(hub, _goods(2))
    load(hub, _goods(2, price="6"))
    assert edits() == []
    hub.variant("S-0").product.variants.update(price=7)
    assert edits() == ["changed"]


# A file of control characters is refused as nonsense; the texts of goods have line ends and tabs alone.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n\r"), max_size=30)
NAME = TEXT.filter(lambda text: bool(text.strip()))
FACTS = st.fixed_dictionaries(
    {
        "description": TEXT, "brand": TEXT, "packing_note": TEXT,
        "tags": st.lists(NAME.map(str.strip), max_size=3, unique=True),
        "weight_grams": st.none() | st.integers(0, 10**6), "is_fragile": st.booleans(), "is_archived": st.booleans(),
        "origin": st.sampled_from(["", "GB", "ZZ"]), "attributes": st.dictionaries(TEXT, TEXT, max_size=3),
    }
)  # fmt: skip
VARIANT = st.builds(
    VariantDraft,
    sku=NAME.map(str.strip),
    options=st.lists(st.tuples(NAME, NAME), max_size=4),
    price=st.none() | st.decimals(0, 10**6, places=2),
    currency=st.sampled_from(["", "GBP", "EUR"]),
    gtin=st.sampled_from(["", "5012345678900", "12345"]),
    cost=st.none() | st.decimals(0, 10**6, places=4),
)
PRODUCTS = st.lists(
    st.builds(ProductDraft, title=NAME, variants=st.lists(VARIANT, min_size=1, max_size=3), facts=FACTS),
    min_size=1,
    max_size=3,
)


@settings(
    max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(products=PRODUCTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_imported_changes_nothing(hub: Hub, kind: str, products: list[ProductDraft]) -> None:
    Product.objects.filter(workspace=hub.workspace).delete()
    skus: set[str] = set()
    for draft in products:
        own = {item.sku for item in draft.variants}
        if len(own) == len(draft.variants) and not own & skus:
            create_product(hub.workspace, draft)
            skus |= own
    if not skus:
        return
    run = check(hub, hub.owner.get("products", format=kind).content, f"products.{kind}")
    assert run.reading.source == "own"
    assert run.counts == {"same": len(skus), "products": 0}, faults(run)


def test_an_export_holds_what_the_search_fits(hub: Hub) -> None:
    load(hub, csv_bytes((*HEAD, "Brand"), ("A", "A mug", "5", "GBP", "Acme"), ("B", "A jug", "5", "GBP", "Bolt")))
    export = hub.owner.get("products", format="csv", q="jug").content.decode()
    assert "A jug" in export
    assert "A mug" not in export
    assert "A mug" in hub.owner.get("products", format="csv", brand="Acme").content.decode()
    export = hub.owner.get("products", format="csv").content.decode().replace("5.00", "8.25", 1)
    run = load(hub, export.encode(), "changed.csv")
    assert run.counts == {"update": 1, "same": 1, "products": 0}
    assert hub.variant("A").price == Decimal("8.25")
