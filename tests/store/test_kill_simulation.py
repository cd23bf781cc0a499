"""Simulated buyers on a server that is killed: nobody is lost, nobody comes twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import StartPlatform
from tests.harness.calls import Seller
from tests.harness.server import eventually
from tests.harness.simulations import begin, furnished, history, now, simulation
from tests.harness.trade import DAY, pass_time

from .conftest import StartRemote

pytestmark = pytest.mark.slow


def many_came(seller: Seller, least: int) -> Callable[[], bool]:
    return lambda: int(simulation(seller)["arrivals"]) >= least


def test_a_simulation_that_was_killed_again_and_again_brings_the_same_buyers(
    start_remote: StartRemote, start_platform: StartPlatform
) -> None:
    server = start_remote("--data", "shop")
    server.patch("/sandbox/settings", {"requests_per_second": 0})
    seller = furnished(server)
    begin(seller, orders_per_hour=3, seller="SHIPS")
    began = now(server)
    server.post("/sandbox/clock/advance", {"seconds": 4 * DAY, "wait": False})
    for arrived in (20, 150):
        eventually(many_came(seller, arrived), 120)
        server.kill()
        server = start_remote("--data", "shop")
        seller = Seller(server, seller.app, seller.shop, seller.tokens)
    eventually(lambda: server.get("/sandbox/clock")["advancing_to"] is None, 120)
    assert now(server) == began + 4 * DAY
    whole = furnished(start_platform())
    begin(whole, orders_per_hour=3, seller="SHIPS")
    start = now(whole.platform)
    pass_time(whole.platform, 4 * DAY)
    assert history(seller, began) == history(whole, start)
    assert simulation(seller)["counts"] == simulation(whole)["counts"]
