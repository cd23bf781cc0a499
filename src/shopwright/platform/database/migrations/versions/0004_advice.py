"""Tasks of lettering images anew; opportunities, and the products that were submitted for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "translation_tasks",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("task_id", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "task_id"),
    )
    op.create_index("translation_tasks_by_creation", "translation_tasks", ["shop_id", "created_at"], unique=False)
    op.create_table(
        "opportunities",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("opportunity_id", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "opportunity_id"),
    )
    op.create_table(
        "opportunity_submissions",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("submission_id", TEXT, nullable=False),
        sa.Column("opportunity_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "submission_id"),
    )
    op.create_index(
        "opportunity_submissions_by_product",
        "opportunity_submissions",
        ["shop_id", "product_id", "opportunity_id"],
        unique=False,
    )
