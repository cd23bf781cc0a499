"""The ledger, balances and reservations always agree."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.hub.stock import queries, services
from shopwright.hub.stock.models import Reason
from shopwright.hub.stock.reservations import Hold, Lines, follow
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

_numbers = itertools.count()
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "damage", "count", "reserve", "release", "consume", "again"]), st.integers(0, 6)
    ),
    max_size=12,
)


@dataclass
class Shelf:
    """What should be there, worked out by adding up alone."""

    on_hand: int = 0
    held: dict[str, int] = field(default_factory=dict)


@pytest.mark.slow
@settings(max_examples=25)
@given(steps=STEPS)
def test_whatever_happens_the_balance_is_the_sum_of_the_ledger(
    hub_of_module: Hub, steps: list[tuple[str, int]]
) -> None:
    hub = hub_of_module
    shop, variant = hub.shop, rows.variant(hub)
    place, shelf, run = services.default_location(hub.workspace), Shelf(), next(_numbers)
    last = ""
    for number, (step, pieces) in enumerate(steps):
        cause = f"{run}:{number}"
        if step == "receive" and pieces:
            services.move(variant, place, pieces, Reason.RECEIVED, cause)
            shelf.on_hand += pieces
            last = cause
        elif step == "damage" and pieces:
            try:
                services.move(variant, place, -pieces, Reason.DAMAGED, cause)
                shelf.on_hand -= pieces
            except services.StockError:
                assert pieces > shelf.on_hand
        elif step == "count":
            services.count(variant, place, pieces, cause)
            shelf.on_hand = pieces
        elif step == "reserve" and pieces:
            oversold = follow(shop, Lines([Hold(variant.pk, place.pk, pieces, cause)]))
            shelf.held[cause] = pieces
            assert bool(oversold) == (sum(shelf.held.values()) > shelf.on_hand)
        elif step == "again" and last:
            assert services.move(variant, place, 99, Reason.RECEIVED, last) is None
        elif shelf.held and step in ("release", "consume"):
            cause, held = shelf.held.popitem()
            if step == "release":
                follow(shop, Lines(released=[cause]))
            else:
                follow(shop, Lines(gone=[cause]))
                shelf.on_hand = max(shelf.on_hand - held, 0)
    balance = variant.balances.filter(location=place).first()
    seen = (balance.on_hand, balance.reserved) if balance else (0, 0)
    assert seen == (shelf.on_hand, sum(shelf.held.values()))
    assert queries.broken_balances(hub.workspace) == []


def test_more_than_there_is_cannot_be_damaged(hub: Hub) -> None:
    variant = rows.variant(hub)
    place = services.default_location(hub.workspace)
    form = {"quantity": "3", "location": str(place.pk), "token": "11111111-1111-4111-8111-111111111111"}
    assert "has fewer than 3" in hub.owner.post("stock-move", variant.pk, act="damaged", **form).text
    assert not variant.movements.exists()


def test_a_form_that_is_sent_twice_books_once(hub: Hub) -> None:
    variant = rows.variant(hub)
    place = services.default_location(hub.workspace)
    form = {"quantity": "3", "location": str(place.pk), "token": "11111111-1111-4111-8111-111111111112"}
    for _ in range(2):
        hub.owner.post("stock-move", variant.pk, act="received", **form)
    assert hub.available(variant.sku) == 3


def test_a_transfer_takes_from_one_place_and_gives_to_the_other(hub: Hub) -> None:
    variant, main = rows.variant(hub), services.default_location(hub.workspace)
    second = hub.workspace.locations.create(name="Shop floor")
    services.move(variant, main, 5, Reason.RECEIVED, "in")
    services.transfer(variant, main, second, 2, "t", None)
    assert {balance.location.name: balance.on_hand for balance in variant.balances.all()} == {
        "Main": 3,
        "Shop floor": 2,
    }
    with pytest.raises(services.StockError):
        services.transfer(variant, main, second, 4, "u", None)
    assert hub.available(variant.sku) == 5
