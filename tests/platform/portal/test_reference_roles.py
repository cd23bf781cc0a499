"""The reference beyond loopback: every role reads all of it, and sends calls as its own partner's apps alone."""

from __future__ import annotations

import re

import pytest

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations, webhooks
from shopwright.platform.developers.access import least_role
from shopwright.platform.developers.developer import Role
from shopwright.platform.portal.reference import PAGES
from shopwright.platform.reference.uploads import SAMPLES
from shopwright.wire.meanings import meanings
from tests.harness.server import RunningPlatform

from .crew import Crew
from .reference_form import code_of, fields_of, path_of, tried
from .visitor import Visitor, words_of

SHOPS = "getAuthorizedShops"

#: Something that is there, for each name in a path.
EXAMPLES = {
    "/reference/samples/{name}": next(iter(SAMPLES)),
    "/reference/operations/{operation_id}": SHOPS,
    "/reference/webhooks/{number}": "1",
    "/reference/codes/{number}": "12052023",
}
PATHS = sorted({re.sub(r"\{\w+\}", EXAMPLES.get(page.path, ""), page.path) for page in PAGES})

SENDERS = {Role.VIEWER: False, Role.DEVELOPER: True, Role.OWNER: True}


def calls(platform: RunningPlatform, app_key: str) -> int:
    """How many calls of an app the log has."""
    return len(platform.ask("GET", f"/sandbox/requests?app_key={app_key}").data["requests"])


def test_every_path_of_the_reference_has_a_role() -> None:
    every = [path_of(name) for name in operations()]
    every += [f"/reference/webhooks/{number}" for number in webhooks()]
    every += [f"/reference/codes/{number}" for number in meanings()]
    every += [f"/reference/samples/{name}" for name in SAMPLES]
    assert {least_role("GET", path) for path in (*every, *PATHS)} == {Role.VIEWER}
    assert {least_role("HEAD", path) for path in (*every, *PATHS)} == {Role.VIEWER}
    assert {least_role("POST", path) for path in every} == {Role.DEVELOPER}


@pytest.mark.parametrize("path", PATHS)
def test_every_role_reads_every_page(crew: Crew, path: str) -> None:
    for person in crew.people.values():
        person.open(path)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_without_a_log_in(crew: Crew, path: str) -> None:
    stranger = Visitor(crew.platform)
    reply = stranger.http.get(path)
    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/portal/sign-in?next=")
    assert stranger.post(path, []).status_code == 401
    stranger.close()


@pytest.mark.parametrize(("role", "may_send"), SENDERS.items())
def test_the_role_decides_who_sends(crew: Crew, role: Role, may_send: bool) -> None:
    person, before = crew.people[role], calls(crew.platform, crew.app_key)
    page = person.open(path_of(SHOPS))
    assert (">Send</button>" in page) == may_send
    assert ("A viewer reads" in words_of(page)) != may_send
    form = dict(fields_of(crew.people[Role.OWNER].open(path_of(SHOPS))))
    token = {} if may_send else {"form_token": "of nobody"}
    reply = person.post(path_of(SHOPS), list({**form, **dict(own_token(page)), **token}.items()))
    assert reply.status_code == (200 if may_send else 403)
    assert code_of(reply.text) == (0 if may_send else None)
    assert calls(crew.platform, crew.app_key) == before + may_send


def own_token(page: str) -> list[tuple[str, str]]:
    return re.findall(r'name="(form_token)" value="([^"]+)"', page)


def test_the_form_lists_the_apps_of_its_partner_and_the_shops_of_the_portal(crew: Crew) -> None:
    shown = re.findall(r'href="/portal/shops/(\d+)"', crew.people[Role.VIEWER].open("/portal/shops"))
    for person in crew.people.values():
        page = person.open(path_of("getOrderList"))
        apps, shops = options(page, "app_key"), options(page, "shop_id")
        assert apps == [crew.app_key]
        assert set(shops) == set(shown)
        assert dict(fields_of(crew.people[Role.OWNER].open(path_of("getOrderList"))))["shop_id"] == crew.seller.shop_id
    assert crew.platform.ask("GET", "/sandbox/keys").data["app_key"] in options(
        crew.operator.open(path_of("getOrderList")), "app_key"
    )


def options(page: str, name: str) -> list[str]:
    """The values that a list of a form offers."""
    select = page.partition(f'<select id="{name}"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]*)"', select)


@pytest.mark.parametrize("act", ["send", "make", "fill"])
def test_an_app_of_another_partner_calls_for_nobody_else(crew: Crew, act: str) -> None:
    eve = crew.join(f"eve-{act}@example.com")
    theirs = crew.authorised(eve)
    app_key, owner = str(theirs.app["app_key"]), crew.people[Role.OWNER]
    before = calls(crew.platform, app_key)
    fields = {**dict(fields_of(owner.open(path_of("getOrderList")))), "act": act}
    fields |= {"app_key": app_key, "shop_id": theirs.shop_id}
    reply = owner.post(path_of("getOrderList"), list(fields.items()))
    page = reply.text if reply.status_code == 200 else owner.open(reply.headers["location"])
    assert calls(crew.platform, app_key) == before
    assert options(page, "app_key") == [crew.app_key]
    assert code_of(page) is None
    assert act != "send" or "it needs an app: choose one of the list" in words_of(page)
    eve.close()


def test_nothing_is_made_in_a_shop_whose_seller_gave_no_consent(crew: Crew) -> None:
    eve, name = crew.join("eve-makes@example.com"), "getTransactionsByStatement"
    theirs = crew.authorised(eve)
    owner = crew.people[Role.OWNER]
    fields = {**dict(fields_of(owner.open(path_of(name)))), "act": "make", "shop_id": theirs.shop_id}
    page = owner.post(path_of(name), list(fields.items())).text
    assert "This app has no token of that account" in words_of(page)
    assert "Made " not in words_of(page)
    eve.close()


def test_what_a_form_begins_with_is_not_read_by_an_app_of_another_partner(crew: Crew) -> None:
    eve, name = crew.join("eve@example.com"), "getWarehouseDeliveryOptions"
    theirs = crew.authorised(eve)
    address = f"{path_of(name)}?shop_id={theirs.shop_id}&app_key={theirs.app['app_key']}"
    assert dict(fields_of(eve.open(address)))["p-warehouse_id"]
    assert not dict(fields_of(crew.people[Role.OWNER].open(address)))["p-warehouse_id"]
    eve.close()


def test_a_shop_is_opened_by_the_operator_alone(crew: Crew) -> None:
    name = "uploadInvoice"
    page = crew.people[Role.OWNER].open(path_of(name))
    assert "It is answered in a shop in BR. Who runs the platform opens shops." in words_of(page)
    fields = {**dict(fields_of(page)), "act": "make"}
    before = len(crew.platform.ask("GET", "/sandbox/shops").data["shops"])
    reply = crew.people[Role.OWNER].post(path_of(name), list(fields.items()))
    assert reply.status_code == 403
    assert len(crew.platform.ask("GET", "/sandbox/shops").data["shops"]) == before
    assert 'value="make"' in crew.operator.open(path_of(name))


def test_a_partner_without_an_app_is_led_to_make_one(crew: Crew) -> None:
    newcomer = crew.join("new@example.com")
    assert "There is no app of yours: make one" in words_of(newcomer.open(path_of(SHOPS)))
    newcomer.create_app()
    html = tried(newcomer, SHOPS)
    assert "This app has no token of that account" in words_of(html)
    newcomer.close()
