"""The arithmetic of stock at one place: what is on hand, promised and held."""

from __future__ import annotations

import pytest

from shopwright.platform.catalogue.quantities import Quantities, inventory_status

ALL = Quantities(on_hand=100, committed=1, campaign_lock=20, creator_lock=30)


def test_a_buyer_may_order_what_is_neither_promised_nor_held() -> None:
    assert ALL.available == 49
    assert ALL.bound == 51
    assert ALL.available + ALL.bound == ALL.on_hand


def test_quantities_of_two_places_add_up_one_by_one() -> None:
    assert ALL + Quantities(1, 2, 3, 4) == Quantities(101, 3, 23, 34)


@pytest.mark.parametrize(
    ("available", "status"),
    [(-1, "OUT_OF_STOCK"), (0, "OUT_OF_STOCK"), (1, "LOW_STOCK"), (5, "LOW_STOCK"), (6, "IN_STOCK")],
)
def test_stock_is_low_at_its_threshold_and_out_at_zero(available: int, status: str) -> None:
    assert inventory_status(available, low_stock_threshold=5) == status
