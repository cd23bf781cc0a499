"""A due action that is refused does not stop the clock: it changes nothing, and what is due after it happens."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from shopwright.platform.clock import scheduler as clock
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.errors import ORDER_ON_HOLD
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, buy, pass_time, status_of, stocked


@pytest.fixture
def refused() -> Iterator[clock.DueName]:
    """The name of a due action that writes something and is then refused."""

    name = clock.DueName("test.refused")

    @clock.due(name)
    def refuse(tx: Tx, action: DueAction) -> None:
        clock.plan(tx, name, "written before", action.shop_id, action.due_at)
        raise ORDER_ON_HOLD(order_id=action.subject)

    yield name
    del clock.HANDLERS[name]


def test_time_goes_on_past_a_due_action_that_is_refused(
    anywhere: RunningPlatform, refused: clock.DueName, caplog: pytest.LogCaptureFixture
) -> None:
    seller = new_seller(anywhere)
    order = buy(seller, stocked(seller, 5))["order_id"]
    anywhere.inside(lambda tx: clock.plan(tx, refused, "first", seller.shop_id, tx.now_ms()))
    with caplog.at_level(logging.WARNING):
        pass_time(anywhere, HOUR)
    assert status_of(seller, order) == "AWAITING_SHIPMENT"
    assert "test.refused" in caplog.text
    assert refused not in {item["name"] for item in anywhere.get("/sandbox/due")["planned"]}
