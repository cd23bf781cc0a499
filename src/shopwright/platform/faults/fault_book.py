"""Fault rules. All processes share them: each reads them anew when they change, and counts uses in the database."""

from __future__ import annotations

import fnmatch
import random
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from shopwright import decoders
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx

from .store import FaultRecords


class Moment(StrEnum):
    """When a fault hits a call: before the operation, which does not run then, or after it: only the reply is lost."""

    BEFORE = "before"
    AFTER = "after"


class WebhookFault(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What happens to notifications: ``drop`` loses them, ``copies`` sends them more than once, ``delay_seconds`` holds
    them back, ``reorder`` holds them for a few seconds and lets the newer ones out first (platform time)."""

    drop: bool = False
    copies: Annotated[int, Meta(ge=1, le=10)] = 1
    delay_seconds: Annotated[int, Meta(ge=0, le=604800)] = 0
    reorder: bool = False


_Text = Annotated[str, Meta(min_length=1, max_length=1_000)]


class FaultRule(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """Which calls or notifications a fault hits, and what happens to them.

    ``operation`` is an operation id or a pattern (``get*``); ``rate`` the share of calls hit; ``count`` how many in
    all. A call answers ``code`` with ``http_status``, waits ``delay_ms``, or loses its connection (``drop``).
    """

    operation: Annotated[str, Meta(min_length=1, max_length=200)] = "*"
    app_key: _Text | None = None
    shop_id: _Text | None = None
    rate: Annotated[float, Meta(gt=0, le=1)] = 1.0
    count: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None
    when: Moment = Moment.BEFORE
    code: Annotated[int, Meta(ge=1, le=999_999_999_999)] | None = None
    http_status: Annotated[int, Meta(ge=200, le=599)] | None = None
    message: _Text | None = None
    retry_after: Annotated[int, Meta(ge=0, le=86400)] | None = None
    delay_ms: Annotated[int, Meta(ge=0, le=120000)] = 0
    drop: bool = False
    webhook: WebhookFault | None = None
    topics: list[int] = []


class Fault(msgspec.Struct, frozen=True):
    fault_id: str
    remaining: int
    rule: FaultRule


class FaultBook:
    """The faults of one database, as one process knows them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version: tuple[int, int] | None = None
        self._faults: list[Fault] = []

    def all(self, tx: Tx) -> list[Fault]:
        """Every fault, read again only when some process changed one."""
        versions = tx[PlatformState].versions
        version = (versions.generation, versions.faults)
        if self._version != version:
            rows = tx[FaultRecords].faults()
            self._faults = [Fault(row.fault_id, row.remaining, _decode(row.doc)) for row in rows if row.remaining]
            self._version = version
        return self._faults

    def hitting_call(
        self, tx: Tx, moment: Moment, operation: str, app_key: str | None, shop_id: str | None
    ) -> Fault | None:
        """The first fault that hits a call now, chance included."""
        for fault in self.all(tx):
            rule = fault.rule
            if rule.webhook is None and rule.when is moment and _hits(rule, operation, app_key, shop_id):
                return fault
        return None

    def hitting_webhook(self, tx: Tx, topic: int, app_key: str, shop_id: str) -> Fault | None:
        """The first fault that hits a notification now, chance included."""
        for fault in self.all(tx):
            rule = fault.rule
            wanted = rule.webhook is not None and (not rule.topics or topic in rule.topics)
            if wanted and _hits(rule, None, app_key, shop_id):
                return fault
        return None

    def count_use(self, fault: Fault) -> bool:
        """Count one use in a transaction of its own; false when another process had the last one."""
        if fault.remaining < 0:
            return True
        with self._store.write() as tx:
            tx[PlatformState].raise_versions(faults=1)
            return tx[FaultRecords].use_fault(fault.fault_id)


_decode = decoders.decoder(FaultRule).decode


def _hits(rule: FaultRule, operation: str | None, app_key: str | None, shop_id: str | None) -> bool:
    return (
        (operation is None or fnmatch.fnmatchcase(operation, rule.operation))
        and rule.app_key in (None, app_key)
        and rule.shop_id in (None, shop_id)
        and (rule.rate >= 1 or random.random() < rule.rate)
    )
