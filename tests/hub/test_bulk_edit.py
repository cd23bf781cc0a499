"""Edits of many SKUs: chosen, looked at row by row, written in the background, killed and gone on with, taken back."""

from __future__ import annotations

from decimal import Decimal

import pghistory.models
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.bulk import preview, work, write_rows
from shopwright.hub.catalog.bulk.models import BulkEdit
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.listings.models import Offer
from shopwright.hub.stock import buffers
from tests.hub import rows
from tests.hub.harness import Hub, Page

pytestmark = pytest.mark.postgres


def product(
    hub: Hub, *skus: str, title: str = "A mug", price: str | None = "10", cost: Decimal | None = None, **facts: object
) -> Product:
    drafts = [
        VariantDraft(sku, price=Decimal(price) if price else None, currency="GBP" if price else "", cost=cost)
        for sku in skus
    ]
    return create_product(hub.workspace, ProductDraft(title, drafts, facts))


def form(*acts: tuple[str, ...], **choice: object) -> dict[str, object]:
    """The form with acts of field and doing, value, extra and rounding."""
    data: dict[str, object] = {"preview": "1", "acts-TOTAL_FORMS": len(acts), "acts-INITIAL_FORMS": 0, **choice}
    for number, act in enumerate(acts):
        for name, value in zip(("what", "value", "extra", "rounding"), act, strict=False):
            data[f"acts-{number}-{name}"] = value
    return data


def run_all() -> None:
    while work.work_due():
        pass


def edit(hub: Hub, *acts: tuple[str, ...], **choice: object) -> BulkEdit:
    """An edit that was worked out."""
    answer = hub.owner.post("bulk-new", **form(*acts, **choice))
    assert answer.status == 200, answer.text
    run_all()
    return BulkEdit.objects.filter(workspace=hub.workspace).latest("pk")


def act(hub: Hub, run: BulkEdit, word: str) -> Page:
    answer = hub.owner.post("bulk-act", run.pk, act=word)
    run_all()
    run.refresh_from_db()
    return answer


def prices(hub: Hub) -> dict[str, str]:
    return {row.sku: f"{row.price:.2f}" for row in Variant.objects.filter(workspace=hub.workspace) if row.price}


def test_nothing_is_written_before_it_is_confirmed_and_the_preview_shows_before_and_after(hub: Hub) -> None:
    product(hub, "A-1", "A-2")
    run = edit(hub, ("price:percent", "10", "", "charm"), skus="A-1\nA-2, NONE")
    page = hub.owner.get("bulk-edit", run.pk)
    assert (run.state, run.counts) == ("checked", {"update": 2, "faulty": 1})
    assert "10.00 → 10.99" in page.text
    assert "There is no such SKU here." in page.text
    assert prices(hub) == {"A-1": "10.00", "A-2": "10.00"}
    act(hub, run, "start")
    assert (run.state, prices(hub)) == ("done", {"A-1": "10.99", "A-2": "10.99"})


@pytest.mark.parametrize(
    ("what", "value", "rounding", "after"),
    [
        ("price:set", "4,50", "cent", "4.50"),
        ("price:add", "−0.01", "cent", "9.99"),
        ("price:add", "0.02", "nickel", "10.00"),
        ("price:percent", "-12.5", "cent", "8.75"),
        ("price:percent", "26", "whole", "13.00"),
    ],
)
def test_prices_are_set_or_changed_by_amount_or_percent(
    hub: Hub, what: str, value: str, rounding: str, after: str
) -> None:
    product(hub, "A")
    act(hub, edit(hub, (what, value, "", rounding)), "start")
    assert prices(hub) == {"A": after}


def test_a_row_that_cannot_be_is_refused_with_why_and_the_others_are_written(hub: Hub) -> None:
    product(hub, "OK", cost=Decimal("9.50"))
    product(hub, "NO-PRICE", price=None)
    product(hub, "CHEAP", price="1")
    run = edit(hub, ("price:add", "-2"))
    text = hub.owner.get("bulk-edit", run.pk).text
    for words in ("It has no price yet", "The price would be -1.00", "Below its cost of 9.50"):
        assert words in text
    assert "OK" in hub.owner.get("bulk-edit", run.pk, outcome="noted").text
    act(hub, run, "start")
    assert prices(hub) == {"OK": "8.00", "CHEAP": "1.00"}


def test_fields_of_products_change_once_for_all_of_their_variants(hub: Hub) -> None:
    made = product(hub, "A", "B", title="Blue mug", tags=["old", "sale"], attributes={"Glaze": "matt"})
    acts = [
        ("title:replace", "red", "Blue"), ("tags:add", "new, sale"), ("tags:remove", "old"),
        ("weight_grams:set", "250"),
        ("is_fragile:yes",), ("attribute:set", "Stoneware", "Material"), ("description:append", "Dishwasher safe."),
        ("brand:set", "Acme"), ("origin:set", "pt"), ("cost:set", "2.5"),
    ]  # fmt: skip
    run = edit(hub, *acts, products=[made.pk])
    assert run.counts == {"update": 3}  # the product, and the cost of two variants
    act(hub, run, "start")
    made.refresh_from_db()
    assert (made.title, made.tags, made.weight_grams, made.is_fragile) == ("red mug", ["sale", "new"], 250, True)
    assert made.attributes == {"Glaze": "matt", "Material": "Stoneware"}
    assert (made.description, made.brand, made.origin) == ("Dishwasher safe.", "Acme", "PT")
    assert {row.cost for row in made.variants.all()} == {Decimal("2.5")}
    act(hub, run, "undo")
    made.refresh_from_db()
    assert (made.title, made.tags, made.weight_grams, made.brand) == ("Blue mug", ["old", "sale"], None, "")
    assert (made.attributes, made.is_fragile) == ({"Glaze": "matt"}, False)


def test_products_are_chosen_by_filter_and_by_ticks(hub: Hub) -> None:
    product(hub, "CUP", title="Cup")
    mug = product(hub, "MUG", title="Mug")
    act(hub, edit(hub, ("price:set", "7"), q="Cup"), "start")
    act(hub, edit(hub, ("price:set", "8"), products=[mug.pk]), "start")
    assert prices(hub) == {"CUP": "7.00", "MUG": "8.00"}
    asked = hub.owner.post("bulk-new", products=[mug.pk])
    assert "1 product: 1 SKU." in asked.text


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ([], "Choose what is to be done."),
        ([("price:percent", "ten")], "“ten” is no number"),
        ([("price:set", "")], "write a value"),
        ([("attribute:set", "x")], "Write the name of the attribute."),
        ([("title:replace", "x", "")], "write the text that is to be found"),
        ([("brand:set", "x" * 121)], "120 characters or fewer"),
        ([("price:set", "1"), ("price:set", "2")], "is set twice"),
        ([("weight_grams:set", "1.5")], "whole number"),
        ([("buffer:set", "-1")], "whole number"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_before_it_begins(
    hub: Hub, acts: list[tuple[str, ...]], words: str
) -> None:
    product(hub, "A")
    answer = hub.owner.post("bulk-new", **form(*acts))
    assert (answer.status, words in answer.text) == (422, True), answer.text
    assert not BulkEdit.objects.filter(workspace=hub.workspace).exists()


def test_what_somebody_changed_after_the_preview_is_left_alone_and_said(hub: Hub) -> None:
    product(hub, "A", "B")
    run = edit(hub, ("price:set", "20"))
    Variant.objects.filter(workspace=hub.workspace, sku="A").update(price=11)
    act(hub, run, "start")
    assert prices(hub) == {"A": "11.00", "B": "20.00"}
    assert "Price was changed to “11.00” meanwhile." in hub.owner.get("bulk-edit", run.pk, outcome="stale").text


def test_undo_takes_back_all_but_what_somebody_changed_since(hub: Hub) -> None:
    product(hub, "A", "B")
    run = edit(hub, ("price:set", "20"), ("cost:set", "3"))
    act(hub, run, "start")
    Variant.objects.filter(workspace=hub.workspace, sku="A").update(price=21)
    act(hub, run, "undo")
    assert (run.state, run.counts) == ("undone", {"kept": 1, "undone": 1})
    assert prices(hub) == {"A": "21.00", "B": "10.00"}
    assert not Variant.objects.filter(workspace=hub.workspace, cost__isnull=False).exists()
    assert "Price was changed to “21.00” meanwhile." in hub.owner.get("bulk-edit", run.pk, outcome="kept").text
    assert "Nothing of this edit is in the catalogue." not in act(hub, run, "undo").text  # it is undone by now


def test_a_run_that_is_killed_in_any_chunk_goes_on_and_repeats_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every second chunk dies before it commits, as with kill -9: the database drops what it did."""
    for number in range(4):
        product(hub, f"A-{number}", f"B-{number}")
    for module in (preview, write_rows):
        monkeypatch.setattr(module, "CHUNK", 2)
    beats = iter(range(1_000))
    for name in ("preview_chunk", "apply_chunk", "undo_chunk"):
        take = getattr(work, name)

        def dying(run: BulkEdit, take: object = take) -> bool:
            more = take(run)  # type: ignore[operator]
            if next(beats) % 2 == 0:
                raise KeyboardInterrupt
            return bool(more)

        monkeypatch.setattr(work, name, dying)
    hub.owner.post("bulk-new", **form(("price:add", "1"), ("tags:add", "new")))
    kills = _work_through_kills()
    run = BulkEdit.objects.get(workspace=hub.workspace)
    assert run.counts == {"update": 12}
    hub.owner.post("bulk-act", run.pk, act="start")
    kills += _work_through_kills()
    assert set(prices(hub).values()) == {"11.00"}
    hub.owner.post("bulk-act", run.pk, act="undo")
    kills += _work_through_kills()
    run.refresh_from_db()
    assert (run.state, run.counts, kills > 6) == ("undone", {"undone": 12}, True)
    assert set(prices(hub).values()) == {"10.00"}


def _work_through_kills() -> int:
    kills = 0
    while True:
        try:
            if not work.work_due():
                return kills
        except KeyboardInterrupt:
            kills += 1


def test_a_cancelled_edit_keeps_what_it_wrote_until_it_is_undone(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    product(hub, "A", "B", "C")
    run = edit(hub, ("price:set", "20"))
    monkeypatch.setattr(write_rows, "CHUNK", 1)
    hub.owner.post("bulk-act", run.pk, act="start")
    work.work_due()
    assert "1 of 3 rows" in hub.owner.get("bulk-edit", run.pk).text
    act(hub, run, "cancel")
    assert sorted(prices(hub).values()) == ["10.00", "10.00", "20.00"]
    act(hub, run, "undo")
    assert set(prices(hub).values()) == {"10.00"}


def test_a_chunk_of_rows_is_one_statement(hub: Hub) -> None:
    made = [Product(workspace=hub.workspace, title=f"Product {number}") for number in range(1_100)]
    Product.objects.bulk_create(made)
    Variant.objects.bulk_create(
        Variant(workspace=hub.workspace, product=row, sku=f"S-{number}", price=10, currency="GBP")
        for number, row in enumerate(made)
    )
    run = edit(hub, ("price:percent", "5"))
    with CaptureQueriesContext(connection) as seen:
        act(hub, run, "start")
    writes = [query for query in seen if "UPDATE catalog_variant" in query["sql"]]
    assert (len(writes), set(prices(hub).values())) == (2, {"10.50"})
    assert len(seen) < 120


def test_the_history_has_each_row_with_who_and_by_which_edit(hub: Hub) -> None:
    row = product(hub, "A").variants.get()
    run = edit(hub, ("price:set", "20"))
    act(hub, run, "start")
    of_row = pghistory.models.Events.objects.filter(pgh_obj_model="catalog.Variant", pgh_obj_id=str(row.pk))
    event = of_row.get(pgh_label="update")
    assert event.pgh_data["price"] == 20
    assert event.pgh_context == {"user": hub.owner.user.pk, "job": f"Bulk edit {run.pk}"}
    assert f"Bulk edit {run.pk}" in hub.owner.get("history").text
    assert run.words in hub.owner.get("product", row.product_id).text


def test_a_price_reaches_the_listings_that_follow_it(hub: Hub) -> None:
    product(hub, "A")
    keep_listing(rows.connection(hub), rows.listing("A"))
    act(hub, edit(hub, ("price:set", "20")), "start")
    assert Offer.objects.get(workspace=hub.workspace).wanted_price == Decimal(20)


def test_bins_and_held_back_pieces_go_through_the_apps_that_keep_them(hub: Hub) -> None:
    goods = product(hub, "A").variants.get()
    product(hub, "NEVER")
    rows.count(hub, goods, 5)
    run = edit(hub, ("bin:set", "R4-2"), ("buffer:set", "2"))
    assert "It was never counted" in hub.owner.get("bulk-edit", run.pk, outcome="faulty").text
    act(hub, run, "start")
    assert goods.balances.get().bin == "R4-2"
    assert buffers.pieces_of_skus(hub.workspace.pk, [goods.pk]) == {goods.pk: 2}
    act(hub, run, "undo")
    assert goods.balances.get().bin == ""
    assert buffers.pieces_of_skus(hub.workspace.pk, [goods.pk]) == {goods.pk: None}


def test_a_page_of_the_catalogue_is_a_sheet_and_only_cells_that_were_typed_in_change(hub: Hub) -> None:
    made = product(hub, "A", "B")
    first, second = made.variants.order_by("pk")
    page = hub.owner.get("products-sheet")
    assert page.html.count('name="cell-') == 2 * 3 + 5  # price, cost and buffer of each, the product's own once
    typed = {
        f"cell-{first.pk}-price": "12", f"was-{first.pk}-price": "10.00",
        f"cell-{second.pk}-price": "10.00", f"was-{second.pk}-price": "10.00",
        f"cell-{second.pk}-cost": "much", f"was-{second.pk}-cost": "",
        f"cell-{first.pk}-title": "Big mug", f"was-{first.pk}-title": "A mug",
    }  # fmt: skip
    hub.owner.post("products-sheet", **typed)
    run_all()
    run = BulkEdit.objects.get(workspace=hub.workspace)
    assert run.counts == {"update": 2, "faulty": 1}
    act(hub, run, "start")
    made.refresh_from_db()
    assert (prices(hub), made.title) == ({"A": "12.00", "B": "10.00"}, "Big mug")


def test_the_result_of_every_row_is_sent_as_csv_without_formulas(hub: Hub) -> None:
    product(hub, "=1+1")
    run = edit(hub, ("price:set", "20"))
    act(hub, run, "start")
    text = hub.owner.get("bulk-edit", run.pk, format="csv").content.decode("utf-8-sig")
    assert text.splitlines()[1] == "1,'=1+1,Changed,Price,10.00,20.00,Changes by more than half."


def test_an_edit_is_of_its_workspace_alone_and_not_for_those_who_only_see(hub: Hub) -> None:
    other = Hub()
    theirs = product(other, "THEIRS")
    product(hub, "OURS")
    run = edit(hub, ("price:set", "20"), skus="OURS THEIRS\nTHEIRS\nOURS")
    act(hub, run, "start")
    assert (prices(hub), prices(other)) == ({"OURS": "20.00"}, {"THEIRS": "10.00"})
    answer = hub.owner.post("bulk-new", **form(("price:set", "1"), products=[theirs.pk]))
    assert (answer.status, "No SKU fits." in answer.text) == (422, True)
    again = form(("price:set", "1"), kind="products")  # as that page is sent once more
    assert hub.owner.post("bulk-new", **again).status == 422
    assert other.owner.get("bulk-edit", run.pk).status == 404
    viewer = hub.person(Role.VIEWER)
    assert (viewer.get("bulk-edit", run.pk).status, viewer.post("bulk-act", run.pk, act="undo").status) == (200, 403)
