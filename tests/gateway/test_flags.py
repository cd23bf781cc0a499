"""Flags in the query: how they may be spelt, and that they are obeyed."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, get_product, product_body
from tests.harness.server import RunningPlatform

LIVE, DRAFT = "Glass candle holder for tea lights, set of two", "Glass candle holder, not yet submitted"


@pytest.fixture(scope="module")
def seller(shared_platform: RunningPlatform) -> Seller:
    return new_seller(shared_platform)


@pytest.fixture(scope="module")
def product_id(seller: Seller) -> str:
    """A product with a draft beside the version that was submitted."""
    made = create_product(seller)
    body = product_body(seller, title=DRAFT, save_mode="AS_DRAFT")
    body["skus"][0]["id"] = made["skus"][0]["id"]
    assert seller.call("editProduct", body, product_id=made["product_id"]).code == 0
    return str(made["product_id"])


@pytest.mark.parametrize("flag", ["true", "TRUE", "1"])
def test_a_flag_that_is_set(seller: Seller, product_id: str, flag: str) -> None:
    assert get_product(seller, product_id, return_draft_version=flag)["title"] == DRAFT


@pytest.mark.parametrize("flag", ["false", "False", "0", ""])
def test_a_flag_that_is_not_set(seller: Seller, product_id: str, flag: str) -> None:
    assert get_product(seller, product_id, return_draft_version=flag)["title"] == LIVE


@pytest.mark.parametrize("flag", ["yes", "2", "null"])
def test_another_word_is_refused(seller: Seller, product_id: str, flag: str) -> None:
    reply = seller.call("getProduct", query={"return_draft_version": flag}, product_id=product_id)
    assert reply.code == 36009004
    assert "ReturnDraftVersion must be true or false." in reply.message
