"""Open pages hear of what changes: of their workspace and within their role, without holding the database."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import time as clock_time
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection
from django.db.models import F

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import PERMISSIONS, Role
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.catalog.bulk.models import BulkEdit
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.news import MOST_STREAMS, newsroom
from shopwright.hub.fulfilment.carriage.models import ServiceRule
from shopwright.hub.fulfilment.cutoffs.models import Pickup
from shopwright.hub.fulfilment.models import PickList, Print, Shipment
from shopwright.hub.fulfilment.routing.models import RoutingRule
from shopwright.hub.fulfilment.third_party.models import TrackingRow
from shopwright.hub.listings.categories.models import ChannelCategory
from shopwright.hub.listings.drift_models import Drift
from shopwright.hub.listings.publish_rules.models import PublishRule
from shopwright.hub.lists.topics import TOPICS
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.holds.models import HoldRule
from shopwright.hub.orders.models import Order
from shopwright.hub.people.models import Approval
from shopwright.hub.project.asgi import application
from shopwright.hub.security.models import AuditRun
from shopwright.hub.stock.models import Balance, BufferRule, Location
from shopwright.hub.work.models import Alert, Finding
from tests.hub import rows
from tests.hub.harness import Hub, Person
from tests.hub.lists import FILTERS, fill

pytestmark = pytest.mark.postgres

#: Seconds until something that does not come is taken for missing. No test waits for it when all is well.
DEADLINE = 20


@pytest.fixture(autouse=True)
def listening(hub_database: str) -> Iterator[None]:
    """The process listens before a test begins, and no stream outlives it."""
    del hub_database
    newsroom.stop()  # streams that other tests have opened and not read
    assert newsroom.start().wait(DEADLINE)
    yield
    newsroom.stop()


class Open:
    """A stream as a browser reads it."""

    def __init__(self, communicator: ApplicationCommunicator) -> None:
        self._communicator = communicator

    async def piece(self) -> dict[str, Any]:
        return await self._communicator.receive_output(DEADLINE)

    async def topics(self) -> set[str]:
        """The topics of the next event."""
        while True:
            message = await self.piece()
            if not message.get("more_body"):
                return {"the end"}
            body = message["body"].decode()
            if "hello" not in body and (told := re.search(r"^data: (.+)$", body, re.MULTILINE)):
                return set(told[1].split())

    async def hears(self, topic: str) -> bool:
        while topic not in (told := await self.topics()):
            assert told != {"the end"}
        return True


@asynccontextmanager
async def stream(person: Person, *topics: str) -> AsyncIterator[Open]:
    """An open stream, which has been told already that it may have missed something."""
    cookie = person.browser.cookies[settings.SESSION_COOKIE_NAME]
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "server": ("testserver", 80),
        "path": person.url("news"), "raw_path": b"", "query_string": f"topics={'+'.join(topics)}".encode(),
        "headers": [(b"host", b"testserver"), (b"cookie", f"{cookie.key}={cookie.value}".encode())],
    }  # fmt: skip
    communicator = ApplicationCommunicator(application, scope)
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await communicator.receive_output(DEADLINE)
    assert start["status"] == 200
    assert (b"Content-Type", b"text/event-stream") in start["headers"]
    yield Open(communicator)
    await communicator.send_input({"type": "http.disconnect"})
    await communicator.wait(DEADLINE)


def test_each_topic_is_told_when_its_rows_change(hub: Hub) -> None:
    made = fill(hub)
    own = {"workspace": hub.workspace}
    changes = {
        "orders": lambda: Order.objects.filter(**own).update(note="x"),
        "shipments": lambda: Print.objects.create(shipment=made.shipment, is_reprint=True),
        "picks": lambda: PickList.objects.filter(**own).update(number=7),
        "returns": lambda: made.order.cases.update(buyer_text="x"),
        "imports": lambda: ImportRun.objects.filter(**own).update(done=1),
        "products": lambda: Product.objects.filter(**own).update(brand="x"),
        "stock": lambda: Balance.objects.filter(**own).update(bin="x"),
        "listings": lambda: made.order.connection.listings.update(seen_title="x"),
        "channels": lambda: Connection.objects.filter(**own).update(trouble="x"),
        "alerts": lambda: Alert.objects.filter(**own).update(count=2),
        "background": lambda: BackgroundRun.objects.filter(**own).update(done=1),
        "bulk": lambda: BulkEdit.objects.filter(**own).update(done=1),
        "categories": lambda: ChannelCategory.objects.create(connection=made.order.connection, external_id="9"),
        "checks": lambda: Finding.objects.filter(**own).update(words="x"),
        "drift": lambda: Drift.objects.filter(**own).update(words="x"),
        "notices": lambda: Notice.objects.filter(**own).update(trouble="x"),
        "people": lambda: Member.objects.filter(**own).update(role=F("role")),
        "approvals": lambda: Approval.objects.filter(**own).update(words="x"),
        "self-audit": lambda: AuditRun.objects.filter(**own).update(checks=1),
        "locations": lambda: Location.objects.filter(**own, is_default=True).update(name="x"),
        "rules": lambda: BufferRule.objects.filter(**own).update(amount=1),
        "publish-rules": lambda: PublishRule.objects.filter(**own).update(is_on=False),
        "hold-rules": lambda: HoldRule.objects.filter(**own).update(is_on=False),
        "routing-rules": lambda: RoutingRule.objects.filter(**own).update(is_on=False),
        "service-rules": lambda: ServiceRule.objects.create(**own, name="x"),
        "pickups": lambda: Pickup.objects.create(**own, name="x", at=clock_time(16)),
        "history": lambda: Location.objects.filter(**own, is_default=True).update(name="y"),
        "third-parties": lambda: TrackingRow.objects.filter(file__workspace=hub.workspace).update(words="x"),
    }
    assert set(changes) == set(TOPICS)

    async def hear() -> None:
        async with stream(hub.owner, *TOPICS) as opened:
            await opened.topics()
            for topic, change in changes.items():
                await sync_to_async(change)()
                assert await opened.hears(topic), topic

    asyncio.run(hear())


def test_a_page_hears_nothing_of_another_workspace_or_beyond_its_role(hub: Hub) -> None:
    shop, other = rows.connection(hub), Hub()
    there = rows.connection(other)
    packer = hub.person(Role.PACKER)

    async def hear() -> None:
        async with stream(packer, "orders", "channels", "products") as opened:
            assert await opened.topics() == {"orders", "products"}, "what it may have missed, within its role"
            await sync_to_async(rows.variant)(other)
            await sync_to_async(Connection.objects.filter(pk__in=[shop.pk, there.pk]).update)(trouble="x")
            await sync_to_async(rows.variant)(hub)
            assert await opened.topics() == {"products"}

    asyncio.run(hear())
    assert "channels" in TOPICS
    assert TOPICS["channels"] not in PERMISSIONS[Role.PACKER]


def _missed(hub: Hub, topic: str, since: float) -> list[str]:
    """What a page of that time is told at once."""
    subscription = newsroom.subscribe(hub.workspace.pk, frozenset({topic}), "a page", since)
    assert subscription is not None
    newsroom.unsubscribe(subscription)
    return subscription.take()


def test_what_changed_before_a_page_listens_is_told_when_it_does(hub: Hub) -> None:
    async def hear() -> None:
        async with stream(hub.owner, "products") as first:
            await first.topics()
            await sync_to_async(rows.variant)(hub)
            await first.topics()
            now = time.time()
            assert _missed(hub, "products", now) == ["products"]
            assert _missed(hub, "products", now + 60) == []
            assert _missed(hub, "orders", now - 86_400) == ["orders"], "what is not remembered may have changed"

    asyncio.run(hear())


def test_streams_hold_no_connection_and_share_one_that_listens(hub: Hub) -> None:
    people = [hub.person(Role.VIEWER) for _ in range(25)]  # the pool has 20

    async def hear() -> None:
        streams = [stream(person, "products") for person in people]
        opened = [await item.__aenter__() for item in streams]
        for item in opened:
            await item.topics()
        assert newsroom.count == len(people)
        await sync_to_async(rows.variant)(hub)
        for item in opened:
            assert await item.topics() == {"products"}
        assert await sync_to_async(_listeners)() == 1
        for item in streams:
            await item.__aexit__(None, None, None)

    asyncio.run(hear())
    assert newsroom.count == 0


_LISTENERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN shopwright_pages%'"
)


def _listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LISTENERS)
        count: int = cursor.fetchone()[0]
    return count


def test_a_member_has_so_many_streams_and_no_more(hub: Hub) -> None:
    opened = [hub.owner.browser.get(hub.owner.url("news"), {"topics": "orders"}) for _ in range(MOST_STREAMS)]
    assert {answer.status_code for answer in opened} == {200}
    assert hub.owner.browser.get(hub.owner.url("news")).status_code == 429
    other = hub.person(Role.VIEWER)
    opened.append(other.browser.get(other.url("news")))
    assert opened[-1].status_code == 200
    opened[0].close()
    opened.append(hub.owner.browser.get(hub.owner.url("news")))
    assert opened[-1].status_code == 200
    for answer in opened:
        answer.close()
    assert newsroom.count == 0


def test_streams_end_when_the_process_is_told_to_stop(hub: Hub) -> None:
    async def hear() -> None:
        async with stream(hub.owner, "orders") as opened:
            await opened.topics()
            newsroom.end_streams()
            assert await opened.topics() == {"the end"}

    asyncio.run(hear())
    assert newsroom.count == 0


def test_every_list_and_page_that_awaits_something_is_live(hub: Hub) -> None:
    made = fill(hub)
    pages: list[tuple[str, tuple[int, ...], dict[str, str]]] = [(name, (), FILTERS[name]) for name in FILTERS]
    pages += [("today", (), {}), ("order", (made.order.pk,), {}), ("return", (made.order.cases.get().pk,), {})]
    pages += [("connection", (made.order.connection_id,), {})]
    pages += [("listing", (made.order.connection.listings.get().pk,), {})]
    pages += [("product", (hub.variant(made.sku).product_id,), {})]
    pages += [(name, (pk,), {}) for name, pk in made.ids.items()]
    for name, parts, query in pages:
        topics = re.search(r'data-live="([a-z -]+)"', hub.owner.get(name, *parts, **query).html)
        assert topics, name
        assert set(topics[1].split()) <= set(TOPICS), name


def test_a_page_that_looks_again_gets_its_content_alone_and_keeps_messages_for_people(hub: Hub) -> None:
    made = fill(hub)
    whole = hub.owner.get("orders", view="held")
    hub.owner.browser.post(hub.owner.url("order-change", made.order.pk), {"do": "note", "note": "x"})
    part = hub.owner.browser.get(hub.owner.url("orders"), {"view": "held"}, headers={"x-live": "1"}).content.decode()
    assert part.startswith('<main id="main"')
    assert made.order.number in part
    assert "<header" not in part
    assert "The note is saved" not in part
    assert len(part) < len(whole.html)
    assert "The note is saved" in hub.owner.get("orders", view="held").text


def test_a_shipment_that_is_removed_is_told_too(hub: Hub) -> None:
    made = fill(hub)

    async def hear() -> None:
        async with stream(hub.owner, "shipments") as opened:
            await opened.topics()
            await sync_to_async(Shipment.objects.filter(pk=made.shipment.pk).delete)()
            assert await opened.hears("shipments")

    asyncio.run(hear())
