"""The first schema: every table as ``tables.py`` has it. It stays one revision until the first release."""

from __future__ import annotations

from alembic import op

from shopwright.platform.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
