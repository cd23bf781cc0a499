"""Makes the tables of an empty database at once, from what all migrations together make.

Django renders every model anew for each step of each migration: a first start took 17 seconds of CPU that way, and
takes one this way. ``schema.sql.gz`` is written by ``tools/hub_schema.py``; `make check` notices when it was
made of other migrations.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import cast

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

FILE = Path(__file__).with_name("schema.sql.gz")
_APPLIED = re.compile(r"INSERT INTO public\.django_migrations VALUES \(\d+, '(\w+)', '(\w+)'")


def read_schema() -> str:
    return gzip.decompress(FILE.read_bytes()).decode()


def migrations_of(schema: str) -> set[tuple[str, str]]:
    """The migrations that a schema stands for, as pairs of app and name."""
    return cast("set[tuple[str, str]]", set(_APPLIED.findall(schema)))


def make_tables() -> bool:
    """Make the tables, and note the migrations as done; False where there are tables, or the schema does not fit.

    It does not fit where an installed library lacks a migration that the schema has; then the migrations run one by
    one.
    """
    schema = read_schema()
    if _has_tables() or not migrations_of(schema) <= set(MigrationLoader(None).disk_migrations or ()):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(schema)
    return True


def _has_tables() -> bool:
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))
