"""Work in the background that fails, waits and is tried again, for tests of jobs and alerts."""

from __future__ import annotations

from django.utils import timezone

from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.channels.protocol import Change, ChannelError
from shopwright.hub.listings import lanes
from shopwright.hub.listings.models import Listing
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Shop, Stall, offer, open_shop

CLOSED = ChannelError("The shop is closed.", is_passing=True)


def offered(hub: Hub, stall: Stall, sku: str = "") -> tuple[Connection, Shop, Listing]:
    """A shop that offers a SKU of which there are 4."""
    connection, shop = open_shop(hub, stall)
    goods = rows.variant(hub, sku)
    offer(connection, shop, goods.sku)
    rows.count(hub, goods, 4)
    lanes.push_all(connection)
    return connection, shop, Listing.objects.get(connection=connection)


def go_through_waits(connection: Connection, times: int) -> None:
    """Have what waits for its next try tried, as many times."""
    for _ in range(times):
        Listing.objects.filter(connection=connection).update(wish_due_at=timezone.now())
        Event.objects.filter(connection=connection).update(due_at=timezone.now())
        lanes.push_all(connection)
        intake.work_due()


def event(connection: Connection, external_id: str, kind: str = "order", event_id: str = "") -> Event:
    """Something that a channel told."""
    change = Change(kind, external_id, event_id or f"told:{kind}:{external_id}", timezone.now())
    intake.keep(connection, [change], "webhook")
    return Event.objects.get(connection=connection, event_id=change.event_id)
