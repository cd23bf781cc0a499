"""Random stock updates at two warehouses: the ledger adds up, nothing is negative, refused updates change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.stock.locks_store import StockLock, StockLocks
from shopwright.platform.catalogue.stock.stock_change import move
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import SALES, Warehouse, WarehouseDocument, Warehouses
from shopwright.wire.ids import IdKind, make_id
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import coloured, create_product, product_body, stock_of, upload_image
from tests.harness.server import RunningPlatform

MOST = 999_999
PARTS = ("on_hand", "committed", "campaign_lock", "creator_lock")


@pytest.fixture(scope="module")
def seller() -> Iterator[Seller]:
    """A shop with a second sales warehouse."""
    platform = RunningPlatform(demo=False)
    owner = new_seller(platform)
    doc = WarehouseDocument("Second", "DOMESTIC_WAREHOUSE", {})
    second = Warehouse(owner.shop_id, make_id(IdKind.WAREHOUSE, 10**9), SALES, "ENABLED", False, doc)
    platform.inside(lambda tx: tx[Warehouses].add(second))
    yield Seller(platform, owner.app, platform.get(f"/sandbox/shops/{owner.shop_id}"), owner.tokens)
    platform.stop()


@pytest.fixture(scope="module")
def uri(seller: Seller) -> str:
    return upload_image(seller)


def sales_warehouses(seller: Seller) -> list[str]:
    return [
        warehouse["warehouse_id"] for warehouse in seller.shop["warehouses"] if warehouse["type"] == "SALES_WAREHOUSE"
    ]


def places_of(seller: Seller) -> list[str]:
    """Two sales warehouses, the first of them the default, two that no stock may go to, and none, the default again."""
    returns = next(
        warehouse["warehouse_id"] for warehouse in seller.shop["warehouses"] if warehouse["type"] == "RETURN_WAREHOUSE"
    )
    return [*sales_warehouses(seller), returns, "7136000000009999999", ""]


QUANTITIES = st.one_of(
    st.integers(0, 60), st.integers(-3, 3), st.sampled_from([MOST, MOST + 1, 2**31, 2**63, -(2**70)])
)
#: Mostly both warehouses in order, so that most updates are right ones.
LINES = st.one_of(
    st.tuples(QUANTITIES, QUANTITIES).map(lambda pair: [(0, pair[0]), (1, pair[1])]),
    st.lists(st.tuples(st.integers(0, 4), QUANTITIES), max_size=3),
)
UPDATES = st.lists(st.tuples(st.integers(0, 2), LINES), min_size=1, max_size=3)
#: What orders and campaigns do: they bind stock and let it go again.
BINDINGS = st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(PARTS[1:]), st.integers(-8, 8))
STEPS = st.lists(st.one_of(UPDATES, UPDATES, BINDINGS), min_size=1, max_size=10)


def ledger(seller: Seller, sku_id: str) -> dict[str, Counter[str]]:
    """On hand and bound by warehouse, once as it is held and once as the sum of all movements: they are the same."""
    sandbox_ledger = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)
    held = {row["warehouse_id"]: Counter({part: row[part] for part in PARTS}) for row in sandbox_ledger["holdings"]}
    summed: dict[str, Counter[str]] = {}
    for entry in sandbox_ledger["entries"]:
        at = summed.setdefault(entry["warehouse_id"], Counter(dict.fromkeys(PARTS, 0)))
        at.update({part: entry[part] for part in PARTS})
    for warehouse_id, holding in held.items():
        assert dict(holding) == dict(summed.get(warehouse_id, Counter(dict.fromkeys(PARTS, 0))))
    assert set(summed) <= set(held)
    for row in sandbox_ledger["holdings"]:
        assert min(row[part] for part in PARTS) >= 0
        assert row["available"] == row["on_hand"] - row["committed"] - row["campaign_lock"] - row["creator_lock"] >= 0
        assert row["on_hand"] <= MOST
    return held


def check_search(seller: Seller, sku_id: str, held: dict[str, Counter[str]]) -> None:
    """What inventorySearch says is what the ledger says."""
    stock, whole = stock_of(seller, sku_id), sum(held.values(), Counter[str]())
    distribution = stock["total_available_inventory_distribution"]
    locked = {
        kind: sum(row["quantity"] for row in distribution[f"{kind}_inventory"]) for kind in ("campaign", "creator")
    }
    assert stock["total_committed_quantity"] == whole["committed"]
    assert stock["total_available_quantity"] + stock["total_committed_quantity"] == whole["on_hand"]
    assert (locked["campaign"], locked["creator"]) == (whole["campaign_lock"], whole["creator_lock"])
    assert distribution["in_shop_inventory"]["quantity"] + sum(locked.values()) == stock["total_available_quantity"]
    rows = {row["warehouse_id"]: row for row in stock["warehouse_inventory"]}
    assert set(rows) == set(held)
    for warehouse_id, holding in held.items():
        assert rows[warehouse_id]["available_quantity"] == holding["on_hand"] - holding["committed"]
        assert rows[warehouse_id]["committed_quantity"] == holding["committed"]


def is_right(wanted: list[tuple[str, int]], held: dict[str, Counter[str]], known: set[str]) -> bool:
    """Whether an update of a SKU may be made: every warehouse once, enough for what is bound, not too much."""
    places = [place for place, _ in wanted]
    return (
        len(set(places)) == len(places)
        and set(held) <= set(places) <= known
        and all(
            0 <= quantity <= MOST and quantity >= sum(held.get(place, Counter())[part] for part in PARTS[1:])
            for place, quantity in wanted
        )
    )


def update(seller: Seller, product_id: str, sku_ids: list[str], changes: list[Any]) -> None:
    """Send an update, and foresee what it changes."""
    places = places_of(seller)
    before = {sku_id: ledger(seller, sku_id) for sku_id in sku_ids[:2]}
    body = {
        "skus": [
            {
                "id": sku_ids[which],
                "inventory": [{"warehouse_id": places[place], "quantity": quantity} for place, quantity in lines],
            }
            for which, lines in changes
        ]
    }
    reply = seller.call("updateInventory", body, product_id=product_id)
    assert reply.status in {200, 400}
    expected = {sku_id: {place: row["on_hand"] for place, row in held.items()} for sku_id, held in before.items()}
    if reply.code == 0:
        refused = {error["detail"]["sku_id"] for error in reply.data["errors"]}
        for which, lines in changes:
            sku_id = sku_ids[which]
            wanted = [(places[place] or places[0], quantity) for place, quantity in lines]
            right = sku_id in before and is_right(wanted, before[sku_id], set(places[:2]))
            assert (sku_id not in refused) is right, (lines, reply.data)
            if right:
                expected[sku_id] = dict(wanted)
    for sku_id, on_hand in expected.items():
        after = ledger(seller, sku_id)
        assert {place: row["on_hand"] for place, row in after.items()} == on_hand
        for place, row in after.items():
            known = before[sku_id].get(place, Counter())
            assert [row[part] for part in PARTS[1:]] == [known[part] for part in PARTS[1:]]
        check_search(seller, sku_id, after)


def bind(seller: Seller, product_id: str, sku_id: str, place: str, part: str, by: int) -> None:
    """Bind stock or let it go, as orders and campaigns do."""
    before = ledger(seller, sku_id).get(place, Counter())
    bound = sum(before[part] for part in PARTS[1:]) + by
    fits = bool(before) and before[part] + by >= 0 and bound <= before["on_hand"]

    def work(tx: Tx) -> bool:
        shop = tx[Accounts].shop(seller.shop_id)
        assert shop is not None
        change = {place: Quantities(**{part: by})}
        if part == "campaign_lock" and fits:
            tx[StockLocks].put(seller.shop_id, StockLock("1", sku_id, place, product_id, "Sale", before[part] + by))
        return move(tx, shop, product_id, sku_id, change, Reason.ORDER_CREATED, "test")

    assert seller.platform.inside(work) is fits
    after = ledger(seller, sku_id)
    assert after.get(place, Counter())[part] == before[part] + (by if fits else 0)
    check_search(seller, sku_id, after)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_the_ledger_adds_up_and_refused_updates_change_nothing(seller: Seller, uri: str, steps: list[Any]) -> None:
    made = create_product(seller, uri, skus=coloured(seller, "Red", "Blue"))
    product_id = made["product_id"]
    sku_ids = [*(sku["id"] for sku in made["skus"]), "1730000000009999999"]
    for step in steps:
        if isinstance(step, list):
            update(seller, product_id, sku_ids, list(dict(step).items()))
        else:
            which, place, part, by = step
            bind(seller, product_id, sku_ids[which], sales_warehouses(seller)[place], part, by)


def test_a_sku_named_twice_refuses_the_whole_update(seller: Seller, uri: str) -> None:
    made = create_product(seller, uri)
    sku = {"id": made["skus"][0]["id"], "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": 3}]}
    reply = seller.call("updateInventory", {"skus": [sku, sku]}, product_id=made["product_id"])
    assert reply.code == 12052553
    assert stock_of(seller, sku["id"])["total_available_quantity"] == 10


def test_every_movement_says_why_and_by_which_call(seller: Seller, uri: str) -> None:
    made = create_product(seller, uri)
    sku_id = made["skus"][0]["id"]
    line = {"warehouse_id": seller.warehouse_id, "quantity": 4}
    body = {"skus": [{"id": sku_id, "inventory": [line]}]}
    reply = seller.call("updateInventory", body, product_id=made["product_id"])
    entries = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)["entries"]
    assert [(entry["on_hand"], entry["reason"]) for entry in entries] == [(10, "api_sync"), (-6, "api_sync")]
    assert entries[1]["reference"] == reply.json["request_id"]


def test_the_stock_of_a_sku_that_an_edit_removes_is_written_off(seller: Seller, uri: str) -> None:
    skus = coloured(seller, "Red", "Blue", "Green")
    made = create_product(seller, uri, skus=skus)
    kept, gone, owed = (sku["id"] for sku in made["skus"])
    body = product_body(seller, uri, skus=[{**skus[0], "id": kept}])
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 60}})
    assert seller.call("editProduct", body, product_id=made["product_id"]).code == 0
    bind(seller, made["product_id"], owed, seller.warehouse_id, "committed", 4)  # sold before the verdict
    seller.platform.post("/sandbox/clock/advance", {"seconds": 61})
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 0}})
    sandbox_ledger = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=gone)
    assert (sandbox_ledger["holdings"], sum(entry["on_hand"] for entry in sandbox_ledger["entries"])) == ([], 0)
    left = {"on_hand": 4, "committed": 4, "campaign_lock": 0, "creator_lock": 0}
    assert ledger(seller, owed) == {seller.warehouse_id: Counter(left)}
    assert ledger(seller, kept)[seller.warehouse_id]["on_hand"] == 10


def test_a_sku_that_is_promised_to_someone_cannot_be_removed(seller: Seller, uri: str) -> None:
    skus = coloured(seller, "Red", "Blue")
    made = create_product(seller, uri, skus=skus)
    kept, sold = (sku["id"] for sku in made["skus"])
    bind(seller, made["product_id"], sold, seller.warehouse_id, "committed", 1)
    body = product_body(seller, uri, skus=[{**skus[0], "id": kept}])
    assert seller.call("editProduct", body, product_id=made["product_id"]).code == 12019057
    assert ledger(seller, sold)[seller.warehouse_id]["on_hand"] == 10


def test_an_update_that_changes_nothing_moves_nothing(seller: Seller, uri: str) -> None:
    made = create_product(seller, uri)
    sku_id = made["skus"][0]["id"]
    body = {"skus": [{"id": sku_id, "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": 10}]}]}
    assert seller.call("updateInventory", body, product_id=made["product_id"]).data["errors"] == []
    assert len(seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)["entries"]) == 1
