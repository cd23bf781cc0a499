"""What is dropped, and what never is: the state of one object, told twice or out of order, and nothing else."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.client.webhooks import Event
from shopwright.client.webhooks.events import CancellationStatusChange, OrderStatusChange, ProductStatusChange
from shopwright.client.webhooks.inbox import Inbox, made_up

from .notices import FIRST_LEASE, Clock, event, told, typed

pytestmark = pytest.mark.slow

#: Two events of a type, the later one first, of which the earlier one tells something that the later one does not.
BOTH_COUNT: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "packages of a split": (
        4,
        {"package_list": [{"package_id": "1"}, {"package_id": "2"}], "update_time": 200},
        {"package_list": [{"package_id": "1"}, {"package_id": "3"}], "update_time": 100},
    ),
    "returns of an order": (
        12,
        {"order_id": "1", "return_id": "B", "update_time": 200},
        {"order_id": "1", "return_id": "A", "update_time": 100},
    ),
    "SKUs of a product": (
        50,
        {"product_id": "1", "skus": [{"id": "B"}], "update_time": 200},
        {"product_id": "1", "skus": [{"id": "A"}], "update_time": 100},
    ),
    "products of an activity": (
        63,
        {"activity_id": "1", "change_type": "UPDATE", "update_time": 200},
        {"activity_id": "1", "change_type": "CREATE", "update_time": 100},
    ),
    "RMAs of a request": (
        65,
        {"aftersales_request_id": "1", "rma_id": "B", "rma_request_update_time": 200},
        {"aftersales_request_id": "1", "rma_id": "A", "rma_request_update_time": 100},
    ),
    "refunds of a request": (
        67,
        {"aftersales_request_id": "1", "refund_total": "2.00", "refund_timestamp": 200},
        {"aftersales_request_id": "1", "refund_total": "1.00", "refund_timestamp": 100},
    ),
}

ORDER = {"order_id": "1", "order_status": "UNPAID", "is_on_hold_order": False, "update_time": 100}
CANCELLATION = {"order_id": "1", "cancel_id": "C", "cancel_status": "CANCELLATION_REQUEST_PENDING", "create_time": 5}


def listed(**changes: Any) -> Event:
    """The state of an order as a list tells it."""
    return made_up(OrderStatusChange, 1, "7", {**ORDER, **changes}, 1)


@pytest.mark.parametrize("what", BOTH_COUNT)
def test_a_late_event_counts_when_it_tells_of_something_else(inbox: Inbox, what: str) -> None:
    type_number, later, earlier = BOTH_COUNT[what]
    inbox.put(typed(type_number, 2, **later))
    assert told(inbox) == ["2"]
    inbox.put(typed(type_number, 1, **earlier))
    assert told(inbox) == ["1"]


def test_a_notification_that_comes_after_a_list_told_the_same_has_no_effect(inbox: Inbox) -> None:
    inbox.put(listed())
    inbox.put(made_up(CancellationStatusChange, 11, "7", {**CANCELLATION, "update_time": 6}, 1))
    assert len(told(inbox)) == 2
    inbox.put(event(1, at=100))
    inbox.put(typed(11, 2, made=6, **CANCELLATION))
    assert told(inbox) == []
    inbox.put(event(3, at=101, status="CANCEL"))
    inbox.put(typed(11, 4, made=7, **{**CANCELLATION, "cancel_status": "CANCELLATION_REQUEST_SUCCESS"}))
    assert told(inbox) == ["3", "4"]


def test_of_one_second_a_list_tells_the_last_state_and_tells_it_again_when_it_was_not(inbox: Inbox) -> None:
    inbox.put(listed(order_status="ON_HOLD"))
    assert len(told(inbox)) == 1
    inbox.put(event(1, at=100, status="UNPAID"))
    inbox.put(event(2, at=100, status="AWAITING_SHIPMENT"))
    assert told(inbox) == []
    now = listed(order_status="AWAITING_SHIPMENT")
    assert not inbox.knows(now)
    inbox.put(now)
    assert len(told(inbox)) == 1


def test_a_cancellation_goes_by_the_time_of_its_notifications(inbox: Inbox) -> None:
    inbox.put(typed(11, 2, made=7, **{**CANCELLATION, "cancel_status": "CANCELLATION_REQUEST_SUCCESS"}))
    assert told(inbox) == ["2"]
    inbox.put(typed(11, 1, made=6, **CANCELLATION))
    assert told(inbox) == []


def test_a_list_that_raced_a_notification_has_no_effect_of_its_own(inbox: Inbox) -> None:
    inbox.put(event(1, at=100))
    assert told(inbox) == ["1"]
    inbox.put(listed())
    inbox.put(listed(update_time=101))
    assert told(inbox) == []


def test_the_inbox_knows_what_it_was_told_and_not_what_happened_since_in_that_second(inbox: Inbox) -> None:
    assert not inbox.knows(listed())
    inbox.put(event(1, at=100))
    assert inbox.knows(listed())
    assert inbox.knows(listed(update_time=50, order_status="OLDER"))
    assert inbox.knows(listed(update_time=150)), "the time alone is no news"
    assert not inbox.knows(listed(order_status="CANCEL"))
    inbox.put(event(2, at=100, status="CANCEL"))
    assert inbox.knows(listed())
    assert inbox.knows(listed(order_status="CANCEL"))


def test_a_product_is_known_although_notifications_name_it_by_a_number_and_leave_its_state_out(inbox: Inbox) -> None:
    inbox.put(typed(5, 1, product_id=123, status="PRODUCT_STATUS_CHANGED", update_time=100))
    row = {"product_id": 123, "product_status": "ACTIVATE", "status": "PRODUCT_STATUS_CHANGED", "update_time": 100}
    assert inbox.knows(made_up(ProductStatusChange, 5, "7", row, 1))
    assert not inbox.knows(made_up(ProductStatusChange, 5, "7", {**row, "update_time": 101}, 1))


def test_an_event_that_kills_its_worker_each_time_is_given_up(url: str, clock: Clock) -> None:
    inbox = Inbox(url, now=clock, lease=FIRST_LEASE, attempts=3)
    inbox.put(event(1))
    inbox.put(event(2, at=101))
    for _ in range(3):
        claimed = inbox._claim()
        assert claimed is not None
        assert claimed.event.notification_id == "1"
        clock.time += FIRST_LEASE
    assert told(inbox) == ["2"]
    ((given_up, why),) = inbox.failed()
    assert (given_up.notification_id, why) == ("1", "Its worker died, or took longer than the lease, 3 times.")
    inbox.close()


def test_while_one_worker_takes_an_event_over_another_does_not_get_the_next_of_its_object(
    database: str, clock: Clock
) -> None:
    inbox, other = (Inbox(database, now=clock, lease=FIRST_LEASE) for _ in range(2))
    inbox.put(event(1))
    inbox.put(event(2, at=101))
    assert inbox._claim() is not None
    clock.time += FIRST_LEASE
    engine = sa.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:  # as a worker does that is about to take it
        connection.execute(sa.text("SELECT 1 FROM shopwright_inbox WHERE notification_id = '1' FOR UPDATE"))
        assert other._claim() is None
    assert told(other) == ["1", "2"]
    for closing in (engine.dispose, inbox.close, other.close):
        closing()


def test_an_earlier_event_that_becomes_due_meanwhile_does_not_run_beside_a_later_one(
    database: str, clock: Clock
) -> None:
    inbox, other = (Inbox(database, now=clock, lease=FIRST_LEASE) for _ in range(2))
    inbox.put(event(1))
    inbox.put(event(2, at=101))
    engine = sa.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE shopwright_inbox SET state = 'failed' WHERE notification_id = '1'"))
    claims: list[Any] = []
    with engine.begin() as connection:  # as a worker does that is taking the second one
        lane = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(lane, 0)) FROM shopwright_inbox LIMIT 1")
        connection.execute(lane)
        taking = "UPDATE shopwright_inbox SET state = 'running', due = :due WHERE notification_id = '2'"
        connection.execute(sa.text(taking), {"due": clock.time + FIRST_LEASE})
        assert inbox.retry("1")
        worker = threading.Thread(target=lambda: claims.append(other._claim()))
        worker.start()
        worker.join(0.2)
    worker.join(30)
    assert claims == [None]
    for closing in (engine.dispose, inbox.close, other.close):
        closing()


def test_processes_that_start_together_make_the_tables_once(url: str) -> None:
    errors: list[BaseException] = []
    gate = threading.Barrier(6)

    def start() -> None:
        gate.wait()
        try:
            Inbox(url).close()
        except Exception as error:  # noqa: BLE001 - shown below
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_an_engine_may_carry_two_inboxes(url: str) -> None:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    first, second = Inbox(engine), Inbox(engine)
    first.put(event(1))
    assert told(second) == ["1"]
    engine.dispose()


def test_an_event_without_its_body_is_not_kept(inbox: Inbox) -> None:
    complete = event(1)
    bare = type(complete)(type=1, notification_id="1", owner="7", timestamp=complete.timestamp, data=complete.data)
    with pytest.raises(ValueError, match="raw body"):
        inbox.put(bare)


STATES = ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "IN_TRANSIT", "DELIVERED"]
#: Which order, how far it is, and whether a list or a notification says so; in any order, any number of times.
ARRIVALS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, len(STATES) - 1), st.booleans(), st.booleans()), max_size=25
)


@given(ARRIVALS)
@settings(max_examples=40, deadline=None)
def test_however_states_arrive_each_has_one_effect_and_none_follows_a_newer_one(
    arrivals: list[tuple[int, int, bool, bool]],
) -> None:
    heard: dict[str, list[int]] = {}

    def handler(item: Event) -> None:
        heard.setdefault(item.data["order_id"], []).append(STATES.index(item.data["order_status"]))

    with tempfile.TemporaryDirectory() as folder:
        inbox = Inbox(f"sqlite:///{Path(folder) / 'inbox.db'}")
        for number, state, is_listed, is_processed in arrivals:
            fields = {"at": 100 + state, "status": STATES[state]}
            state_event = event(number * 10 + state, str(number), **fields)
            inbox.put(listed(**state_event.data) if is_listed else state_event)
            if is_processed:
                inbox.process_all(handler)
        inbox.process_all(handler)
        inbox.close()
    for order in {str(arrival[0]) for arrival in arrivals}:
        values = heard[order]
        assert values == sorted(set(values)), "one effect each, never backwards"
        assert values[-1] == max(state for number, state, *_ in arrivals if str(number) == order)
