"""The envelope, request ids, and the numbers that things have."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.wire.envelope import encode_error, encode_success, new_request_id
from shopwright.wire.errors import ApiError, ErrorCode
from shopwright.wire.ids import IdKind, data_zone, make_id, open_id_of


@given(st.integers(0, 4_102_444_800))
def test_a_request_id_is_the_time_in_utc_plus_8_and_20_upper_case_hex_digits(wall: int) -> None:
    request_id = new_request_id(wall)
    assert re.fullmatch(r"\d{14}[0-9A-F]{20}", request_id)
    moment = datetime.strptime(request_id[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    assert moment.timestamp() == wall + 8 * 3600


def test_no_two_request_ids_are_the_same() -> None:
    assert len({new_request_id(0) for _ in range(10_000)}) == 10_000


def test_success_has_code_0_and_the_words_of_its_door() -> None:
    assert msgspec.json.decode(encode_success({"a": 1}, "r")) == {
        "code": 0, "message": "Success", "data": {"a": 1}, "request_id": "r",
    }  # fmt: skip
    assert msgspec.json.decode(encode_success({}, "r", "success"))["message"] == "success"


def test_an_error_has_null_data() -> None:
    assert msgspec.json.decode(encode_error(106001, "No.", "r")) == {
        "code": 106001, "message": "No.", "data": None, "request_id": "r",
    }  # fmt: skip


def test_a_reply_kept_as_text_is_sent_as_it_was() -> None:
    assert b'"data":{"a": [1,2]}' in encode_success(msgspec.Raw(b'{"a": [1,2]}'), "r")


def test_an_error_code_makes_an_exception_that_carries_it() -> None:
    error = ErrorCode(12052901, "The status {status} forbids this.", 200, "Look.")
    raised = error(status="DRAFT")
    assert isinstance(raised, ApiError)
    assert (raised.code, raised.message, raised.error.http_status) == (12052901, "The status DRAFT forbids this.", 200)


@given(st.text(max_size=30))
def test_a_message_may_carry_any_text_that_a_caller_sent(text: str) -> None:
    assert ErrorCode(1, "The {name} is wrong.")(name=text).message == f"The {text} is wrong."


@given(st.sampled_from(IdKind), st.integers(0, 10**15 - 1))
def test_an_id_is_17_to_19_digits_above_2_to_the_53_and_fits_64_bits(kind: IdKind, number: int) -> None:
    text = make_id(kind, number)
    assert re.fullmatch(r"[1-9]\d{16,18}", text)
    assert 2**53 < int(text) < 2**63


@given(st.sampled_from(IdKind), st.integers(0, 10**15 - 2))
def test_ids_of_a_kind_ascend_as_text_and_as_numbers(kind: IdKind, number: int) -> None:
    assert make_id(kind, number) < make_id(kind, number + 1)
    assert int(make_id(kind, number)) < int(make_id(kind, number + 1))


def test_ids_of_different_kinds_never_meet() -> None:
    assert len({make_id(kind, 7)[:4] for kind in IdKind}) == len(IdKind)


def test_products_and_shops_have_the_prefixes_of_the_documentation_s_samples() -> None:
    assert make_id(IdKind.PRODUCT, 1).startswith("1729")
    assert make_id(IdKind.SHOP, 1).startswith("749")


@pytest.mark.parametrize(
    ("region", "zone"), [("US", "TTP"), ("GB", "GCP"), ("DE", "GCP"), ("ID", "ROW"), ("BR", "ROW")]
)
def test_tokens_and_ciphers_tell_the_data_zone(region: str, zone: str) -> None:
    assert data_zone(region) == zone


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_open_id_is_54_url_safe_characters_and_different_for_every_app(app_key: str, user_id: str) -> None:
    mine = open_id_of(app_key, user_id)
    assert re.fullmatch(r"[A-Za-z0-9_-]{54}", mine)
    assert mine == open_id_of(app_key, user_id)
    assert mine != open_id_of(app_key + "x", user_id)
