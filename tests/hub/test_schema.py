"""The tables that a first start makes at once are those that the migrations make one by one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from hub_schema import dump

from shopwright.hub.project.schema import migrations_of, read_schema
from tests.harness.postgres import new_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
COMPARE = (
    "import sys, hub_schema; from shopwright.hub.project.schema import read_schema;"
    "sys.exit(hub_schema.fresh() != read_schema())"
)


def test_a_database_that_is_made_from_the_schema_is_the_schema(postgres_url: str) -> None:
    url = new_database(postgres_url)
    with psycopg.connect(url) as connection:
        connection.execute(read_schema())
    assert dump(url) == read_schema()


def test_the_schema_is_what_all_migrations_make() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    done = subprocess.run(
        [sys.executable, "-c", COMPARE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stderr}\n'make generate' writes it anew"


def test_the_schema_knows_every_migration_of_the_hub() -> None:
    assert ("orders", "0001_initial") in migrations_of(read_schema())
    assert ("allauth", "0001_initial") not in migrations_of(read_schema())
