"""What the self-audits of partners have found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "developer_self_audits",
        sa.Column("audit_id", TEXT, nullable=False),
        sa.Column("partner_id", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id"),
    )
    columns = ["partner_id", "wall_at_ms", "audit_id"]
    op.create_index("developer_self_audits_by_time", "developer_self_audits", columns)
