"""Programs with keys: what each may read and do, how long, how often, and that keys are seen once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from shopwright.hub.access import keys
from shopwright.hub.access.models import ApiKey, KeyUse, Member
from shopwright.hub.access.roles import Permission, Role
from shopwright.hub.access.services import AccessError
from tests.hub import rows
from tests.hub.harness import Hub, Page, Person
from tests.hub.routes import OF_WORKSPACES, address, permission_of

pytestmark = pytest.mark.postgres

_LISTS = {
    "products": Permission.CATALOG_VIEW,
    "stock": Permission.STOCK_VIEW,
    "listings": Permission.LISTINGS_VIEW,
    "orders": Permission.ORDERS_VIEW,
}


def _key(hub: Hub, *scopes: str, person: Person | None = None, days: int = 30) -> str:
    member = Member.objects.get(workspace=hub.workspace, user=(person or hub.owner).user)
    return keys.make_key(member, "Warehouse", scopes, timedelta(days=days))


def _program(key: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {key}"}, enforce_csrf_checks=True)


def _make_by_page(hub: Hub, **form: object) -> Page:
    return hub.owner.post("key-make", **{"name": "Warehouse", "scopes": ["orders.view"], "days": 30, **form})


def test_a_key_is_seen_once_and_kept_as_a_hash(hub: Hub) -> None:
    page = _make_by_page(hub)
    (key,) = set(re.findall(r"sw_[\w-]{43}", page.html))
    assert page.response.redirect_chain == [(hub.owner.url("keys"), 302)]
    assert page.response.headers["cache-control"] == "no-store"
    assert _program(key).get(hub.owner.url("orders")).status_code == 200
    row = ApiKey.objects.get(workspace=hub.workspace)
    assert key.encode() not in bytes(row.key_hash)
    for name in ("keys", "history", "members"):
        assert key not in hub.owner.get(name).html
    assert not any(key in str(session.get_decoded()) for session in Session.objects.all())


def test_a_key_may_nothing_unless_its_maker_chooses_it(hub: Hub) -> None:
    page = hub.owner.get("keys")
    assert 'value="orders.view"' in page.html
    assert not re.findall(r'value="[\w.]+"[^>]* checked', page.html)
    assert "required" in _make_by_page(hub, scopes=[]).text


def test_an_address_that_makes_keys_leads_to_them_when_it_is_loaded_again(hub: Hub) -> None:
    assert hub.owner.get("key-make").response.headers["location"] == hub.owner.url("keys")


@pytest.mark.parametrize("name", _LISTS)
def test_a_list_answers_json_to_its_scope_page_by_page(hub: Hub, name: str) -> None:
    shop = rows.connection(hub)
    for number in range(51):
        sku = f"{hub.tag}-{number}"
        if name == "orders":
            rows.apply(shop, rows.order(sku))
        elif name == "listings":
            rows.keep_listing(shop, rows.listing(sku))
        else:
            goods = rows.variant(hub, sku)
            if name == "stock":
                rows.count(hub, goods, number)
    program = _program(_key(hub, _LISTS[name]))
    first = program.get(hub.owner.url(name)).json()
    second = program.get(first["next"]).json()
    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (50, 1, None)
    told = [str(row) for row in first["rows"] + second["rows"]]
    assert len(set(told)) == 51
    for query, headers in (({"format": "json"}, {}), ({}, {"Accept": "application/json"})):
        same = hub.owner.browser.get(hub.owner.url(name), query, headers=headers).json()["rows"]
        assert [row | first_row for row, first_row in zip(same, first["rows"], strict=True)] == same


def test_buyers_are_for_keys_with_that_scope(hub: Hub) -> None:
    rows.apply(rows.connection(hub), rows.order())
    plain = _program(_key(hub, "orders.view")).get(hub.owner.url("orders"))
    assert "buyer" not in plain.json()["rows"][0]
    assert "Hara" not in plain.content.decode()
    assert (
        _program(_key(hub, "orders.view")).get(hub.owner.url("orders"), {"q": "zoe@example.com"}).json()["rows"] == []
    )
    whole = _program(_key(hub, "orders.view", "buyers.view"))
    (row,) = whole.get(hub.owner.url("orders"), {"q": "zoe@example.com"}).json()["rows"]
    assert row["buyer"]["name"] == "Zoë O'Hara"
    assert "buyer" not in hub.person(Role.ANALYST).get("orders", format="json").response.json()["rows"][0]


@pytest.mark.parametrize("scope", sorted(set(Permission) - keys.NEVER))
def test_a_key_reaches_what_its_scope_allows(hub: Hub, scope: Permission) -> None:
    program = _program(_key(hub, scope))
    for name, entry, method in _calls(scope):
        reply = getattr(program, method)(address(hub, name))
        assert reply.headers["content-type"] == "application/json", name
        error = reply.json().get("error", {}).get("code", "")
        if method == "get":
            assert (error == "") == entry.callback.has_json, name
        elif hasattr(entry.callback, "is_sensitive"):
            assert error != "scope_missing", name
        else:
            assert reply.status_code in (200, 404, 422), name


@pytest.mark.parametrize("scope", sorted(Permission))
def test_a_key_with_every_other_scope_reaches_nothing_of_a_scope(hub: Hub, scope: Permission) -> None:
    program = _program(_key(hub, *(other for other in set(Permission) - keys.NEVER if other != scope)))
    for name, _, method in _calls(scope):
        reply = getattr(program, method)(address(hub, name))
        assert reply.headers["content-type"] == "application/json", name
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "scope_missing"), name


def _calls(scope: Permission) -> list[tuple[str, URLPattern, str]]:
    """What is asked of the addresses that need a permission: name, entry and method."""
    return [
        (name, entry, method.lower())
        for name, entry in OF_WORKSPACES.items()
        if permission_of(name) == scope
        for method in entry.callback.methods
    ]


def test_every_address_of_a_workspace_needs_a_permission() -> None:
    assert [name for name in OF_WORKSPACES if not isinstance(permission_of(name), Permission)] == []


def test_a_key_acts_in_its_makers_name_without_a_form_token(hub: Hub) -> None:
    order = rows.apply(rows.connection(hub), rows.order())
    program = _program(_key(hub, "orders.edit"))
    assert program.post(hub.owner.url("order-change", order.pk), {"do": "hold"}).json() == {"ok": True, "messages": []}
    order.refresh_from_db()
    assert order.hold == "manual"
    history = hub.owner.get("history").text
    assert f"{hub.owner.user.email} by the key Warehouse" in history
    assert "used 1 times in an hour" in history


def test_an_act_that_is_refused_says_why(hub: Hub) -> None:
    reply = _program(_key(hub, "shipments.edit")).post(hub.owner.url("ship"), {})
    words = "Choose at least one order that is not shipped yet."
    assert (reply.status_code, reply.json()) == (422, {"ok": False, "messages": [words]})


@pytest.mark.parametrize("name", ["member-invite", "member-mfa", "key-make"])
def test_what_people_say_who_they_are_for_is_done_by_no_key(hub: Hub, name: str) -> None:
    key = _key(hub, "orders.view")
    ApiKey.objects.filter(workspace=hub.workspace).update(scopes=[scope.value for scope in Permission])
    reply = _program(key).post(hub.owner.url(name), {})
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "person_needed")
    shop = rows.connection(hub)
    reply = _program(key).post(hub.owner.url("connection-change", shop.pk), {"do": "disconnect"})
    assert reply.json()["error"]["code"] == "person_needed"


def test_a_key_does_no_more_than_its_maker_may_today(hub: Hub) -> None:
    manager = hub.person(Role.MANAGER)
    program = _program(_key(hub, "orders.edit", person=manager))
    place = hub.owner.url("order-change", 0)
    assert program.post(place).status_code == 404
    Member.objects.filter(user=manager.user).update(role=Role.VIEWER)
    assert program.post(place).status_code == 403
    Member.objects.filter(user=manager.user).delete()
    assert program.post(place).status_code == 401


def test_a_packer_gives_no_key_what_a_packer_may_not(hub: Hub) -> None:
    packer = Member.objects.get(user=hub.person(Role.PACKER).user)
    for scopes in (["listings.edit"], ["members.edit"], [], ["no.such"]):
        with pytest.raises(AccessError):
            keys.make_key(packer, "x", scopes, timedelta(days=1))
    assert _make_by_page(hub, scopes=["members.edit"]).status == 422
    assert _make_by_page(hub, name="").status == 422
    assert _make_by_page(hub, days=4000).status == 422


def test_a_key_that_has_ended_or_was_revoked_opens_nothing(hub: Hub) -> None:
    place = hub.owner.url("orders")
    ended, revoked = _key(hub, "orders.view"), _key(hub, "orders.view")
    first, second = ApiKey.objects.filter(workspace=hub.workspace).order_by("pk")
    ApiKey.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    hub.owner.post("key-revoke", second.pk)
    for key in (ended, revoked, "sw_" + "x" * 43, "", "eyJhbGciOiJub25lIn0"):
        reply = _program(key).get(place)
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")


def test_a_key_opens_no_other_workspace(hub: Hub) -> None:
    other = Hub()
    assert _program(_key(hub, "orders.view")).get(other.owner.url("orders")).status_code == 404


def test_a_wrong_key_is_not_mended_by_a_session_beside_it(hub: Hub) -> None:
    reply = hub.owner.browser.get(hub.owner.url("orders"), headers={"Authorization": "Bearer sw_wrong"})
    assert reply.status_code == 401
    reply = hub.owner.browser.get("/", headers={"Authorization": "Bearer sw_wrong"})
    assert reply.headers["location"].startswith("/accounts/login/")


def test_a_key_is_used_so_often_a_minute_and_no_more(hub: Hub) -> None:
    key = _key(hub, "orders.view")
    row = ApiKey.objects.get(workspace=hub.workspace)
    minute = timezone.now().replace(second=0, microsecond=0)
    for at in (minute, minute + timedelta(minutes=1)):
        KeyUse.objects.create(key=row, minute=at, count=keys.CALLS_PER_MINUTE - (at == minute))
    statuses = [_program(key).get(hub.owner.url("orders")).status_code for _ in range(3)]
    assert statuses[-1] == 429
    assert int(_program(key).get(hub.owner.url("orders")).headers["retry-after"]) > 0
