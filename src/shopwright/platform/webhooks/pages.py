"""The push log: notifications that went out, attempt by attempt, and their replay."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.pages.page import GET, POST, Ask, Page
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.wire.redaction import redact_query

from .retry import RETRY_AFTER
from .sandbox import (
    DeliveryDetail,
    DeliveryPage,
    DeliveryQuery,
    DeliveryView,
    Replay,
    list_deliveries,
    replay_delivery,
    show_delivery,
)
from .store import Attempt, DeliveryStatus, Outbox
from .words import DELIVERY_STATES, topic_words, topics

#: Rows on the front page, and on the page of its own.
FEW, MANY = 12, 50

#: Attempts in all, the first one included.
ATTEMPTS = 1 + len(RETRY_AFTER)


#: Fields of a notification that name what it is about, the most telling first.
_SUBJECTS = (
    "order_id",
    "return_id",
    "reverse_order_id",
    "cancel_id",
    "package_id",
    "product_id",
    "global_product_id",
    "sku_id",
    "conversation_id",
)


class Retry(msgspec.Struct, frozen=True):
    """When the next attempt is due: by the platform's clock, and by the machine's where that one ticks along."""

    at_ms: int
    wall_ms: int | None


class Push(msgspec.Struct, frozen=True):
    """A row of the log. ``subject`` is what it is about, in words and by its id; empty where it has none."""

    delivery: DeliveryView
    subject: tuple[str, str]
    look: str
    state: str
    topic: str
    last: Attempt | None
    retry: Retry | None
    url: str


class Pushes(msgspec.Struct, frozen=True):
    rows: list[Push]
    next_before: str | None
    status: str
    base: str
    size: int
    before: str
    shop_id: str
    shop_name: str
    topic: str = ""
    text: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything but all notifications is shown."""
        return bool(self.status or self.before or self.shop_id or self.topic or self.text)

    def url(self, target: str = "", **changes: str) -> str:
        """The same with changes, on its page or another."""
        mine = {"status": self.status, "shop": self.shop_id, "topic": self.topic, "q": self.text}
        parameters = {**mine, **changes}
        query = urlencode({name: value for name, value in parameters.items() if value})
        return f"{target or self.base}?{query}" if query else target or self.base

    @property
    def source(self) -> str:
        """Where the script finds this list anew."""
        return self.url("/portal/deliveries", size=str(self.size), base=self.base, before=self.before)


class PushDetail(msgspec.Struct, frozen=True):
    push: Push
    delivery: DeliveryDetail


async def read_pushes(ask: Ask, base: str, size: int) -> Pushes:
    """A page of the log as the address asks for it."""
    status = next(
        (delivery_status for delivery_status in DeliveryStatus if delivery_status == ask.query("status")), None
    )
    names = ("before", "shop", "topic", "q")
    before, shop_id, topic, text = (ask.query(name)[:200] if base != "/" else "" for name in names)
    query = DeliveryQuery(
        status=status,
        before=before or None,
        size=size,
        shop_id=shop_id or None,
        topic=int(topic) if topic in topics() else None,
        text=text or None,
    )
    rows, page = await ask.read(lambda tx: _rows(tx, query))
    shop = await ask.read(lambda tx: tx[Accounts].shop(shop_id)) if shop_id else None
    name = shop.doc.name if shop else shop_id
    known_topic = topic if topic in topics() else ""
    return Pushes(rows, page.next_before, status or "", base, size, before, shop_id, name, known_topic, text)


def _rows(tx: Tx, query: DeliveryQuery) -> tuple[list[Push], DeliveryPage]:
    page = list_deliveries(tx, query)
    attempts = tx[Outbox].attempts_of([delivery.delivery_id for delivery in page.deliveries])
    return [_row(tx, delivery, attempts.get(delivery.delivery_id, [])) for delivery in page.deliveries], page


def _row(tx: Tx, delivery_view: DeliveryView, attempts: list[Attempt]) -> Push:
    look, state = DELIVERY_STATES[delivery_view.status]
    if delivery_view.status is DeliveryStatus.PENDING and attempts:
        look, state = "soon", "Waits to retry"
    address, _, query = delivery_view.url.partition("?")
    return Push(
        delivery=delivery_view,
        subject=_subject(delivery_view.body.get("data")),
        look=look,
        state=state,
        topic=topic_words(delivery_view.topic),
        last=attempts[-1] if attempts else None,
        retry=_retry(tx, delivery_view.due_at)
        if delivery_view.due_at is not None and delivery_view.status is DeliveryStatus.PENDING
        else None,
        url=f"{address}?{redact_query(query)}" if query else address,
    )


def _subject(data: object) -> tuple[str, str]:
    fields = data if isinstance(data, dict) else {}
    name = next((name for name in _SUBJECTS if isinstance(fields.get(name), str | int) and fields[name]), "")
    return (name.removesuffix("_id").replace("_", " ").capitalize(), str(fields[name])) if name else ("", "")


def _retry(tx: Tx, due_at: int) -> Retry:
    clock, at_ms = tx[PlatformState].clock, due_at * 1000
    stands = clock.frozen or clock.advancing_to is not None
    return Retry(at_ms, None if stands else at_ms - (tx.now_ms() - wall_ms()))


async def deliveries_page(ask: Ask) -> Response:
    """``/portal/deliveries``."""
    size = FEW if ask.query("size") == str(FEW) else MANY
    pushes = await read_pushes(ask, "/" if ask.query("base") == "/" else "/portal/deliveries", size)
    if ask.part:
        return ask.fragment("_pushes.html", pushes=pushes, most=ATTEMPTS)
    return ask.page("pushes.html", pushes=pushes, most=ATTEMPTS, states=DELIVERY_STATES, topics=topics())


async def delivery_page(ask: Ask) -> Response:
    """``/portal/deliveries/{delivery_id}``."""
    return await _delivery_reply(ask, ask.path("delivery_id"))


async def replay(ask: Ask) -> Response:
    """Send a notification once more."""
    delivery_id = ask.path("delivery_id")
    new = await ask.write(lambda tx: replay_delivery(tx, ask.services, delivery_id, Replay()))
    if ask.part:
        reply = await _delivery_reply(ask, new.delivery_id)
        reply.headers["x-shown"] = f"/portal/deliveries/{new.delivery_id}"
        return reply
    return ask.go(f"/portal/deliveries/{new.delivery_id}", "Sent once more: this is the replay.")


async def _delivery_reply(ask: Ask, delivery_id: str) -> Response:
    detail = await ask.read(lambda tx: _detail(tx, delivery_id))
    if ask.part:
        return ask.fragment("_push.html", detail=detail, most=ATTEMPTS)
    return ask.page("push.html", detail=detail, most=ATTEMPTS)


def _detail(tx: Tx, delivery_id: str) -> PushDetail:
    delivery = show_delivery(tx, delivery_id)
    attempts = tx[Outbox].attempts_of([delivery_id]).get(delivery_id, [])
    return PushDetail(_row(tx, delivery, attempts), delivery)


PAGES = (
    Page("/portal/deliveries", GET, deliveries_page),
    Page("/portal/deliveries/{delivery_id}", GET, delivery_page),
    Page("/portal/deliveries/{delivery_id}/replay", POST, replay),
)
