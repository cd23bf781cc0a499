"""History: every line once whatever page it stands on, read from indexes, narrowed and taken out."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopwright.hub.access import keys
from shopwright.hub.access.models import ApiKey, KeyUse, Member, SignIn
from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.channels import intake
from shopwright.hub.channels.protocol import Change
from shopwright.hub.listings.models import Listing, PublishRule
from shopwright.hub.listings.publish_rules import services as publish_rules
from shopwright.hub.orders.intake import apply
from shopwright.hub.people import event_tables, sources
from shopwright.hub.people.history import Bound
from shopwright.hub.stock.models import Location
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.lists import cells
from tests.hub.stall import Stall, open_shop

pytestmark = pytest.mark.postgres

_ROW = re.compile(r"<tr><td class=\"fit\">.*?</td><td class=\"fit\">(.*?)</td><td>(.*?)</td>", re.DOTALL)
_THROUGH = re.compile(r'<td class="quiet">(.*?)</td></tr>')
_NEXT = re.compile(r'href="[^"]*[?&](?:amp;)?after=([^"&]+)"[^>]*>Next page')


def places(hub: Hub, count: int) -> None:
    """Locations that were made at the same time."""
    Location.objects.bulk_create(Location(workspace=hub.workspace, name=f"P{number}") for number in range(count))


def pages(hub: Hub, **narrowed: str) -> list[list[tuple[str, str]]]:
    """The lines of each page of the history, going on by its link."""
    read: list[list[tuple[str, str]]] = []
    after = ""
    while len(read) < 9:
        page = hub.owner.get("history", after=after, **narrowed).html
        read.append(_ROW.findall(page))
        link = _NEXT.search(page)
        if not link:
            break
        after = unquote(link[1])
    return read


def test_each_line_stands_on_one_page_also_where_many_are_of_the_same_moment(hub: Hub) -> None:
    with transaction.atomic():
        places(hub, 70)
        Member.objects.filter(workspace=hub.workspace).update(joined_at=timezone.now())
        Location.objects.filter(workspace=hub.workspace, name="P3").update(name="Depot")
    read = pages(hub)
    lines = [line for page in read for line in page]
    assert [len(page) for page in read] == [50, len(lines) - 50]
    made = [what for what, act in lines if what.startswith("Location") and act == "made"]
    assert len(made) == len(set(made)) == 70
    assert sum("P3 → Depot" in act for _, act in lines) == 1
    assert len(lines) == len(cells(hub.owner.get("history", format="csv").content))


def test_log_ins_and_uses_of_keys_go_on_from_page_to_page(hub: Hub) -> None:
    member, now = Member.objects.get(workspace=hub.workspace), timezone.now()
    for name in ("One", "Two"):
        keys.make_key(member, name, ["orders.view"], timedelta(days=1))
    start = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=50)
    KeyUse.objects.bulk_create(
        KeyUse(key=key, minute=start + timedelta(hours=hour, minutes=minute), count=2)
        for hour in range(40)
        for key in ApiKey.objects.filter(workspace=hub.workspace)
        for minute in (5, 50)
    )
    SignIn.objects.bulk_create(SignIn(user=member.user, ways="passkey") for _ in range(30))
    lines = [line for page in pages(hub) for line in page]
    assert sum(act == "used 4 times in an hour" for _, act in lines) == 80
    assert sum(act == "logged in by passkey" for _, act in lines) == 30


def test_a_page_is_read_from_an_index_of_every_table_and_never_sorted(hub: Hub) -> None:
    bound = Bound(timezone.now(), takes_equal=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of a test is smaller than any index
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # rows of other tests may make sorting few of them cheaper
        for model in event_tables.event_models().values():
            column = event_tables.workspace_column(model)
            rows = model.objects.filter(bound.condition("pgh_created_at", "pgh_id"), **{column: hub.workspace.pk})
            plan = rows.order_by("-pgh_created_at", "-pgh_id").values_list("pgh_id")[:51].explain()
            assert event_tables.index_name(model._meta.db_table) in plan, model
            assert "Sort" not in plan, model
        cursor.execute("EXPLAIN " + sources._SIGN_INS.format(bound="true"), {"workspace": 1, "limit": 51})
        assert "sign_in_newest" in "".join(line for (line,) in cursor.fetchall())


def test_a_page_asks_as_often_with_more_history(hub: Hub) -> None:
    places(hub, 60)
    hub.owner.get("history")  # what is asked once in a session
    with CaptureQueriesContext(connection) as few:
        hub.owner.get("history")
    places_before = Location.objects.filter(workspace=hub.workspace).count()
    for step in range(4):
        Location.objects.filter(workspace=hub.workspace).update(kind=("own", "third_party")[step % 2])
    with CaptureQueriesContext(connection) as many:
        hub.owner.get("history")
    assert places_before == 60
    assert len(many) <= len(few) + 1  # the lines before those that changed


def test_history_is_narrowed_to_a_kind_and_to_days_and_a_view_keeps_that(hub: Hub) -> None:
    places(hub, 2)
    today = timezone.now().date()
    assert {what.split()[0] for page in pages(hub, what="stock-location") for what, _ in page} == {"Location"}
    assert pages(hub, until=str(today - timedelta(days=2))) == [[]]
    assert pages(hub, since=str(today + timedelta(days=2))) == [[]]
    assert len(pages(hub, since=str(today - timedelta(days=1)))[0]) >= 3
    assert "Nothing of the kind" in hub.owner.get("history", what="stock-halt").text
    for odd in ({"since": "2026-13-45"}, {"until": "9999-12-31"}, {"after": "x"}, {"what": "nothing"}):
        assert hub.owner.get("history", **odd).status == 200, odd
    hub.owner.post("view-save", "history", name="Places", query="what=stock-location")
    assert "Places" in hub.owner.get("history").text


def lines_of(hub: Hub, what: str) -> list[tuple[str, str]]:
    """The lines of a kind of record: what was changed, and how."""
    return [line for page in pages(hub, what=what) for line in page]


def test_the_first_change_of_a_record_tells_what_was_there_before(hub: Hub) -> None:
    goods = rows.variant(hub)
    Product.objects.filter(pk=goods.product_id).update(brand="Acme")
    Product.objects.filter(pk=goods.product_id).update(brand="Bell")
    newest, first = lines_of(hub, "catalog-product")
    assert (newest[1], first[1]) == ("brand: Acme → Bell", "brand: – → Acme")
    Variant.objects.filter(pk=goods.pk).update(price=7)
    assert lines_of(hub, "catalog-variant")[0][1] == "price: 5.00 → 7.00"


def test_every_record_that_is_followed_keeps_what_it_was_first(hub: Hub) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep_before'")
        kept = {table for (table,) in cursor.fetchall()}
    followed = {
        model.pgh_tracked_model._meta.db_table
        for model in event_tables.event_models().values()
        if any(tracker.label == "update" for tracker in model.pgh_trackers)
    }
    assert kept == followed


def test_a_line_names_its_record_as_people_do_and_leads_to_it(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order("NONE"))
    hub.owner.post("order-change", order.pk, do="hold")
    what, act = lines_of(hub, "orders-order")[-1]
    assert f'<a href="{hub.owner.url("order", order.pk)}">{order.number}</a>' in what
    assert act.startswith("hold: – → ")
    for name, title in (("catalog-product", "A mug"), ("catalog-variant", rows.variant(hub, "MUG-9").sku)):
        goods = Variant.objects.get(workspace=hub.workspace, sku="MUG-9")
        Product.objects.filter(pk=goods.product_id).update(brand="Acme")
        Variant.objects.filter(pk=goods.pk).update(gtin="1")
        assert f">{title}</a>" in lines_of(hub, name)[0][0]


def test_changes_that_tell_nothing_take_no_room(hub: Hub) -> None:
    product = rows.variant(hub).product
    for _ in range(60):
        Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    Product.objects.filter(pk=product.pk).update(origin="GB")
    for _ in range(60):
        Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    assert [act for _, act in lines_of(hub, "catalog-product")] == ["country of origin: – → GB"]


def test_what_a_worker_changes_is_told_with_what_it_was_at(hub: Hub) -> None:
    made = rows.make_rows(hub)
    listing = Listing.objects.get(pk=made["listing"])
    Listing.objects.filter(pk=listing.pk).update(product=made["product"])
    Product.objects.filter(pk=made["product"]).update(tags=["sale"])
    facts = {"workspace": hub.workspace, "connection": listing.connection, "per_day": 9}
    PublishRule.objects.create(**facts, name="Summer", act="end", tag="sale", is_on=True)
    publish_rules.work_due()
    act = hub.owner.get("history", what="listings-listing").text
    assert "the hub Rule Summer" in act


def test_what_a_shop_tells_is_told_as_its_intake(hub: Hub, stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, *_ = open_shop(hub, stall)
    product = rows.variant(hub).product
    monkeypatch.setattr(intake, "_handlers", {})

    def take_in(*_: object) -> None:
        Product.objects.filter(pk=product.pk).update(brand="Acme")

    intake.handle("news", take_in)
    intake.keep(shop, [Change("news", "1", "e-1", timezone.now())], "webhook")
    intake.work_due()
    Product.objects.filter(pk=product.pk).update(brand="Bell")
    page = hub.owner.get("history", what="catalog-product").html
    assert _THROUGH.findall(page) == ["", f"Intake of {shop.name}"]


def test_no_export_holds_what_a_key_is_or_begins_with(hub: Hub) -> None:
    member = Member.objects.get(workspace=hub.workspace)
    token = keys.make_key(member, "Reader", ["orders.view"], timedelta(days=1))
    sheet = hub.owner.get("keys", format="csv").content.decode()
    assert "Reader" in sheet
    assert token[:8] not in sheet
    assert [hub.person(role).get("keys", format="csv").status for role in (Role.MANAGER, Role.VIEWER)] == [200, 403]
