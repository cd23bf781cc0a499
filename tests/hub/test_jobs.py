"""Work in the background as its owner sees it: one list, retry, cancel, what was given up, and alerts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps as django_apps
from django.db.models import F
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Act
from shopwright.hub.catalog.bulk import work as bulk
from shopwright.hub.catalog.bulk.models import BulkEdit
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.channels import intake
from shopwright.hub.channels.cases import CaseKind
from shopwright.hub.channels.models import Event
from shopwright.hub.core.work import JobError, JobState, sources
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.third_party.models import HandOff, TrackingFile
from shopwright.hub.listings import lanes
from shopwright.hub.listings.models import Offer, OfferStock
from shopwright.hub.orders.intake import apply
from shopwright.hub.work import queries
from shopwright.hub.work.queries import Wanted
from tests.hub import rows
from tests.hub.background import CLOSED, event, go_through_waits, offered
from tests.hub.harness import Hub, Page
from tests.hub.import_files import check, csv_bytes, work_all
from tests.hub.lists import cells, changed_prices
from tests.hub.stall import Stall, open_shop

pytestmark = pytest.mark.postgres


def act(hub: Hub, wanted: str, *keys: str) -> Page:
    return hub.owner.post("jobs-act", act=wanted, jobs=list(keys))


def test_work_of_a_failing_channel_is_given_up_shows_its_cause_is_retried_and_done(hub: Hub, stall: Stall) -> None:
    connection, shop, listing = offered(hub, stall)
    shop.trouble = CLOSED
    hub.owner.post("listing-change", listing.pk, wish="pause")
    lanes.push_all(connection)
    assert "Failed, tried again" in hub.owner.get("jobs", kind="listings").text
    assert "Nothing ran" not in hub.owner.get("jobs", kind="listings", state="failed").text
    go_through_waits(connection, 8)
    hub.work()
    text = hub.owner.get("jobs", state="given_up").text
    assert "Pause A mug" in text
    assert "The shop is closed." in text
    hub.watch()
    assert "Listings: 1 given up." in hub.owner.get("today").text
    assert "Jobs 1 given up" in hub.owner.get("orders").text
    shop.trouble = None
    assert "Tried again: 1 of 1" in act(hub, "retry", f"listings:{listing.pk}").text
    assert "given up" not in hub.owner.get("orders").text, "the badge goes with the retry"
    lanes.push_all(connection)
    assert shop.steps == [("pause", listing.external_id)]
    assert "Pause A mug" not in hub.owner.get("jobs").text
    hub.work()
    assert "given up" not in hub.owner.get("today").text.replace("jobs given up", "")


def test_an_event_that_is_given_up_stays_until_somebody_has_it_tried_again_or_dropped(hub: Hub, stall: Stall) -> None:
    connection, shop, listing = offered(hub, stall)
    shop.trouble = CLOSED
    again, dropped = event(connection, "o-1"), event(connection, listing.external_id, "listing")
    go_through_waits(connection, 9)
    text = hub.owner.get("jobs", kind="events", state="given_up").text
    assert "Order o-1" in text
    assert "Listing A mug" in text, "what the hub knows is named and linked"
    hub.work()
    assert "Order o-1" in hub.owner.get("jobs", state="given_up").text, "it is not tried by itself"
    assert "It is not looked at" in act(hub, "cancel", f"events:{dropped.pk}").text
    assert "Listing A mug" in hub.owner.get("jobs", kind="events", state="cancelled").text
    shop.trouble = None
    act(hub, "retry", f"events:{again.pk}")
    again.refresh_from_db()
    assert (again.state, again.attempts) == ("new", 0)


def test_a_fault_of_the_hub_says_so(hub: Hub, stall: Stall) -> None:
    connection, _, _ = offered(hub, stall)
    event(connection, "gone", "listing")  # this channel has no way to look at a listing
    intake.work_due()
    text = hub.owner.get("jobs", kind="events").text
    assert "AttributeError" in text
    assert "This is a fault of the hub: report it" in text


def test_a_late_number_and_a_refused_one_are_listed_with_what_can_be_done(hub: Hub, stall: Stall) -> None:
    connection, shop, _ = offered(hub, stall, "LATE-1")
    shop.trouble = CLOSED
    rows.count(hub, hub.variant("LATE-1"), 9)
    lanes.push_all(connection)
    number = OfferStock.objects.get(connection=connection)
    late = hub.owner.get("jobs", kind="stock", q="late-1").text
    assert "9 of LATE-1 in Warehouse 1" in late
    assert "The shop is closed." in late, "the cause is that of the lane"
    assert "always sent" in act(hub, "cancel", f"stock:{number.pk}").text
    lane = hub.owner.get("jobs", kind="lanes", state="failed").text
    assert "Stock to Stall" in lane
    assert "1 to go" in lane
    shop.trouble = None
    act(hub, "retry", f"stock:{number.pk}")
    lanes.push_all(connection)
    assert shop.quantity("LATE-1") == 9
    assert "LATE-1" not in hub.owner.get("jobs").text
    OfferStock.objects.filter(pk=number.pk).update(wanted=2, trouble="Too few.", remedy="Offer more.")
    refused = hub.owner.get("jobs", kind="stock", state="given_up").text
    assert "Too few. Offer more." in refused
    assert "Cancelled: 1 of 1" in act(hub, "cancel", f"stock:{number.pk}").text
    assert "Too few." not in hub.owner.get("jobs").text


def test_a_refused_price_is_sent_again_or_left(hub: Hub, stall: Stall) -> None:
    connection, _, _ = offered(hub, stall, "PRICED-1")
    price = Offer.objects.get(connection=connection)
    facts = {"wanted_price": 7, "price_trouble": "Too dear.", "price_due_at": timezone.now()}
    Offer.objects.filter(pk=price.pk).update(**facts)
    assert "7.00 GBP for PRICED-1 Too dear." in hub.owner.get("jobs", state="given_up").text
    act(hub, "retry", f"prices:{price.pk}")
    assert Offer.objects.filter(pk=price.pk, is_price_due=True, price_trouble="").exists()
    act(hub, "cancel", f"prices:{price.pk}")
    assert "PRICED-1" not in hub.owner.get("jobs").text


def _shipment(hub: Hub, state: str, **facts: object) -> Shipment:
    shop, goods = rows.connection(hub), rows.variant(hub)
    sold = apply(shop, rows.order(goods.sku))
    return Shipment.objects.create(
        workspace=hub.workspace,
        connection=shop,
        order=sold,
        external_id=sold.external_id,
        state=state,
        due_at=timezone.now() + timedelta(minutes=5),
        **facts,
    )


@pytest.mark.parametrize(
    ("state", "attempts", "listed", "can_retry", "can_cancel"),
    [
        ("intent", 0, "waiting", True, True),
        ("unknown", 0, "running", True, False),
        ("unknown", 2, "failed", True, False),
        ("booked", 1, "failed", True, False),
        ("refused", 1, "given_up", True, True),
        ("ready", 0, "done", False, False),
        ("cancelled", 0, "cancelled", False, False),
    ],
)
def test_a_shipment_is_listed_by_its_state_and_can_be_tried_again_or_cancelled_while_that_is_safe(
    hub: Hub, state: str, attempts: int, listed: str, can_retry: bool, can_cancel: bool
) -> None:
    shipment = _shipment(hub, state, attempts=attempts, trouble="The carrier said no.")
    about = f"Parcel of {shipment.order.number}"
    assert about in hub.owner.get("jobs", state=listed).text
    assert about in hub.owner.get("jobs", q=shipment.order.number).text
    key = f"shipments:{shipment.pk}"
    assert ("Cancelled: 1 of 1" in act(hub, "cancel", key).text) is can_cancel
    shipment.state = state
    shipment.save()
    assert ("Tried again: 1 of 1" in act(hub, "retry", key).text) is can_retry


def test_a_booking_that_may_be_going_on_is_not_begun_a_second_time(hub: Hub) -> None:
    shipment = _shipment(hub, "unknown")
    Shipment.objects.filter(pk=shipment.pk).update(due_at=timezone.now() + timedelta(seconds=29))
    assert "looked up within 30 seconds" in act(hub, "retry", f"shipments:{shipment.pk}").text


def test_a_refused_answer_is_given_up_until_it_is_tried_again_dropped_or_overtaken(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    case = rows.case(apply(shop, rows.order(goods.sku)), CaseKind.CANCELLATION)
    facts = {"workspace": hub.workspace, "connection": shop, "order": case.order, "status": "ASKED"}
    answer = Act.objects.create(
        case=case, decision="APPROVE", words="Approve", state="refused", due_at=timezone.now(),
        trouble="Too late.", remedy="Ask support.", **facts,
    )  # fmt: skip
    given_up = hub.owner.get("jobs", state="given_up").text
    assert f"Approve: {case.order.number} Too late. Ask support." in given_up
    act(hub, "retry", f"answers:{answer.pk}")
    assert f"Approve: {case.order.number}" in hub.owner.get("jobs", state="waiting").text
    act(hub, "cancel", f"answers:{answer.pk}")
    assert f"Approve: {case.order.number}" in hub.owner.get("jobs", state="cancelled").text
    Act.objects.filter(pk=answer.pk).update(state="refused")
    type(case).objects.filter(pk=case.pk).update(waits_for="nobody")
    assert f"Approve: {case.order.number}" in hub.owner.get("jobs", state="cancelled").text


def test_an_import_is_listed_with_its_progress_and_its_undo(hub: Hub) -> None:
    run = check(hub, csv_bytes(("SKU", "Title", "Price", "Currency"), ("JOB-1", "A mug", "4.50", "GBP")))
    assert f"{run.file_name} Imports" in hub.owner.get("jobs", kind="imports", state="waiting").text
    hub.owner.post("import-act", run.pk, act="start")
    work_all(run)
    done = hub.owner.get("jobs", kind="imports", state="done").text
    assert f"{run.file_name} Undo Imports" in done
    assert "“Done” by now" in act(hub, "cancel", f"imports:{run.pk}").text
    ImportRun.objects.filter(pk=run.pk).update(state="failed", trouble="The disk is full.", carry={"state": "running"})
    assert "The disk is full." in hub.owner.get("jobs", state="given_up").text
    assert "It goes on where it was." in act(hub, "retry", f"imports:{run.pk}").text


def test_every_kind_of_row_that_a_worker_takes_on_is_listed_with_what_can_be_done(hub: Hub) -> None:
    """A row that says when it is due is work in the background, whatever app it is of."""
    due = {
        model
        for model in django_apps.get_models()
        if model.__module__.startswith("shopwright.hub.")
        and any(field.name.endswith("due_at") for field in model._meta.concrete_fields)
    }
    assert len(due) >= 12
    assert due <= {source.rows(hub.workspace.pk).model for source in sources().values()}
    for kind, source in sources().items():
        assert JobState.GIVEN_UP in source.states or JobState.FAILED in source.states, kind
        with pytest.raises(JobError):
            source.cancel(hub.workspace.pk, 0)
        with pytest.raises(JobError):
            source.retry(hub.workspace.pk, 0)


def test_a_bulk_edit_is_listed_with_its_progress_retried_cancelled_and_undone(hub: Hub) -> None:
    rows.variant(hub, "JOB-1")
    edit = changed_prices(hub)
    assert "Price" in hub.owner.get("jobs", kind="bulk", state="waiting").text
    hub.owner.post("bulk-act", edit.pk, act="start")
    BulkEdit.objects.filter(pk=edit.pk).update(attempts=2, due_at=timezone.now() + timedelta(hours=1))
    assert "Failed, tried again 0 %" in hub.owner.get("jobs", kind="bulk", state="failed").text
    assert "It goes on now." in act(hub, "retry", f"bulk:{edit.pk}").text
    while bulk.work_due():
        pass
    assert "Undo Bulk edits" in hub.owner.get("jobs", kind="bulk", state="done").text
    assert "“Done” by now" in act(hub, "cancel", f"bulk:{edit.pk}").text
    BulkEdit.objects.filter(pk=edit.pk).update(state="failed", was="running", trouble="A step failed: full.")
    assert "A step failed: full." in hub.owner.get("jobs", kind="bulk", state="given_up").text
    assert "It goes on where it was." in act(hub, "retry", f"bulk:{edit.pk}").text
    BulkEdit.objects.filter(pk=edit.pk).update(state="failed", due_at=None)
    assert "stays until it is undone" in act(hub, "cancel", f"bulk:{edit.pk}").text
    assert "Cancelled" in hub.owner.get("jobs", kind="bulk", state="cancelled").text


def test_a_file_for_a_third_party_is_tried_again_or_left_to_download(hub: Hub) -> None:
    made = HandOff.objects.get(pk=rows.make_rows(hub)["hand-off"])
    own = HandOff.objects.filter(pk=made.pk)
    own.update(state="intent", trouble="The folder cannot be written: full.", due_at=timezone.now())
    text = hub.owner.get("jobs", kind="hand-offs", state="failed").text
    assert "HO-1 for 3PL The folder cannot be written: full. Give the hub the right to write there" in text
    assert "HO-1 for 3PL" in hub.owner.get("jobs", q="ho-1").text
    assert "It is tried again now." in act(hub, "retry", f"hand-offs:{made.pk}").text
    assert "Download it on the page of the third party." in act(hub, "cancel", f"hand-offs:{made.pk}").text
    assert own.get().state == "download"
    assert "Done To download" in hub.owner.get("jobs", kind="hand-offs", state="done").text
    assert "It is made already." in act(hub, "retry", f"hand-offs:{made.pk}").text


def test_a_file_of_a_third_party_says_how_far_it_is_and_what_is_to_be_mended(hub: Hub) -> None:
    own = TrackingFile.objects.filter(pk=rows.make_rows(hub)["tracking-file"])
    file = own.get()
    file.rows.create(number=2, order_number="x", result="order")
    file.rows.create(number=3, order_number="y")
    own.update(due_at=timezone.now() + timedelta(hours=1))
    assert "1 of 2 rows" in hub.owner.get("jobs", kind="tracking", state="waiting").text
    assert "It goes on now." in act(hub, "retry", f"tracking:{file.pk}").text
    own.update(due_at=None)
    assert "1 row could not be told to the channel." in hub.owner.get("jobs", kind="tracking", state="done").text
    assert "told to the channels already" in act(hub, "cancel", f"tracking:{file.pk}").text
    own.update(trouble="It is no table.")
    assert "It is no table. Mend the file" in hub.owner.get("jobs", kind="tracking", state="given_up").text
    assert "It is put aside." in act(hub, "cancel", f"tracking:{file.pk}").text
    assert "It is no table." in hub.owner.get("jobs", kind="tracking", state="cancelled").text


def test_a_poll_that_fails_is_listed_and_begun_again(hub: Hub, stall: Stall) -> None:
    connection, _, _ = offered(hub, stall)
    connection.traffic.create(kind="poll", failed_at=timezone.now(), trouble="Timed out.")
    text = hub.owner.get("jobs", kind="polls", state="failed").text
    assert "Look for orders Timed out. Nothing to do: it is tried again by itself." in text
    key = f"polls:{connection.traffic.get(kind='poll').pk}"
    assert "Tried again: 1 of 1" in act(hub, "retry", key).text
    assert "cannot be cancelled" in act(hub, "cancel", key).text
    hub.owner.post("connection-change", connection.pk, do="pause")
    assert "“Paused”: connect it first" in act(hub, "retry", key).text


def test_all_kinds_come_in_one_list_by_time_page_after_page_each_job_once(hub: Hub, stall: Stall) -> None:
    connection, _, _ = offered(hub, stall)
    shipment = _shipment(hub, "ready")
    moment = timezone.now() - timedelta(days=1)
    for number in range(60):
        event(connection, f"o-{number}")
    Event.objects.filter(connection=connection).update(received_at=moment, state="done")
    Event.objects.filter(connection=connection, external_id="o-0").update(received_at=moment + timedelta(hours=1))
    Shipment.objects.filter(pk=shipment.pk).update(begun_at=moment)
    wanted, seen, after = Wanted(), [], ""
    while True:
        page = queries.page_of_jobs(hub.workspace, wanted, after, 7)
        seen += page.rows
        after = page.next_after
        if not after:
            break
    keys = [(job.kind, job.pk) for job in seen]
    assert len(keys) == len(set(keys))
    assert [job.at for job in seen] == sorted((job.at for job in seen), reverse=True)
    assert {job.kind for job in seen} >= {"events", "lanes", "shipments"}
    assert sum(job.kind == "events" for job in seen) == 60
    first = hub.owner.get("jobs", kind="events")
    assert "Order o-0" in first.text
    assert "Next page" in first.text
    assert "Order o-" in hub.owner.get("jobs", kind="events", after="nonsense").text


def test_the_list_is_narrowed_by_state_kind_shop_and_text_and_leaves_as_a_file(hub: Hub, stall: Stall) -> None:
    first, _, _ = offered(hub, stall)
    second, _, _ = offered(hub, stall)
    event(first, "=1+1"), event(second, "o-2")
    text = hub.owner.get("jobs", kind="events", shop=str(first.pk)).text
    assert "Order =1+1" in text
    assert "Order o-2" not in text
    assert "Order o-2" in hub.owner.get("jobs", q="o-2").text
    assert "No job fits" in hub.owner.get("jobs", q="o-3").text
    assert "No job fits" in hub.owner.get("jobs", kind="imports", shop=str(first.pk)).text
    file = hub.owner.get("jobs", format="csv", kind="events", state="waiting").content
    assert {(row["Kind"], row["What"], row["State"]) for row in cells(file)} == {
        ("Channel events", "Order =1+1", "Waiting"),
        ("Channel events", "Order o-2", "Waiting"),
    }
    chosen = f"events:{Event.objects.get(connection=second).pk}"
    (row,) = cells(hub.owner.get("jobs", format="csv", rows=chosen).content)
    assert row["What"] == "Order o-2"


def test_every_state_of_every_kind_is_counted_once(hub: Hub, stall: Stall) -> None:
    connection, shop, listing = offered(hub, stall)
    shop.trouble = CLOSED
    event(connection, "o-1")
    hub.owner.post("listing-change", listing.pk, wish="pause")
    go_through_waits(connection, 1)
    for kind, source in sources().items():
        every = source.rows(hub.workspace.pk).count()
        assert every == sum(source.select(hub.workspace.pk, state).count() for state in JobState), kind


def test_an_act_on_many_says_what_became_of_each(hub: Hub, stall: Stall) -> None:
    connection, _, listing = offered(hub, stall)
    told = event(connection, "o-1")
    other = Hub()
    foreign = event(open_shop(other, stall)[0], "o-9")
    text = act(
        hub, "cancel", f"events:{told.pk}", f"listings:{listing.pk}", f"events:{foreign.pk}", "x:1", "events:a"
    ).text
    assert "Cancelled: 1 of 5" in text
    assert text.count("It is not there any more.") == 2
    assert text.count("There is no such job.") == 2
    foreign.refresh_from_db()
    assert foreign.state == "new"


def test_packers_see_no_jobs_and_viewers_change_none(hub: Hub) -> None:
    packer, viewer = hub.person(Role.PACKER), hub.person(Role.VIEWER)
    assert packer.get("jobs").status == 403
    assert "Jobs" not in packer.get("today").text
    assert viewer.get("jobs").status == 200
    assert viewer.post("jobs-act", act="retry", jobs=["events:1"]).status == 403


def test_attempts_are_counted_up_to_the_last(hub: Hub, stall: Stall) -> None:
    connection, shop, _ = offered(hub, stall)
    shop.trouble = CLOSED
    told = event(connection, "o-1", "listing")
    go_through_waits(connection, 8)
    told.refresh_from_db()
    assert (told.state, told.attempts) == ("new", 8)
    Event.objects.filter(pk=told.pk).update(due_at=F("received_at"))
    intake.work_due()
    told.refresh_from_db()
    assert (told.state, told.attempts) == ("failed", 9)
