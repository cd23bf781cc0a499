"""The tables that a first start makes at once are those of the models, and the file says of which migrations it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from hub_schema import digest_of_migrations, dump

from shopwright.hub.project.schema import migrations_of, read_schema
from tests.harness.postgres import new_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent


def test_a_database_that_is_made_from_the_schema_is_the_schema(postgres_url: str) -> None:
    url = new_database(postgres_url)
    with psycopg.connect(url) as database:
        database.execute(read_schema())
    assert f"-- {digest_of_migrations()}\n{dump(url)}" == read_schema()


def test_every_model_has_its_columns_and_every_other_column_is_gone(hub_database: str) -> None:
    """The tests' database is made from the schema: what it lacks, or has too much, would be a migration forgotten."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
            known = {field.column: field.null for field in model._meta.concrete_fields}
            assert {column.name: column.null_ok for column in columns} == known, model


def test_the_models_are_what_the_migrations_say(hub_database: str) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_the_schema_knows_every_migration_of_the_hub() -> None:
    assert ("orders", "0001_initial") in migrations_of(read_schema())
    assert ("allauth", "0001_initial") not in migrations_of(read_schema())


def test_a_migration_that_the_file_was_not_made_of_is_noticed(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, hub_schema; hub_schema.APPS = pathlib.Path(sys.argv[1]);"
        "sys.exit(hub_schema.check(runs=False))"
    )
    run = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(run, cwd=ROOT / "tools", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "schema.sql.gz was made of other migrations\n")
