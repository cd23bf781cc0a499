"""Channels that race for few pieces: the ledger is never wrong, and a buffer leaves nothing oversold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shopwright.hub.channels.models import Connection
from shopwright.hub.listings import lanes
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import OrderLine
from shopwright.hub.stock import buffers, queries
from shopwright.hub.stock.models import BufferKind
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Stall, open_shop, stalls
from tests.hub.test_availability import offered

pytestmark = pytest.mark.postgres


class Race:
    """Shops that sell the same few pieces, each by what it was told last, while pushes to them are late."""

    def __init__(self, hub: Hub, stall: Stall, shops: int, pieces: int, buffer: int) -> None:
        self.hub, self.pieces = hub, pieces
        self.pairs = [open_shop(hub, stall) for _ in range(shops)]
        if buffer:
            for shop, _ in self.pairs:
                rule = buffers.write_rule(hub.workspace.pk, BufferKind.FIXED, buffer, connection=shop)
                rule.is_on = True
                rule.save()
        self.variant = offered(hub, pieces, *self.pairs)
        self.push()
        self.sold = 0

    def push(self) -> None:
        for shop, _ in self.pairs:
            lanes.push_stock(shop)

    def buy(self, number: int) -> bool:
        """A buyer takes a piece where the shop still shows one; the hub hears of it at once."""
        shop, there = self.pairs[number % len(self.pairs)]
        if not there.sell(self.variant.sku):
            return False
        apply(shop, rows.order(self.variant.sku))
        self.sold += 1
        return True

    def check(self) -> None:
        seen = [(balance.on_hand, balance.reserved) for balance in self.variant.balances.all()]
        assert seen in ([(self.pieces, self.sold)], [])
        assert seen or (self.pieces, self.sold) == (0, 0)
        assert queries.broken_balances(self.hub.workspace) == []

    @property
    def oversold(self) -> int:
        """Orders that were marked as oversold when they came."""
        return OrderLine.objects.filter(
            order__connection__in=[shop for shop, _ in self.pairs], is_oversold=True
        ).count()


@contextmanager
def races(hub: Hub, shops: int, pieces: int, buffer: int) -> Iterator[Race]:
    """A race whose shops are closed afterwards."""
    with stalls() as stall:
        race = Race(hub, stall, shops, pieces, buffer)
        try:
            yield race
        finally:
            Connection.objects.filter(pk__in=[shop.pk for shop, _ in race.pairs]).update(state="gone")
            hub.workspace.buffer_rules.all().delete()


@pytest.mark.slow
@settings(max_examples=10, phases=[Phase.generate])
@given(
    shops=st.integers(2, 3),
    pieces=st.integers(0, 4),
    steps=st.lists(st.one_of(st.integers(0, 2), st.just("push")), max_size=14),
)
def test_shops_that_race_without_a_buffer_oversell_what_the_ledger_says_and_each_such_order_is_marked(
    hub_of_module: Hub, shops: int, pieces: int, steps: list[Any]
) -> None:
    with races(hub_of_module, shops, pieces, buffer=0) as race:
        for step in steps:
            if step == "push":
                race.push()
            else:
                race.buy(step)
            race.check()
        assert race.oversold == max(race.sold - pieces, 0)
        race.push()
        assert {there.quantity(race.variant.sku) for _, there in race.pairs} == {max(pieces - race.sold, 0)}


@pytest.mark.slow
@settings(max_examples=10, phases=[Phase.generate])
@given(
    shops=st.integers(2, 3),
    pieces=st.integers(0, 6),
    late=st.integers(1, 3),
    bursts=st.lists(st.lists(st.integers(0, 2), max_size=3), max_size=6),
)
def test_a_buffer_of_what_sells_in_one_propagation_time_leaves_nothing_oversold(
    hub_of_module: Hub, shops: int, pieces: int, late: int, bursts: list[list[int]]
) -> None:
    """``late``: the most that is sold on all shops together from one push to the next."""
    with races(hub_of_module, shops, pieces, buffer=late) as race:
        for burst in bursts:
            for number in burst[:late]:
                race.buy(number)
            race.check()
            race.push()
        assert race.oversold == 0
        assert race.sold <= max(pieces, 0)
