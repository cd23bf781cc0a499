"""Buyers who come at the same moment share a quota, and a coupon, without exceeding them."""

from __future__ import annotations

import threading

from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in

from .promo import coupon, get, product_of, start


def test_a_quota_and_a_coupon_are_never_exceeded_however_many_buy_at_once(anywhere: RunningPlatform) -> None:
    seller = shop_in(anywhere, "GB")
    _, sku = product_of(seller, "10.00")
    activity = start(seller, sku_ids=[sku], percent=20, quantity_limit=3)["activity_id"]
    coupon_id = coupon(seller, amount="1.00", claim_limit=2)
    gate, prices = threading.Barrier(8), []

    def buy(number: int) -> None:
        line = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "buyer": f"Buyer {number}"}
        body = line if number % 2 else {**line, "coupon_ids": [coupon_id]}
        gate.wait()
        reply = anywhere.ask("POST", "/sandbox/orders", body)
        prices.append(reply.data["line_items"][0]["price"] if reply.status == 200 else "refused")

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(prices) == 8
    assert sum(price in {"8.00", "7.00"} for price in prices) == 3
    assert sum(price in {"7.00", "9.00"} for price in prices) == 2
    assert prices.count("refused") == 2
    (product,) = get(seller, activity)["products"]
    assert product["skus"][0]["used_quantity"] == 3
    assert seller.call("getCoupon", coupon_id=coupon_id).data["coupon"]["usage_stats"]["redeemed_count"] == 2


def test_locked_stock_is_sold_once_however_many_buy_at_once(anywhere: RunningPlatform) -> None:
    seller = shop_in(anywhere, "GB")
    _, sku = product_of(seller, "10.00", quantity=5)
    start(seller, sku_ids=[sku], type="FLASHSALE", price="5.00", quantity_limit=3)
    gate, prices = threading.Barrier(8), []

    def buy(number: int) -> None:
        body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "buyer": f"Buyer {number}"}
        gate.wait()
        reply = anywhere.ask("POST", "/sandbox/orders", body)
        prices.append(reply.data["line_items"][0]["price"] if reply.status == 200 else str(reply.status))

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(prices) == ["10.00", "10.00", "409", "409", "409", "5.00", "5.00", "5.00"]
    (held,) = anywhere.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku)["holdings"]
    assert (held["on_hand"], held["committed"], held["campaign_lock"]) == (5, 5, 0)
