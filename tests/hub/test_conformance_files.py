"""A watched folder keeps the promises of a channel."""

from __future__ import annotations

import csv
import secrets
from decimal import Decimal
from pathlib import Path

import pytest

from shopwright.hub.channels.conformance import Goods, MemoryCredentials, Promise, Untested, World, promises
from shopwright.hub.channels.files.channel import Files
from shopwright.hub.channels.protocol import App, ListingDraft, ListingVariant
from tests.hub.pictures import picture


class FilesWorld(World):
    """A folder, and somebody who drops files into it."""

    def __init__(self, root: Path) -> None:
        self.channel = Files(root=root, quiet_seconds=0)
        settings = {"folder": "till", "shop_name": "Till", "region": "GB", "currency": "GBP"}
        self.app = App(settings, MemoryCredentials())
        self.account = self.channel.finish_consent(self.app, {})
        (self.shop,) = self.channel.shops(self.app, self.account)
        self.path = root / "till"

    def drop(self, kind: str, *lines: str) -> None:
        name = f"{secrets.token_hex(6)}.csv"
        (self.path / "in" / kind / name).write_text("\n".join(lines))

    def put_product(self, quantity: int) -> Goods:
        sku = f"SKU-{secrets.token_hex(4)}"
        self.drop("products", "sku;title;price;quantity", f"{sku};A mug;4,50;{quantity}")
        self._look()
        return Goods(sku, sku, sku)

    def buy(self, *lines: tuple[Goods, int]) -> str:
        order_id = secrets.token_hex(5)
        rows = [f"{order_id},{goods.sku_id},{pieces},4.50" for goods, pieces in lines]
        self.drop("orders", "order,sku,quantity,price", *rows)
        self._look()
        return order_id

    def cancel(self, order_id: str) -> None:
        self.drop("orders", "order,status", f"{order_id},cancelled")
        self._look()

    def buyable(self, goods: Goods) -> int:
        with (self.path / "out" / "stock.csv").open(newline="") as file:
            return {row["sku"]: int(row["quantity"]) for row in csv.DictReader(file)}[goods.sku_id]

    def draft(self) -> ListingDraft:
        variants = (
            ListingVariant("NEW-R", (("Colour", "Red"),), Decimal("4.50"), "GBP", 6),
            ListingVariant("NEW-B", (("Colour", "Blue"),), Decimal("5.50"), "GBP", 2),
        )
        return ListingDraft("A mug", "<p>Holds tea.</p>", "", (picture(),), variants, 400, (120, 120, 90))

    def _look(self) -> None:
        """The hub looks at the folder, as it does every few seconds."""
        with self.session() as session:
            list(session.listing_ids())


@pytest.mark.parametrize("promise", promises(Files()), ids=str)
def test_a_folder_keeps_the_promise(promise: Promise, tmp_path: Path) -> None:
    try:
        promise.check(FilesWorld(tmp_path))
    except Untested as reason:
        pytest.skip(str(reason))
