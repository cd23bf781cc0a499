"""One SKU that everybody wants, bought through the door by many at once, on each database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_seller
from tests.harness.global_products import create_global, get_global, global_seller, published
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, holding, stocked

pytestmark = pytest.mark.slow

BUYERS = 64
OUT_OF_STOCK = 40912

Doors = tuple[RunningPlatform, ...]


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.postgres)])
def doors(request: pytest.FixtureRequest, start_platform: StartPlatform, tmp_path: Path) -> Doors:
    """One database: a file behind one server, PostgreSQL behind two."""
    if request.param == "file":
        return (start_platform(folder=tmp_path / "data"),)
    url = request.getfixturevalue("database")
    return start_platform(database=url), start_platform(database=url)


def at_once(doors: Doors, ask: Callable[[RunningPlatform, int], Any], count: int = BUYERS) -> list[Any]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda number: ask(doors[number % len(doors)], number), range(count)))


def buy_through(seller: Seller, sku: str, quantity: int = 1) -> Callable[[RunningPlatform, int], int]:
    line = {"sku_id": sku, "quantity": quantity}

    def ask(door: RunningPlatform, number: int) -> int:
        body = {"shop_cipher": seller.cipher, "line_items": [line], "buyer": f"buyer {number}"}
        return door.ask("POST", "/sandbox/orders", body).code

    return ask


def movements(seller: Seller, sku: str) -> list[dict[str, Any]]:
    ledger = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku)
    return list(ledger["entries"])


def adds_up(seller: Seller, sku: str) -> bool:
    """Whether what is there is the sum of all that moved."""
    rows = movements(seller, sku)
    return holding(seller, sku) == (sum(row["on_hand"] for row in rows), sum(row["committed"] for row in rows))


def count_of(seller: Seller, status: str) -> int:
    return int(seller.call("getOrderList", {"order_status": status}, query={"page_size": 1}).data["total_count"])


def test_64_buyers_of_20_pieces_buy_exactly_20(doors: Doors) -> None:
    seller = new_seller(doors[0])
    sku = stocked(seller, 20)
    answers = Counter(at_once(doors, buy_through(seller, sku)))
    assert answers == {0: 20, OUT_OF_STOCK: 44}
    assert holding(seller, sku) == (20, 20)
    assert adds_up(seller, sku)
    assert [movement["reason"] for movement in movements(seller, sku)].count("order_created") == 20
    assert count_of(seller, "ON_HOLD") == 20


def test_no_piece_is_left_over_when_buyers_want_several(doors: Doors) -> None:
    seller = new_seller(doors[0])
    sku = stocked(seller, 31)
    answers = Counter(at_once(doors, buy_through(seller, sku, 3), 24))
    assert answers == {0: 10, OUT_OF_STOCK: 14}
    assert holding(seller, sku) == (31, 30)
    assert at_once(doors, buy_through(seller, sku, 1), 2).count(0) == 1


def test_buying_cancelling_and_shipping_at_once_keep_the_ledger_true(doors: Doors) -> None:
    seller = new_seller(doors[0])
    sku = stocked(seller, 40)
    made = [buy(seller, sku)["order_id"] for _ in range(20)]
    for order_id in made[10:]:
        advance(seller, order_id, "AWAITING_SHIPMENT")

    def act(door: RunningPlatform, number: int) -> int:
        if number % 2:
            return buy_through(seller, sku)(door, number)
        order_id = made[number // 2]
        if number < 20:
            return door.ask("POST", f"/sandbox/orders/{order_id}/cancel", {}).code
        return door.ask("POST", f"/sandbox/orders/{order_id}/advance", {"status": "AWAITING_COLLECTION"}).code

    answers = at_once(doors, act, 40)
    assert set(answers) == {0}
    assert holding(seller, sku) == (30, 20)
    assert adds_up(seller, sku)
    counts = {status: count_of(seller, status) for status in ("ON_HOLD", "CANCELLED", "AWAITING_COLLECTION")}
    assert counts == {"ON_HOLD": 20, "CANCELLED": 10, "AWAITING_COLLECTION": 10}


def test_one_order_is_paid_once_however_many_pay(doors: Doors) -> None:
    seller = new_seller(doors[0])
    sku = stocked(seller, 5)
    order_id = buy(seller, sku, paid=False)["order_id"]
    answers = at_once(doors, lambda door, _: door.ask("POST", f"/sandbox/orders/{order_id}/pay").code, 16)
    assert answers.count(0) == 1
    assert holding(seller, sku) == (5, 1)


def test_one_word_is_one_buyer_however_many_use_it_first(doors: Doors) -> None:
    seller = new_seller(doors[0])
    sku = stocked(seller, 50)
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "buyer": "Ada"}
    made = at_once(doors, lambda door, _: door.post("/sandbox/orders", body)["buyer_id"], 12)
    assert len(set(made)) == 1


def test_markets_that_share_stock_sell_no_more_than_there_is(doors: Doors) -> None:
    seller = global_seller(doors[0], "GB", "DE")
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE")
    asking = [buy_through(seller[market], rows[market]["skus"][0]["id"]) for market in ("GB", "DE")]
    codes = Counter(at_once(doors, lambda door, number: asking[number % 3 % 2](door, number)))
    assert codes == {0: 20, OUT_OF_STOCK: BUYERS - 20}
    for market in ("GB", "DE"):
        sku = rows[market]["skus"][0]["id"]
        on_hand, committed = holding(seller[market], sku)
        assert on_hand == committed
        assert adds_up(seller[market], sku)
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 20
