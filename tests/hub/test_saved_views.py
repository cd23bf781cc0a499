"""Filters under a name: kept for oneself or for everybody, on every list, never with what names a buyer."""

from __future__ import annotations

import pytest

from shopwright.hub.access.roles import PERMISSIONS, Permission, Role
from shopwright.hub.lists.models import SavedView
from shopwright.hub.lists.registry import LISTS
from tests.hub import rows
from tests.hub.harness import Hub, Person
from tests.hub.lists import FILTERS

pytestmark = pytest.mark.postgres

#: Lists with filters of their own.
FILTERED = sorted(name for name, narrowed in FILTERS.items() if narrowed)


def save(person: Person, list_name: str, name: str, query: str, **form: str) -> SavedView:
    person.post("view-save", list_name, name=name, query=query, **form)
    return SavedView.objects.get(workspace=person.workspace, name=name, made_by=person.user)


def test_every_list_keeps_its_filters_under_a_name(hub: Hub) -> None:
    for name in FILTERED:
        ((key, value),) = FILTERS[name].items()
        assert "Save view" in hub.owner.get(name, **{key: value}).text, name
        assert "Save view" not in hub.owner.get(name).text, name
        view = save(hub.owner, name, f"My {name}", f"{key}={value}&after=xyz&format=csv&rows=1")
        assert view.query == f"{key}={value}", name
        page = hub.owner.get(name, **{key: value}).html
        assert f'href="{hub.owner.url(name)}?{key}={value}" aria-current="true">My {name}</a>' in page, name


def test_a_view_is_seen_by_its_maker_until_it_is_shared(hub: Hub) -> None:
    analyst = hub.person(Role.ANALYST)
    view = save(analyst, "orders", "Late ones", "view=ship")
    assert "Late ones" not in hub.owner.get("orders").text
    assert hub.owner.post("view-change", view.pk, do="delete").status == 404
    analyst.post("view-change", view.pk, do="share")
    assert "Late ones" in hub.owner.get("orders").text
    assert "Late ones" in hub.person(Role.PACKER).get("orders").text
    analyst.post("view-change", view.pk, do="unshare")
    assert "Late ones" not in hub.owner.get("orders").text


def test_a_shared_view_is_changed_by_its_maker_an_owner_or_a_manager(hub: Hub) -> None:
    view = save(hub.person(Role.SUPPORT), "orders", "Held", "view=held", is_shared="1")
    refused = hub.person(Role.ANALYST).post("view-change", view.pk, do="rename", name="Mine")
    assert "ask them, an owner or a manager" in refused.text
    hub.person(Role.MANAGER).post("view-change", view.pk, do="rename", name="On hold")
    view.refresh_from_db()
    assert view.name == "On hold"
    assert "On hold" in hub.owner.get("history").text
    hub.owner.post("view-change", view.pk, do="delete")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_list_opens_with_the_view_that_a_member_chose_and_for_nobody_else(hub: Hub) -> None:
    view = save(hub.owner, "orders", "To ship", "view=ship", is_shared="1", is_default="1")
    place = hub.owner.url("orders")
    assert hub.owner.browser.get(place).headers["location"] == f"{place}?view=ship"
    assert hub.owner.get("orders", all="1").status == 200
    assert hub.owner.get("orders", view="held").status == 200
    assert hub.person(Role.VIEWER).browser.get(place).status_code == 200
    assert hub.owner.browser.get(place, headers={"accept": "application/json"}).status_code == 200
    hub.owner.post("view-change", view.pk, do="no_default")
    assert hub.owner.browser.get(place).status_code == 200


def test_all_is_reached_by_its_chip_where_a_view_is_the_default(hub: Hub) -> None:
    save(hub.owner, "orders", "To ship", "view=ship", is_default="1")
    page = hub.owner.get("orders", view="ship").html
    assert page.count(f'{hub.owner.url("orders")}?all=1"') == 2  # among the views, and among the states


def test_who_was_shown_a_view_loses_it_when_it_is_no_longer_shared(hub: Hub) -> None:
    view = save(hub.owner, "orders", "To ship", "view=ship", is_shared="1")
    viewer = hub.person(Role.VIEWER)
    viewer.post("view-change", view.pk, do="default")
    assert viewer.browser.get(viewer.url("orders")).status_code == 302
    hub.owner.post("view-change", view.pk, do="unshare")
    assert viewer.browser.get(viewer.url("orders")).status_code == 200
    hub.owner.post("view-change", view.pk, do="share")  # shown again, it is chosen again before the list opens with it
    assert viewer.browser.get(viewer.url("orders")).status_code == 200


def test_what_may_name_a_buyer_is_not_kept(hub: Hub) -> None:
    rows.connection(hub)
    assert "since it may name a buyer" in hub.owner.get("orders", view="ship", q="Zoë").text
    assert save(hub.owner, "orders", "Hers", "view=ship&q=Zo%C3%AB").query == "view=ship"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "query": "view=ship"}, "at most 60 characters"),
        ({"name": "x" * 61, "query": "view=ship"}, "at most 60 characters"),
        ({"name": "None", "query": "after=x"}, "Nothing is filtered"),
        ({"name": "Long", "query": "codes=" + "A" * 9000}, "too long"),
    ],
)
def test_a_view_that_cannot_be_is_refused_in_words(hub: Hub, form: dict[str, str], words: str) -> None:
    assert words in hub.owner.post("view-save", "orders", **form).text
    assert not SavedView.objects.filter(workspace=hub.workspace).exists()


def test_a_name_is_taken_once_and_saving_it_again_replaces_the_filters(hub: Hub) -> None:
    first = save(hub.owner, "orders", "A", "view=ship")
    assert save(hub.owner, "orders", "A", "view=held").pk == first.pk
    second = save(hub.owner, "orders", "B", "view=shipped")
    assert "There is a view “A” already" in hub.owner.post("view-change", second.pk, do="rename", name="A").text


def test_views_of_a_list_are_for_those_who_see_it(hub: Hub) -> None:
    view = save(hub.owner, "connections", "All", "q=x", is_shared="1")
    for role in Role:
        person = hub.person(role)
        sees = LISTS["connections"].permission in PERMISSIONS[role]
        assert (person.post("view-save", "connections", name="Mine", query="q=x").status == 200) == sees, role
        assert (person.post("view-change", view.pk, do="default").status == 200) == sees, role
    assert Permission.CHANNELS_VIEW not in PERMISSIONS[Role.PACKER]
    assert hub.owner.post("view-save", "nothing", name="A", query="q=x").status == 404
