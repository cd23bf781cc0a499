"""Refusals of the gateway carry the words by which callers tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from shopwright.platform.capabilities import error_codes
from shopwright.wire import message_keywords as words
from shopwright.wire.message_keywords import CAUSES, KEYWORDS, Cause, cause_of
from tests.harness.calls import Signed, new_app, new_seller
from tests.harness.server import Reply, RunningPlatform

from .conftest import Callers

Spoil = Callable[[Signed, Callers], Signed]


def with_query(name: str, value: str) -> Spoil:
    """The call with another query parameter, signed."""
    return lambda call, _: call.but(query=[*(pair for pair in call.query if pair[0] != name), (name, value)])


def without(name: str) -> Spoil:
    """The call without a query parameter."""
    return lambda call, _: call.but(query=[pair for pair in call.query if pair[0] != name])


def narrow(call: Signed, callers: Callers) -> Signed:
    """The call by an app without scopes."""
    app = new_app(callers.platform, scopes=[])
    body = {"app_key": app["app_key"], "account_id": callers.seller.account_id}
    return call.but(app=app, token=callers.platform.post("/sandbox/tokens", body)["access_token"])


#: One way or more to meet each cause. ``searchProducts`` needs a shop; ``getAuthorizedShops`` does not.
INVALID_CALLS: list[tuple[str, Cause, Spoil]] = [
    ("searchProducts", words.NO_SIGNATURE, lambda call, _: call.but(sign=None)),
    ("searchProducts", words.APP_KEY_INVALID, lambda call, _: call.but(app_key=None)),
    ("searchProducts", words.APP_KEY_INVALID, lambda call, _: call.but(app_key="nobody")),
    ("searchProducts", words.TIMESTAMP_NEGATIVE, lambda call, _: call.but(timestamp="-5")),
    ("searchProducts", words.TIMESTAMP_OLD, lambda call, _: call.but(timestamp="1")),
    ("searchProducts", words.TIMESTAMP_OLD, lambda call, _: call.but(age=310)),
    ("searchProducts", words.TIMESTAMP_AHEAD, lambda call, _: call.but(age=-45)),
    ("searchProducts", words.TOKEN_UNKNOWN, lambda call, _: call.but(token=None)),
    ("searchProducts", words.TOKEN_UNKNOWN, lambda call, _: call.but(token="made-up")),
    ("searchProducts", words.TOKEN_UNKNOWN, lambda call, _: call.but(token=call.token and call.token[:-1])),
    ("searchProducts", words.TOKEN_UNKNOWN, lambda call, c: call.but(token=c.seller.tokens["refresh_token"])),
    ("searchProducts", words.TOKEN_UNKNOWN, lambda call, c: call.but(token=new_seller(c.platform).token)),
    ("searchProducts", words.FIELD_MISSING, without("page_size")),
    ("getAuthorizedShops", words.SHOP_CIPHER_UNWANTED, with_query("shop_cipher", "x")),
    ("getAuthorizedShops", words.ASSET_CIPHER_UNWANTED, with_query("category_asset_cipher", "x")),
    ("searchProducts", words.ASSET_CIPHER_UNWANTED, with_query("category_asset_cipher", "x")),
    ("getProduct", words.ASSET_CIPHER_UNWANTED, with_query("category_asset_cipher", "x")),
]

#: Those that this platform never answers, with the reason in :mod:`shopwright.wire.message_keywords`.
NEVER_ANSWERED = {words.OLD_TOKEN_HEADER_INVALID, words.SHOP_ID_INVALID, words.VERSION_INVALID}

OTHER_REFUSALS: Mapping[int, Spoil] = {
    36009009: lambda call, _: call.but(path="/no/such/path"),
    36009010: lambda call, _: call.but(method="PATCH"),
    36009022: lambda call, _: call.but(content_type="text/plain", body=b"{}"),
    106001: lambda call, _: call.but(sign="0" * 64),
    106013: without("shop_cipher"),
    105005: narrow,
    101000: lambda call, c: call.but(token=c.creator["access_token"]),
}

#: Those whose messages other tests meet: limits, times, the token service, uploads.
MET_ELSEWHERE = {36009002, 36009007, 36009021, 36009023, 105002, 36004004}


@pytest.fixture(scope="module")
def strict(gateway: RunningPlatform, callers: Callers) -> Callers:
    """Callers of a platform that refuses ciphers where none belong."""
    gateway.patch("/sandbox/settings", {"strict_cipher": True})
    return callers


def send(operation_id: str, spoil: Spoil, callers: Callers) -> Reply:
    """A right call, spoilt."""
    product = {"product_id": "1729000000000000001"} if operation_id == "getProduct" else {}
    body, query = ({}, {"page_size": 10}) if operation_id == "searchProducts" else (None, {})
    call = callers.seller.signed(operation_id, body, query=query, **product)
    return spoil(call, callers).send(callers.platform)


@pytest.mark.parametrize(
    ("operation_id", "cause", "spoil"),
    [pytest.param(*row, id=f"{'+'.join(row[1].keywords)} {number}") for number, row in enumerate(INVALID_CALLS)],
)
def test_an_invalid_call_is_told_its_cause_by_the_documented_words(
    operation_id: str, cause: Cause, spoil: Spoil, strict: Callers
) -> None:
    reply = send(operation_id, spoil, strict)
    assert (reply.code, reply.status) == (36009004, 400)
    assert [word for word in cause.keywords if word not in reply.message] == [], reply.message
    assert cause_of(reply.message) is cause


def test_every_cause_is_met_or_never_answered_for_a_reason() -> None:
    assert {cause for _, cause, _ in INVALID_CALLS} == set(CAUSES) - NEVER_ANSWERED


@pytest.mark.parametrize("code", OTHER_REFUSALS)
def test_the_other_refusals_say_the_documented_words(code: int, strict: Callers) -> None:
    reply = send("searchProducts", OTHER_REFUSALS[code], strict)
    assert reply.code == code
    assert [word for word in KEYWORDS[code] if word not in reply.message] == [], reply.message


@pytest.mark.parametrize("code", sorted(MET_ELSEWHERE))
def test_the_messages_of_other_tests_codes_have_the_words_too(code: int) -> None:
    (message,) = {error.message for error in error_codes() if error.code == code}
    assert [word for word in KEYWORDS[code] if word not in message] == []


def test_every_code_with_words_is_looked_at() -> None:
    assert set(KEYWORDS) == set(OTHER_REFUSALS) | MET_ELSEWHERE
