"""Idempotency keys: the same key gives the first result."""

from __future__ import annotations

import hashlib

import msgspec

from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.platform.core.idempotency import Idempotency, StoredReply
from shopwright.wire.gateway_codes import INVALID

from .parameters import name_of


def idempotency_key(call: Call) -> str | None:
    """The key of a call, or ``None`` when it has none."""
    taken = call.operation.idempotency
    if taken is None:
        return None
    value = call.parameter(taken.name) if taken.location == "query" else getattr(call.body, taken.name, None)
    if not isinstance(value, str) or not value:
        return None
    if taken.longest is not None and len(value) > taken.longest:
        raise INVALID(reason=f"{name_of(call, taken.name)} must have at most {taken.longest} characters.")
    return value


def _digest(call: Call) -> str:
    """What a key was used for: the body, and whatever the path names."""
    if not call.path:
        return call.body_digest
    return hashlib.sha256("\n".join((call.body_digest, *call.path.values())).encode()).hexdigest()


def replay_first_result(call: Call) -> None:
    """Answer a repeated key with its first result; refuse the key with another body (a setting)."""
    key = idempotency_key(call)
    if key is None:
        return
    stored = call.tx[Idempotency].find(call.shop.shop_id, call.operation.id, key)
    if stored is None:
        return
    if stored.body_digest != _digest(call) and call.tx[PlatformState].settings.same_key_other_body == "refuse":
        raise INVALID(reason="this idempotency key was used with another body or path.")
    call.finish(msgspec.Raw(stored.reply.encode()))


def remember_result(call: Call) -> None:
    """Keep the result beside the change that it tells of, in one transaction."""
    key = idempotency_key(call)
    if key is not None:
        text = msgspec.json.encode(call.data).decode()
        stored = StoredReply(_digest(call), text)
        call.tx[Idempotency].add(call.shop.shop_id, call.operation.id, key, stored, call.tx.now_ms())
