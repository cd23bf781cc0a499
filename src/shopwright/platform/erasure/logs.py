"""Erases a buyer in the logs of calls and of notifications: that there was one stays, what it said goes."""

from __future__ import annotations

import msgspec

from shopwright import decoders
from shopwright.platform.core.erased import Erased
from shopwright.platform.database.transaction import Tx
from shopwright.platform.gateway.request_log_store import RequestDetail, RequestLog
from shopwright.platform.webhooks.store import Outbox

#: What stands in place of a text.
GONE = "(erased)"

#: The fields of a call that hold what was said.
_TEXTS = ("query", "body", "reply", "message", "canonical")

#: Where notifications carry what somebody wrote.
_WRITTEN = "content"
_EMPTY_MESSAGE = '{"content":""}'


def erase_in_logs(tx: Tx, erased: Erased) -> None:
    """Empty what calls and notifications say of the buyer."""
    erased.counts["requests"] = tx[RequestLog].rewrite(erased.shop_id, lambda call: _call(call, erased))
    erased.counts["deliveries"] = tx[Outbox].rewrite(erased.shop_id, lambda body: _notification(body, erased))


def _call(call: RequestDetail, erased: Erased) -> RequestDetail | None:
    texts = {name: getattr(call, name) or "" for name in _TEXTS}
    if not any(erased.is_about(text) for text in (call.path, *texts.values())):
        return None
    gone = {name: GONE for name, text in texts.items() if text and name != "query"}
    query = "" if erased.is_told_by(texts["query"]) else texts["query"]
    changed = msgspec.structs.replace(call, **gone, query=query)
    return None if changed == call else changed


def _notification(body: str, erased: Erased) -> str | None:
    """The body without what the buyer said and is called; ids, states and times stay, since it may still be sent."""
    if not erased.is_about(body):
        return None
    before = decoders.decode(body)
    after = _without_words(before, erased)
    return None if after == before else msgspec.json.encode(after).decode()


def _without_words(value: object, erased: Erased, name: str = "") -> object:
    if isinstance(value, dict):
        return {key: _without_words(inner, erased, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_words(inner, erased, name) for inner in value]
    if not isinstance(value, str):
        return value
    if name == _WRITTEN:
        return _EMPTY_MESSAGE
    return "" if erased.is_told_by(value) else value
