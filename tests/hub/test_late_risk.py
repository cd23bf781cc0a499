"""Orders that are about to be late, and what has to be ready when each carrier comes."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.protocol import Payment, Progress
from shopwright.hub.fulfilment.cutoffs.queries import cut_offs, next_visits
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location
from shopwright.hub.stock.reservations import relocate
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

ALL_DAYS = [str(day) for day in range(7)]
BERLIN = ZoneInfo("Europe/Berlin")


def bought(hub: Hub, hours: float, **changes: object) -> Order:
    """An order whose deadline is so many hours away."""
    known = hub.workspace.connections.first() or rows.connection(hub)
    sku = str(changes.pop("sku", ""))
    return apply(known, rows.order(sku, ship_by=timezone.now() + timedelta(hours=hours), **changes))


def pickup(hub: Hub, name: str, **form: object) -> str:
    """Keep a visit that comes each day in an hour; returns the page."""
    at = timezone.now() + timedelta(hours=1)
    return hub.owner.post("pickup-write", **{"name": name, "at": f"{at:%H:%M}", "days": ALL_DAYS, **form}).text


def counted(hub: Hub) -> dict[str, int]:
    return {item.pickup.name if item.pickup else "rest": item.orders for item in cut_offs(hub.workspace)}


def test_the_list_has_what_is_near_or_late_the_most_urgent_first_and_nothing_else(hub: Hub) -> None:
    soon, late = bought(hub, 5), bought(hub, -2)
    held = bought(hub, 10)
    hub.owner.post("order-change", held.pk, do="hold", words="Waits for an answer")
    others = [
        bought(hub, 25),
        bought(hub, 5, payment=Payment.UNPAID),
        bought(hub, 5, progress=Progress.SHIPPED, can_ship=False),
        bought(hub, 5, progress=Progress.CANCELLED, can_ship=False),
    ]
    page = hub.owner.get("late").text
    places = [page.index(order.number) for order in (late, soon, held)]
    assert places == sorted(places)
    assert not [order.number for order in others if order.number in page]
    assert "late by 2 h" in page
    assert "4 h left" in page or "5 h left" in page
    assert "Held by hand Waits for an answer" in page
    today = hub.owner.get("today").text
    assert "3 about to be late" in today


def test_an_order_is_counted_at_the_carrier_that_fits_it_most_narrowly(hub: Hub) -> None:
    for option in ("Express 24", "Standard", "Standard"):
        bought(hub, 3, shipping_option=option)
    bought(hub, 24 * 8, shipping_option="Express 24")
    hub.owner.post("shipping-settings", label_format="pdf", time_zone="UTC", cut_off="16:00")
    assert counted(hub) == {"rest": 3}
    pickup(hub, "Courier", option="express")
    assert counted(hub) == {"Courier": 1, "rest": 2}
    at = hub.workspace.pickups.get().at
    words = rf"1 to ship by (\w{{3}} )?{at:%H:%M}, Courier"  # with its day where that is not today
    for page in ("today", "orders", "late"):
        assert re.search(words, hub.owner.get(page).text)
    listed = hub.owner.get("late", by=str(hub.workspace.pickups.get().pk)).text
    assert "Express 24" in listed
    assert "Standard" not in listed
    pickup(hub, "Everything")
    assert counted(hub) == {"Courier": 1, "Everything": 2, "rest": 0}


def test_a_carrier_of_a_location_takes_the_orders_whose_goods_lie_there(hub: Hub) -> None:
    goods = rows.variant(hub)
    rows.count(hub, goods, 9)
    first, second = (bought(hub, 3, sku=goods.sku) for _ in range(2))
    depot = Location.objects.create(workspace=hub.workspace, name="Depot")
    relocate(hub.workspace.pk, [line.cause for line in second.lines.all()], depot)
    pickup(hub, "Parcel service", location=depot.pk)
    assert counted(hub) == {"Parcel service": 1}
    assert "Parcel service (Depot)" in hub.owner.get("orders").text
    listed = hub.owner.get("late", by=str(hub.workspace.pickups.get().pk)).text
    assert second.number in listed
    assert first.number not in listed


def test_a_held_order_and_one_in_a_parcel_do_not_wait_for_the_carrier(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=9)
    hub.connect(shopwright_module_platform, seller)
    ids = [seller.buy((product.sku_id, 1), status="AWAITING_SHIPMENT").order_id for _ in range(3)]
    hub.work()
    Order.objects.filter(workspace=hub.workspace).update(ship_by=timezone.now() + timedelta(hours=2))
    pickup(hub, "Post")
    assert counted(hub) == {"Post": 3}
    hub.owner.post("order-change", hub.order(ids[0]).pk, do="hold")
    hub.owner.post("ship", orders=[hub.order(ids[1]).pk])
    assert counted(hub) == {"Post": 1}
    assert hub.order(ids[0]).number in hub.owner.get("late").text


@pytest.mark.parametrize(
    ("now", "at", "days", "visits"),
    [
        ("2026-11-27 15:59", "16:00", {4}, ("2026-11-27 16:00", "2026-12-04 16:00")),
        ("2026-11-27 16:00", "16:00", range(5), ("2026-11-30 16:00", "2026-12-01 16:00")),
        ("2026-11-28 12:00", "09:30", range(7), ("2026-11-29 09:30", "2026-11-30 09:30")),
        ("2026-10-24 17:00", "16:00", {6, 0}, ("2026-10-25 16:00", "2026-10-26 16:00")),
    ],
)
def test_a_carrier_comes_on_its_days_at_the_warehouses_time(
    now: str, at: str, days: object, visits: tuple[str, str]
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    seen = next_visits(moment, time.fromisoformat(at), frozenset(days))  # type: ignore[call-overload]
    assert tuple(f"{visit:%Y-%m-%d %H:%M}" for visit in seen) == visits
    assert seen[0].tzinfo is BERLIN


@pytest.mark.parametrize(
    ("form", "trouble"),
    [
        ({"days": []}, "at least one day"),
        ({"at": "teatime"}, "write the time as 16:00"),
        ({"name": ""}, "Name the carrier"),
        ({"location": 999_999_999}, "That location is not in this workspace"),
    ],
)
def test_a_visit_that_says_too_little_is_refused(hub: Hub, form: dict[str, object], trouble: str) -> None:
    assert trouble in pickup(hub, str(form.pop("name", "Post")), **form)
    assert not hub.workspace.pickups.exists()


def test_a_visit_is_kept_once_and_removed_by_those_who_may(hub: Hub) -> None:
    for words in ("Today and the orders count", "comes at"):
        assert words in pickup(hub, "Post", at="16:00")
    visit = hub.workspace.pickups.get()
    assert hub.person(Role.PACKER).post("pickup-remove", visit.pk).status == 403
    assert Hub().owner.post("pickup-remove", visit.pk).status == 404
    assert "The visit is removed" in hub.owner.post("pickup-remove", visit.pk).text
    assert not hub.workspace.pickups.exists()
