"""``/sandbox/faults``: rules that make the platform misbehave on purpose."""

from __future__ import annotations

import fnmatch
from typing import Annotated

import msgspec
from msgspec import Meta

from shopwright import decoders
from shopwright.contract.load import operations, webhooks
from shopwright.platform.accounts.sandbox.find import find_app, find_shop
from shopwright.platform.business.routes import ROUTES as BUSINESS_ROUTES
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import PlatformSeconds, Removed, View
from shopwright.platform.database.transaction import Tx
from shopwright.platform.faults.fault_book import FaultRule, WebhookFault
from shopwright.platform.faults.store import FaultRecords, StoredFault
from shopwright.wire.ids import IdKind

#: Statuses whose replies have no body to carry an envelope.
_BODILESS = frozenset({204, 205, 304})

#: The most faults at once.
_MOST = 500


class FaultView(View):
    """A rule in force; ``remaining`` counts down where it has a count, and is null where it has none."""

    fault_id: str
    remaining: Annotated[int, Meta(ge=0)] | None
    created_at: PlatformSeconds
    rule: FaultRule


class FaultList(View):
    faults: list[FaultView]


def list_faults(tx: Tx) -> FaultList:
    """All faults, the oldest first; one that is used up stays listed with nothing remaining."""
    return FaultList(faults=[_view(fault) for fault in tx[FaultRecords].faults()])


def create_fault(tx: Tx, body: FaultRule) -> FaultView:
    """Create a fault, which is in force at once. Of several that hit a call or a notification, the oldest applies."""
    _check(body)
    if body.app_key is not None:
        find_app(tx, body.app_key)
    if body.shop_id is not None:
        find_shop(tx, body.shop_id)
    if len(tx[FaultRecords].faults()) >= _MOST:
        raise BAD_REQUEST(reason=f"There are {_MOST} faults already; remove some first.")
    remaining = -1 if body.count is None else body.count
    text = msgspec.json.encode(body).decode()
    stored = StoredFault(tx.new_id(IdKind.LEDGER), remaining, text, tx.now_ms())
    tx[FaultRecords].add_fault(stored)
    tx[PlatformState].raise_versions(faults=1)
    return _view(stored)


def remove_faults(tx: Tx) -> Removed:
    """Delete all faults."""
    tx[PlatformState].raise_versions(faults=1)
    return Removed(removed=tx[FaultRecords].remove_faults())


def remove_fault(tx: Tx, fault_id: str) -> Removed:
    """Delete one fault."""
    removed = tx[FaultRecords].remove_faults(fault_id)
    if not removed:
        raise NOT_FOUND(what=f"The fault {fault_id}")
    tx[PlatformState].raise_versions(faults=1)
    return Removed(removed=removed)


def _view(stored: StoredFault) -> FaultView:
    return FaultView(
        fault_id=stored.fault_id,
        remaining=None if stored.remaining < 0 else stored.remaining,
        created_at=stored.created_at // 1000,
        rule=decoders.decode(stored.doc, type=FaultRule),
    )


def _check(rule: FaultRule) -> None:
    """Refuse a rule that can never apply, or that has no effect."""
    if rule.webhook is not None:
        _check_webhook(rule, rule.webhook)
        return
    names = [*operations(), *(route.operation.id for route in BUSINESS_ROUTES)]
    if not any(fnmatch.fnmatchcase(name, rule.operation) for name in names):
        raise BAD_REQUEST(reason=f"No operation is named `{rule.operation}` - at `$.operation`.")
    if rule.topics:
        raise BAD_REQUEST(reason="Only a fault with `webhook` has `topics`.")
    answers = rule.code is not None or rule.http_status is not None
    if not (answers or rule.delay_ms or rule.drop):
        raise BAD_REQUEST(reason="The fault does nothing: give `code`, `http_status`, `delay_ms`, `drop` or `webhook`.")
    if rule.http_status in _BODILESS:
        raise BAD_REQUEST(reason=f"A reply with status {rule.http_status} has no body - at `$.http_status`.")
    for name in ("message", "retry_after"):
        if getattr(rule, name) is not None and not answers:
            raise BAD_REQUEST(reason=f"`{name}` needs `code` or `http_status`.")


def _check_webhook(rule: FaultRule, webhook: WebhookFault) -> None:
    if webhook == WebhookFault():
        raise BAD_REQUEST(reason="The fault does nothing - at `$.webhook`.")
    if (webhook.delay_seconds or webhook.reorder) and (webhook.drop or webhook.copies > 1):
        raise BAD_REQUEST(reason="A fault holds notifications back, or drops or copies them - at `$.webhook`.")
    if webhook.delay_seconds and webhook.reorder:
        raise BAD_REQUEST(reason="`reorder` has a delay of its own - at `$.webhook.delay_seconds`.")
    for topic in rule.topics:
        if topic not in webhooks():
            raise BAD_REQUEST(reason=f"There is no webhook topic `{topic}` - at `$.topics`.")
    plain = FaultRule(
        app_key=rule.app_key,
        shop_id=rule.shop_id,
        rate=rule.rate,
        count=rule.count,
        webhook=webhook,
        topics=rule.topics,
    )
    for name in FaultRule.__struct_fields__:
        if getattr(rule, name) != getattr(plain, name):
            raise BAD_REQUEST(reason=f"`{name}` is for calls, not for notifications.")
