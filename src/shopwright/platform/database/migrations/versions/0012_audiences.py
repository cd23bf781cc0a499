"""Files of identifiers for custom audiences, and the audiences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    for name, key, secret in (("audience_files", "file_path", "content"), ("audiences", "audience_id", "members")):
        op.create_table(
            name,
            sa.Column("account_id", TEXT, nullable=False),
            sa.Column(key, TEXT, nullable=False),
            sa.Column("created_at", sa.BigInteger(), nullable=False),
            sa.Column("doc", sa.Text(), nullable=False),
            sa.Column(secret, sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("account_id", key),
        )
    op.create_index("audiences_by_creation", "audiences", ["account_id", "created_at", "audience_id"])
