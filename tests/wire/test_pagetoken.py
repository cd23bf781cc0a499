"""Page tokens: opaque, and tied to the filter that they were made for."""

import base64

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from shopwright.wire.pagetoken import PageToken, decode_page_token, encode_page_token, filter_digest

POSITIONS = st.lists(st.one_of(st.text(st.characters(codec="utf-8"), max_size=20), st.integers(0, 2**53)), max_size=3)
TOKENS = st.builds(PageToken, POSITIONS, st.integers(0, 10**9), st.text("0123456789abcdef", min_size=12, max_size=12))


@given(TOKENS)
def test_a_token_comes_back_as_it_was(token: PageToken) -> None:
    assert decode_page_token(encode_page_token(token), token.digest) == token


@given(TOKENS)
def test_a_token_is_base64_that_needs_no_escape_but_its_padding(token: PageToken) -> None:
    text = encode_page_token(token)
    base64.urlsafe_b64decode(text)
    assert set(text.rstrip("=")) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(TOKENS, st.text(max_size=12))
def test_a_token_of_another_filter_is_refused(token: PageToken, digest: str) -> None:
    assume(digest != token.digest)
    assert decode_page_token(encode_page_token(token), digest) is None


@given(st.text(max_size=60))
def test_any_text_is_refused_without_an_exception(text: str) -> None:
    assert decode_page_token(text, "digest") is None


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists, max_leaves=6))
def test_any_json_in_base64_is_refused_without_an_exception(value: object) -> None:
    text = base64.urlsafe_b64encode(msgspec.json.encode(value)).decode()
    assert decode_page_token(text, "digest") is None


def test_a_token_of_any_depth_is_refused_without_an_exception() -> None:
    deep = b'[[1,"a"],1,"digest",' + b"[" * 100_000 + b"]" * 100_000 + b"]"
    assert decode_page_token(base64.urlsafe_b64encode(deep).decode(), "digest") is None


def test_the_digest_tells_filters_apart_and_is_the_same_in_every_process() -> None:
    assert filter_digest("shop", {"status": "ALL"}) == filter_digest("shop", {"status": "ALL"}) == "11814789afca"
    assert filter_digest("shop", {"status": "ALL"}) != filter_digest("other", {"status": "ALL"})
    assert filter_digest("ab", "c") != filter_digest("a", "bc")
