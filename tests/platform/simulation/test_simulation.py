"""Simulated buyers: they come at a rate, the same for a seed, and their orders are orders like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from tests.conftest import StartPlatform
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform
from tests.harness.simulations import begin, furnished, history, now, orders, simulation
from tests.harness.trade import DAY, HOUR, detail, holding, pass_time, reasons_moved, stocked

pytestmark = [pytest.mark.own_platform, pytest.mark.slow]

#: Nothing but orders that are paid at once and wait for their seller.
PLAIN = {
    "payment_failure": 0,
    "late_payment": 0,
    "buyer_cancel": 0,
    "return_rate": 0,
    "review_rate": 0,
    "gift": 0,
    "basket": {"lines": [1], "units": [1]},
}
SAFE = {"lost": 0, "damaged": 0, "refused": 0, "undeliverable": 0}


def run_a_week(platform: RunningPlatform, steps: int) -> tuple[list[tuple[object, ...]], Mapping[str, int]]:
    seller = furnished(platform)
    begin(seller, orders_per_hour=1, seller="SHIPS", mix={"buyer_cancel": 0.2, "return_rate": 0.2})
    began = now(platform)
    for _ in range(steps):
        pass_time(platform, 7 * DAY // steps)
    return history(seller, began), simulation(seller)["counts"]


@pytest.mark.slow
def test_the_same_seed_brings_the_same_buyers_whatever_the_steps_of_the_clock(
    platform: RunningPlatform, start_platform: StartPlatform
) -> None:
    week, counts = run_a_week(platform, 1)
    assert run_a_week(start_platform(), 14) == (week, counts)
    assert 120 < len(week) < 220
    assert {"orders", "paid_late", "cancelled_by_buyer", "shipped_by_seller"} <= counts.keys()


@pytest.mark.slow
def test_a_day_of_buyers_is_the_same_on_every_database(
    anywhere: RunningPlatform, start_platform: StartPlatform
) -> None:
    def run(platform: RunningPlatform) -> list[tuple[object, ...]]:
        seller = furnished(platform)
        begin(seller, orders_per_hour=2, seller="SHIPS")
        began = now(platform)
        pass_time(platform, DAY)
        return history(seller, began)

    assert run(anywhere) == run(start_platform())


def test_another_seed_brings_others(platform: RunningPlatform) -> None:
    histories = []
    for seed in ("a", "b"):
        seller = furnished(platform)
        begin(seller, seed=seed)
        began = now(platform)
        pass_time(platform, 5 * HOUR)
        histories.append([item[0] for item in history(seller, began)])
    assert histories[0]
    assert histories[0] != histories[1]


def test_the_rate_is_kept_until_it_changes_and_nobody_comes_to_a_simulation_that_stopped(
    platform: RunningPlatform,
) -> None:
    seller = furnished(platform)
    begin(seller, orders_per_hour=20, mix=PLAIN)
    pass_time(platform, 10 * HOUR)
    count = len(orders(seller))
    assert 150 < count < 250
    begin(seller, orders_per_hour=0)
    assert simulation(seller)["next_arrival_at"] is None
    pass_time(platform, 10 * HOUR)
    assert len(orders(seller)) == count
    begin(seller, orders_per_hour=5)
    assert simulation(seller)["mix"]["late_payment"] == 0
    pass_time(platform, 10 * HOUR)
    assert 25 < len(orders(seller)) - count < 80
    count = len(orders(seller))
    assert platform.delete(f"/sandbox/world?shop_id={seller.shop_id}") == {"removed": 1}
    pass_time(platform, 10 * HOUR)
    assert len(orders(seller)) == count
    assert platform.refuse("GET", "/sandbox/world", shop_id=seller.shop_id).code == 40401


def test_a_simulation_with_an_end_ends(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    end = now(platform) + 3 * HOUR
    begin(seller, orders_per_hour=20, until=end)
    pass_time(platform, 10 * HOUR)
    times = [order["created_at"] for order in orders(seller)]
    assert times
    assert max(times) <= end
    assert simulation(seller)["next_arrival_at"] is None


def test_buyers_who_find_too_little_leave_and_nothing_is_oversold(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze")
    seller = new_seller(platform)
    sku = stocked(seller, 5)
    begin(seller, orders_per_hour=20, mix={**PLAIN, "basket": {"lines": [1], "units": [0, 1]}})
    pass_time(platform, HOUR)
    reply = simulation(seller)
    assert holding(seller, sku) == (5, 4)
    assert reply["counts"]["orders"] == 2
    assert reply["arrivals"] == reply["counts"]["orders"] + reply["counts"]["left_without"]


def test_who_never_pays_loses_the_order_and_who_pays_late_keeps_it(platform: RunningPlatform) -> None:
    never, late = furnished(platform), furnished(platform)
    begin(never, mix={**PLAIN, "payment_failure": 1})
    begin(late, mix={**PLAIN, "late_payment": 1})
    pass_time(platform, 6 * HOUR)
    begin(never, orders_per_hour=0)
    begin(late, orders_per_hour=0)
    pass_time(platform, 3 * HOUR)
    assert {order["status"] for order in orders(never)} == {"CANCELLED"}
    assert {order["status"] for order in orders(late)} == {"AWAITING_SHIPMENT"}
    paid = [platform.get(f"/sandbox/orders/{order['order_id']}")["timeline"] for order in orders(late)]
    assert all(0 < item["paid"] - item["created"] < HOUR for item in paid)
    assert simulation(late)["counts"]["paid_late"] == len(paid)


def test_buyers_ask_to_cancel_and_a_simulated_seller_answers(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    begin(seller, mix={**PLAIN, "buyer_cancel": 1}, carrier=SAFE, seller="SHIPS", until=now(platform) + DAY)
    pass_time(platform, 4 * DAY)
    counts = simulation(seller)["counts"]
    counter = Counter(order["status"] for order in orders(seller))
    assert counter["CANCELLED"] > 10
    assert counts["cancelled_by_buyer"] >= counter["CANCELLED"]
    assert counts["answered_by_seller"] > 0
    assert not [order for order in orders(seller) if order["open_claims"]]


def test_a_simulated_seller_ships_and_parcels_end_as_the_carriers_rates_say(platform: RunningPlatform) -> None:
    safe, lossy = furnished(platform), furnished(platform)
    begin(safe, mix=PLAIN, carrier=SAFE, seller="SHIPS", until=now(platform) + DAY)
    begin(lossy, mix=PLAIN, carrier={**SAFE, "lost": 1}, seller="SHIPS", until=now(platform) + DAY)
    pass_time(platform, 20 * DAY)
    assert {order["status"] for order in orders(safe)} == {"DELIVERED"}
    assert {order["status"] for order in orders(lossy)} == {"CANCELLED"}
    parcels = platform.get("/sandbox/packages", shop_id=lossy.shop_id, size=100)["packages"]
    assert {parcel["outcome"] for parcel in parcels} == {"LOST"}


def test_without_a_simulated_seller_orders_wait(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    begin(seller, mix=PLAIN, until=now(platform) + 3 * HOUR)
    pass_time(platform, 2 * DAY)
    assert {order["status"] for order in orders(seller)} == {"AWAITING_SHIPMENT"}


def test_buyers_send_back_what_arrived(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    begin(seller, mix={**PLAIN, "return_rate": 1}, carrier=SAFE, seller="SHIPS", until=now(platform) + 6 * HOUR)
    pass_time(platform, 25 * DAY)
    made = seller.call("searchReturns", {}, query={"page_size": 50}).data["return_orders"]
    assert {item["order_id"] for item in made} == {order["order_id"] for order in orders(seller)}
    assert simulation(seller)["counts"]["returned"] == len(orders(seller))


def test_gifts_cost_nothing_and_move_stock(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    begin(seller, mix={**PLAIN, "gift": 1}, until=now(platform) + 3 * HOUR)
    pass_time(platform, 3 * HOUR)
    for order in orders(seller):
        lines = detail(seller, order["order_id"])["line_items"]
        assert [(line["is_gift"], line["sale_price"] == "0.00") for line in lines] == [(False, False), (True, True)]
        assert "order_created" in reasons_moved(seller, lines[1]["sku_id"])


def test_a_week_has_days_and_nights(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    sunday = (now(platform) // (7 * DAY) + 1) * 7 * DAY + 3 * DAY
    platform.post("/sandbox/clock/set", {"time": sunday})
    begin(seller, orders_per_hour=3, rhythm="WEEK", mix=PLAIN)
    pass_time(platform, 4 * DAY)
    hours = Counter(order["created_at"] // HOUR % 24 for order in orders(seller))
    by_day, by_night = sum(hours[h] for h in range(9, 17)), sum(hours[h] for h in range(8))
    assert by_day > 4 * by_night


def test_wrong_settings_are_refused(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    wrong: tuple[dict[str, object], ...] = (
        {"orders_per_hour": -1},
        {"mix": {"gift": 2}},
        {"mix": {"basket": {"lines": []}}},
        {"carrier": {"lost": "often"}},
        {"rhythm": "MONTH"},
    )
    for fields in wrong:
        body = {"shop_cipher": seller.cipher, "orders_per_hour": 1, **fields}
        assert shared_platform.refuse("POST", "/sandbox/world", body).code == 40001
    body = {"shop_cipher": seller.cipher, "orders_per_hour": 1, "carrier": {"lost": 0.7, "refused": 0.7}}
    assert shared_platform.refuse("POST", "/sandbox/world", body).code == 40001
    assert shared_platform.refuse("POST", "/sandbox/world", {**body, "shop_cipher": "?"}).code == 40401
    assert shared_platform.refuse("DELETE", "/sandbox/world", shop_id="1").code == 40401


def test_a_simulation_survives_a_restore_and_goes_on_as_before(platform: RunningPlatform) -> None:
    seller = furnished(platform)
    begin(seller, mix=PLAIN)
    began = now(platform)
    pass_time(platform, 5 * HOUR)
    snapshot = platform.post("/sandbox/snapshots", {"name": "five hours"})
    pass_time(platform, 5 * HOUR)
    once = history(seller, began)
    platform.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    pass_time(platform, 5 * HOUR)
    assert history(seller, began) == once
