"""Why a signature does not match: each mistake that real clients make is made here anew, and must be named."""

import base64
import hashlib
import hmac
import itertools
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.wire.explain import explain, timestamp_mistake
from shopwright.wire.signing import sign_request
from shopwright.wire.signing_mistakes import MISTAKES, SignedCall

pytestmark = pytest.mark.slow

SECRET = "3f0c7b19d2a64e58b1c9"
OTHER, TOKEN = "51d0e2ab77c94f0e", "TOK_en"
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
        TOKEN,
    ),
    st.sampled_from(["GET", "POST", "PUT"]),
    QUERIES,
    st.sampled_from([None, TOKEN]),
    BODIES,
    st.booleans(),
)


NAMES_OF = {
    "upper": "the signature is in upper case",
    "no body": "the body was left out",
    "multipart": "the multipart body was signed",
    "again": "the body was serialised again before signing",
    "unsorted": "the parameters were not sorted by name",
    "token": "access_token was part of the string",
    "no path": "the path was left out",
    "slash": "the path differs by a slash",
    "encoded": "the values were percent-encoded",
    "joined": "the parameters were joined with & and =",
    "bare": "the secret does not stand on both sides of the string",
    "hash": "a plain hash was used",
    "list": "a list was signed as one comma-joined value",
    "left out": "a parameter that is sent was not signed",
    "blank": "the secret has a blank or a line end around it",
    "body last": "the body was put after the closing secret",
    "body hash": "a hash of the body was signed",
    "empty value": "an empty value was signed though no body was sent",
    "base64": "the signature is in base64",
    "token as key": "the access token was used as the key",
    "app key as key": "the app key was used as the key",
    "other app": "the secret is that of another app",
}
SHORT = {name: short for short, name in NAMES_OF.items()}


def wrong_body(call: SignedCall, made: set[str]) -> bytes:
    """The body as a client signs it that makes these mistakes."""
    is_form = (call.content_type or "").startswith("multipart/")
    body = b"" if is_form and "multipart" not in made else call.body
    if "empty value" in made and not call.body:
        body = b"{}"
    if "again" in made and body.startswith(b"{"):
        body = json.dumps(json.loads(body)).encode()
    if "no body" in made:
        body = b""
    return hashlib.sha256(body).hexdigest().encode() if "body hash" in made else body


def wrong_parameters(query: Query, made: set[str]) -> bytes:
    """The parameters as a client signs them that makes these mistakes."""
    left_out = {"sign"} if "token" in made else set(UNSIGNED)
    pairs = [pair for pair in query if pair[0] not in left_out | ({query[0][0]} if "left out" in made else set())]
    if "list" in made:
        pairs = [(name, ",".join(b for a, b in pairs if a == name)) for name in dict(pairs)]
    if "unsorted" not in made:
        pairs = sorted(pairs, key=lambda pair: pair if "joined" in made else pair[0])
    if "encoded" in made:
        pairs = [(name, quote(value, safe="")) for name, value in pairs]
    return ("&".join(f"{a}={b}" for a, b in pairs) if "joined" in made else "".join(a + b for a, b in pairs)).encode()


def wrong_sign(call: SignedCall, *mistakes: str) -> str:
    """The signature of a client, written anew, that makes these mistakes."""
    made, body = set(mistakes), wrong_body(call, set(mistakes))
    secret = OTHER if "other app" in made else SECRET
    secret += "\n" if "blank" in made else ""
    key = dict(reversed(call.query)).get("app_key", SECRET) if "app key as key" in made else secret
    key = TOKEN if "token as key" in made else key
    wrap = b"" if "bare" in made else secret.encode()
    path = b"" if "no path" in made else call.path.encode() + (b"/" if "slash" in made else b"")
    inner, last = path + wrong_parameters([*call.query], made), b""
    inner, last = (inner, body) if "body last" in made else (inner + body, b"")
    text = wrap + inner + wrap + last
    digest = hashlib.sha256(text).digest() if "hash" in made else hmac.new(key.encode(), text, hashlib.sha256).digest()
    sign = base64.b64encode(digest).decode() if "base64" in made else digest.hex()
    return sign.upper() if "upper" in made and "base64" not in made else sign


def test_every_mistake_that_is_known_is_made_here() -> None:
    assert {mistake.name for mistake in MISTAKES} == set(SHORT)


def test_the_guide_lists_every_mistake_with_its_remedy() -> None:
    guide = Path(__file__).parents[2].joinpath("docs/guide/gateway.md").read_text()
    missing = [mistake.name for mistake in MISTAKES if f"| {mistake.name} | {mistake.remedy} |" not in guide]
    assert missing == []


@given(call=CALLS)
def test_each_mistake_in_a_call_is_named(call: SignedCall) -> None:
    right = sign_request(SECRET, call.path, call.query, call.body, call.content_type)
    signs = {mistake: wrong_sign(call, mistake) for mistake in NAMES_OF}
    # A mistake over the body, say, shows in calls alone that have one.
    for given_sign in set(signs.values()) - {right}:
        explanation = explain(SECRET, call, given_sign, other_secrets=[OTHER])
        # Two mistakes may give the same string: either is then the truth.
        assert explanation.mistake in {NAMES_OF[mistake] for mistake, sign in signs.items() if sign == given_sign}
        assert explanation.remedy
        assert not explanation.matches


#: Calls in which each mistake shows: with a body, without one, and a form.
FULL = [("timestamp", "1795820160"), ("ids", "2"), ("ids", "1"), ("shop_cipher", "GCP a/b"), ("app_key", "k1")]
QUERY = [*FULL, ("access_token", TOKEN)]
WITH_BODY = SignedCall("POST", "/product/202309/products", QUERY, "", b'{"b": 1,  "a": "\xc3\xa9"}')
WITHOUT_BODY = SignedCall("GET", "/event/202309/webhooks", QUERY)
FORM = WITH_BODY._replace(content_type="multipart/form-data; boundary=x")


def call_for(first: str, second: str) -> SignedCall:
    if "empty value" in (first, second):
        return WITHOUT_BODY
    return FORM if "multipart" in (first, second) else WITH_BODY


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(NAMES_OF, 2)))
def test_two_mistakes_at_once_are_named(first: str, second: str) -> None:
    call = call_for(first, second)
    given_sign = wrong_sign(call, first, second)
    if given_sign == wrong_sign(call):
        return  # they make up for each other
    explanation = explain(SECRET, call, given_sign, pairs=True, other_secrets=[OTHER])
    assert explanation.mistake is not None
    named = [SHORT[name] for name in explanation.mistake.split(", and ")]
    assert wrong_sign(call, *named) == given_sign, "a client that makes these gets the same signature"
    fitting = [len(made) for made in ((first,), (second,)) if wrong_sign(call, *made) == given_sign]
    assert len(named) == (1 if fitting else 2)


def test_two_mistakes_are_not_looked_for_unless_asked() -> None:
    explanation = explain(SECRET, WITH_BODY, wrong_sign(WITH_BODY, "token", "no path"))
    assert explanation.mistake is None
    assert "shopwright sign explain" in (explanation.remedy or "")


def test_looking_for_two_mistakes_ends_for_a_large_call() -> None:
    large = WITH_BODY._replace(body=b'"%s"' % (b"x" * 30_000_000))
    explanation = explain(SECRET, large, "0" * 64, pairs=True)
    assert explanation.mistake is None


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("1795820160", None),
        ("1795820160.25", "the timestamp is not a whole number of seconds"),
        ("1795820160.0", "the timestamp is not a whole number of seconds"),
        ("-5", "the timestamp is not a whole number of seconds"),
        ("1_795_820_160", "the timestamp is not a whole number of seconds"),
        ("١٧٩٥٨٢٠١٦٠", "the timestamp is not a whole number of seconds"),
        (" 1795820160", "the timestamp is not a whole number of seconds"),
        ("", "the timestamp is not a whole number of seconds"),
        ("1795820160250", "the timestamp is in milliseconds"),
    ],
)
def test_a_timestamp_is_whole_seconds(text: str, mistake: str | None) -> None:
    untimely = timestamp_mistake(SignedCall("GET", "/p", [("timestamp", text)]))
    assert (untimely[0] if untimely else None) == mistake


def test_a_base64_signature_whose_plus_became_a_blank_is_known() -> None:
    calls = (WITH_BODY._replace(path=f"/p/{number}") for number in range(200))
    call = next(call for call in calls if "+" in wrong_sign(call, "base64"))
    assert explain(SECRET, call, wrong_sign(call, "base64").replace("+", " ")).mistake == "the signature is in base64"


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


def test_tokens_stay_out_of_the_string_to_sign_wherever_they_stand() -> None:
    token = "GCP_" + "aZ09_-" * 12
    path, query = f"/product/202309/products/{token}", [("page_token", token), (token, "1")]
    call = SignedCall("POST", path, query, "", f'{{"a":"b\\n{token}"}}'.encode(), "application/json", "")
    canonical = explain("secret", call, "0" * 64).canonical
    assert token not in canonical
    assert canonical.count("[redacted]") == 4
