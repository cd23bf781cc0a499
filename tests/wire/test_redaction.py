"""Whatever is logged or shown: no secret survives, and nothing else is lost."""

import json
import secrets
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shopwright.wire.redaction import REDACTED, SECRET_NAMES, mask, redact_body, redact_headers, redact_query

MARKER = "S3CRETMARKER"
FIELDS = ("access_token", "refresh_token", "app_secret", "auth_code", "upload_token")
#: Secrets with everything around them that a quoting error could trip over.
AROUND = st.one_of(st.text('"\\\n&=;%+ {}é', max_size=4), st.text(st.characters(codec="utf-8"), max_size=6))
SECRETS = st.builds(lambda before, after: before + MARKER + after, AROUND, AROUND)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
PLAIN = st.dictionaries(WORDS, WORDS, max_size=4)


def any_case(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, name.upper(), name.title()])


SECRET_NAME = st.sampled_from(sorted(SECRET_NAMES)).flatmap(any_case)


@given(PLAIN, SECRET_NAME, SECRETS)
def test_no_secret_of_a_query_survives(plain: dict[str, str], name: str, secret: str) -> None:
    for raw in (urlencode([*plain.items(), (name, secret)]), f"{quote(name, safe='')}={quote(secret)}&a=1"):
        assert MARKER not in redact_query(raw)


@given(PLAIN)
def test_a_query_without_secrets_is_shown_as_it_came(plain: dict[str, str]) -> None:
    assume(not SECRET_NAMES & {name.lower() for name in plain})
    raw = urlencode(plain)
    assert redact_query(raw) == raw


@given(PLAIN, SECRETS)
def test_the_rest_of_a_query_with_a_secret_stays(plain: dict[str, str], secret: str) -> None:
    assume(not SECRET_NAMES & {name.lower() for name in plain})
    pairs = parse_qsl(redact_query(urlencode([*plain.items(), ("app_secret", secret)])), keep_blank_values=True)
    assert pairs == [*plain.items(), ("app_secret", REDACTED)]


@given(PLAIN, SECRET_NAME, SECRETS)
def test_no_secret_header_survives(plain: dict[str, str], name: str, secret: str) -> None:
    for headers in ({**plain, name: secret}, [*plain.items(), (name, secret)]):
        assert MARKER not in str(redact_headers(headers))


@given(st.sampled_from(FIELDS), SECRETS, st.booleans(), st.sampled_from([None, 1]), st.integers(0, 3))
def test_no_secret_of_a_json_body_survives(
    name: str, secret: str, ascii_only: bool, indent: int | None, depth: int
) -> None:
    value: object = {"a": "b", name: secret, "z": [1]}
    for _ in range(depth):
        value = {"data": [value]}
    text = redact_body(json.dumps(value, ensure_ascii=ascii_only, indent=indent))
    assert MARKER not in text
    assert json.loads(text)


@given(st.sampled_from(FIELDS), st.integers(0, 12))
def test_no_secret_survives_in_a_body_that_was_cut_off(name: str, cut: int) -> None:
    whole = json.dumps({"a": 1, name: MARKER})
    assert MARKER[: max(1, len(MARKER) - cut)] not in redact_body(whole[: len(whole) - 2 - cut])
    assert MARKER not in redact_body(f'{{"{name}": "{MARKER}\\')


@given(st.sampled_from(FIELDS), SECRETS, PLAIN)
def test_no_secret_of_a_form_that_was_posted_by_mistake_survives(name: str, secret: str, plain: dict[str, str]) -> None:
    assert MARKER not in redact_body(urlencode([(name, secret), *plain.items()]))
    assert MARKER not in redact_body(urlencode([*plain.items(), (name, secret)]))


@pytest.mark.parametrize("text", ["", "{}", '{"title": "access_token"}', "a=b&c=d", "[object FormData]"])
def test_a_body_without_secrets_is_shown_as_it_came(text: str) -> None:
    assert redact_body(text) == text


@given(st.text(max_size=60))
def test_a_masked_secret_shows_at_most_its_first_four_characters(secret: str) -> None:
    text = mask(secret)
    assert text.rstrip("•") in secret[:4]
    assert len(text.rstrip("•")) <= len(secret) / 2 or not text.rstrip("•")


@pytest.mark.parametrize("zone", ["TTP", "GCP", "ROW"])
def test_a_token_is_known_by_its_looks_under_any_name(zone: str) -> None:
    token = f"{zone}_{secrets.token_urlsafe(48)}"
    cipher = f"{zone}_{secrets.token_urlsafe(24)}"
    text = json.dumps({"bearer": token, "shop_cipher": cipher})
    assert token not in redact_body(text)
    assert cipher in redact_body(text)
    assert token not in redact_query(f"bearer={token}&shop_cipher={cipher}")
    assert cipher in redact_query(f"bearer={token}&shop_cipher={cipher}")
    assert token not in redact_headers({"x-other": f"Bearer {token}"})["x-other"]
    for before in ("a\n", "a=b", "_", "0"):
        assert token not in redact_body(json.dumps({"bearer": before + token})), "an escaped line end is a letter"
        assert token not in redact_body(urlencode({"next": before + token}))
    assert token not in redact_query(f"{token}=1")
