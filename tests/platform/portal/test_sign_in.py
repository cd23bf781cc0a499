"""With a sandbox key, pages ask for it; consent pages and files do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import StartPlatform

from .visitor import Visitor, words_of

KEY = "open sesame"


@pytest.fixture
def stranger(start_platform: StartPlatform) -> Iterator[Visitor]:
    """Someone without the key."""
    visitor = Visitor(start_platform(sandbox_key=KEY))
    yield visitor
    visitor.close()


def test_a_page_leads_to_the_sign_in_page_and_back(stranger: Visitor) -> None:
    reply = stranger.http.get("/portal/deliveries?status=PENDING")
    assert reply.status_code == 303
    sign_in = reply.headers["location"]
    assert sign_in.startswith("/portal/sign-in?next=")
    assert "Sandbox key" in words_of(stranger.open(sign_in, 401))
    done = stranger.send(sign_in, ("sandbox_key", KEY))
    assert (done.status_code, done.headers["location"]) == (303, "/portal/deliveries?status=PENDING")
    cookie = next(item for item in done.headers.get_list("set-cookie") if item.startswith("shopwright_session="))
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert KEY not in cookie
    stranger.open("/portal/deliveries")
    stranger.open("/")


def test_the_session_opens_what_the_pages_follow(stranger: Visitor) -> None:
    assert stranger.http.get("/sandbox/keys").status_code == 401
    stranger.send("/portal/sign-in", ("sandbox_key", KEY))
    assert stranger.http.get("/sandbox/keys").status_code == 200


def test_a_wrong_key_is_refused(stranger: Visitor) -> None:
    reply = stranger.send("/portal/sign-in", ("sandbox_key", "open says me"))
    assert reply.status_code == 401
    assert "not the sandbox key" in words_of(reply.text)
    assert stranger.http.get("/").status_code == 303


def test_a_forged_session_is_none(stranger: Visitor) -> None:
    stranger.http.cookies.set("shopwright_session", "9999999999.0000")
    assert stranger.http.get("/").status_code == 303


def test_signing_out_forgets_the_key(stranger: Visitor) -> None:
    stranger.send("/portal/sign-in", ("sandbox_key", KEY))
    stranger.send("/portal/sign-out", page="/")
    assert stranger.http.get("/").status_code == 303


def test_a_change_without_a_session_is_refused(stranger: Visitor) -> None:
    assert stranger.post("/portal/reset", []).status_code == 401


def test_a_piece_of_a_page_answers_401_so_that_the_page_loads_again(stranger: Visitor) -> None:
    assert stranger.http.get("/portal/cards/clock", headers={"x-fragment": "1"}).status_code == 401


def test_users_consent_without_the_key(stranger: Visitor) -> None:
    keys = stranger.platform.keys
    stranger.open(f"/oauth/authorize?app_key={keys['app_key']}")


def test_a_link_from_another_site_reads_the_session_on_a_second_look(stranger: Visitor) -> None:
    page = stranger.open("/portal/sign-in?next=/portal/apps", 401, {"sec-fetch-site": "cross-site"})
    assert '<meta http-equiv="refresh" content="0">' in page
    stranger.send("/portal/sign-in", ("sandbox_key", KEY))
    assert stranger.http.get("/portal/sign-in?next=/portal/apps").headers["location"] == "/portal/apps"


def test_signing_in_leads_to_no_other_site(stranger: Visitor) -> None:
    reply = stranger.send("/portal/sign-in?next=//evil.example", ("sandbox_key", KEY))
    assert reply.headers["location"] == "/"


def test_without_a_key_there_is_nothing_to_sign_in_to(visitor: Visitor) -> None:
    assert visitor.http.get("/portal/sign-in").headers["location"] == "/"
    assert "Sign out" not in visitor.open("/")
