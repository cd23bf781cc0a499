"""What tests hold against the declarations of operations: codes and webhook topics."""

from __future__ import annotations

import msgspec
import pytest

from shopwright.platform.core.registry import BUILT
from tests.harness.calls import new_seller
from tests.harness.catalogue import create_product
from tests.harness.declarations import codes_in, declared, problems
from tests.harness.never_seen import UNRAISED_CODES
from tests.harness.server import RunningPlatform

ALL = frozenset().union(*map(declared, BUILT))
EXCUSED = {(operation_id, "code", code) for operation_id, code in UNRAISED_CODES}


def strip(monkeypatch: pytest.MonkeyPatch, operation_id: str) -> None:
    """Take an operation's declarations away."""
    monkeypatch.setitem(BUILT, operation_id, msgspec.structs.replace(BUILT[operation_id], raises=(), webhooks=()))


def test_a_call_that_answers_a_code_that_it_does_not_declare_fails(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seller = new_seller(platform)
    assert seller.call("getProduct", product_id="1").code == 12052032
    strip(monkeypatch, "getProduct")
    assert seller.call("getProduct", product_id="1").status == 500
    assert "not declared: getProduct code 12052032" in caplog.text


def test_a_call_that_answers_such_a_code_for_one_item_fails(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = new_seller(platform)
    assert seller.call("deleteProducts", {"product_ids": ["1"]}).status == 200
    strip(monkeypatch, "deleteProducts")
    assert seller.call("deleteProducts", {"product_ids": ["1"]}).status == 500


def test_a_call_that_causes_a_topic_that_it_does_not_declare_fails(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seller = new_seller(platform)
    product_id = create_product(seller)["product_id"]
    strip(monkeypatch, "deleteProducts")
    assert seller.call("deleteProducts", {"product_ids": [product_id]}).status == 500
    assert "not declared: deleteProducts topic 5" in caplog.text


def test_what_was_never_seen_is_listed() -> None:
    seen = set(ALL - EXCUSED)
    assert problems(seen) == []
    missing = ("deleteProducts", "topic", 5)
    assert problems(seen - {missing}) == ["declared and never seen: deleteProducts topic 5"]


def test_an_excuse_that_is_not_needed_is_listed() -> None:
    excused = min(EXCUSED)
    assert problems({*(ALL - EXCUSED), excused}) == [f"excused and seen: {excused[0]} code {excused[2]}"]


def test_codes_of_items_are_found_wherever_they_are() -> None:
    data = {"errors": [{"code": "11", "message": "a", "detail": {"extra_errors": [{"code": 12, "message": "b"}]}}]}
    assert sorted(codes_in(data)) == [11, 12]
    assert list(codes_in({"code": 0, "message": "Success"})) == []
    assert list(codes_in({"code": "GBLC1", "message": "a shop"})) == []
