"""The self-audits of partners: when one is due, and what each has found."""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Index, delete, insert, select

from shopwright import decoders
from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.columns import CONTROL, document, key, ms, table, text
from shopwright.platform.database.transaction import Repository, Tx

#: Its handler stands in the portal, which knows what to look at.
SELF_AUDIT = declare("self_audit")
#: How many audits of a partner are kept.
KEPT = 400

audits = table(
    "developer_self_audits",
    CONTROL,
    key("audit_id"),
    text("partner_id"),
    ms("at_ms"),
    ms("wall_at_ms"),
    document(),
    Index("developer_self_audits_by_time", "partner_id", "wall_at_ms", "audit_id"),
)


class Finding(msgspec.Struct, frozen=True):
    """Something to mend: how urgent (a colour), what about, what is wrong, and the page to mend it on."""

    look: str
    about: str
    words: str
    url: str


class SelfAudit(msgspec.Struct, frozen=True):
    """What was found at a time of the platform's clock."""

    at_ms: int
    wall_at_ms: int
    findings: list[Finding]

    def count(self, look: str) -> int:
        return sum(finding.look == look for finding in self.findings)


_read = decoders.decoder(SelfAudit).decode


class SelfAudits(Repository):
    """Entries are added, never changed; the oldest go."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, partner_id: str, audit: SelfAudit) -> None:
        values = {
            "audit_id": f"{audit.wall_at_ms:015d}{secrets.token_hex(6)}",
            "partner_id": partner_id,
            "at_ms": audit.at_ms,
            "wall_at_ms": audit.wall_at_ms,
            "doc": msgspec.json.encode(audit).decode(),
        }
        self._connection.execute(insert(audits).values(values))
        c = audits.c
        newest = select(c.audit_id).where(c.partner_id == partner_id).order_by(c.wall_at_ms.desc(), c.at_ms.desc())
        old = list(self._connection.execute(newest.offset(KEPT).limit(KEPT)).scalars())
        if old:
            self._connection.execute(delete(audits).where(c.audit_id.in_(old)))

    def newest(self, partner_id: str, size: int) -> list[SelfAudit]:
        """The newest audits of a partner."""
        c = audits.c
        query = select(c.doc).where(c.partner_id == partner_id)
        query = query.order_by(c.wall_at_ms.desc(), c.at_ms.desc()).limit(size)
        return [_read(doc) for (doc,) in self._connection.execute(query)]


def plan_next(tx: Tx, partner_id: str) -> None:
    """Plan the audit of tomorrow, by the platform's clock."""
    plan(tx, SELF_AUDIT, partner_id, "", tx.now_ms() + DAY_MS)


def ensure_planned(tx: Tx, partner_id: str) -> None:
    """Plan an audit where none is: of a new partner, and after a reset, which takes what was planned."""
    if not tx[DueActions].is_planned(SELF_AUDIT, partner_id):
        plan_next(tx, partner_id)


def keep(tx: Tx, partner_id: str, findings: list[Finding]) -> SelfAudit:
    """Keep what an audit has found."""
    audit = SelfAudit(tx.now_ms(), wall_ms(), findings)
    tx[SelfAudits].add(partner_id, audit)
    return audit
