"""Updates of stock and prices travel together, and everybody learns what became of theirs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shopwright.client.errors import ApiCallError, PartialFailure
from shopwright.client.updates import AsyncUpdates, Updates
from tests.client.support import Face
from tests.harness.server import eventually

pytestmark = [pytest.mark.slow, pytest.mark.own_platform]

#: Longer than a test: what is sent is sent by a flush.
LONG = 600.0


def open_updates(face: Face, shop: Any, window: float = LONG) -> Any:
    return AsyncUpdates(shop, window=window) if face.is_async else Updates(shop, window=window)


def ask(face: Face, updates: Any, name: str, *values: Any) -> Any:
    """Ask for an update, on the loop where there is one."""

    async def on_loop() -> Any:
        return getattr(updates, name)(*values)

    return face.run(on_loop()) if face.is_async else getattr(updates, name)(*values)


def outcome(future: Any) -> BaseException | None:
    assert future.done()
    error: BaseException | None = future.exception()
    return error


def skus_of(face: Face, shop: Any, number: int) -> list[tuple[str, str]]:
    """Products with a SKU of each."""
    products = face.call(shop, "product.search_products", page_size=number, status="ACTIVATE")["products"]
    return [(product["id"], product["skus"][0]["id"]) for product in products]


def sent(face: Face, operation: str) -> int:
    rows: list[Any] = face.platform.get("/sandbox/requests", operation=operation, size=100)["requests"]
    return len(rows)


def units(face: Face, shop: Any, product_id: str) -> int:
    product = face.call(shop, "product.get_product", product_id)
    return int(product["skus"][0]["inventory"][0]["quantity"])


def test_a_hundred_updates_take_a_fifth_of_the_calls_or_fewer_and_the_last_value_wins(face: Face) -> None:
    shop = face.shop()
    pairs = skus_of(face, shop, 10)
    updates = open_updates(face, shop)
    futures = [ask(face, updates, "stock", *pair, 100 + turn) for turn in range(10) for pair in pairs]
    assert sent(face, "updateInventory") == 0
    face.run(updates.flush())
    assert (updates.asked, updates.sent, sent(face, "updateInventory")) == (100, 10, 10)
    assert updates.sent <= 0.2 * updates.asked
    assert [outcome(future) for future in futures] == [None] * 100
    assert {units(face, shop, product_id) for product_id, _ in pairs} == {109}


def test_stock_and_prices_go_apart_and_closing_sends_what_waits(face: Face) -> None:
    shop = face.shop()
    ((product_id, sku_id),) = skus_of(face, shop, 1)
    updates = open_updates(face, shop)
    futures = [
        ask(face, updates, "stock", product_id, sku_id, 7),
        ask(face, updates, "price", product_id, sku_id, "3.21", "GBP"),
    ]
    face.run(updates.close())
    assert [outcome(future) for future in futures] == [None, None]
    product = face.call(shop, "product.get_product", product_id)
    assert product["skus"][0]["price"]["sale_price"] == "3.21"
    assert units(face, shop, product_id) == 7
    with pytest.raises(RuntimeError, match="closed"):
        ask(face, updates, "stock", product_id, sku_id, 8)


def test_each_caller_gets_the_outcome_of_their_own_sku(face: Face) -> None:
    shop = face.shop()
    (first, second) = skus_of(face, shop, 2)
    updates = open_updates(face, shop)
    fine = ask(face, updates, "stock", *first, 5)
    unknown = ask(face, updates, "stock", second[0], "1729000000000000001", 5)
    face.run(updates.flush())
    assert outcome(fine) is None
    assert isinstance(outcome(unknown), (ApiCallError, PartialFailure))
    assert units(face, shop, first[0]) == 5


def test_a_window_ends_by_itself(face: Face) -> None:
    shop = face.shop()
    ((product_id, sku_id),) = skus_of(face, shop, 1)
    updates = open_updates(face, shop, window=0.01)
    future = ask(face, updates, "stock", product_id, sku_id, 3)
    if face.is_async:
        face.run(asyncio.wait_for(asyncio.shield(future), 60))
    else:
        assert eventually(future.done)
    assert outcome(future) is None
    face.run(updates.close())
    assert units(face, shop, product_id) == 3
