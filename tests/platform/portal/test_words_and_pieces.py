"""What pages call things, and a string to sign in its parts."""

from __future__ import annotations

import pytest

from shopwright.contract.load import all_scopes, webhooks
from shopwright.platform.accounts.pages.scopes import SCOPES, scope_groups
from shopwright.platform.catalogue.states import AuditStatus, ProductStatus
from shopwright.platform.catalogue.words import AUDIT_STATES, PRODUCT_STATES
from shopwright.platform.core.pages.filters import brief, span
from shopwright.platform.faults.fault_book import FaultRule
from shopwright.platform.faults.words import fault_words
from shopwright.platform.portal.control import PRESETS
from shopwright.platform.portal.signature import MARKS, pieces
from shopwright.platform.portal.words import code_words
from shopwright.platform.webhooks.store import DeliveryStatus
from shopwright.platform.webhooks.words import DELIVERY_STATES, topic_words
from shopwright.wire.signing import printable, string_to_sign
from shopwright.wire.signing_mistakes import MISTAKES


def test_every_scope_has_words_and_a_group() -> None:
    assert set(SCOPES) == set(all_scopes())
    grouped = [scope for group in scope_groups(all_scopes()) for scope, _ in group.scopes]
    assert sorted(grouped) == sorted(all_scopes())


def test_every_state_has_words() -> None:
    assert set(DELIVERY_STATES) == set(DeliveryStatus)
    assert set(PRODUCT_STATES) == set(ProductStatus)
    assert set(AUDIT_STATES) == set(AuditStatus)


def test_every_topic_reads_as_words() -> None:
    assert topic_words(5) == "Product status change"
    assert topic_words(999) == "Topic 999"
    assert all(" " in topic_words(topic) or topic_words(topic).isalpha() for topic in webhooks())


def test_every_known_mistake_is_marked_somewhere() -> None:
    assert {mistake.name for mistake in MISTAKES} <= set(MARKS)


def test_a_code_is_explained_and_an_unknown_one_is_not() -> None:
    error_code = code_words(105002)
    assert error_code is not None
    assert error_code.remedy == "Refresh the token."
    assert code_words(1) is None


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_reads_as_a_sentence(name: str) -> None:
    words = fault_words(PRESETS[name][1])
    assert words.startswith(("Calls ", "Notifications are "))
    assert not words.endswith((" and ", "Calls ", "are "))


def test_a_rule_with_everything_reads_in_order() -> None:
    rule = FaultRule(delay_ms=1_500, http_status=503, code=36009003, drop=True)
    assert fault_words(rule) == "Calls wait 1.5 s and answer HTTP 503, code 36009003 and lose their connection"


QUERY = "app_key=abc&ids=1&ids=2&timestamp=1&access_token=hush&sign=0"
PAIRS = [("app_key", "abc"), ("ids", "1"), ("ids", "2"), ("timestamp", "1")]


def parts(mistake: str | None, body: bytes = b"{}") -> list[tuple[str, str, str]]:
    canonical = printable(string_to_sign("/order/1", PAIRS, body))
    return [(piece.kind, piece.text, piece.mark) for piece in pieces(canonical, "/order/1", QUERY, mistake)]


def test_the_pieces_joined_are_the_string_that_was_signed() -> None:
    canonical = printable(string_to_sign("/order/1", PAIRS, b'{"a":1}'))
    assert "".join(text for _, text, _ in parts(None, b'{"a":1}')) == canonical


def test_what_is_not_signed_shows_only_where_the_caller_signed_it() -> None:
    marked = parts("access_token was part of the string")
    assert [(text, mark) for _, text, mark in marked if mark] == [
        ("access_token[redacted]", "in your string; leave it out")
    ]
    assert not any(kind == "unsigned" for kind, _, _ in parts("the path was left out"))


@pytest.mark.parametrize(
    ("mistake", "kinds"),
    [
        ("the body was left out", {"body"}),
        ("the path was left out", {"path"}),
        ("the parameters were not sorted by name", {"parameter", "repeated"}),
        ("a list was signed as one comma-joined value", {"repeated"}),
        ("the secret does not stand on both sides of the string", {"secret"}),
        (None, set()),
    ],
)
def test_a_mistake_marks_the_pieces_it_concerns(mistake: str | None, kinds: set[str]) -> None:
    assert {kind for kind, _, mark in parts(mistake) if mark} == kinds


def test_a_body_that_is_not_part_of_the_string_still_has_its_row() -> None:
    rows = parts("the multipart body was signed", b"")
    assert [(text, bool(mark)) for kind, text, mark in rows if kind == "body"] == [("(none)", True)]


def test_a_string_that_does_not_begin_with_the_path_is_shown_whole() -> None:
    segments = pieces("{app_secret}/other?{app_secret}", "/order/1", QUERY, None)
    assert [piece.text for piece in segments] == ["{app_secret}", "/other?", "{app_secret}"]


def test_tokens_in_a_signed_body_are_redacted() -> None:
    assert "hush" not in "".join(text for _, text, _ in parts(None, b'{"refresh_token":"hush"}'))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (3_600, "1 h"), (90_061, "1 d 1 h"), (-120, "2 min")]
)
def test_a_span_is_said_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_a_long_id_is_shortened_in_the_middle_and_whole_on_hover() -> None:
    assert brief("1234567890123456789") == '<code class="id" title="1234567890123456789">12345678…56789</code>'
    assert brief("<b>") == '<code class="id">&lt;b&gt;</code>'
