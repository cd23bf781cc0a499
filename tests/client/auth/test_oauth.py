"""Links to consent, what comes back, and the exchange of a code."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from shopwright import (
    TIKTOK,
    MemoryTokenStore,
    NoReply,
    NotAuthorized,
    Shop,
    ShopwrightError,
    UserType,
    authorization_url,
    read_callback,
)
from shopwright.client.auth.oauth import TIKTOK_AUTH, auth_url_of
from shopwright.client.core.http import TransportFailure
from shopwright.platform.market.regions import all_regions
from tests.client.support import Face, Scripted, Still, settings_of
from tests.harness.server import RunningPlatform


@pytest.mark.parametrize(
    ("user", "in_the_us", "elsewhere"),
    [
        (UserType.SELLER, "services.us.tiktokshop.com/open/authorize", "services.tiktokshop.com/open/authorize"),
        (UserType.PARTNER, "partner.us.tiktokshop.com/open/authorize", "partner.tiktokshop.com/open/authorize"),
        (UserType.CREATOR, "shop.tiktok.com/alliance/creator/auth", "shop.tiktok.com/alliance/creator/auth"),
    ],
)
def test_every_kind_of_user_has_a_link_in_every_region(user: UserType, in_the_us: str, elsewhere: str) -> None:
    for code in (region.code for region in all_regions()):
        link = urlsplit(
            authorization_url("the key", "77", base_url=TIKTOK, region=code.lower(), user=user, state="a b&c")
        )
        assert f"{link.netloc}{link.path}" == (in_the_us if code == "US" else elsewhere)
        wanted = {"app_key": ["the key"]} if user is UserType.CREATOR else {"service_id": ["77"]}
        assert parse_qs(link.query) == {**wanted, "state": ["a b&c"]}


def test_links_to_a_platform_lead_to_its_own_pages(face: Face) -> None:
    shop = face.shop()
    for user in UserType:
        link = shop.authorization_url(face.platform.keys["service_id"], region="US", user=user)
        assert link.startswith(face.platform.url)
        assert face.platform.ask("GET", link.removeprefix(face.platform.url)).status == 200


def test_the_token_service_is_found() -> None:
    assert auth_url_of(TIKTOK + "/") == TIKTOK_AUTH
    assert auth_url_of("http://127.0.0.1:8600/") == "http://127.0.0.1:8600"


def test_a_redirect_is_read() -> None:
    assert read_callback("https://app.example/back?code=ROW_1%2B2&state=s&locale=en", state="s") == ("ROW_1+2", "s")
    assert read_callback("/back?code=ROW_1") == ("ROW_1", None)


@pytest.mark.parametrize("query", ["code=null&error=auth_denied&state=s", "state=s", "code=&state=s"])
def test_a_refusal_is_not_taken_for_a_code(query: str) -> None:
    with pytest.raises(NotAuthorized, match="did not authorise"):
        read_callback(f"https://app.example/back?{query}", state="s")


@pytest.mark.parametrize("query", ["code=ROW_1&state=other", "code=ROW_1", "code=ROW_1&state="])
def test_a_redirect_with_another_state_is_refused(query: str) -> None:
    with pytest.raises(NotAuthorized, match="state"):
        read_callback(f"https://app.example/back?{query}", state="s")


def a_code(platform: RunningPlatform) -> str:
    keys = platform.keys
    code: str = platform.post("/sandbox/auth_codes", {"app_key": keys["app_key"]})["code"]
    return code


@pytest.mark.own_platform
def test_a_code_becomes_a_token_that_is_kept_and_used(face: Face) -> None:
    store = MemoryTokenStore()
    shop = face.shop(tokens=store, account="kettles")
    with pytest.raises(NotAuthorized):
        face.call(shop, "seller.get_active_shops")
    token = face.run(shop.authorize(a_code(face.platform)))
    assert store.load("kettles") == token
    assert token.user_type == UserType.SELLER
    assert token.granted_scopes
    assert face.call(shop, "seller.get_active_shops")["shops"]


@pytest.mark.own_platform
def test_a_code_works_once_and_its_refusal_says_so(face: Face) -> None:
    shop = face.shop(tokens=MemoryTokenStore())
    code = a_code(face.platform)
    face.run(shop.authorize(code))
    with pytest.raises(ShopwrightError, match="36004004"):
        face.run(shop.authorize(code))
    assert face.call(shop, "seller.get_active_shops")["shops"]


def test_a_code_that_may_have_been_used_is_not_sent_twice(shared_platform: RunningPlatform) -> None:
    clock = Still()
    for was_sent, sent in ((True, 1), (False, 5)):
        transport = Scripted(*[TransportFailure("ConnectionResetError", was_sent=was_sent)] * 5)
        settings = settings_of(
            shared_platform, transport=transport, clock=clock, pause=clock.pause, tokens=MemoryTokenStore()
        )
        with Shop(**settings) as shop, pytest.raises(NoReply) as caught:
            shop.authorize("ROW_code")
        assert (len(transport.sent), caught.value.was_sent) == (sent, was_sent)
        assert settings["app_secret"] not in str(caught.value)
