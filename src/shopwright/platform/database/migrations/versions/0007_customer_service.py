"""The tables of customer service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _add_conversations()
    _add_messages()
    _add_sessions()
    op.create_table(
        "agent_settings",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
    )


def _add_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("buyer_id", TEXT, nullable=False),
        sa.Column("phase", TEXT, nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id"),
    )
    by_time = ("creation", "created_at"), ("update", "updated_at")
    for name, column in by_time:
        op.create_index(
            f"conversations_by_{name}", "conversations", ["shop_id", column, "conversation_id"], unique=False
        )
    op.create_index("conversations_by_buyer", "conversations", ["shop_id", "buyer_id"], unique=True)
    op.create_index("conversations_by_id", "conversations", ["conversation_id"], unique=False)


def _add_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "message_id"),
    )
    place = ["shop_id", "conversation_id", "position", "message_id"]
    op.create_index("messages_by_position", "messages", place, unique=False)


def _add_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("session_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("buyer_id", TEXT, nullable=False),
        sa.Column("folded_nickname", TEXT, nullable=False),
        sa.Column("begin_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "session_id"),
    )
    op.create_index("sessions_by_begin", "sessions", ["shop_id", "begin_at", "session_id"], unique=False)
    op.create_index("sessions_by_conversation", "sessions", ["shop_id", "conversation_id", "begin_at"], unique=False)
