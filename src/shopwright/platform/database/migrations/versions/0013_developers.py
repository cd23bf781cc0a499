"""Partners and their people in the portal, and secrets of apps that were replaced."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _table("partners", "partner_id", _ms("wall_created_ms"), _long("doc"))
    _table("developers", "developer_id", _text("partner_id"), _text("email"), _long("doc"), _long("sealed"))
    op.create_index("ix_developers_partner_id", "developers", ["partner_id"])
    op.create_index("developers_by_email", "developers", ["email"], unique=True)
    _table("developer_sessions", "session_hash", _text("developer_id"), _ms("wall_ends_ms"), _long("doc"))
    op.create_index("ix_developer_sessions_developer_id", "developer_sessions", ["developer_id"])
    _table("developer_mails", "mail_id", _ms("wall_sent_ms"), _long("sealed"))
    op.create_index("developer_mails_by_time", "developer_mails", ["wall_sent_ms"])
    _table("developer_audit", "entry_id", _text("partner_id"), _ms("wall_at_ms"), _long("doc"))
    op.create_index("developer_audit_by_time", "developer_audit", ["partner_id", "wall_at_ms", "entry_id"])
    is_open: sa.Column[Any] = sa.Column("is_open", sa.Boolean(), nullable=False)
    _table("developer_approvals", "approval_id", _text("partner_id"), _ms("wall_asked_ms"), is_open, _long("doc"))
    op.create_index("ix_developer_approvals_partner_id", "developer_approvals", ["partner_id"])
    _table("replaced_secrets", "app_key", _text("secret"), _ms("wall_ends_ms"))


def _table(name: str, key: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, sa.Column(key, TEXT, nullable=False), *columns, sa.PrimaryKeyConstraint(key))


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False)


def _long(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _ms(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
