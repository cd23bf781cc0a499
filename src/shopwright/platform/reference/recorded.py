"""Replies and notifications as the platform gave them, recorded by ``tools/record_replies.py``.

What is not built, or was not seen, has the shape that the contract tells.
"""

from __future__ import annotations

import json
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.contract.model import Operation, Webhook
from shopwright.platform.core.data_files import read_data_file

from .placeholders import shape


class Recorded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Replies by operation, and notifications by type: each as it was, lists cut to their first member."""

    replies: dict[str, dict[str, object]] = {}
    notifications: dict[str, dict[str, object]] = {}


class SampleText(msgspec.Struct, frozen=True):
    """A sample as JSON to be read. ``is_recorded``: the platform said it; else the contract alone tells its shape."""

    text: str
    is_recorded: bool


@cache
def recorded() -> Recorded:
    """All that was recorded."""
    return decoders.convert(json.loads(read_data_file("reference", "replies.json.xz")), Recorded)


def sample_reply(operation: Operation) -> SampleText:
    """What an operation answers."""
    known = recorded().replies.get(operation.id)
    return _sample(
        known, {"code": 0, "message": "Success", "data": shape(operation.reply), "request_id": "<request_id>"}
    )


def sample_notification(webhook: Webhook) -> SampleText:
    """What a webhook sends."""
    return _sample(recorded().notifications.get(str(webhook.type)), shape(webhook.schema))


def _sample(known: object, otherwise: object) -> SampleText:
    text = json.dumps(otherwise if known is None else known, ensure_ascii=False, indent=2)
    return SampleText(text, known is not None)
