"""Words in messages that callers branch on."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.wire import message_keywords as words
from shopwright.wire.message_keywords import CAUSES, KEYWORDS, Cause, cause_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "gateway.md"

#: Documented on TikTok's page of common errors, or seen in public replies: message and cause.
PUBLIC_MESSAGES = [
    ("Missing credentials. The request does not include a required signature in the query.", words.NO_SIGNATURE),
    ("Invalid credentials. The 'x-tts-access-token' header is invalid.", words.TOKEN_UNKNOWN),
    ("Invalid credentials. The `x-tts-access-token` header is invalid", words.TOKEN_UNKNOWN),
    ("Invalid credentials. The `access_token` header is invalid.", words.OLD_TOKEN_HEADER_INVALID),
    ("Invalid credentials. Invalid `app_key` query parameter.", words.APP_KEY_INVALID),
    ("Invalid timestamp. The value of `timestamp` must not be lesser than 0.", words.TIMESTAMP_NEGATIVE),
    ("The `timestamp` must not be earlier than 5 minutes before the current time.", words.TIMESTAMP_OLD),
    ("The `timestamp` must not exceed the current time by more than 30 seconds.", words.TIMESTAMP_AHEAD),
    ("Unexpected identifier. The `shop_cipher` query parameter is not required.", words.SHOP_CIPHER_UNWANTED),
    ("The `category_asset_cipher` query parameter is not required.", words.ASSET_CIPHER_UNWANTED),
    ("Invalid identifier. The `shop_id` query parameter is invalid.", words.SHOP_ID_INVALID),
    ("Invalid API version. The `version` value is invalid or unsupported.", words.VERSION_INVALID),
    ("PageSize is a required field", words.FIELD_MISSING),
    ("missing CREDENTIALS, no SIGNATURE", words.NO_SIGNATURE),
    ("something else", None),
    ("", None),
]


@pytest.mark.parametrize(("message", "cause"), PUBLIC_MESSAGES)
def test_the_cause_of_an_invalid_call_is_told_by_words_in_its_message(message: str, cause: Cause | None) -> None:
    assert cause_of(message) is cause


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: "+".join(cause.keywords))
def test_every_cause_s_own_message_tells_it_and_no_other(cause: Cause) -> None:
    assert cause.code == 36009004
    assert all(keyword in cause.message for keyword in cause.keywords)
    assert [other for other in CAUSES if all(word in cause.message for word in other.keywords)] == [cause]


def test_every_named_cause_is_in_the_table() -> None:
    assert {value for value in vars(words).values() if isinstance(value, Cause)} == set(CAUSES)


def test_the_reference_names_every_cause_and_code_with_its_words() -> None:
    page = PAGE.read_text(encoding="utf-8")
    causes, _, codes = page.partition("{#invalid}")[2].partition("The other codes have words")
    rows = [line.split("|")[2].strip() for line in causes.splitlines() if line.startswith("| ")]
    assert rows[2:] == [quoted(cause.keywords) for cause in CAUSES]
    rows = [line.split(" | ", 2)[:2] for line in codes.splitlines() if line.startswith("| ")]  # type: ignore[misc]
    assert rows[2:] == [[f"| {code}", quoted(keywords)] for code, keywords in KEYWORDS.items()]


def quoted(keywords: tuple[str, ...]) -> str:
    return ", ".join(f"`{keyword}`" for keyword in keywords)
