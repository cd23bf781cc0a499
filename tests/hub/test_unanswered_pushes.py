"""What a channel took without its answer coming back: nobody knows what it has, so it is told again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from shopwright.hub.channels.protocol import Outcome, PriceWant, StockWant
from shopwright.hub.listings import lanes
from shopwright.hub.listings.models import OfferStock
from tests.hub.harness import Hub
from tests.hub.market import Market, MarketSession, open_market
from tests.hub.stall import Stall, StallSession, open_shop
from tests.hub.test_availability import add, offered
from tests.hub.test_price_lists import make_list, use
from tests.hub.test_price_lists import offered as priced

pytestmark = pytest.mark.postgres


class KilledError(BaseException):
    """Ends a process in the middle, as a kill does: nothing gets to keep what happened."""


def test_a_number_is_sent_again_although_the_one_before_it_is_wanted_by_now(
    hub: Hub, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, there = open_shop(hub, stall)
    variant = offered(hub, 4, (connection, there))
    hub.work()
    take = StallSession.push_stock

    def take_and_die(session: StallSession, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        take(session, wants)
        raise KilledError

    add(variant, 3)
    with monkeypatch.context() as patched:
        patched.setattr(StallSession, "push_stock", take_and_die)
        with pytest.raises(KilledError):
            lanes.push_stock(connection)
    assert there.quantity(variant.sku) == 7
    add(variant, -3)
    hub.work()
    assert there.quantity(variant.sku) == 4


def test_a_price_is_sent_again_although_the_one_before_it_is_wanted_by_now(
    hub: Hub, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, there = open_market(hub, market)
    variant = priced(hub, shop)
    prices = make_list(hub)
    use(hub, shop, prices)
    hub.work()
    take = MarketSession.push_prices

    def take_and_die(session: MarketSession, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        take(session, wants)
        raise KilledError

    hub.owner.post("price-set", prices.pk, sku=variant.sku, price="6")
    with monkeypatch.context() as patched:
        patched.setattr(MarketSession, "push_prices", take_and_die)
        with pytest.raises(KilledError):
            lanes.push_prices(shop)
    assert there.prices[f"sku-{variant.sku}"] == Decimal("6.00")
    hub.owner.post("price-set", prices.pk, sku=variant.sku, price="")
    hub.work()
    assert there.prices[f"sku-{variant.sku}"] == Decimal("5.00")


def test_a_batch_that_is_answered_in_part_stays_due_and_says_so(
    hub: Hub, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, there = open_shop(hub, stall)
    for _ in range(2):
        offered(hub, 4, (connection, there))
    take = StallSession.push_stock
    monkeypatch.setattr(StallSession, "push_stock", lambda session, wants: take(session, wants)[:1])
    assert lanes.push_stock(connection) == 0
    assert OfferStock.objects.filter(connection=connection, is_due=True, attempts=1).count() == 2
    assert "answered for 1 of 2 rows" in hub.owner.get("jobs", kind="lanes").text


def test_the_rows_of_a_batch_are_kept_without_a_look_at_each_listing(hub: Hub, stall: Stall) -> None:
    connection, there = open_shop(hub, stall)
    for _ in range(3):
        offered(hub, 4, (connection, there))
    with CaptureQueriesContext(database) as captured:
        assert lanes.push_stock(connection) == 3
    assert not [query["sql"] for query in captured if query["sql"].startswith('SELECT "listings_listing"')]
