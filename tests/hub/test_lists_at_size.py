"""Lists ask as many questions of the database with many rows as with few, and searches find the same either way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopwright.hub.channels import old_events
from shopwright.hub.channels.models import Event
from shopwright.hub.core import lists
from shopwright.hub.fulfilment.prints import to_print
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

PAGES = ("today", "orders", "products", "stock", "listings", "grid", "shipments", "picks")


def queries_of(hub: Hub, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert hub.owner.get(page).status == 200
    return len(captured)


def add(hub: Hub, count: int) -> None:
    for _ in range(count):
        goods = rows.variant(hub)
        rows.count(hub, goods, 5)
        keep_listing(hub.shop, rows.listing(goods.sku))
        apply(hub.shop, rows.order(goods.sku))


def test_no_page_asks_more_often_with_more_rows(hub: Hub) -> None:
    hub.shop = rows.connection(hub)
    add(hub, 2)
    hub.owner.get("orders")  # what is asked once in a session
    before = {page: queries_of(hub, page) for page in PAGES}
    add(hub, 4)
    assert {page: queries_of(hub, page) for page in PAGES} == before


@pytest.mark.parametrize("few", [0, 2_000], ids=["many", "few"])
def test_a_search_finds_the_same_whether_it_matches_few_or_many(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(lists, "_FEW", few)
    hub.shop = rows.connection(hub)
    goods, other = rows.variant(hub, f"ONE-{hub.tag}"), rows.variant(hub, f"TWO-{hub.tag}")
    mine = apply(hub.shop, rows.order(goods.sku, external_id=f"77{hub.tag}"))
    apply(hub.shop, rows.order(other.sku, external_id=f"88{hub.tag}"))
    for text in (goods.sku.lower(), mine.number[:6]):
        page = hub.owner.get("orders", q=text).text
        assert mine.number in page
        assert f"88{hub.tag}" not in page
    assert f"88{hub.tag}" in hub.owner.get("orders", q="zoe@example.com").text
    page = hub.owner.get("products", q=f"one-{hub.tag}").html
    assert goods.sku in page or str(goods.product_id) in page
    assert f"/products/{other.product_id}" not in page
    assert f"/products/{other.product_id}" in hub.owner.get("products", q="A mug").html
    assert hub.owner.get("orders", q=mine.number).response.status_code == 302


def test_a_place_of_one_list_begins_another_at_its_start(hub: Hub) -> None:
    hub.shop = rows.connection(hub)
    order = apply(hub.shop, rows.order())
    by_time = lists.place_of(order, lists.Sorting(("placed_at", "pk")))
    by_name = lists.place_of(hub.shop, lists.Sorting(("name", "pk"), is_falling=False))
    assert order.number not in hub.owner.get("orders", after=by_time).text
    assert order.number in hub.owner.get("orders", after=by_name).text
    for page in ("brands", "returns", "late", "checks", "alerts", "products"):
        assert hub.owner.get(page, after=by_time).status == 200


def test_a_page_deep_in_a_list_enters_its_index_at_the_place(hub: Hub) -> None:
    """The bound of the first field holds for all rows, so that an index begins there."""
    hub.shop = rows.connection(hub)
    goods = rows.variant(hub)
    orders = [apply(hub.shop, rows.order(goods.sku)) for _ in range(3)]
    sorting = lists.Sorting(("placed_at", "pk"))
    with CaptureQueriesContext(connection) as captured:
        page = lists.page_of(type(orders[0]).objects.filter(workspace=hub.workspace), sorting, "", 1)
        further = lists.page_of(type(orders[0]).objects.filter(workspace=hub.workspace), sorting, page.next_after, 5)
    assert len({row.pk for row in [*page.rows, *further.rows]}) == 3
    assert '"placed_at" <= ' in captured[-1]["sql"]


def test_labels_to_print_are_read_from_their_index(hub: Hub) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of a test is smaller than any index
        plan = to_print(hub.workspace).explain()
    assert "shipment_to_print" in plan


def test_events_that_were_done_long_ago_are_forgotten_but_for_the_last_one_heard(hub: Hub) -> None:
    shop, now = rows.connection(hub), timezone.now()
    shop.events.all().delete()
    long_ago = now - old_events.KEPT - timedelta(days=1)
    kinds = {
        "old": ("poll", Event.State.DONE, long_ago),
        "heard first": ("webhook", Event.State.DONE, long_ago - timedelta(days=1)),
        "heard last": ("webhook", Event.State.DONE, long_ago),
        "young": ("poll", Event.State.DONE, now),
        "given up": ("poll", Event.State.FAILED, None),
    }
    for name, (source, state, at) in kinds.items():
        event = Event.objects.create(
            workspace=hub.workspace,
            connection=shop,
            event_id=name,
            kind="order",
            source=source,
            state=state,
            due_at=now,
            done_at=at,
        )
        Event.objects.filter(pk=event.pk).update(received_at=at or long_ago)
    assert old_events.forget_old() == 2
    left = set(shop.events.values_list("event_id", flat=True))
    assert left == {"heard last", "young", "given up"}
    assert old_events.forget_old() == 0
