"""The stock of a global product: what one market sells, the others have no longer."""

from __future__ import annotations

import random

import pytest

from tests.harness.cancellations import cancel
from tests.harness.catalogue import stock_of
from tests.harness.global_products import (
    NOBODY,
    GlobalSeller,
    create_global,
    get_global,
    global_seller,
    global_sku,
    published,
    target,
)
from tests.harness.returns import done
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, holding, reasons_moved
from tests.platform.support import data_of


def available(seller: GlobalSeller, market: str, sku_id: str) -> int:
    return int(stock_of(seller[market], sku_id)["total_available_quantity"])


def places_of(seller: GlobalSeller) -> list[str]:
    """The seller's global warehouses, in the order of its shops."""
    rows = seller.call("getGlobalSellerWarehouses").data["global_warehouses"]
    return [str(row["id"]) for row in rows]


@pytest.mark.parametrize("markets", [("GB", "DE"), ("DE", "ID"), ("US", "GB")], ids="-".join)
def test_an_order_in_one_market_lowers_what_the_other_can_sell(
    markets: tuple[str, str], platform: RunningPlatform
) -> None:
    seller = global_seller(platform, *markets)
    made = create_global(seller)
    rows = published(seller, made, *markets)
    here, there = (rows[market]["skus"][0]["id"] for market in markets)
    order = buy(seller[markets[0]], (here, 3))
    assert [available(seller, markets[0], here), available(seller, markets[1], there)] == [17, 17]
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 20
    buy(seller[markets[1]], (there, 2))
    assert [available(seller, markets[0], here), available(seller, markets[1], there)] == [15, 15]
    advance(seller[markets[0]], order["order_id"], "AWAITING_SHIPMENT")
    done(cancel(seller[markets[0]], order["order_id"]))
    assert [available(seller, markets[0], here), available(seller, markets[1], there)] == [18, 18]
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 20


def test_what_was_shipped_is_gone_everywhere(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE")
    here, there = rows["GB"]["skus"][0]["id"], rows["DE"]["skus"][0]["id"]
    advance(seller["GB"], buy(seller["GB"], (here, 4))["order_id"], "DELIVERED")
    assert holding(seller["GB"], here) == (16, 0)
    assert holding(seller["DE"], there) == (16, 0)
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 16


def test_the_last_unit_is_sold_once(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller, skus=[global_sku(global_quantity=1)])
    rows = published(seller, made, "GB", "DE")
    buy(seller["DE"], rows["DE"]["skus"][0]["id"])
    body = {
        "shop_cipher": seller["GB"].cipher,
        "line_items": [{"sku_id": rows["GB"]["skus"][0]["id"], "quantity": 1}],
    }
    assert platform.ask("POST", "/sandbox/orders", body).status == 409


def test_stock_that_is_set_in_one_market_is_that_of_all(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", webhook_url=NOBODY)
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE")
    here, there = rows["GB"], rows["DE"]["skus"][0]["id"]
    buy(seller["DE"], (there, 2))
    level = [{"warehouse_id": seller["GB"].warehouse_id, "quantity": 50}]
    body = {"skus": [{"id": here["skus"][0]["id"], "inventory": level}]}
    assert seller["GB"].call("updateInventory", body, product_id=here["id"]).data["errors"] == []
    assert available(seller, "DE", there) == 50
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 52
    last = seller.told("DE", 71)[-1]
    assert (last["sku_id"], last["quantity_snapshot_after_change"]["total_available_quantity"]) == (int(there), 50)
    assert last["change_detail"][0]["trigger_source"] == "api_sync"


def test_a_market_s_own_quantity_is_taken_from_what_the_others_share(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", "ID")
    made = create_global(seller)
    rows = published(seller, made, target("GB", made, inventory={"quantity": 5}), "DE", "ID")
    own, shared = rows["GB"]["skus"][0]["id"], rows["DE"]["skus"][0]["id"]
    assert [available(seller, "GB", own), available(seller, "DE", shared)] == [5, 15]
    buy(seller["GB"], own)
    assert available(seller, "DE", shared) == 15
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 20


def test_a_market_s_quantity_above_the_global_one_raises_it_to_the_sum(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    published(seller, made, "DE")
    published(seller, made, target("GB", made, inventory={"quantity": 30}))
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 30


def test_stock_by_warehouse_serves_the_market_of_the_place_first(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", "ID")
    british, german, _ = places_of(seller)
    lines = [{"global_warehouse_id": british, "quantity": 8}, {"global_warehouse_id": german, "quantity": 6}]
    sku = {"price": {"currency": "USD", "amount": "15.00"}, "seller_sku": "CANDLE-1", "inventory": lines}
    made = create_global(seller, skus=[sku])
    rows = published(seller, made, "GB", "DE", "ID")
    skus = {market: row["skus"][0]["id"] for market, row in rows.items()}
    assert {market: available(seller, market, sku_id) for market, sku_id in skus.items()} == {
        "GB": 8, "DE": 6, "ID": 8
    }  # fmt: skip
    buy(seller["ID"], skus["ID"])
    assert [available(seller, market, skus[market]) for market in ("GB", "DE")] == [7, 6]
    new = {"id": made["global_skus"][0]["id"], "inventory": [{"global_warehouse_id": british, "quantity": 3}]}
    path = {"global_product_id": made["global_product_id"]}
    reply = seller.call("updateGlobalInventory", {"global_skus": [new]}, **path)
    assert data_of("updateGlobalInventory", reply) == {}
    assert [available(seller, market, skus[market]) for market in ("GB", "ID", "DE")] == [2, 2, 6]
    sku_row = get_global(seller, made)["skus"][0]
    assert [line["quantity"] for line in sku_row["inventory"]] == [3, 6]
    assert sku_row["global_quantity"] == 9
    new["inventory"][0]["quantity"] = 0
    assert seller.call("updateGlobalInventory", {"global_skus": [new]}, **path).code == 12052146
    new["inventory"][0]["quantity"] = 1
    assert seller.call("updateGlobalInventory", {"global_skus": [new]}, **path).code == 0
    assert [available(seller, market, skus[market]) for market in ("GB", "ID", "DE")] == [0, 0, 6]


def test_a_market_that_shares_stock_hears_that_it_is_low(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", webhook_url=NOBODY)
    made = create_global(seller, skus=[global_sku(global_quantity=7)])
    rows = published(seller, made, "GB", "DE")
    buy(seller["GB"], (rows["GB"]["skus"][0]["id"], 3))
    (data,) = seller.told("DE", 27)
    assert (data["sku_id"], data["current_inventory_status"]) == (rows["DE"]["skus"][0]["id"], "LOW_STOCK")
    assert reasons_moved(seller["DE"], rows["DE"]["skus"][0]["id"]) == ["api_sync", "order_created"]


def test_stock_below_what_other_markets_promised_is_refused(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE")
    buy(seller["DE"], (rows["DE"]["skus"][0]["id"], 5))
    level = [{"warehouse_id": seller["GB"].warehouse_id, "quantity": 0}]
    body = {"skus": [{"id": rows["GB"]["skus"][0]["id"], "inventory": level}]}
    assert seller["GB"].call("updateInventory", body, product_id=rows["GB"]["id"]).data["errors"] == []
    assert holding(seller["DE"], rows["DE"]["skus"][0]["id"]) == (5, 5)
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_every_market_has_the_same_left(seed: int, platform: RunningPlatform) -> None:
    markets, chance = ("GB", "DE", "ID"), random.Random(seed)
    seller = global_seller(platform, *markets)
    for market in markets:
        settings = {"trade": {"hold": False}, "carrier": "MANUAL"}
        platform.patch(f"/sandbox/shops/{seller[market].shop_id}", settings)
    made = create_global(seller)
    skus = {market: row["skus"][0]["id"] for market, row in published(seller, made, *markets).items()}
    left, promised = 20, 0
    waiting: list[tuple[str, str, int]] = []
    for _ in range(25):
        market, units = chance.choice(markets), chance.randint(1, 3)
        act = chance.choice(("buy", "buy", "cancel", "ship", "set"))
        if act == "buy" and left >= units:
            waiting.append((market, buy(seller[market], (skus[market], units))["order_id"], units))
            left, promised = left - units, promised + units
        elif act in ("cancel", "ship") and waiting:
            market, order_id, units = waiting.pop(chance.randrange(len(waiting)))
            if act == "cancel":
                advance(seller[market], order_id, "AWAITING_SHIPMENT")
                done(cancel(seller[market], order_id))
                left += units
            else:
                advance(seller[market], order_id, "IN_TRANSIT")
            promised -= units
        elif act == "set":
            committed = sum(units for where, _, units in waiting if where == market)
            left = chance.randint(5, 20)
            level = [{"warehouse_id": seller[market].warehouse_id, "quantity": left + committed}]
            local = next(row["id"] for row in get_global(seller, made)["products"] if row["region"] == market)
            body = {"skus": [{"id": skus[market], "inventory": level}]}
            assert seller[market].call("updateInventory", body, product_id=local).data["errors"] == []
        assert {available(seller, market, sku_id) for market, sku_id in skus.items()} == {left}
        assert get_global(seller, made)["skus"][0]["global_quantity"] == left + promised
