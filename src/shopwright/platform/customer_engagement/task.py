"""An engagement task: what is sent to buyers, until when (docs/reference/customer-engagement.md)."""

from __future__ import annotations

import msgspec


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One task of a shop. ``template_id`` is empty where the shop wrote ``title`` and ``body`` itself; times in
    milliseconds, ``end_at`` not included."""

    task_id: str
    name: str
    channel: str
    title: str
    body: str
    created_at: int
    end_at: int
    template_id: str = ""
    product_ids: list[str] = []
    coupon_ids: list[str] = []

    def is_open(self, now_ms: int) -> bool:
        """Whether messages may still be sent for it."""
        return now_ms < self.end_at


class Recipient(msgspec.Struct, frozen=True):
    """A buyer who was written to: in which conversation, when (ms), and the index of the last message."""

    buyer_id: str
    conversation_id: str
    sent_at: int
    position: int


class Permissions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a shop may use: engagement at all, and texts of its own."""

    fundamental: bool = True
    custom_message: bool = True


def status_of(task: Task, recipients: int, now_ms: int) -> str:
    """How far a task is: WAITING, SENDING, SUCCESS or FAILED."""
    if task.is_open(now_ms):
        return "SENDING" if recipients else "WAITING"
    return "SUCCESS" if recipients else "FAILED"
