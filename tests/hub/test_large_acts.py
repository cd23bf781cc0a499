"""Acts on very many things are done by a worker: each once, whatever dies meanwhile, with a result that all see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.background import services, work
from shopwright.hub.background.models import BackgroundRun, RunPart
from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.protocol import Capability
from shopwright.hub.fulfilment import print_runs, ship_runs
from shopwright.hub.fulfilment.models import Print, Shipment
from shopwright.hub.fulfilment.routing import route_runs
from shopwright.hub.fulfilment.routing import services as routing
from shopwright.hub.listings import number_runs
from shopwright.hub.listings.models import OfferStock
from shopwright.hub.orders.holds import rule_runs
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Stall, StallSession
from tests.hub.test_buffers import offered, open_shop
from tests.hub.test_orders import stocked
from tests.hub.test_zpl import with_label

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are many, and a step takes two."""
    for module in (rule_runs, number_runs, print_runs, ship_runs, routing):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 1)
    for module in (rule_runs, number_runs, print_runs, route_runs):
        monkeypatch.setattr(module, "CHUNK", 2)


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every second step dies before it commits, as with kill -9: the database drops what it did. Counts the deaths."""
    deaths: list[int] = []
    beats = iter(range(1_000))
    take_on = work._take_on

    def dying(run: BackgroundRun) -> None:
        take_on(run)
        if next(beats) % 2 == 0:
            deaths.append(run.pk)
            raise KeyboardInterrupt

    monkeypatch.setattr(work, "_take_on", dying)
    return deaths


def work_through() -> None:
    while True:
        try:
            if not work.work_due():
                return
        except KeyboardInterrupt:
            pass


def orders(hub: Hub, count: int) -> list[Order]:
    shop = rows.connection(hub)
    return [apply(shop, rows.order("MUG", external_id=f"{hub.tag}-{number}")) for number in range(count)]


def last(hub: Hub) -> BackgroundRun:
    return BackgroundRun.objects.filter(workspace=hub.workspace).latest("pk")


def switched(hub: Hub, **form: str) -> int:
    hub.owner.post("hold-rule-write", kind="pieces", amount="0")
    made = hub.workspace.hold_rules.latest("pk")
    hub.owner.post("hold-rule-switch", made.pk, **{"on": "1"} | form)
    return int(made.pk)


def held(hub: Hub) -> int:
    return Order.objects.filter(workspace=hub.workspace).exclude(hold="").count()


def test_a_rule_holds_very_many_orders_once_each_whatever_dies(hub: Hub, deadly: list[int]) -> None:
    made = orders(hub, 5)
    switched(hub)
    run = last(hub)
    assert "0 of 5" in hub.owner.get("background-run", run.pk).text
    assert "0 %" in hub.owner.get("jobs", kind="background", state="running").text
    work_through()
    run.refresh_from_db()
    assert (run.state, run.counts, held(hub), len(deadly)) == ("done", {"done": 5}, 5, 3)
    assert sorted(run.rows.values_list("about", flat=True)) == [order.number for order in made]
    assert made[0].holds.filter(ended_at=None).count() == 1
    assert f"{made[4].number} Done Held" in hub.owner.get("background-run", run.pk).text


def test_of_two_who_switch_a_rule_the_later_one_holds_for_every_order(hub: Hub) -> None:
    orders(hub, 4)
    rule = switched(hub)
    work.work_due()
    assert held(hub) == 2
    hub.owner.post("hold-rule-switch", rule, remove="1")
    work_through()
    assert (held(hub), hub.workspace.hold_rules.count()) == (0, 0)
    assert [run.state for run in BackgroundRun.objects.filter(workspace=hub.workspace)] == ["done"]


def test_what_is_cancelled_stays_where_it_came_to(hub: Hub) -> None:
    orders(hub, 4)
    switched(hub)
    work.work_due()
    run = last(hub)
    assert "It was cancelled after 2 of 4" in hub.owner.post("background-act", run.pk, act="cancel").text
    work_through()
    assert held(hub) == 2
    assert "“Cancelled” by now" in hub.owner.post("background-act", run.pk, act="retry").text
    assert str(run) in hub.owner.get("jobs", kind="background", state="cancelled").text


def test_a_run_whose_step_fails_tells_why_and_goes_on_where_it_was(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    orders(hub, 4)
    switched(hub)
    work.work_due()
    run = last(hub)

    def fail(*_: object) -> bool:
        raise OSError(28, "No space left on device", "/secret/place")

    with monkeypatch.context() as patched:
        patched.setattr(rule_runs.HoldRuleRun, "step", fail)
        for _ in range(5):
            BackgroundRun.objects.filter(pk=run.pk).update(due_at=run.created_at)
            work.work_due()
    words = "A step failed: No space left on device. Nothing of that step was kept"
    assert words in hub.owner.get("jobs", kind="background", state="given_up").text
    page = hub.owner.get("background-run", run.pk).text
    assert words in page
    assert "/secret" not in page
    hub.owner.post("jobs-act", jobs=f"background:{run.pk}", act="retry")
    work_through()
    assert (held(hub), last(hub).counts) == (4, {"done": 4})


def test_many_orders_are_routed_with_a_result_for_each(hub: Hub, deadly: list[int]) -> None:
    made = orders(hub, 3)
    Order.objects.filter(pk=made[0].pk).update(progress="cancelled")
    place = Location.objects.create(workspace=hub.workspace, name="Annex")
    hub.owner.post("route-change", orders=[order.pk for order in made], location=str(place.pk))
    work_through()
    page = hub.owner.get("background-run", last(hub).pk).text
    assert f"{made[0].number} Left as it is It is cancelled" in page
    assert all(f"{order.number} Done Annex" in page for order in made[1:])
    assert (last(hub).counts, bool(deadly)) == ({"done": 2, "refused": 1}, True)


class ParcelSession(StallSession):
    """Has a parcel for each order, except where the order's number says that it has none."""

    def parcels(self, order_id: str) -> list[Parcel]:
        lines = (f"{order_id}-0",)
        return [] if "none" in order_id else [Parcel(f"parcel-{order_id}", lines, "Post", "", is_arranged=False)]


def test_many_orders_of_a_pick_list_are_shipped_once_each_whatever_dies(
    hub: Hub, stall: Stall, deadly: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stall, "capabilities", Stall.capabilities | {Capability.SHIPMENTS})
    monkeypatch.setattr(stall, "open", lambda app, account, shop: ParcelSession(stall.shops[shop.external_id]))
    connection, _ = open_shop(hub, stall)
    sku = stocked(hub, 9)
    numbers = [f"{hub.tag}-{name}" for name in ("a", "none", "stopped", "b")]
    made = [apply(connection, rows.order(sku, external_id=number)) for number in numbers]
    hub.owner.post("pick-new", orders=[order.pk for order in made])
    pick_list = hub.workspace.pick_lists.get()
    hub.owner.post("pack-scan", made[2].pk, code="another")
    for _ in range(2):  # a double click
        hub.owner.post("ship", orders=[order.pk for order in made], pick_list=str(pick_list.pk))
    packer = hub.person(Role.PACKER)
    run = last(hub)
    assert "0 of 4" in packer.get("background-run", run.pk).text
    work_through()
    page = packer.get("background-run", run.pk)
    assert f"{numbers[0]} Done Being shipped" in page.text
    assert f"{numbers[1]} Left as it is The channel has no parcel for this order yet." in page.text
    assert f"{numbers[2]} Left as it is {numbers[2]}: its box is stopped. another is no code that is known" in page.text
    assert packer.url("pick", pick_list.pk) in page.html
    shipped = Shipment.objects.filter(workspace=hub.workspace).order_by("pk").values_list("order__number", flat=True)
    assert list(shipped) == [numbers[0], numbers[3]]
    assert (last(hub), bool(deadly)) == (run, True)
    assert "its box is stopped" in hub.owner.post("ship", orders=[made[2].pk]).text


def test_labels_of_a_batch_are_printed_once_each_and_fetched_when_ready(hub: Hub, deadly: list[int]) -> None:
    made = [with_label(hub, f"^XA^FDL{number}^FS^XZ".encode(), "application/zpl") for number in range(5)]
    ids = [shipment.order_id for shipment in made]
    packer = hub.person(Role.PACKER)
    assert "0 of 5" in packer.post("labels", orders=ids, new="1").text
    assert not Print.objects.filter(shipment__in=made).exists()
    packer.post("labels", shipments=[made[1].pk], new="1")  # a colleague is quicker with one of them
    work_through()
    run = last(hub)
    page = packer.get("background-run", run.pk)
    assert "Open labels.zpl" in page.text
    assert run.counts == {"done": 4}
    paper = packer.post("background-file", run.pk).content
    assert re.findall(rb"FD(L\d)", paper) == [b"L0", b"L2", b"L3", b"L4"]
    assert packer.post("background-file", run.pk).content == paper
    assert [list(row.prints.values_list("is_reprint", flat=True)) for row in made] == [[False]] * 5
    kept = b"".join(bytes(part.sealed) for part in RunPart.objects.filter(run=run))
    assert kept
    assert b"FDL" not in kept
    assert deadly
    run.finished_at -= timedelta(days=1) * 2
    run.save()
    services.forget_old()
    assert "not kept any more" in packer.post("background-file", run.pk).text


def test_labels_that_two_print_at_once_are_in_one_of_the_files(hub: Hub) -> None:
    made = [with_label(hub, f"^XA^FDL{number}^FS^XZ".encode(), "application/zpl") for number in range(3)]
    for _ in range(2):
        hub.owner.post("labels", orders=[shipment.order_id for shipment in made], new="1")
    work_through()
    first, second = BackgroundRun.objects.filter(workspace=hub.workspace).order_by("pk")
    assert (first.counts, second.counts) == ({"done": 3}, {"refused": 3})
    assert "Somebody printed it while these were drawn." in hub.owner.get("background-run", second.pk).text
    assert "Open labels" not in hub.owner.get("background-run", second.pk).text
    assert Print.objects.filter(shipment__in=made).count() == 3


def test_what_a_rule_for_very_many_offers_would_change_is_worked_out_and_follows_it(
    hub: Hub, stall: Stall, deadly: list[int]
) -> None:
    shop, there = open_shop(hub, stall)
    goods = [offered(hub, shop, pieces=7 + number) for number in range(3)]
    hub.work()
    hub.owner.post("buffer-write", subject="all", place=f"shop:{shop.pk}", kind="fixed", amount="4")
    rule = hub.workspace.buffer_rules.get()
    assert "It is for very many offers" in hub.owner.get("buffer", rule.pk).text
    hub.owner.post("buffer-preview", rule.pk)
    work_through()
    page = hub.owner.get("background-run", last(hub).pk).text
    assert f"{goods[1].sku} Would change {shop.name}, Warehouse 1: 8 → 4" in page
    assert "As of" in hub.owner.get("buffer", rule.pk).text
    assert set(OfferStock.objects.filter(connection=shop).values_list("wanted", flat=True)) == {7, 8, 9}
    hub.owner.post("buffer-switch", rule.pk, on="1")
    assert "Switch the rule back instead" in hub.owner.post("background-act", last(hub).pk, act="cancel").text
    work_through()
    hub.work()
    assert [there.quantity(item.sku) for item in goods] == [3, 4, 5]
    hub.owner.post("halt", do="halt")
    hub.owner.post("halt", do="resume")
    assert set(OfferStock.objects.filter(connection=shop).values_list("wanted", flat=True)) == {0}
    work_through()
    hub.work()
    assert [there.quantity(item.sku) for item in goods] == [3, 4, 5]
    assert deadly


def test_a_run_is_seen_and_changed_by_those_who_may(hub: Hub) -> None:
    orders(hub, 2)
    switched(hub)
    run = last(hub)
    viewer = hub.person(Role.VIEWER)
    assert viewer.get("background-run", run.pk).status == 200
    assert "Cancel" not in viewer.get("background-run", run.pk).text
    assert viewer.post("background-act", run.pk, act="cancel").status == 403
    assert hub.stranger().get("background-run", run.pk).status == 404
    work_through()
