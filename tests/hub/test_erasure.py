"""Buyers are erased when they ask for it or are kept no longer: everywhere, for good, no sooner than they may be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection as database
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Act, Case, Party
from shopwright.hub.aftersales.models import Money as CaseMoney
from shopwright.hub.background import work as background
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Address, ExternalOrder, Progress
from shopwright.hub.fulfilment import labels
from shopwright.hub.fulfilment.models import Shipment, ShipmentLine
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.erasure import services
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub, Page

pytestmark = pytest.mark.postgres

BUYER = Address(
    name="Ada Quillfeather",
    email="quill@buyer.example",
    phone="+44 2079460000",
    lines=("7 Larkspur Row",),
    city="London",
    postcode="W1Q 7ZZ",
    country="GB",
)


def order(progress: Progress = Progress.DELIVERED, **changes: object) -> ExternalOrder:
    return rows.order("MUG", progress=progress, can_ship=progress == Progress.OPEN, **{"buyer": BUYER, **changes})


def work() -> None:
    """Do the large acts that are due."""
    while background.work_due():
        pass


def erase(hub: Hub, *orders: Order) -> Page:
    page = hub.owner.post("buyer-erase", orders=[row.pk for row in orders])
    work()
    return page


def is_erased(row: Order) -> bool:
    row.refresh_from_db()
    assert (row.buyer == Address()) == (row.erased_at is not None)
    return row.erased_at is not None


def with_everything(hub: Hub, shop: Connection) -> Order:
    """A delivered order with a note and its history, a return, an answer, a message and a label that name the buyer.

    Each of the words that begin with the hub's tag is nowhere else.
    """
    tag = hub.tag
    buyer = replace(BUYER, name=f"Ada {tag}-name", email=f"{tag}-mail@buyer.example", lines=(f"7 {tag}-street",))
    row = apply(shop, order(buyer=buyer, buyer_note=f"Leave it with {tag}-note"))
    for note in (f"{tag}-name rang", f"{tag}-name rang again"):
        hub.owner.post("order-change", row.pk, do="note", note=note)
    case = rows.case(row)
    Case.objects.filter(pk=case.pk).update(
        buyer_text=f"I am {tag}-name", pictures=[f"https://pictures.example/{tag}-picture.jpg"],
        waits_for=Party.NOBODY, money=CaseMoney.REFUNDED,
    )  # fmt: skip
    facts = {"workspace": hub.workspace, "connection": shop, "order": row}
    Act.objects.create(**facts, case=case, decision="approve", words="Approved", comment=f"Dear {tag}-comment",
                       status="ASKED", state="done", due_at=timezone.now())  # fmt: skip
    Notice.objects.create(**facts, step="shipped", state="sent", text=f"Hello {tag}-message")
    shipment = Shipment.objects.create(**facts, external_id=hub.tag, state="ready", is_printed=True)
    ShipmentLine.objects.create(shipment=shipment, line=row.lines.get(), quantity=1)
    shipment.label_file = labels.keep(shipment, f"To: {tag}-name".encode())
    shipment.save()
    return row


def words_of(hub: Hub) -> set[str]:
    """What any row of any table has of the words that begin with the hub's tag."""
    words = set[str]()
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            name = database.ops.quote_name(table)
            cursor.execute(f"SELECT row::text FROM {name} row WHERE row::text LIKE %s", [f"%{hub.tag}-%"])
            words.update(word for (text,) in cursor.fetchall() for word in re.findall(rf"{hub.tag}-(\w+)", text))
    return words


def test_nothing_is_left_of_an_erased_buyer(hub: Hub) -> None:
    row = with_everything(hub, rows.connection(hub))
    file = row.shipments.get().label_file
    assert words_of(hub) == {"note", "name", "picture", "comment", "message"}
    page = erase(hub, row)
    assert page.status == 200
    assert is_erased(row)
    assert row.buyer_keys == []
    assert not default_storage.exists(file)
    assert words_of(hub) == set()
    shown = hub.owner.get("order", row.pk).text
    assert "Erased" in shown
    assert f"{hub.tag}-" not in shown
    assert row.number not in hub.owner.get("orders", q=f"{hub.tag}-mail@buyer.example").text


def test_a_label_that_could_not_be_read_is_not_fetched_for_an_erased_buyer(hub: Hub) -> None:
    row = with_everything(hub, rows.connection(hub))
    row.shipments.update(label_trouble="It cannot be read.")
    erase(hub, row)
    hub.owner.post("label-fetch", shipments=[row.shipments.get().pk])
    shipment = row.shipments.get()
    assert (shipment.state, shipment.label_file, shipment.label_trouble) == ("ready", "", "")


def test_a_label_that_another_order_shares_stays_until_that_one_is_erased(hub: Hub) -> None:
    shop = rows.connection(hub)
    row, other = with_everything(hub, shop), apply(shop, order(Progress.SHIPPED))
    shipment = row.shipments.get()
    ShipmentLine.objects.create(shipment=shipment, line=other.lines.get(), quantity=1)
    erase(hub, row)
    assert is_erased(row)
    assert default_storage.exists(shipment.label_file)
    erase(hub, other)
    assert not default_storage.exists(shipment.label_file)


def test_what_a_buyer_writes_is_shown_to_those_who_see_buyers(hub: Hub) -> None:
    row = apply(rows.connection(hub), order(buyer_note="Ring twice"))
    assert "Ring twice" in hub.owner.get("order", row.pk).text
    assert "Ring twice" not in hub.person(Role.VIEWER).get("order", row.pk).text


def test_goods_sums_and_dates_stay(hub: Hub) -> None:
    row = apply(rows.connection(hub), order())
    kept = (row.number, row.total, row.placed_at, row.lines.count())
    erase(hub, row)
    row.refresh_from_db()
    assert (row.number, row.total, row.placed_at, row.lines.count()) == kept


def test_an_erased_buyer_does_not_come_back_with_the_next_news_of_the_order(hub: Hub) -> None:
    shop = rows.connection(hub)
    sold = order()
    row = apply(shop, sold)
    erase(hub, row)
    apply(shop, replace(sold, raw_status="COMPLETED", updated_at=sold.updated_at + timedelta(days=1)))
    assert is_erased(row)
    assert (row.raw_status, row.buyer_keys, row.buyer_note) == ("COMPLETED", [], "")


@pytest.mark.parametrize("need", ["to ship", "return", "answer", "message", "booking", "label to print"])
def test_a_buyer_who_is_needed_is_erased_once_that_is_settled(hub: Hub, need: str) -> None:
    shop = rows.connection(hub)
    settled = order(Progress.SHIPPED)
    row = apply(shop, replace(settled, progress=Progress.OPEN) if need == "to ship" else settled)
    facts = {"workspace": hub.workspace, "connection": shop, "order": row}
    soon = timezone.now() + timedelta(days=9)
    if need == "return":
        rows.case(row)
    elif need == "answer":
        Act.objects.create(**facts, decision="cancel", words="", status="", due_at=soon)
    elif need == "message":
        Notice.objects.create(**facts, step="shipped", due_at=soon)
    elif need != "to ship":
        state, file = ("booked", "") if need == "booking" else ("ready", f"labels/{hub.tag}")
        shipment = Shipment.objects.create(
            **facts, external_id=hub.tag, state=state, label_file=file, due_at=soon if need == "booking" else None
        )
        ShipmentLine.objects.create(shipment=shipment, line=row.lines.get(), quantity=1)
    erase(hub, row)
    assert not is_erased(row)
    run = hub.workspace.background_runs.latest("pk")
    assert "It is erased after that." in hub.owner.get("background-run", run.pk).text
    assert "1 order waits" in hub.owner.get("buyers-data").text
    row.cases.update(waits_for=Party.NOBODY, money=CaseMoney.REFUNDED)
    row.acts.update(state="done")
    row.notices.update(state="sent")
    row.shipments.update(state="ready", is_printed=True)
    apply(shop, replace(settled, updated_at=settled.updated_at + timedelta(days=1)))
    services.begin_due()
    work()
    assert is_erased(row)


def test_older_buyers_go_by_themselves_once_a_time_is_set_and_no_others(hub: Hub) -> None:
    shop = rows.connection(hub)
    now = timezone.now()
    old = apply(shop, order(placed_at=now - timedelta(days=91)))
    waits = apply(shop, order(Progress.OPEN, placed_at=now - timedelta(days=400)))
    new = apply(shop, order(placed_at=now - timedelta(days=89)))
    services.begin_due()
    work()
    assert not is_erased(old), "nobody set a time"
    preview = hub.owner.post("buyer-retention", days="90", do="preview").text
    assert "The buyers of 1 order would be erased" in preview
    services.begin_due()
    work()
    assert not is_erased(old), "it was looked at only"
    assert "kept for 90 days" in hub.owner.post("buyer-retention", days="90", do="save").text
    services.begin_due()
    work()
    assert (is_erased(old), is_erased(waits), is_erased(new)) == (True, False, False)
    assert "Buyer retention" in hub.owner.get("history", what="orders-buyerretention").text


def test_a_time_goes_by_the_clock_of_the_shop(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    sku_id = seller.list_product(quantity=5, seller_sku=f"GB-{hub.tag}").sku_id
    hub.connect(platform, seller)
    bought = seller.buy((sku_id, 1), status="DELIVERED")
    hub.work()
    row = hub.order(bought.order_id)
    services.set_days(hub.workspace, 30)
    services.begin_due()
    hub.work()
    assert not is_erased(row)
    platform.clock.advance(days=31)
    services.begin_due()
    hub.work()
    assert is_erased(row)


@pytest.mark.parametrize("days", ["0", "-1", "3651", "soon"])
def test_a_time_that_is_none_is_refused(hub: Hub, days: str) -> None:
    page = hub.owner.post("buyer-retention", days=days, do="save")
    assert page.status == 422
    assert "Until you erase them" in page.text


def test_a_buyer_is_looked_for_by_what_they_give_and_the_address_of_the_page_has_nothing_of_it(hub: Hub) -> None:
    shop = rows.connection(hub)
    row, other = apply(shop, order()), apply(shop, rows.order("MUG"))
    for text in ("quill@buyer.example", "+44 2079460000", "Ada Quillfeather", row.number):
        page = hub.owner.post("buyer-look", buyer=text)
        assert row.number in page.text
        assert other.number not in page.text
        assert "?" not in page.response.request["PATH_INFO"] + page.response.request["QUERY_STRING"]
    assert "No order fits" in hub.owner.post("buyer-look", buyer="nobody@buyer.example").text


def test_only_those_who_run_the_shop_erase_and_only_their_own_orders(hub: Hub) -> None:
    row = apply(rows.connection(hub), order())
    for role in Role:
        person = hub.person(role)
        status = person.browser.post(person.url("buyer-erase"), {"orders": []}).status_code
        assert (status == 403) == (role not in (Role.OWNER, Role.MANAGER))
    assert hub.stranger().post("buyer-erase", orders=[row.pk]).status == 404
    theirs = Hub()
    theirs.owner.post("buyer-erase", orders=[row.pk])
    work()
    theirs.close()
    assert not is_erased(row)
