"""A channel in memory: shops that take numbers and sell from them, as a plain set of what is available."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shopwright.hub.channels import services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import (
    Capability,
    ChannelError,
    ExternalLocation,
    ExternalShop,
    Limits,
    Outcome,
    QuantityMeaning,
    Result,
    StockWant,
)
from shopwright.hub.channels.registry import channels
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.stock.models import ChannelLocation
from shopwright.hub.stock.services import default_location
from tests.hub import rows
from tests.hub.harness import Hub


@dataclass
class Shop:
    """What a shop offers, by SKU and warehouse, and what it was asked to do."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    backorders: dict[str, date] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)
    calls: int = 0
    trouble: ChannelError | None = None

    def quantity(self, sku: str, warehouse: str = "w1") -> int:
        return self.numbers.get((f"sku-{sku}", warehouse), 0)

    def sell(self, sku: str, warehouse: str = "w1") -> bool:
        """Sell a piece if the shop has one, as far as it knows."""
        if self.quantity(sku, warehouse) <= 0:
            return False
        self.numbers[f"sku-{sku}", warehouse] -= 1
        return True


class StallSession:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def locations(self) -> Sequence[ExternalLocation]:
        return [ExternalLocation("w1", "First", is_default=True), ExternalLocation("w2", "Second")]

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        self._shop.calls += 1
        for want in wants:
            self._shop.numbers[want.sku_id, want.location_id] = want.quantity
            if want.backorder_on:
                self._shop.backorders[want.sku_id] = want.backorder_on
            else:
                self._shop.backorders.pop(want.sku_id, None)
        return [Outcome(Result.DONE, quantity=want.quantity) for want in wants]

    def orders_since(self, since: object) -> Iterator[object]:
        return iter(())

    def pause(self, external_id: str) -> Outcome:
        self._shop.steps.append(("pause", external_id))
        return Outcome(Result.DONE)

    def resume(self, external_id: str) -> Outcome:
        self._shop.steps.append(("resume", external_id))
        return Outcome(Result.DONE)

    def end(self, external_id: str) -> Outcome:
        self._shop.steps.append(("end", external_id))
        return Outcome(Result.DONE)

    def close(self) -> None:
        pass


class Stall:
    name = title = "stall"
    capabilities = frozenset({Capability.STOCK, Capability.LISTINGS, Capability.BACKORDERS})
    quantity = QuantityMeaning.AVAILABLE
    limits = Limits(stock_batch=50)
    fields: tuple[Any, ...] = ()

    def __init__(self) -> None:
        self.shops: dict[str, Shop] = {}

    def open(self, app: object, account: str, shop: ExternalShop) -> StallSession:
        if trouble := self.shops[shop.external_id].trouble:
            raise trouble
        return StallSession(self.shops[shop.external_id])

    def consent_ends(self, app: object, account: str) -> None:
        return None


@contextmanager
def stalls() -> Iterator[Stall]:
    """The channel, installed while this lasts."""
    stall: Any = Stall()
    channels()["stall"] = stall
    try:
        yield stall
    finally:
        del channels()["stall"]


def open_shop(hub: Hub, stall: Stall, *, sends: bool = True) -> tuple[Connection, Shop]:
    """A connected shop with two warehouses, of which the first offers the default location's stock."""
    app = services.create_app(hub.workspace, "stall", {})
    external = ExternalShop(secrets.token_hex(8), f"Stall {len(stall.shops) + 1}", "GB", "GBP")
    shop = stall.shops[external.external_id] = Shop()
    (connection,) = services.connect(app, "account", [external], hub.owner.user)
    connection.events.all().delete()
    place = default_location(hub.workspace)
    for number in (1, 2):
        ChannelLocation.objects.create(
            workspace=hub.workspace,
            connection=connection,
            external_id=f"w{number}",
            name=f"Warehouse {number}",
            is_default=number == 1,
            location=place if number == 1 else None,
        )
    if sends:
        services.set_realtime(connection, is_on=True)
    return connection, shop


def offer(connection: Connection, shop: Shop, sku: str) -> None:
    """List a SKU on a shop, which has 3 of it until it is told otherwise."""
    shop.numbers[f"sku-{sku}", "w1"] = 3
    keep_listing(connection, rows.listing(sku))
