"""A setting leaves empty lists out of replies, so that a client can be tried with both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, product_body
from tests.harness.server import RunningPlatform


@pytest.fixture
def seller(platform: RunningPlatform) -> Iterator[Seller]:
    """A seller of a platform whose setting is switched off again."""
    yield new_seller(platform)
    platform.patch("/sandbox/settings", {"omit_empty_lists": False})


def has_empty_lists(value: object) -> bool:
    if isinstance(value, dict):
        return any(member == [] or has_empty_lists(member) for member in value.values())
    return isinstance(value, list) and any(map(has_empty_lists, value))


@pytest.mark.own_platform
def test_what_is_not_there_is_an_empty_list_or_no_field_by_a_setting(platform: RunningPlatform, seller: Seller) -> None:
    def orders() -> object:
        return seller.call("getOrderList", {}, query={"page_size": 10}).data

    before = orders()
    assert before["orders"] == []  # type: ignore[index]
    assert platform.patch("/sandbox/settings", {"omit_empty_lists": True})["omit_empty_lists"] is True
    assert orders() == {name: value for name, value in before.items() if name != "orders"}  # type: ignore[attr-defined]
    platform.patch("/sandbox/settings", {"omit_empty_lists": False})
    assert orders() == before


@pytest.mark.own_platform
def test_empty_lists_are_left_out_at_any_depth_and_nothing_else_is(platform: RunningPlatform, seller: Seller) -> None:
    product_id = create_product(seller)["product_id"]
    before = seller.call("getProduct", product_id=product_id).data
    assert has_empty_lists(before), "a product shows some"
    platform.patch("/sandbox/settings", {"omit_empty_lists": True})
    after = seller.call("getProduct", product_id=product_id).data
    assert not has_empty_lists(after)
    assert after == without(before)


def without(value: object) -> object:
    if isinstance(value, dict):
        return {name: without(member) for name, member in value.items() if member != []}
    return [without(member) for member in value] if isinstance(value, list) else value


@pytest.mark.own_platform
def test_a_first_result_is_repeated_as_the_setting_is_then(platform: RunningPlatform, seller: Seller) -> None:
    body = {**product_body(seller), "idempotency_key": "k"}
    platform.patch("/sandbox/settings", {"omit_empty_lists": True})
    first = seller.call("createProduct", body).data
    platform.patch("/sandbox/settings", {"omit_empty_lists": False})
    again = seller.call("createProduct", body).data
    assert without(again) == first
