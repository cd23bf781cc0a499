"""Idempotency keys: the same key gives the first result, whatever happened since."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shopwright.contract.model import Operation
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import product_body, upload_image
from tests.harness.server import RunningPlatform

from .conftest import Callers
from .test_every_operation import right_call


@pytest.fixture
def shop(anywhere: RunningPlatform) -> Seller:
    """A seller on each kind of database."""
    anywhere.patch("/sandbox/settings", {"requests_per_second": 0})
    return new_seller(anywhere)


def body(seller: Seller, **fields: Any) -> dict[str, Any]:
    return product_body(seller, **{"idempotency_key": "once", **fields})


def count(seller: Seller) -> int:
    return int(seller.call("searchProducts", {}, query={"page_size": 1}).data["total_count"])


def test_the_same_key_and_body_give_the_first_result_and_change_nothing_more(shop: Seller) -> None:
    listing = body(shop)
    first = shop.call("createProduct", listing).data
    shop.call("deleteProducts", {"product_ids": [first["product_id"]]})
    again = shop.call("createProduct", listing)
    assert again.data == first
    assert count(shop) == 0


def test_the_same_key_with_another_body_is_refused(shop: Seller) -> None:
    listing = body(shop)
    assert shop.call("createProduct", listing).code == 0
    other = shop.call("createProduct", {**listing, "title": "Another glass candle holder for tea lights"})
    assert (other.status, other.code) == (400, 36009004)
    assert "idempotency key" in other.message
    assert count(shop) == 1


def test_the_same_key_with_another_body_gives_the_first_result_by_setting(shop: Seller) -> None:
    shop.platform.patch("/sandbox/settings", {"same_key_other_body": "first"})
    listing = body(shop)
    first = shop.call("createProduct", listing).data
    other = shop.call("createProduct", {**listing, "title": "Another glass candle holder for tea lights"})
    assert other.data == first
    assert count(shop) == 1


def test_a_refused_call_does_not_use_its_key_up(shop: Seller) -> None:
    listing = body(shop)
    assert shop.call("createProduct", {**listing, "title": ""}).code == 12052261
    assert shop.call("createProduct", listing).code == 0
    assert count(shop) == 1


@pytest.mark.parametrize("letter", ["k", "é"])
def test_a_key_of_a_product_has_128_characters_at_the_most(letter: str, shop: Seller) -> None:
    refused = shop.call("createProduct", body(shop, idempotency_key=letter * 129))
    assert (refused.status, refused.code) == (400, 36009004)
    assert "128" in refused.message
    assert count(shop) == 0
    listing = body(shop, idempotency_key=letter * 128)
    first = shop.call("createProduct", listing).data
    assert shop.call("createProduct", listing).data == first


def test_two_shops_may_use_the_same_key(shop: Seller) -> None:
    other = new_seller(shop.platform, shop.app)
    first, second = (seller.call("createProduct", body(seller)).data["product_id"] for seller in (shop, other))
    assert first != second


@pytest.mark.parametrize("key", [None, ""])
def test_without_a_key_every_call_is_a_new_one(key: str | None, shop: Seller) -> None:
    listing = body(shop, idempotency_key=key)
    if key is None:
        del listing["idempotency_key"]
    made = {shop.call("createProduct", listing).data["product_id"] for _ in range(2)}
    assert len(made) == 2


def test_calls_with_one_key_at_the_same_time_make_one_product(shop: Seller) -> None:
    listing = body(shop, uri=upload_image(shop))
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: shop.call("createProduct", listing), range(8)))
    assert {reply.data["product_id"] for reply in replies} == {replies[0].data["product_id"]}
    assert count(shop) == 1


KEYED = [
    pytest.param(built.operation, id=key)
    for key, built in sorted(BUILT.items())
    if built.operation.idempotency is not None and built.operation.idempotency.longest is not None
]


@pytest.mark.parametrize("keyed", KEYED)
def test_a_key_that_is_longer_than_the_contract_says_is_refused(keyed: Operation, callers: Callers) -> None:
    taken = keyed.idempotency
    assert taken is not None
    assert taken.longest is not None
    call = right_call(keyed, callers)
    for length, is_refused in ((taken.longest, False), (taken.longest + 1, True)):
        key = "k" * length
        if taken.location == "query":
            reply = call.but(query=[*call.query, (taken.name, key)]).send(callers.platform)
        else:
            sent = json.dumps({**json.loads(call.body), taken.name: key}).encode()
            reply = call.but(body=sent).send(callers.platform)
        assert ("IdempotencyKey" in reply.message) is is_refused, reply.message
        assert (reply.code == 36009004) is is_refused
