"""Where a product is listed and whether it is of a live session, as columns; what travelled with a notification."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _add("products", sa.Column("platforms", TEXT, nullable=False), "TIKTOK_SHOP", after="category_version")
    _add("products", sa.Column("is_live_quick", sa.Boolean(), nullable=False), sa.false(), after="platforms")
    _add("delivery_attempts", sa.Column("exchange", sa.Text(), nullable=False), "{}", after="duration_ms")
    op.create_index("products_by_id", "products", ["product_id"], unique=False)
    op.create_index("warehouses_by_id", "warehouses", ["warehouse_id"], unique=False)


def _add(table: str, column: sa.Column[object], value: str | sa.ColumnElement[bool], *, after: str) -> None:
    """Add a column with a value for the rows that are there, and no default for those to come.

    SQLite writes the table anew, with the column in its place, so that its schema is that of a new file.
    """
    filled = sa.Column(column.name, column.type, nullable=False, server_default=value)
    is_rewritten = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(table, recreate="always" if is_rewritten else "never") as batch:
        batch.add_column(filled, insert_after=after if is_rewritten else None)
    with op.batch_alter_table(table, recreate="always" if is_rewritten else "never") as batch:
        batch.alter_column(column.name, server_default=None)
