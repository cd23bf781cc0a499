"""Partners, their people and sessions, the local mailbox, the audit trail, and acts that wait for a second person.

None of it belongs to the shop: a restore or a reset leaves it as it is.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Boolean, Column, Connection, Index, Table, delete, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import CONTROL, document, key, ms, table, text
from shopwright.platform.database.encryption import Vault
from shopwright.platform.database.transaction import Repository, SecretRepository, Tx

from .developer import (
    Approval,
    ApprovalDocument,
    AuditEntry,
    Developer,
    DeveloperDocument,
    DeveloperSecrets,
    Mail,
    Partner,
    PartnerDocument,
    Session,
    SessionDocument,
)

partners = table("partners", CONTROL, key("partner_id"), ms("wall_created_ms"), document())
developers = table(
    "developers",
    CONTROL,
    key("developer_id"),
    text("partner_id", index=True),
    text("email"),
    document(),
    document("sealed"),
    Index("developers_by_email", "email", unique=True),
)
sessions = table(
    "developer_sessions",
    CONTROL,
    key("session_hash"),
    text("developer_id", index=True),
    ms("wall_ends_ms"),
    document(),
)
mails = table(
    "developer_mails",
    CONTROL,
    key("mail_id"),
    ms("wall_sent_ms"),
    document("sealed"),
    Index("developer_mails_by_time", "wall_sent_ms"),
)
entries = table(
    "developer_audit",
    CONTROL,
    key("entry_id"),
    text("partner_id"),
    ms("wall_at_ms"),
    document(),
    Index("developer_audit_by_time", "partner_id", "wall_at_ms", "entry_id"),
)
approvals = table(
    "developer_approvals",
    CONTROL,
    key("approval_id"),
    text("partner_id", index=True),
    ms("wall_asked_ms"),
    Column("is_open", Boolean, nullable=False),
    document(),
)

#: How many mails are kept.
MOST_MAILS = 200

_read_partner = decoders.decoder(PartnerDocument).decode
_read_developer = decoders.decoder(DeveloperDocument).decode
_read_secrets = decoders.decoder(DeveloperSecrets).decode
_read_session = decoders.decoder(SessionDocument).decode
_read_approval = decoders.decoder(ApprovalDocument).decode
_read_mail = decoders.decoder(Mail).decode
_read_entry = decoders.decoder(AuditEntry).decode


def _json(value: msgspec.Struct) -> str:
    return msgspec.json.encode(value).decode()


class Partners(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, partner: Partner) -> None:
        values = {**msgspec.structs.asdict(partner), "doc": _json(partner.doc)}
        self._connection.execute(insert(partners).values(values))

    def get(self, partner_id: str, *, for_change: bool = False) -> Partner | None:
        query = select(partners).where(partners.c.partner_id == partner_id)
        row = self._connection.execute(query.with_for_update() if for_change else query).first()
        return Partner(row.partner_id, row.wall_created_ms, _read_partner(row.doc)) if row else None

    def save(self, partner: Partner) -> None:
        mine = partners.c.partner_id == partner.partner_id
        self._connection.execute(update(partners).where(mine).values(doc=_json(partner.doc)))


class Developers(SecretRepository):
    """People, with their secrets in clear."""

    def __init__(self, tx: Tx) -> None:
        self._connection, self._vault = tx.connection, tx.vault

    def add(self, developer: Developer) -> None:
        values = {"developer_id": developer.developer_id, "partner_id": developer.partner_id, "email": developer.email}
        self._connection.execute(insert(developers).values({**values, **self._documents(developer)}))

    def get(self, developer_id: str, *, for_change: bool = False) -> Developer | None:
        return self._first(developers.c.developer_id, developer_id, for_change=for_change)

    def by_email(self, email: str, *, for_change: bool = False) -> Developer | None:
        return self._first(developers.c.email, email, for_change=for_change)

    def of(self, partner_id: str) -> list[Developer]:
        """The people of a partner, by address."""
        query = select(developers).where(developers.c.partner_id == partner_id).order_by(developers.c.email)
        return [self._developer(*row) for row in self._connection.execute(query)]

    def save(self, developer: Developer) -> None:
        mine = developers.c.developer_id == developer.developer_id
        values = {"partner_id": developer.partner_id, **self._documents(developer)}
        self._connection.execute(update(developers).where(mine).values(values))

    def rewrite_secrets(self) -> int:
        return _rewrite(self._connection, self._vault, developers, "developer_id")

    def _first(self, column: Column[str], value: str, *, for_change: bool) -> Developer | None:
        query = select(developers).where(column == value)
        row = self._connection.execute(query.with_for_update() if for_change else query).first()
        return self._developer(*row) if row else None

    def _documents(self, developer: Developer) -> dict[str, str]:
        return {"doc": _json(developer.doc), "sealed": self._vault.encrypt(_json(developer.secrets))}

    def _developer(self, developer_id: str, partner_id: str, email: str, doc: str, sealed: str) -> Developer:
        opened = _read_secrets(self._vault.decrypt_long(sealed))
        return Developer(developer_id, partner_id, email, _read_developer(doc), opened)


class Sessions(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, session: Session) -> None:
        values = {**msgspec.structs.asdict(session), "doc": _json(session.doc)}
        self._connection.execute(insert(sessions).values(values))

    def get(self, session_hash: str, wall_now_ms: int) -> Session | None:
        """A session that has not ended."""
        c = sessions.c
        row = self._connection.execute(
            select(sessions).where(c.session_hash == session_hash, c.wall_ends_ms > wall_now_ms)
        ).first()
        return Session(row.session_hash, row.developer_id, row.wall_ends_ms, _read_session(row.doc)) if row else None

    def drop(self, session_hash: str) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.session_hash == session_hash))

    def drop_of(self, developer_id: str, *, but: str = "") -> None:
        """End a person's sessions, but for one."""
        c = sessions.c
        self._connection.execute(delete(sessions).where(c.developer_id == developer_id, c.session_hash != but))

    def drop_ended(self, wall_now_ms: int) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.wall_ends_ms <= wall_now_ms))


class Mails(SecretRepository):
    """The local mailbox. Mails carry codes, so they are kept encrypted."""

    def __init__(self, tx: Tx) -> None:
        self._connection, self._vault = tx.connection, tx.vault

    def add(self, mail: Mail) -> None:
        """Keep a mail, and forget the oldest."""
        values = {"mail_id": mail.mail_id, "wall_sent_ms": mail.wall_sent_ms}
        self._connection.execute(insert(mails).values({**values, "sealed": self._vault.encrypt(_json(mail))}))
        newest = select(mails.c.mail_id).order_by(mails.c.wall_sent_ms.desc()).limit(MOST_MAILS)
        self._connection.execute(delete(mails).where(mails.c.mail_id.not_in(newest)))

    def newest(self) -> list[Mail]:
        query = select(mails.c.sealed).order_by(mails.c.wall_sent_ms.desc(), mails.c.mail_id)
        return [_read_mail(self._vault.decrypt_long(sealed)) for (sealed,) in self._connection.execute(query)]

    def rewrite_secrets(self) -> int:
        return _rewrite(self._connection, self._vault, mails, "mail_id")


class AuditTrail(Repository):
    """What was done in the portal. Entries are added, never changed."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, entry: AuditEntry) -> None:
        values = {"entry_id": entry.entry_id, "partner_id": entry.partner_id, "wall_at_ms": entry.wall_at_ms}
        self._connection.execute(insert(entries).values({**values, "doc": _json(entry)}))

    def newest(self, partner_id: str | None, size: int) -> list[AuditEntry]:
        """The newest entries of a partner, or of everybody."""
        c = entries.c
        query = select(c.doc).order_by(c.wall_at_ms.desc(), c.entry_id.desc()).limit(size)
        if partner_id is not None:
            query = query.where(c.partner_id == partner_id)
        return [_read_entry(doc) for (doc,) in self._connection.execute(query)]


class Approvals(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, approval: Approval) -> None:
        values = {**msgspec.structs.asdict(approval), "is_open": True, "doc": _json(approval.doc)}
        self._connection.execute(insert(approvals).values(values))

    def get(self, approval_id: str) -> Approval | None:
        """One act; its row is held until the transaction ends."""
        query = select(approvals).where(approvals.c.approval_id == approval_id).with_for_update()
        row = self._connection.execute(query).first()
        return Approval(row.approval_id, row.partner_id, row.wall_asked_ms, _read_approval(row.doc)) if row else None

    def open_of(self, partner_id: str) -> list[Approval]:
        """Acts of a partner that wait, the newest first."""
        c = approvals.c
        query = select(approvals).where(c.partner_id == partner_id, c.is_open).order_by(c.wall_asked_ms.desc())
        return [
            Approval(row.approval_id, row.partner_id, row.wall_asked_ms, _read_approval(row.doc))
            for row in self._connection.execute(query)
        ]

    def close(self, approval: Approval) -> None:
        mine = approvals.c.approval_id == approval.approval_id
        self._connection.execute(update(approvals).where(mine).values(is_open=False, doc=_json(approval.doc)))


def _rewrite(connection: Connection, vault: Vault, kept: Table, name: str) -> int:
    """Encrypt anew what an older data key encrypted."""
    old = [row for row in connection.execute(select(kept.c[name], kept.c.sealed)) if not vault.is_current(row.sealed)]
    for row in old:
        fresh = vault.encrypt(vault.decrypt_long(row.sealed))
        connection.execute(update(kept).where(kept.c[name] == row[0]).values(sealed=fresh))
    return len(old)
