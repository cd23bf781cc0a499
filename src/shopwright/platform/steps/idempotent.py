"""Idempotency keys: the same key gives the first result."""

from __future__ import annotations

import msgspec

from shopwright.platform.call import Call
from shopwright.platform.store.idempotency import StoredReply
from shopwright.wire.codes.gateway import INVALID

#: Where an operation's key travels (contract/semantics 8): in the body, or in the query.
KEY_IN_BODY = frozenset({"createProduct"})
KEY_IN_QUERY = frozenset({"approveCancellation", "approveReturn", "createReturn", "rejectCancellation", "rejectReturn"})


def idempotency_key(call: Call) -> str | None:
    """The key of a call, or ``None`` when it has none."""
    if call.operation.id in KEY_IN_BODY:
        value = getattr(call.body, "idempotency_key", None)
        return value if isinstance(value, str) and value else None
    return call.parameter("idempotency_key") if call.operation.id in KEY_IN_QUERY else None


def replay_first_result(call: Call) -> None:
    """Answer a repeated key with its first result; refuse the key with another body (a setting)."""
    key = idempotency_key(call)
    if key is None:
        return
    stored = call.store.idempotency.find(call.shop.shop_id, call.operation.id, key)
    if stored is None:
        return
    if stored.body_digest != call.body_digest and call.store.world.settings.same_key_other_body == "refuse":
        raise INVALID(reason="this idempotency key was used with another body.")
    call.finish(msgspec.Raw(stored.reply.encode()))


def remember_result(call: Call) -> None:
    """Keep the result beside the change that it tells of, in one transaction."""
    key = idempotency_key(call)
    if key is not None:
        text = msgspec.json.encode(call.data).decode()
        stored = StoredReply(call.body_digest, text)
        call.store.idempotency.add(call.shop.shop_id, call.operation.id, key, stored, call.store.now_ms())
