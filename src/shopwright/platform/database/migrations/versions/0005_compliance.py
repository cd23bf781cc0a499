"""Manufacturers and responsible persons as rows of their sellers; size charts, appeals, uploads."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")

#: The language and the place of the persons that shops had from the start.
_LOCALES = {"DE": "de-DE", "ES": "es-ES", "FR": "fr-FR", "IE": "en-IE", "IT": "it-IT"}
_PREFIXES = {"DE": "+49", "ES": "+34", "FR": "+33", "IE": "+353", "IT": "+39"}


def upgrade() -> None:
    persons = op.create_table(
        "persons",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("locales", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "person_id"),
    )
    op.create_index("persons_by_id", "persons", ["person_id"], unique=False)
    op.bulk_insert(persons, _persons_of_shops())
    _add_size_charts()
    _add_upload_sessions()


def _add_size_charts() -> None:
    op.create_table(
        "size_charts",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("chart_id", TEXT, nullable=False),
        sa.Column("mode", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "chart_id"),
    )
    op.create_table(
        "size_chart_appeals",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("appeal_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "appeal_id"),
    )
    op.create_index("size_chart_appeals_by_product", "size_chart_appeals", ["shop_id", "product_id"], unique=False)


def _add_upload_sessions() -> None:
    op.create_table(
        "upload_sessions",
        sa.Column("upload_id", TEXT, nullable=False),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id"),
    )
    op.create_index("ix_upload_sessions_account_id", "upload_sessions", ["account_id"], unique=False)


def _persons_of_shops() -> list[dict[str, Any]]:
    """The persons whose ids stand in the documents of shops."""
    shops = op.get_bind().execute(sa.text("SELECT account_id, region, doc FROM shops ORDER BY shop_id"))
    return [
        _person(account_id, region, kind, person_id)
        for account_id, region, doc in shops
        for kind in ("manufacturer", "responsible_person")
        for person_id in json.loads(doc).get(f"{kind}_ids", ())
    ]


def _person(account_id: str, region: str, kind: str, person_id: str) -> dict[str, Any]:
    place = {"street_address_line1": "1 Main Street", "postal_code": "10115", "country": region}
    profile = {
        "name": "Quality Office",
        "email": f"{kind}@example.com",
        "phone_number": {"country_code": _PREFIXES[region], "local_number": "5550100"},
        "address": f"1 Main Street, 10115, {region}" if kind == "manufacturer" else place,
    }
    return {
        "account_id": account_id,
        "person_id": person_id,
        "kind": kind,
        "locales": _LOCALES[region],
        "words": "quality office\n",
        "doc": json.dumps({_LOCALES[region]: profile}, separators=(",", ":")),
        "created_at": 0,
    }
