"""Many at once on one PostgreSQL: nothing is oversold or sent twice, and what a dead process held is taken over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TypeVar

import pytest

from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.stock.store import LedgerEntry, Place, Stock
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.idempotency import Idempotency, StoredReply
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import SerializationConflict, Tx
from shopwright.platform.gateway.rate_buckets import RateBuckets
from shopwright.platform.server.database import open_store
from shopwright.platform.webhooks.store import Attempt, Delivery, DeliveryStatus, Outbox, Outcome
from shopwright.wire.ids import IdKind
from tests.harness.postgres import new_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

THREADS = 32
NOW = 1_795_000_000_000
T = TypeVar("T")


@pytest.fixture(scope="module")
def stores(postgres_url: str) -> Iterator[tuple[Store, Store]]:
    """The same database, opened as two processes would."""
    url = new_database(postgres_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOPWRIGHT_MASTER_KEY", os.urandom(32).hex())
        with closing(open_store(database=url)) as first, closing(open_store(database=url)) as second:
            yield first, second


def at_once(work: Callable[[int], T], count: int, threads: int = THREADS) -> list[T]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(count)))


def sell_one(store: Store, place: Place) -> bool:
    """One buyer: commit one unit, or leave with nothing."""
    with store.write() as tx:
        entry = LedgerEntry(tx.new_id(IdKind.LEDGER), place, Reason.ORDER_CREATED, "", Quantities(0, 1), NOW)
        return tx[Stock].move(entry) is not None


def stocked(store: Store, sku_id: str, quantity: int) -> Place:
    place = Place("shop", sku_id, "w")
    with store.write() as tx:
        tx[Stock].open_places([place], "p")
        change = Quantities(quantity)
        tx[Stock].move(LedgerEntry(tx.new_id(IdKind.LEDGER), place, Reason.API_SYNC, "", change, NOW))
    return place


def test_32_buyers_at_once_never_buy_more_than_there_is(stores: tuple[Store, Store]) -> None:
    place = stocked(stores[0], "hot", 150)
    sold = at_once(lambda number: sell_one(stores[number % 2], place), 250)
    assert sold.count(True) == 150
    with stores[0].read() as tx:
        assert tx[Stock].of_skus("shop", ["hot"]) == {"hot": {"w": Quantities(150, 150)}}
        assert sum(
            (ledger_entry.change for ledger_entry in tx[Stock].ledger("shop", "hot")), Quantities()
        ) == Quantities(150, 150)


def test_setting_stock_while_buyers_buy_ends_with_a_ledger_that_adds_up(stores: tuple[Store, Store]) -> None:
    place = stocked(stores[0], "warm", 500)

    def work(number: int) -> bool:
        store = stores[number % 2]
        if number % 4:
            return sell_one(store, place)
        with store.write() as tx:
            held = tx[Stock].hold(place)
            assert held is not None
            change = Quantities(400 + number - held.on_hand)
            return (
                tx[Stock].move(LedgerEntry(tx.new_id(IdKind.LEDGER), place, Reason.API_SYNC, "", change, NOW))
                is not None
            )

    done = at_once(work, 120)
    assert all(done)
    with stores[0].read() as tx:
        [held] = tx[Stock].of_skus("shop", ["warm"])["warm"].values()
        assert sum((ledger_entry.change for ledger_entry in tx[Stock].ledger("shop", "warm")), Quantities()) == held
        assert held.committed == 90


def test_a_place_that_many_open_at_once_is_opened_once(stores: tuple[Store, Store]) -> None:
    place = Place("shop", "fresh", "w")

    def work(number: int) -> None:
        with stores[number % 2].write() as tx:
            tx[Stock].open_places([place], "p")
            entry = LedgerEntry(tx.new_id(IdKind.LEDGER), place, Reason.API_SYNC, "", Quantities(1), NOW)
            assert tx[Stock].move(entry) is not None

    at_once(work, 40)
    with stores[0].read() as tx:
        assert tx[Stock].of_skus("shop", ["fresh"]) == {"fresh": {"w": Quantities(40)}}


def test_no_id_is_given_twice(stores: tuple[Store, Store]) -> None:
    def work(number: int) -> list[str]:
        with stores[number % 2].write() as tx:
            return [tx.new_id(IdKind.PRODUCT) for _ in range(20)]

    ids = [item for many in at_once(work, 60) for item in many]
    assert len(set(ids)) == len(ids)


def test_of_two_calls_with_one_new_key_one_loses_the_race_and_may_run_again(stores: tuple[Store, Store]) -> None:
    lost = []

    def work(number: int) -> None:
        try:
            with stores[number % 2].write() as tx:
                if tx[Idempotency].find("shop", "op", "key") is None:
                    tx[Idempotency].add("shop", "op", "key", StoredReply("d", str(number)), NOW)
        except SerializationConflict:
            lost.append(number)

    at_once(work, 40)
    with stores[0].read() as tx:
        kept = tx[Idempotency].find("shop", "op", "key")
    assert kept is not None
    assert int(kept.reply) not in lost


def pending(tx: Tx, count: int, url: str) -> list[str]:
    many = []
    for _ in range(count):
        delivery_id = tx.new_id(IdKind.NOTIFICATION)
        many.append(Delivery(delivery_id, "app", "shop", 5, url, "{}", DeliveryStatus.PENDING, 0, NOW, NOW, NOW))
    tx[Outbox].add(many)
    return [delivery.delivery_id for delivery in many]


def end_all(tx: Tx, claimed: list[Delivery]) -> None:
    attempts = [Attempt(delivery.delivery_id, 1, NOW, NOW, 200, None, 1) for delivery in claimed]
    tx[Outbox].finish([Outcome(attempt, DeliveryStatus.DELIVERED, None) for attempt in attempts])


def test_two_processes_never_claim_the_same_notification(stores: tuple[Store, Store]) -> None:
    with stores[0].write() as tx:
        wanted = pending(tx, 300, "http://a")

    def work(number: int) -> list[str]:
        with stores[number % 2].write() as tx:
            claimed = tx[Outbox].claim(NOW, NOW, 30_000, 16)
        with stores[number % 2].write() as tx:
            end_all(tx, claimed)
        return [delivery.delivery_id for delivery in claimed]

    claimed = Counter(item for many in at_once(work, 64, 16) for item in many)
    while missed := set(wanted) - set(claimed):
        claimed.update(work(0))
        assert missed != set(wanted) - set(claimed), "what no one holds cannot be claimed"
    assert claimed == Counter(wanted)


def test_a_lease_that_ran_out_is_taken_over_and_one_that_runs_is_not(stores: tuple[Store, Store]) -> None:
    dead, alive = stores
    with dead.write() as tx:
        wanted = pending(tx, 3, "http://b")
    with dead.write() as tx:
        assert len(tx[Outbox].claim(NOW, NOW, 30_000, 10)) == 3
    with alive.write() as tx:
        assert tx[Outbox].claim(NOW, NOW + 30_000, 30_000, 10) == []
        taken = tx[Outbox].claim(NOW, NOW + 30_001, 30_000, 10)
        assert [delivery.delivery_id for delivery in taken] == wanted
        end_all(tx, taken)


def test_an_outcome_that_comes_after_the_lease_was_taken_over_changes_nothing(stores: tuple[Store, Store]) -> None:
    slow, quick = stores
    with slow.write() as tx:
        [delivery_id] = pending(tx, 1, "http://c")
    with slow.write() as tx:
        claimed = tx[Outbox].claim(NOW, NOW, 30_000, 10)
    with quick.write() as tx:
        end_all(tx, tx[Outbox].claim(NOW, NOW + 60_000, 30_000, 10))
    late = Attempt(delivery_id, 1, NOW, NOW, None, "timed out", 3000)
    with suppress(SerializationConflict), slow.write() as tx:
        tx[Outbox].finish([Outcome(late, DeliveryStatus.PENDING, NOW + 120_000)])
    with slow.read() as tx:
        ended = tx[Outbox].get(delivery_id)
    assert len(claimed) == 1
    assert ended is not None
    assert (ended.status, ended.due_at) == (DeliveryStatus.DELIVERED, None)


def test_busy_addresses_are_left_out_of_a_claim(stores: tuple[Store, Store]) -> None:
    with stores[0].write() as tx:
        pending(tx, 2, "http://busy")
        [free] = pending(tx, 1, "http://free")
    with stores[1].write() as tx:
        claimed = tx[Outbox].claim(NOW, NOW, 30_000, 10, ["http://busy"])
        assert [delivery.delivery_id for delivery in claimed] == [free]
        end_all(tx, claimed)
    with stores[1].write() as tx:
        end_all(tx, tx[Outbox].claim(NOW, NOW, 30_000, 10))


def test_an_act_that_is_due_is_taken_once(stores: tuple[Store, Store]) -> None:
    with stores[0].write() as tx:
        for number in range(60):
            tx[DueActions].plan(DueAction(f"a{number:03}", "n", str(number), "shop", "{}", number))

    def work(number: int) -> list[str]:
        taken = []
        for _ in range(6):
            with stores[number % 2].write() as tx:
                due_action = tx[DueActions].take_next(1000)
                taken += [due_action.action_id] if due_action else []
        return taken

    taken = Counter(item for many in at_once(work, 16, 16) for item in many)
    assert taken == Counter(f"a{number:03}" for number in range(60))


def test_a_named_lock_is_held_by_one_process(stores: tuple[Store, Store]) -> None:
    first_lock, second_lock = (store.dialect.exclusive for store in stores)
    with first_lock("clock") as first, second_lock("clock") as second, second_lock("other") as third:
        assert (first, second, third) == (True, False, True)
    with stores[1].dialect.exclusive("clock") as again:
        assert again


def test_the_shared_rate_limit_admits_no_more_than_its_burst(stores: tuple[Store, Store]) -> None:
    def work(number: int) -> int:
        with stores[number % 2].write() as tx:
            return tx[RateBuckets].take_rate("bucket", NOW * 1000, 1_000_000, 9_000_000)

    waits = at_once(work, 50)
    assert waits.count(0) == 10
    assert all(wait > 0 for wait in waits if wait)


#: Threads that all decode a body of a type which none of them has met before, type after type.
MEET_AT_ONCE = """
import sys
from threading import Barrier, Thread
from shopwright.contract.load import operations
from shopwright.platform.gateway.steps.body import _decoder
import shopwright.contract.types.requests_product
sys.setswitchinterval(1e-6)
bodies = [one.body.schema for one in operations().values() if one.area == "product" and one.body]
together = Barrier(8)
sku = b'{"id": "1", "price": {"currency": "GBP"}, "inventory": [{"warehouse_id": "1", "quantity": 1}]}'
def meet():
    for name in bodies:
        together.wait()
        try:
            _decoder(name, "product", name).decode(b'{"title": "t", "skus": [' + sku + b']}')
        except ValueError:
            pass
threads = [Thread(target=meet) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
"""


def test_threads_that_meet_a_type_of_body_at_once_do_not_crash() -> None:
    done = subprocess.run([sys.executable, "-c", MEET_AT_ONCE], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
