"""What tests hold against the declarations of operations: codes and webhook topics."""

from __future__ import annotations

import msgspec
import pytest

from shopwright.platform.core.registry import BUILT
from tests.harness.calls import new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform


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
    assert "not declared: getProduct codes 12052032" in caplog.text


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
    assert "not declared: deleteProducts topics 5" in caplog.text
