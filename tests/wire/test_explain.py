"""Why a signature does not match: each mistake that real clients make is made here anew, and must be named."""

import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shopwright.wire.explain import MISTAKES, SignedCall, explain
from shopwright.wire.signing import sign_request

pytestmark = pytest.mark.slow

SECRET = "3f0c7b19d2a64e58b1c9"
UNSIGNED = {"sign", "access_token", "x-tts-access-token"}
Query = list[tuple[str, str]]

NAMES = st.sampled_from(["app_key", "timestamp", "shop_cipher", "page_size", "ids", "version", "locale"])
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
QUERIES = st.lists(st.tuples(NAMES, VALUES), min_size=2, max_size=7)
BODIES = st.one_of(
    st.just(b""),
    st.dictionaries(VALUES, st.one_of(VALUES, st.integers(), st.booleans()), min_size=1, max_size=3).map(
        lambda value: json.dumps(value, indent=1).encode()
    ),
)
CALLS = st.builds(
    lambda method, query, token, body, multipart: SignedCall(
        method,
        "/product/202309/products",
        [*query, *([("access_token", token)] if token else [])],
        "",
        body,
        "multipart/form-data; boundary=x" if multipart and body else "application/json",
    ),
    st.sampled_from(["GET", "POST", "PUT"]),
    QUERIES,
    st.one_of(st.none(), VALUES),
    BODIES,
    st.booleans(),
)


def joined(query: Query, *, without: set[str] = UNSIGNED, in_order: bool = True) -> bytes:
    pairs = [pair for pair in query if pair[0] not in without]
    return "".join(a + b for a, b in (sorted(pairs, key=lambda p: p[0]) if in_order else pairs)).encode()


def mac(text: bytes, secret: str = SECRET) -> str:
    key = secret.encode()
    return hmac.new(key, key + text + key, hashlib.sha256).hexdigest()


def body_of(call: SignedCall) -> bytes:
    return b"" if (call.content_type or "").startswith("multipart/") else call.body


def written_anew(call: SignedCall) -> bytes:
    return json.dumps(json.loads(call.body)).encode() if call.body else b""


def bare(call: SignedCall) -> bytes:
    return call.path.encode() + joined([*call.query]) + body_of(call)


#: The mistake's name, and a client that makes it.
WRONG: dict[str, Callable[[SignedCall], str]] = {
    "the body was left out": lambda c: mac(c.path.encode() + joined([*c.query])),
    "the multipart body was signed": lambda c: mac(c.path.encode() + joined([*c.query]) + c.body),
    "the body was serialised again before signing": lambda c: mac(
        c.path.encode() + joined([*c.query]) + written_anew(c)
    ),
    "the parameters were not sorted by name": lambda c: mac(
        c.path.encode() + joined([*c.query], in_order=False) + body_of(c)
    ),
    "access_token was part of the string": lambda c: mac(
        c.path.encode() + joined([*c.query], without={"sign"}) + body_of(c)
    ),
    "the path was left out": lambda c: mac(joined([*c.query]) + body_of(c)),
    "the path differs by a slash": lambda c: mac(c.path.encode() + b"/" + joined([*c.query]) + body_of(c)),
    "the values were percent-encoded": lambda c: mac(
        c.path.encode() + joined([(a, quote(b, safe="")) for a, b in c.query]) + body_of(c)
    ),
    "the parameters were joined with & and =": lambda c: mac(
        c.path.encode()
        + "&".join(f"{a}={b}" for a, b in sorted(p for p in c.query if p[0] not in UNSIGNED)).encode()
        + body_of(c)
    ),
    "the secret does not stand on both sides of the string": lambda c: hmac.new(
        SECRET.encode(), bare(c), hashlib.sha256
    ).hexdigest(),
    "a plain hash was used": lambda c: hashlib.sha256(SECRET.encode() + bare(c) + SECRET.encode()).hexdigest(),
    "a list was signed as one comma-joined value": lambda c: mac(
        c.path.encode() + joined([(a, ",".join(b for n, b in c.query if n == a)) for a in dict(c.query)]) + body_of(c)
    ),
    "a parameter that is sent was not signed": lambda c: mac(
        c.path.encode() + joined([p for p in c.query if p[0] != c.query[0][0]]) + body_of(c)
    ),
    "the secret has a blank or a line end around it": lambda c: mac(bare(c), SECRET + "\n"),
}


def test_every_mistake_that_is_known_is_made_here() -> None:
    assert {mistake.name for mistake in MISTAKES} == set(WRONG)


# A mistake over the body shows only in calls that have one, so many are passed over.
@pytest.mark.parametrize("name", WRONG)
@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(call=CALLS)
def test_a_mistake_is_named(name: str, call: SignedCall) -> None:
    given_sign = WRONG[name](call)
    assume(given_sign != sign_request(SECRET, call.path, call.query, call.body, call.content_type))
    explanation = explain(SECRET, call, given_sign)
    # Two mistakes may give the same string: either is then the truth.
    fitting = {other for other, client in WRONG.items() if client(call) == given_sign}
    assert explanation.mistake in fitting
    assert explanation.remedy
    assert not explanation.matches


@given(CALLS)
def test_the_right_signature_matches_and_names_no_mistake(call: SignedCall) -> None:
    right = sign_request(SECRET, call.path, call.query, call.body, call.content_type)
    explanation = explain(SECRET, call, right)
    assert explanation.matches
    assert (explanation.mistake, explanation.expected, explanation.received) == (None, right, right)


@given(CALLS)
def test_a_signature_in_upper_case_is_named(call: SignedCall) -> None:
    right = sign_request(SECRET, call.path, call.query, call.body, call.content_type)
    assert explain(SECRET, call, right.upper()).mistake == "the signature is in upper case"


@given(CALLS, st.text(max_size=70))
def test_a_signature_from_nowhere_names_no_mistake_and_a_missing_one_is_named(call: SignedCall, text: str) -> None:
    explanation = explain(SECRET, call, text)
    assert explanation.mistake == ("sign is missing" if not text else None)
    assert explanation.remedy


@given(CALLS)
def test_the_secret_is_never_in_what_is_shown(call: SignedCall) -> None:
    for given_sign in (None, "0" * 64):
        assert SECRET not in repr(explain(SECRET, call, given_sign))


@given(CALLS, st.sampled_from(["app_secret", "refresh_token", "auth_code"]))
def test_a_secret_that_was_sent_by_mistake_is_not_shown_either(call: SignedCall, name: str) -> None:
    body = json.dumps({name: SECRET}).encode()
    sent = call._replace(query=[*call.query, (name, SECRET)], body=body, content_type="application/json")
    assert SECRET not in repr(explain(SECRET, sent, "0" * 64))


@given(CALLS)
def test_without_a_signature_the_canonical_string_and_the_right_sign_are_given(call: SignedCall) -> None:
    explanation = explain(SECRET, call, None)
    assert explanation.expected == sign_request(SECRET, call.path, call.query, call.body, call.content_type)
    assert explanation.canonical.startswith("{app_secret}" + call.path)
    assert (explanation.received, explanation.matches, explanation.mistake) == (None, False, None)
