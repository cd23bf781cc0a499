"""Pick lists: sorted by bin, each order line on one, and what is not there is counted and held."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.models import Connection
from shopwright.hub.fulfilment.models import PickLine, PickList
from shopwright.hub.orders.buyers import seal
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.bundles import set_parts
from tests.hub import rows
from tests.hub.harness import Hub, Page
from tests.hub.test_orders import cancelled, stocked
from tests.hub.warehouse import put_into_bin, row_key

pytestmark = pytest.mark.postgres


def order_of(shop: Connection, *skus: str) -> Order:
    """An order of a piece of each SKU."""
    seen = rows.order(skus[0], len(skus))
    lines = tuple(
        replace(line, seller_sku=sku, sku_id=f"sku-{sku}") for line, sku in zip(seen.lines, skus, strict=True)
    )
    return apply(shop, replace(seen, lines=lines))


def test_a_list_is_sorted_by_bin_and_sums_the_pieces_of_a_sku(hub: Hub) -> None:
    shop = rows.connection(hub)
    near, far, nowhere = (stocked(hub, 9) for _ in range(3))
    put_into_bin(hub, far, "A-10")
    put_into_bin(hub, near, "A-2")
    first, second = order_of(shop, far, near, nowhere), order_of(shop, near)
    page = hub.owner.post("pick-new", orders=[first.pk, second.pk])
    assert page.text.index(near) < page.text.index(far) < page.text.index(nowhere)
    assert page.text.index("A-2") < page.text.index("A-10") < page.text.index("no bin")
    assert "4 of 4 pieces to pick" in page.text
    lines = PickLine.objects.filter(pick_list__workspace=hub.workspace, line__variant__sku=near)
    assert {line.slot for line in lines} == {1, 2}


def test_a_bin_is_written_on_the_page_of_the_sku(hub: Hub) -> None:
    sku = stocked(hub, 2)
    page = put_into_bin(hub, sku, " B-7 ")
    assert "the bins are saved" in page.text
    assert 'value="B-7"' in page.html
    assert "B-7" in hub.owner.get("stock").text


def test_an_order_is_on_one_list_however_often_it_is_chosen(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = apply(shop, rows.order(sku, 2))
    hub.owner.post("pick-new", orders=[order.pk])
    again = hub.owner.post("pick-new", orders=[order.pk])
    assert "on a list already" in again.text
    assert PickLine.objects.filter(line__order=order).count() == 2
    assert "No order waits to be picked" in hub.owner.get("picks").text


def test_an_order_that_is_held_leaves_the_list_that_it_is_on(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    kept, held = apply(shop, rows.order(sku)), apply(shop, rows.order(sku))
    hub.owner.post("pick-new", orders=[kept.pk, held.pk])
    hub.owner.post("order-change", held.pk, do="hold")
    states = dict(PickLine.objects.filter(pick_list__workspace=hub.workspace).values_list("line__order", "state"))
    assert states == {kept.pk: "open", held.pk: "dropped"}


def test_a_held_order_is_not_picked(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    free, held = apply(shop, rows.order(sku)), apply(shop, rows.order(sku))
    hub.owner.post("order-change", held.pk, do="hold")
    page = hub.owner.post("pick-new", orders=[free.pk, held.pk])
    assert f"Left out, since they cannot be shipped now: {held.number}" in page.text
    assert not PickLine.objects.filter(line__order=held).exists()


def test_two_packers_who_tick_the_same_row_pick_it_once(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = apply(shop, rows.order(sku, 2))
    hub.owner.post("pick-new", orders=[order.pk])
    pick_list, ann, ben = PickList.objects.get(workspace=hub.workspace), *(hub.person(Role.PACKER) for _ in range(2))
    for packer in (ann, ben):
        packer.post("pick-mark", pick_list.pk, row=row_key(pick_list, sku), do="pick")
    lines = PickLine.objects.filter(pick_list=pick_list)
    assert {(line.state, line.by) for line in lines} == {("picked", ann.user)}
    assert f"Picked by {ann.user.email}" in hub.owner.get("pick", pick_list.pk).text
    assert f"{sku} picked, {pick_list}" in hub.owner.get("order", order.pk).text


def test_a_tick_is_taken_back(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    hub.owner.post("pick-new", orders=[apply(shop, rows.order(sku)).pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    for act in ("pick", "undo"):
        page = hub.owner.post("pick-mark", pick_list.pk, row=row_key(pick_list, sku), do=act)
    assert "1 of 1 piece to pick" in page.text


def short(hub: Hub, pick_list: PickList, sku: str, there: str) -> Page:
    return hub.owner.post("pick-mark", pick_list.pk, row=row_key(pick_list, sku), do="short", pieces=there)


def test_what_is_not_there_is_counted_and_its_order_held(hub: Hub) -> None:
    shop, sku, other = rows.connection(hub), stocked(hub, 5), stocked(hub, 5)
    urgent = apply(shop, rows.order(sku, ship_by=rows.NOW))
    late = order_of(shop, sku, other)
    hub.owner.post("pick-new", orders=[late.pk, urgent.pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    page = short(hub, pick_list, sku, "1")
    assert f"Held: {late.number}. The bin is counted" in page.text
    (balance,) = hub.variant(sku).balances.all()
    assert (balance.on_hand, balance.reserved) == (1, 2)  # the piece that was picked is still in the house
    assert hub.variant(sku).movements.filter(reason="counted").get().delta == -4
    urgent.refresh_from_db()
    late.refresh_from_db()
    assert (urgent.hold, late.hold) == ("", "stock")
    states = {line.line_id: line.state for line in PickLine.objects.filter(pick_list=pick_list)}
    assert sorted(states.values()) == ["dropped", "picked", "short"]


def test_pieces_that_are_picked_for_others_count_as_there(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    for order in (apply(shop, rows.order(sku, 2)), apply(shop, rows.order(sku, 2))):
        hub.owner.post("pick-new", orders=[order.pk])
    second, first = PickList.objects.filter(workspace=hub.workspace).order_by("-pk")
    hub.owner.post("pick-mark", first.pk, row=row_key(first, sku), do="pick")
    short(hub, second, sku, "0")
    (balance,) = hub.variant(sku).balances.all()
    assert balance.on_hand == 2


def test_more_than_is_wanted_is_not_short(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    hub.owner.post("pick-new", orders=[apply(shop, rows.order(sku, 2)).pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    assert "Give how many there are, from 0 to 1" in short(hub, pick_list, sku, "2").text
    assert "Give a whole number" in short(hub, pick_list, sku, "x").text
    assert hub.available(sku) == 3


def test_a_bundle_that_is_not_there_holds_its_order_and_counts_nothing(hub: Hub) -> None:
    shop, part = rows.connection(hub), stocked(hub, 5)
    both = rows.variant(hub)
    set_parts(both, {hub.variant(part).pk: 2})
    order = apply(shop, rows.order(both.sku))
    hub.owner.post("pick-new", orders=[order.pk])
    page = short(hub, PickList.objects.get(workspace=hub.workspace), both.sku, "0")
    assert f"Held: {order.number}" in page.text
    order.refresh_from_db()
    assert (order.hold, hub.available(part)) == ("stock", 3)


def test_damaged_pieces_leave_the_ledger_once_and_others_are_picked(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    hub.owner.post("pick-new", orders=[apply(shop, rows.order(sku)).pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    form = {"row": row_key(pick_list, sku), "do": "damaged", "pieces": "2", "token": str(uuid.uuid4())}
    for _ in range(2):
        page = hub.owner.post("pick-mark", pick_list.pk, **form)
    assert "1 of 1 piece to pick" in page.text
    assert hub.available(sku) == 2
    page = hub.owner.post("pick-mark", pick_list.pk, **{**form, "pieces": "9", "token": str(uuid.uuid4())})
    assert "has fewer than 9" in page.text


def test_a_cancelled_order_leaves_the_list_and_picked_goods_come_back(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    untouched, picked = rows.order(sku), rows.order(sku, 2)
    for seen in (untouched, picked):
        hub.owner.post("pick-new", orders=[apply(shop, seen).pk])
    second, first = PickList.objects.filter(workspace=hub.workspace).order_by("-pk")
    hub.owner.post("pick-mark", second.pk, row=row_key(second, sku), do="pick")
    for seen in (untouched, picked):
        apply(shop, cancelled(seen))
    assert "Nothing left to pick" in hub.owner.get("pick", first.pk).text
    for page in ("picks", "today"):
        assert f"bring 2 × {sku} back to the shelf" in hub.owner.get(page).text
        assert untouched.number not in hub.owner.get(page).text
    (pull,) = hub.workspace.pulls.all()
    assert f"{picked.number}: taken back. 0 left." in hub.owner.post("pull-done", pull.pk).text
    assert "Take back" not in hub.owner.get("picks").text
    pull.refresh_from_db()
    assert pull.done_by == hub.owner.user


def test_orders_of_a_single_piece_make_a_list_of_their_own(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 9)
    single, double = apply(shop, rows.order(sku)), apply(shop, rows.order(sku, 2))
    assert "2 orders wait to be picked, 1 of a single piece" in hub.owner.get("picks").text
    page = hub.owner.post("pick-new", what="singles")
    assert single.number in page.text
    assert double.number not in page.text
    assert "Scan, print, next" in page.text


def test_the_paper_has_the_lists_code_and_every_order_and_sku(hub: Hub) -> None:
    shop = rows.connection(hub)
    skus = [stocked(hub, 500) for _ in range(5)]
    made = _many_orders(hub, shop, skus, 150)
    hub.owner.post("pick-new", orders=[order.pk for order in made])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    paper = hub.owner.get("pick-paper", pick_list.pk).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert all(sku in text for sku in skus)
    assert all(order.number in text for order in made)
    assert codes_on_first_page(paper) == [str(pick_list)]


def _many_orders(hub: Hub, shop: Connection, skus: list[str], count: int) -> list[Order]:
    """Orders of a piece each, written straight into their tables: how they come in is tested elsewhere."""
    template = apply(shop, rows.order(skus[0]))
    copies = []
    for number in range(count):
        copy = Order.objects.get(pk=template.pk)
        copy.pk, copy.external_id, copy.number = None, f"M{number:05}", f"M{number:05}"
        copy.sealed = seal(copy.buyer_purpose, template.buyer)
        copies.append(copy)
    made = Order.objects.bulk_create(copies)
    variants = [hub.variant(sku) for sku in skus]
    OrderLine.objects.bulk_create(
        OrderLine(
            workspace=hub.workspace,
            order=order,
            external_id=f"{order.number}-1",
            variant=variants[number % len(variants)],
            seller_sku=variants[number % len(variants)].sku,
            title="A mug",
            quantity=1,
            unit_price=5,
        )
        for number, order in enumerate(made)
    )
    return list(made)


def codes_on_first_page(paper: bytes) -> list[str]:
    page = pypdfium2.PdfDocument(paper)[0]
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
