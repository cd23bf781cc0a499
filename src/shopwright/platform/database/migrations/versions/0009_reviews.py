"""The tables of reviews: the reviews, the terms that they are found under, and the figures over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("review_id", TEXT, nullable=False),
        sa.Column("line_id", TEXT, nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "review_id"),
    )
    op.create_index("reviews_by_line", "reviews", ["shop_id", "line_id"], unique=True)
    op.create_index("reviews_by_creation", "reviews", ["shop_id", "created_at", "review_id"], unique=False)
    op.create_index("reviews_by_update", "reviews", ["shop_id", "updated_at", "review_id"], unique=False)
    op.create_index("reviews_by_rating", "reviews", ["shop_id", "rating", "review_id"], unique=False)
    op.create_index("reviews_by_id", "reviews", ["review_id"], unique=False)
    op.create_table(
        "review_terms",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("term", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("review_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "term", "created_at", "review_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_summaries",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        *(sa.Column(f"rating_{stars}", sa.Integer(), nullable=False) for stars in range(1, 6)),
        sa.Column("with_pictures", sa.Integer(), nullable=False),
        sa.Column("replied", sa.Integer(), nullable=False),
        sa.Column("median_seconds", sa.BigInteger(), nullable=False),
        sa.Column("median_id", TEXT, nullable=False),
        sa.Column("below_median", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "product_id"),
    )
    op.create_table(
        "review_reply_times",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        sa.Column("seconds", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("review_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "product_id", "seconds", "review_id"),
        sqlite_with_rowid=False,
    )
