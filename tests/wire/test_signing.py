"""Request and webhook signatures: the published vectors, and the variants that clients in use send."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.wire.signing import (
    accepted_strings,
    is_multipart,
    parse_query,
    printable,
    sign,
    sign_request,
    sign_webhook,
    string_to_sign,
    verify,
)

SECRET = "e59af819cc"
JSON_TYPE = "application/json"
PATH = "/product/202309/images/upload"
QUERY = [("app_key", "68xu9ks5p4i8"), ("timestamp", "1696909648"), ("shop_cipher", "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK")]
WEBHOOK_BODY = (
    b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,'
    b'"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}'
)


@pytest.mark.parametrize(
    ("secret", "path", "query", "body", "expected"),
    [
        pytest.param(
            SECRET,
            "/authorization/202309/shops",
            [("app_key", "29a39d"), ("timestamp", "1623812664")],
            b"",
            "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
            id="documentation",
        ),
        pytest.param(
            SECRET,
            "/event/202309/webhooks",
            QUERY,
            b"",
            "ed58e1b5e59865c22a7b828c1cab65007441f43cc91a6cb2f2cdc638e0995a37",
            id="no body",
        ),
        pytest.param(
            SECRET,
            "/event/202309/webhooks",
            QUERY,
            b'{"event_type":"PACKAGE_UPDATE","address":"https://partner.tiktokshop.com"}',
            "701dd6deb2389fe4c469b89bd37fc56f96a6da6afeb4d01c9077a65169752fa7",
            id="json body",
        ),
        pytest.param(
            "app_secret",
            "/test-api",
            [("foo", "bar")],
            b"",
            "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
            id="php",
        ),
    ],
)
def test_the_published_vectors_hold(
    secret: str, path: str, query: list[tuple[str, str]], body: bytes, expected: str
) -> None:
    assert sign_request(secret, path, query, body, JSON_TYPE) == expected
    assert sign_request(secret, path, query[::-1], body, JSON_TYPE) == expected


def test_the_published_webhook_vector_holds() -> None:
    expected = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
    assert sign_webhook("abcdef", "123", WEBHOOK_BODY) == expected


def test_the_value_printed_in_the_documentation_s_curl_sample_is_not_the_vector() -> None:
    query = [("app_key", "29a39d"), ("timestamp", "1623812664")]
    assert not sign_request(SECRET, "/authorization/202309/shops", query).startswith("bc721f")


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
PAIRS = st.lists(st.tuples(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), TEXT), max_size=6)


@given(PAIRS, st.binary(max_size=40), st.permutations(range(6)))
def test_the_order_of_different_parameters_does_not_matter(
    pairs: list[tuple[str, str]], body: bytes, order: list[int]
) -> None:
    unique = list(dict(pairs).items())
    shuffled = [unique[index] for index in order if index < len(unique)]
    assert string_to_sign("/a", shuffled, body) == string_to_sign("/a", unique, body)


@given(PAIRS, TEXT)
def test_sign_and_access_token_are_never_part_of_the_string(pairs: list[tuple[str, str]], value: str) -> None:
    for name in ("sign", "access_token", "x-tts-access-token"):
        kept = [pair for pair in pairs if pair[0] != name]
        assert string_to_sign("/a", [*kept, (name, value)]) == string_to_sign("/a", kept)


@given(PAIRS, st.binary(max_size=40), TEXT)
def test_the_signature_is_hmac_sha256_of_the_string_between_two_secrets(
    pairs: list[tuple[str, str]], body: bytes, secret: str
) -> None:
    text = string_to_sign("/a", pairs, body)
    key = secret.encode()
    assert sign(secret, text) == hmac.new(key, key + text + key, hashlib.sha256).hexdigest()


def accepts(method: str, query: list[tuple[str, str]], body: bytes, content_type: str | None, signed: bytes) -> bool:
    candidates = accepted_strings(method, PATH, query, body, content_type)
    return verify(SECRET, sign(SECRET, signed), candidates)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("body", [b"{}", b" {} "])
def test_an_empty_json_object_may_be_signed_or_left_out(method: str, body: bytes) -> None:
    assert accepts(method, QUERY, body, JSON_TYPE, string_to_sign(PATH, QUERY, body))
    assert accepts(method, QUERY, body, JSON_TYPE, string_to_sign(PATH, QUERY))


def test_an_empty_list_is_signed_as_it_is_sent() -> None:
    assert accepts("POST", QUERY, b"[]", JSON_TYPE, string_to_sign(PATH, QUERY, b"[]"))
    assert not accepts("POST", QUERY, b"[]", JSON_TYPE, string_to_sign(PATH, QUERY))


def test_the_body_of_a_get_may_be_signed_or_left_out_and_that_of_a_post_may_not_be_left_out() -> None:
    body = b'{"order_id":"1"}'
    for method, is_free in (("GET", True), ("POST", False), ("DELETE", False)):
        assert accepts(method, QUERY, body, JSON_TYPE, string_to_sign(PATH, QUERY, body))
        assert accepts(method, QUERY, body, JSON_TYPE, string_to_sign(PATH, QUERY)) is is_free


def test_a_list_may_be_sent_as_repeated_keys_signed_all_or_the_first_only() -> None:
    query = [*QUERY, ("ids", "2"), ("ids", "1")]
    assert accepts("GET", query, b"", None, string_to_sign(PATH, query))
    assert accepts("GET", query, b"", None, string_to_sign(PATH, [*QUERY, ("ids", "2")]))
    assert not accepts("GET", query, b"", None, string_to_sign(PATH, [*QUERY, ("ids", "1")]))


def test_a_list_may_be_sent_as_one_comma_joined_value_which_is_signed_as_sent() -> None:
    query = [*QUERY, ("ids", "2,1")]
    assert accepts("GET", query, b"", None, string_to_sign(PATH, query))
    assert parse_query("ids=2%2C1") == parse_query("ids=2,1") == [("ids", "2,1")]


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=+++", 'Multipart/Form-Data ;boundary="a b"'],
)
def test_a_multipart_body_is_left_out_whatever_its_boundary(content_type: str) -> None:
    body = b'--+++\r\ncontent-disposition: form-data; name="data"\r\n\r\nx\r\n--+++--\r\n'
    assert is_multipart(content_type)
    assert accepts("POST", QUERY, body, content_type, string_to_sign(PATH, QUERY))
    assert not accepts("POST", QUERY, body, content_type, string_to_sign(PATH, QUERY, body))


@given(st.sampled_from(["GET", "POST"]), PAIRS, st.binary(max_size=40))
def test_no_body_that_says_something_may_be_changed_after_signing(
    method: str, pairs: list[tuple[str, str]], body: bytes
) -> None:
    changed = body + b"x"
    assert not accepts(method, pairs, changed, JSON_TYPE, string_to_sign(PATH, pairs, body)) or not body


def test_the_raw_bytes_are_signed_not_json_written_anew() -> None:
    body = b'{ "b" : 1, "a":"\xc3\xa9" }'
    assert accepts("POST", QUERY, body, JSON_TYPE, string_to_sign(PATH, QUERY, body))
    again = json.dumps(json.loads(body)).encode()
    assert not accepts("POST", QUERY, body, JSON_TYPE, string_to_sign(PATH, QUERY, again))


@given(TEXT)
def test_verify_takes_any_text_for_a_signature(text: str) -> None:
    assert not verify(SECRET, text, [b"/a"])


def test_a_printed_string_shows_a_placeholder_where_the_secret_stands() -> None:
    assert printable(string_to_sign("/a", [("app_key", "k")])) == "{app_secret}/aapp_keyk{app_secret}"
