"""The dry run: what the last orders of a shop would have caused, before anything is switched on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.aftersales.announce import Before as CaseBefore
from shopwright.hub.aftersales.models import Case
from shopwright.hub.channels.models import Connection
from shopwright.hub.fulfilment.models import BoxState
from shopwright.hub.orders.announce import Before
from shopwright.hub.orders.models import Order, Progress

from . import fields, texts
from .causes import steps_of_case, steps_of_order
from .models import NoticeSwitch, Step
from .parcels import parcel_values

#: Orders that a dry run looks at, the newest first.
LOOKED_AT = 50
#: What an order has gone through that has come so far.
_WAY = {Progress.DELIVERED: (Progress.SHIPPED, Progress.DELIVERED)}


class Told(NamedTuple):
    """A message that would have been sent."""

    step: str
    words: str
    language: str
    text: str


class Tried(NamedTuple):
    order: Order
    told: list[Told]


def preview(order: Order, step: str, text: str, case: Case | None = None) -> str:
    """A text as the buyer of an order would read it. Raises TextError."""
    values = fields.values_of(order, case or order.cases.order_by("pk").first())
    return fields.render(step, text, {**values, **parcel_values(order)})


def run(connection: Connection, by: User | None) -> list[Tried]:
    """Say what buyers of the last orders would have been told, and note that these texts were tried."""
    own = texts.own_texts(connection.workspace_id)
    rows = Order.objects.filter(connection=connection).select_related("connection")
    rows = rows.prefetch_related("lines", "cases", "boxes", "holds")
    tried = [Tried(order, list(_told(order, own))) for order in rows.order_by("-placed_at", "-pk")[:LOOKED_AT]]
    for step, tried_hash in texts.hashes(connection.workspace, connection).items():
        NoticeSwitch.objects.update_or_create(
            connection=connection,
            step=step,
            defaults={
                "workspace_id": connection.workspace_id,
                "tried": tried_hash,
                "tried_at": timezone.now(),
                "tried_by": by,
            },
        )
    return tried


def _told(order: Order, own: texts.Own) -> Iterator[Told]:
    language = texts.language_of_order(order)
    for step, case in _steps(order):
        written = texts.text_for(own, step, language, order.connection_id)
        yield Told(step, Step(step).label, written.language, preview(order, step, written.text, case))


def _steps(order: Order) -> Iterator[tuple[Step, Case | None]]:
    """The steps that an order has gone through by now, in their order."""
    progress = order.progress
    seen: dict[Step, Case | None] = {}
    for way in _WAY.get(Progress(progress), (Progress(progress),)):
        order.progress = way
        seen.update(dict.fromkeys(steps_of_order(order, Before())))
    order.progress = progress
    if any(box.state == BoxState.PACKED for box in order.boxes.all()):
        seen[Step.PACKED] = None
    for case in order.cases.all():
        seen.update(dict.fromkeys(steps_of_case(case, CaseBefore()), case))
    return iter([(step, seen[step]) for step in Step if step in seen])
