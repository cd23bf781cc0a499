"""The self-audit looks at authorisations and tokens: what has ended, ends soon, or was never used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform

from .conftest import NewDeveloper
from .developer import DeveloperVisitor
from .visitor import words_of

pytestmark = pytest.mark.own_platform

ENDED = "An authorisation has ended, and its user must consent anew"
ENDS_SOON = "An authorisation ends within 30 days"
NOT_TRADED = "The code of a consent was never traded for tokens"
NOT_REFRESHED = "The access token has ended, and was not refreshed"
ALL_ENDED = "All tokens have ended, while the authorisation stands"
UNUSED = "No call of the log used an authorisation that is 30 days old or older"

DAY = 86_400


@pytest.fixture
def ada(platform: RunningPlatform, developer_at: NewDeveloper) -> DeveloperVisitor:
    developer = developer_at(platform)
    developer.join()
    return developer


def authorised(ada: DeveloperVisitor) -> Seller:
    """A seller who authorised a new app of the developer's, which traded the code for tokens."""
    app_key = ada.create_app()
    ada.platform.patch(f"/sandbox/apps/{app_key}", {"scopes": ["seller.authorization.info"]})
    seller = new_seller(ada.platform, ada.platform.get(f"/sandbox/apps/{app_key}"))
    return replace(seller, tokens=traded(seller, auth_code=consent(seller, 365), grant_type="authorized_code"))


def consent(seller: Seller, days: int) -> str:
    """The seller consents anew, for some days; answers the code."""
    body = {"app_key": seller.app["app_key"], "account_id": seller.account_id, "days": days}
    return str(seller.platform.post("/sandbox/auth_codes", body)["code"])


def traded(seller: Seller, **grant: str) -> Mapping[str, Any]:
    """Ask the token service for tokens."""
    keys = {name: str(seller.app[name]) for name in ("app_key", "app_secret")}
    path = "refresh" if "refresh_token" in grant else "get"
    tokens: Mapping[str, Any] = seller.platform.ask("GET", f"/api/v2/token/{path}", query={**keys, **grant}).data
    return tokens


def told(ada: DeveloperVisitor) -> set[str]:
    """What the self-audit says now of authorisations and tokens."""
    words = words_of(ada.open("/portal/self-audit")).partition("Day by day")[0]
    known = (ENDED, ENDS_SOON, NOT_TRADED, NOT_REFRESHED, ALL_ENDED, UNUSED)
    return {finding for finding in known if finding in words}


def advance(seller: Seller, seconds: int) -> None:
    seller.platform.post("/sandbox/clock/advance", {"seconds": seconds})


def test_a_fresh_authorisation_is_in_order(ada: DeveloperVisitor) -> None:
    authorised(ada)
    assert told(ada) == set()


def test_a_consent_that_nobody_took_up_is_told_once_its_code_has_ended(ada: DeveloperVisitor) -> None:
    app_key = ada.create_app()
    ada.platform.post("/sandbox/auth_codes", {"app_key": app_key})
    assert told(ada) == set()
    ada.platform.post("/sandbox/clock/advance", {"seconds": 30 * 60})
    assert told(ada) == {NOT_TRADED}


@pytest.mark.parametrize(("days", "findings"), [(31, set()), (30, {ENDS_SOON})])
def test_an_authorisation_that_ends_soon_is_told(ada: DeveloperVisitor, days: int, findings: set[str]) -> None:
    seller = authorised(ada)
    traded(seller, auth_code=consent(seller, days), grant_type="authorized_code")
    assert told(ada) == findings


def test_an_authorisation_that_has_ended_is_told_and_one_that_was_withdrawn_is_not(ada: DeveloperVisitor) -> None:
    seller = authorised(ada)
    traded(seller, auth_code=consent(seller, 1), grant_type="authorized_code")
    advance(seller, DAY)
    assert told(ada) == {ENDED}
    fresh = authorised(ada)
    shops = f"/portal/apps/{fresh.app['app_key']}/shops"
    advance(fresh, 8 * DAY)
    assert told(ada) == {ENDED, NOT_REFRESHED}
    assert ada.send(shops, ("account_id", fresh.account_id)).status_code == 303
    assert told(ada) == {ENDED}


def test_a_token_that_was_not_refreshed_is_told_until_it_is(ada: DeveloperVisitor) -> None:
    seller = authorised(ada)
    advance(seller, 7 * DAY - 60)
    assert told(ada) == set()
    advance(seller, 60)
    assert told(ada) == {NOT_REFRESHED}
    refresh_token = str(seller.tokens["refresh_token"])
    traded(seller, refresh_token=refresh_token, grant_type="refresh_token")
    assert told(ada) == set()


def test_tokens_that_have_all_ended_are_told(ada: DeveloperVisitor) -> None:
    seller = authorised(ada)
    for kind in ("access_token", "refresh_token"):
        seller.platform.post("/sandbox/tokens/expire", {kind: seller.tokens[kind]})
    assert told(ada) == {ALL_ENDED}


def test_an_authorisation_that_no_call_used_is_told(ada: DeveloperVisitor) -> None:
    seller = authorised(ada)
    advance(seller, 30 * DAY)
    fresh = traded(seller, refresh_token=str(seller.tokens["refresh_token"]), grant_type="refresh_token")
    assert told(ada) == {UNUSED}
    platform, token = seller.platform, fresh["access_token"]
    assert seller.signed("getAuthorizedShops").but(token=token).send(platform).code == 0
    platform.ask("GET", "/sandbox/requests")  # what is not written yet is written for it
    assert told(ada) == set()
