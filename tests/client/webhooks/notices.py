"""Notifications as TikTok sends them, signed."""

from __future__ import annotations

import json
from typing import Any

from shopwright.client.webhooks import Event, Webhooks
from shopwright.client.webhooks.inbox import Inbox
from shopwright.client.webhooks.verify import parse
from shopwright.wire.signing import sign_webhook

APP_KEY, SECRET = "abcdef", "123"
WEBHOOKS = Webhooks(APP_KEY, SECRET)
FIRST_LEASE = 60.0


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


def told(inbox: Inbox) -> list[str]:
    """The notification ids that a handler hears, of everything that is due."""
    heard: list[str] = []
    inbox.process_all(lambda item: heard.append(item.notification_id))
    return heard


def body(number: int, order: str = "1", *, at: int = 100, status: str = "UNPAID", type_number: int = 1) -> bytes:
    """An order status change; ``number`` is the notification's."""
    data = {"order_id": order, "order_status": status, "is_on_hold_order": False, "update_time": at}
    notice = {"type": type_number, "tts_notification_id": str(number), "shop_id": "7", "timestamp": at, "data": data}
    return json.dumps(notice).encode()


def event(number: int, order: str = "1", **fields: Any) -> Event:
    return parse(body(number, order, **fields))


def typed(type_number: int, number: int, *, made: int = 1, **data: Any) -> Event:
    """An event of any type; ``made`` is its own time."""
    notice = {"type": type_number, "tts_notification_id": str(number), "shop_id": "7", "timestamp": made, "data": data}
    return parse(json.dumps(notice).encode())


def signed(raw: bytes, secret: str = SECRET) -> str:
    return sign_webhook(APP_KEY, secret, raw)
