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
from shopwright.hub.people import event_tables, sources
from shopwright.hub.people.history import Bound
from shopwright.hub.stock.models import Location
from tests.hub.harness import Hub
from tests.hub.lists import cells

pytestmark = pytest.mark.postgres

_ROW = re.compile(r"<tr><td class=\"fit\">.*?</td><td class=\"fit\">(.*?)</td><td>(.*?)</td>", re.DOTALL)
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


def test_no_export_holds_what_a_key_is_or_begins_with(hub: Hub) -> None:
    member = Member.objects.get(workspace=hub.workspace)
    token = keys.make_key(member, "Reader", ["orders.view"], timedelta(days=1))
    sheet = hub.owner.get("keys", format="csv").content.decode()
    assert "Reader" in sheet
    assert token[:8] not in sheet
    assert [hub.person(role).get("keys", format="csv").status for role in (Role.MANAGER, Role.VIEWER)] == [200, 403]
