"""Log-in: passwords, second factors, recovery codes, limits, and saying once more who one is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import struct
import time
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shopwright.hub.access.models import Member
from shopwright.hub.access.reauth import SIGNED_IN_AT
from shopwright.hub.access.roles import Permission, Role
from shopwright.hub.channels.services import app_of
from shopwright.hub.project.headers import POLICY
from tests.hub import rows
from tests.hub.harness import Hub, Page, Person
from tests.hub.routes import OF_WORKSPACES, address, permission_of

pytestmark = pytest.mark.postgres

_PASSWORD = "a good long one"
_PERIOD = 30


@pytest.fixture
def person(hub: Hub) -> Person:
    """A member with a password."""
    member = hub.person(Role.OWNER)
    member.user.set_password(_PASSWORD)
    member.user.save()
    return Person(hub.workspace, member.user)


def _new_browser() -> Client:
    """A browser at an IP address of its own, so that limits of one test do not meet another."""
    return Client(REMOTE_ADDR=f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}")


def _log_in(person: Person, password: str = _PASSWORD, browser: Client | None = None) -> tuple[Client, Page]:
    browser = browser or _new_browser()
    form = {"login": person.user.email, "password": password}
    return browser, Page(browser.post(reverse("account_login"), form, follow=True))


def _code(secret: str, periods: int = 0) -> str:
    """The six digits that an authenticator shows, RFC 6238, some periods from now."""
    count = struct.pack(">Q", int(time.time()) // _PERIOD + periods)
    digest = hmac.new(base64.b32decode(secret), count, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _add_totp(person: Person) -> str:
    """Set up an authenticator by its page; returns its secret."""
    page = Page(person.browser.get(reverse("mfa_activate_totp")))
    assert 'src="data:image/svg+xml' in page.html
    secret = re.findall(r"[A-Z2-7]{32}", page.html)[0]
    assert person.browser.post(reverse("mfa_activate_totp"), {"code": _code(secret)}).status_code == 302
    cache.clear()  # a code works once, and the next log-in comes within its period
    return secret


def test_a_person_logs_in_with_a_password_and_sees_no_way_to_sign_up(person: Person) -> None:
    page = Page(Client().get(reverse("account_login")))
    assert "sign up" not in page.text.lower()
    assert reverse("account_signup") not in page.html
    browser, home = _log_in(person)
    assert home.response.wsgi_request.path == person.url("today")
    assert _log_in(person, "a wrong one")[1].response.wsgi_request.path == reverse("account_login")
    assert browser.post(reverse("account_logout"), follow=True).wsgi_request.path == reverse("account_login")
    assert browser.get(person.url("today")).headers["location"].startswith(reverse("account_login"))


def test_a_second_factor_is_asked_for_at_each_log_in(person: Person) -> None:
    secret = _add_totp(person)
    browser, asked = _log_in(person)
    assert asked.response.wsgi_request.path == reverse("mfa_authenticate")
    assert browser.get(person.url("today")).status_code == 302
    wrong = Page(browser.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert "Incorrect code" in wrong.text
    assert browser.post(reverse("mfa_authenticate"), {"code": _code(secret, 0)}, follow=True).status_code == 200
    assert browser.get(person.url("today")).status_code == 200
    second, _ = _log_in(person)
    again = Page(second.post(reverse("mfa_authenticate"), {"code": _code(secret, 0)}))
    assert second.get(person.url("today")).status_code == 302, again.text


def test_a_recovery_code_stands_in_for_a_second_factor_once(person: Person) -> None:
    _add_totp(person)
    page = Page(person.browser.get(reverse("mfa_view_recovery_codes")))
    tag = person.workspace.name.rpartition(" ")[2]  # it may be eight digits too
    codes = re.findall(r"\b\d{8}\b", page.html.replace(tag, ""))
    assert len(codes) == 10
    browser, _ = _log_in(person)
    browser.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert browser.get(person.url("today")).status_code == 200
    second, _ = _log_in(person)
    second.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert second.get(person.url("today")).status_code == 302


def test_a_role_that_needs_a_second_factor_works_once_it_is_set_up(hub: Hub) -> None:
    packer = hub.person(Role.PACKER)
    hub.owner.post("member-mfa", roles=["packer"])
    assert packer.get("orders").status == 302
    _add_totp(packer)
    assert packer.get("orders").status == 200


def test_guesses_of_a_password_are_limited_by_account_and_by_address(person: Person) -> None:
    for _ in range(5):
        _log_in(person, "a wrong one")
    _, page = _log_in(person)
    assert "Too many failed login attempts" in page.text
    browser = _new_browser()
    answers = [browser.post(reverse("account_login"), {"login": "a@example.com"}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    assert "Too many attempts" in Page(browser.post(reverse("account_login"), {})).text


def _age(person: Person) -> None:
    """Let the log-in of a person's browser be long ago."""
    session = person.browser.session
    session[SIGNED_IN_AT] = 0
    session.save()


def test_an_act_that_can_harm_waits_until_the_person_says_who_they_are(hub: Hub, person: Person) -> None:
    member = Member.objects.get(pk=hub.person(Role.VIEWER).user.memberships.get().pk)
    _age(person)
    asked = person.browser.post(person.url("member-change", member.pk), {"role": "owner"}, follow=True)
    assert "Is it you?" in asked.content.decode()
    member.refresh_from_db()
    assert member.role == "viewer"
    place = asked.wsgi_request.get_full_path()
    person.browser.post(place, {"password": "a wrong one", "next": asked.wsgi_request.GET["next"]})
    member.refresh_from_db()
    assert member.role == "viewer"
    person.browser.post(place, {"password": _PASSWORD, "next": asked.wsgi_request.GET["next"]})
    member.refresh_from_db()
    assert member.role == "owner"


def test_an_authenticator_says_who_a_person_is_too(person: Person) -> None:
    secret = _add_totp(person)
    _age(person)
    cache.clear()
    place = reverse("mfa_reauthenticate")
    next_page = person.url("member-mfa")
    assert person.browser.post(next_page, {}).headers["location"].startswith(reverse("account_reauthenticate"))
    assert person.browser.post(place, {"code": _code(secret), "next": next_page}).status_code == 302
    assert person.browser.post(next_page, {}).headers["location"] == person.url("members")


def test_who_has_nothing_to_say_it_with_is_told_to_fetch_a_link(hub: Hub) -> None:
    _age(hub.owner)
    answer = hub.owner.post("member-mfa", roles=["packer"])
    assert f"shopwright hub link {hub.owner.user.email}" in answer.text
    hub.workspace.refresh_from_db()
    assert hub.workspace.mfa_roles == []
    # Else whoever finds the browser open sets a password and goes on with it.
    place = reverse("account_set_password")
    assert hub.owner.browser.get(place).headers["location"].startswith(reverse("login-again"))
    assert Person(hub.workspace, hub.owner.user).browser.get(place).status_code == 200


def test_a_shop_is_not_disconnected_by_whoever_finds_a_browser_open(hub: Hub) -> None:
    shop = rows.connection(hub)
    _age(hub.owner)
    assert "Log in again" in hub.owner.post("connection-change", shop.pk, do="disconnect").text
    shop.refresh_from_db()
    assert shop.state == "active"
    hub.owner.post("connection-change", shop.pk, do="pause")
    shop.refresh_from_db()
    assert shop.state == "paused"


def test_every_act_on_people_keys_and_approvals_asks_who_it_is(hub: Hub) -> None:
    sensitive = {name: entry for name, entry in OF_WORKSPACES.items() if hasattr(entry.callback, "is_sensitive")}
    edits = {Permission.MEMBERS_EDIT, Permission.KEYS_EDIT, Permission.APPROVALS_EDIT}
    acts = {
        name
        for name, entry in OF_WORKSPACES.items()
        if permission_of(name) in edits and "POST" in entry.callback.methods
    }
    assert set(sensitive) == acts | {"buyer-erase", "buyer-retention", "connection-change", "price-guard"}
    _age(hub.owner)
    for name in sensitive:
        act = "save" if name == "buyer-retention" else "disconnect"
        reply = hub.owner.browser.post(address(hub, name), {"do": act, "role": "owner"})
        assert reply.headers["location"].startswith(reverse("login-again")), name


def test_secrets_are_not_in_the_history(hub: Hub, person: Person) -> None:
    shop = rows.connection(hub)
    app_of(shop.app).credentials.save("account", "access-token-of-a-shop")
    shop.name = "Renamed"
    shop.save()
    text = hub.owner.get("history").html
    assert "Renamed" in text
    assert "logged in by link" in text
    settings = app_of(shop.app).settings
    for secret in (settings["app_secret"] + "<", "access-token-of-a-shop", person.user.password, "sealed", "hash"):
        assert secret not in text


class _Inline(HTMLParser):
    """Collects what the policy would not let run: scripts in the page, styles and handlers in its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        is_data = names.get("type") in ("application/json", "application/ld+json")
        if tag == "style" or (tag == "script" and "src" not in names and not is_data):
            self.bad.append(tag)
        self.bad += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        loads = names.get("src") or (names.get("href") if tag == "link" else "") or ""
        if loads.startswith(("http:", "https:", "//")):
            self.bad.append(loads)


_ACCOUNT_PAGES = [
    "account_login", "account_logout", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_change_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_reauthenticate",
    "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "login-again",
    "mfa_reauthenticate_webauthn",
]  # fmt: skip


def _inline(page: Page) -> list[str]:
    reader = _Inline()
    reader.feed(page.html)
    return reader.bad


@pytest.mark.parametrize("has_factor", [False, True])
def test_pages_of_accounts_are_in_the_hubs_layout_and_obey_its_policy(person: Person, has_factor: bool) -> None:
    if has_factor:
        _add_totp(person)
    for browser in (person.browser, Client()):
        for name in _ACCOUNT_PAGES:
            page = Page(browser.get(reverse(name), follow=True))
            assert page.status in (200, 403, 404), name
            assert _inline(page) == [], name
            assert 'class="skip"' in page.html, name
            assert "Menu:" not in page.text, name
            assert page.response.headers["content-security-policy"] == POLICY


def test_every_page_of_a_workspace_obeys_the_policy(hub: Hub) -> None:
    made = rows.make_rows(hub)
    pages = [("today", []), ("orders", []), ("products", []), ("listings", []), ("grid", []), ("stock", [])]
    pages += [("connections", []), ("members", []), ("history", []), ("product-new", []), ("connect", ["tiktok_shop"])]
    for name, args in [*pages, *((name, [row]) for name, row in made.items())]:
        page = hub.owner.get(name, *args)
        assert page.status == 200, name
        if page.response.headers["content-type"].startswith("text/html"):
            assert _inline(page) == [], name
        assert page.response.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
