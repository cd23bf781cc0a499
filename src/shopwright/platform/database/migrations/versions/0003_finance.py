"""The tables of finance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _entries()
    _statements()
    _payments()
    _movements()
    _books()
    _order_extras()


def _entries() -> None:
    op.create_table(
        "finance_entries",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("statement_id", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("net_sales", sa.BigInteger(), nullable=False),
        sa.Column("shipping", sa.BigInteger(), nullable=False),
        sa.Column("fee_and_tax", sa.BigInteger(), nullable=False),
        sa.Column("adjustment", sa.BigInteger(), nullable=False),
        sa.Column("reserve", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "entry_id"),
    )
    op.create_index("finance_entries_by_due", "finance_entries", ["shop_id", "statement_id", "due_at"], unique=False)
    op.create_index("finance_entries_by_order", "finance_entries", ["shop_id", "order_id"], unique=False)
    op.create_index(
        "finance_entries_by_statement",
        "finance_entries",
        ["shop_id", "statement_id", "ordered_at", "entry_id"],
        unique=False,
    )


def _statements() -> None:
    op.create_table(
        "finance_statements",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("statement_id", TEXT, nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("payment_id", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "statement_id"),
    )
    op.create_index(
        "finance_statements_by_payment", "finance_statements", ["shop_id", "payment_id", "status"], unique=False
    )
    op.create_index(
        "finance_statements_by_time", "finance_statements", ["shop_id", "closes_at", "statement_id"], unique=False
    )


def _payments() -> None:
    op.create_table(
        "finance_payments",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("payment_id", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "payment_id"),
    )
    op.create_index("finance_payments_by_id", "finance_payments", ["payment_id"], unique=False)
    op.create_index(
        "finance_payments_by_time", "finance_payments", ["shop_id", "created_at", "payment_id"], unique=False
    )


def _movements() -> None:
    op.create_table(
        "finance_movements",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("movement_id", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "movement_id"),
    )
    op.create_index(
        "finance_movements_by_time",
        "finance_movements",
        ["shop_id", "account", "created_at", "movement_id"],
        unique=False,
    )


def _books() -> None:
    op.create_table(
        "finance_books",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
    )


def _order_extras() -> None:
    op.create_table(
        "finance_order_extras",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "order_id"),
    )
