"""Random lives of a shop with flash deals, campaigns and orders: available, committed and locked stock tie out with the
ledger, with what activities hold, and with what their limits leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import coloured, create_product, stock_of, upload_image
from tests.harness.server import RunningPlatform
from tests.platform.warehouses import OTHER, add_warehouses

PARTS = ("on_hand", "committed", "campaign_lock", "creator_lock")


@pytest.fixture(scope="module")
def seller() -> Iterator[Seller]:
    """A shop with a second sales warehouse."""
    platform = RunningPlatform(demo=False)
    owner = new_seller(platform)
    add_warehouses(owner)
    yield owner
    platform.stop()


@pytest.fixture(scope="module")
def uri(seller: Seller) -> str:
    return upload_image(seller)


SKUS, SMALL = st.integers(0, 1), st.integers(1, 8)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), SKUS, SMALL, st.sampled_from(["flash", "flash of all", "campaign"])),
        st.tuples(st.just("end"), st.integers(0, 3)),
        st.tuples(st.just("buy"), SKUS, SMALL, st.booleans()),
        st.tuples(st.just("buy"), SKUS, SMALL, st.booleans()),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("ship"), st.integers(0, 5)),
        st.tuples(st.just("set"), SKUS, st.integers(0, 12), st.integers(0, 6)),
        st.tuples(st.just("remove"), st.integers(0, 3), SKUS),
    ),
    min_size=3,
    max_size=14,
)


class Life:
    """One product of the shop, and what is done to it; whatever is refused changes nothing."""

    def __init__(self, seller: Seller, uri: str) -> None:
        self.seller = seller
        made = create_product(seller, uri, skus=coloured(seller, "Red", "Blue"))
        self.product_id: str = made["product_id"]
        self.skus: list[str] = [sku["id"] for sku in made["skus"]]
        self.activities: list[str] = []
        self.orders: list[str] = []

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self.seller.platform.ask("POST", path, body)
        assert reply.status < 500, reply.json
        return dict(reply.data) if reply.status == 200 else {}

    def start(self, which: int, limit: int, kind: str) -> None:
        terms: dict[str, Any] = {"shop_cipher": self.seller.cipher, "quantity_limit": limit}
        terms |= {"product_ids": [self.product_id]} if kind == "flash of all" else {"sku_ids": [self.skus[which]]}
        terms |= {"by": "PLATFORM", "percent": 10} if kind == "campaign" else {"type": "FLASHSALE", "price": "1.00"}
        made = self._ask("/sandbox/activities", terms)
        if "activity_id" in made:
            self.activities.append(made["activity_id"])

    def end(self, number: int) -> None:
        if number < len(self.activities):
            self._ask(f"/sandbox/activities/{self.activities[number]}/end", {})

    def buy(self, which: int, quantity: int, paid: bool) -> None:
        line = {"sku_id": self.skus[which], "quantity": quantity}
        made = self._ask("/sandbox/orders", {"shop_cipher": self.seller.cipher, "line_items": [line], "paid": paid})
        if "order_id" in made:
            self.orders.append(made["order_id"])

    def cancel(self, number: int) -> None:
        if number < len(self.orders):
            self._ask(f"/sandbox/orders/{self.orders[number]}/cancel", {})

    def ship(self, number: int) -> None:
        if number < len(self.orders):
            self._ask(f"/sandbox/orders/{self.orders[number]}/advance", {"status": "AWAITING_COLLECTION"})

    def set(self, which: int, here: int, there: int) -> None:
        places = [(self.seller.warehouse_id, here), (OTHER, there)]
        inventory = [{"warehouse_id": place, "quantity": quantity} for place, quantity in places]
        body = {"skus": [{"id": self.skus[which], "inventory": inventory}]}
        assert self.seller.call("updateInventory", body, product_id=self.product_id).code == 0

    def remove(self, number: int, which: int) -> None:
        if number < len(self.activities):
            activity_id = self.activities[number]
            lists = {"sku_ids": [self.skus[which]]} if which else {"product_ids": [self.product_id]}
            self.seller.call("removePromotionActivityProducts", lists, activity_id=activity_id)

    def check(self) -> None:
        """Every number is told alike by the ledger, by the stock held, by inventorySearch and by the activities."""
        locked = Counter[str]()
        for sku_id in self.skus:
            held = self._tied(sku_id)
            stock = stock_of(self.seller, sku_id)
            distribution = stock["total_available_inventory_distribution"]
            campaigns = {row["campaign_name"]: row["quantity"] for row in distribution["campaign_inventory"]}
            assert all(quantity > 0 for quantity in campaigns.values())
            assert sum(campaigns.values()) == held["campaign_lock"]
            assert stock["total_committed_quantity"] == held["committed"]
            assert stock["total_available_quantity"] == held["on_hand"] - held["committed"]
            free = stock["total_available_quantity"] - held["campaign_lock"]
            assert distribution["in_shop_inventory"]["quantity"] == free >= 0
            locked.update(campaigns)
        left = self._left()
        assert all(quantity <= left[title] for title, quantity in locked.items()), (locked, left)

    def _tied(self, sku_id: str) -> Counter[str]:
        ledger = self.seller.platform.get("/sandbox/ledger", shop_id=self.seller.shop_id, sku_id=sku_id)
        held, summed = Counter[str](), Counter[str]()
        for part in PARTS:
            held[part] = sum(row[part] for row in ledger["holdings"])
            summed[part] = sum(entry[part] for entry in ledger["entries"])
        assert held == summed
        assert all(row[part] >= 0 for row in ledger["holdings"] for part in (*PARTS, "available"))
        return held

    def _left(self) -> Counter[str]:
        """By title, how many units the running activities have left for buyers."""
        left = Counter[str]()
        for activity_id in self.activities:
            row = self.seller.call("getActivity", activity_id=activity_id).data
            if row["status"] == "ONGOING":
                for product in row["products"]:
                    for item in product.get("skus") or [product]:
                        left[row["title"]] += item["quantity_limit"] - item["used_quantity"]
        return left


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_available_committed_and_locked_stock_tie_out_with_the_ledger(
    seller: Seller, uri: str, steps: list[tuple[Any, ...]]
) -> None:
    life = Life(seller, uri)
    for act, *terms in steps:
        getattr(life, act)(*terms)
        life.check()
