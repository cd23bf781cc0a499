"""The migrations make what the tables say: the schema of a file, of PostgreSQL, and of memory are one."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

import shopwright.platform.server.platform  # noqa: F401  defines every table
from shopwright.platform.database.columns import SEQUENCES, metadata
from shopwright.platform.database.migrate import upgrade
from tests.conftest import StartPlatform
from tests.harness.calls import Seller
from tests.harness.postgres import new_database

pytestmark = pytest.mark.slow


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        changes: list[object] = compare_metadata(MigrationContext.configure(connection), metadata)
    return [item for item in changes if "alembic_version" not in str(item)]


def schema(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL")
        )
        return {"".join(str(row.sql).split()).replace('"', "") for row in rows}  # a table that was renamed is quoted


def revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def test_migrations_make_the_tables_on_sqlite(tmp_path: Path) -> None:
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    upgrade(migrated)
    assert differences(migrated) == []
    migrated.dispose()


def test_memory_has_the_schema_that_the_migrations_make(tmp_path: Path) -> None:
    migrated, made = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}"), create_engine("sqlite://")
    upgrade(migrated)
    metadata.create_all(made)
    assert schema(migrated) == schema(made)
    migrated.dispose()
    made.dispose()


def test_each_new_folder_has_what_the_migrations_make(start_platform: StartPlatform, tmp_path: Path) -> None:
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    upgrade(migrated)
    for name in ("first", "second"):
        start_platform(folder=tmp_path / name).stop()
        made = create_engine(f"sqlite:///{tmp_path / name / 'shop.db'}")
        assert schema(made) == schema(migrated)
        assert revision(made) == revision(migrated)
        made.dispose()
    migrated.dispose()


@pytest.mark.postgres
def test_migrations_make_the_tables_and_sequences_on_postgresql(database: str) -> None:
    migrated = create_engine(database.replace("postgresql://", "postgresql+psycopg://", 1))
    upgrade(migrated)
    assert differences(migrated) == []
    with migrated.connect() as connection:
        names = set(connection.execute(text("SELECT sequencename FROM pg_sequences")).scalars())
    assert {f"{name}_sequence" for name in SEQUENCES} <= names
    migrated.dispose()


#: Columns with type, default and collation; constraints; indexes.
EVERYTHING = """
SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default, collation_name)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT concat_ws(' ', conrelid::regclass, contype, pg_get_constraintdef(oid)), ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.mark.postgres
def test_migrations_make_the_same_collations_and_constraints_on_postgresql(database: str, postgres_url: str) -> None:
    schemas = []
    for url, make in ((database, upgrade), (new_database(postgres_url), metadata.create_all)):
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
        make(engine)
        with engine.connect() as connection:
            rows = connection.execute(text(EVERYTHING))
            schemas.append({tuple(row) for row in rows if "alembic_version" not in str(row)})
        engine.dispose()
    migrated, made = schemas
    assert len(made) > 200
    assert migrated == made


def test_a_second_upgrade_changes_nothing(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'twice.db'}")
    upgrade(engine)
    before = schema(engine)
    upgrade(engine)
    assert schema(engine) == before
    engine.dispose()


def test_a_shop_of_the_first_schema_goes_on_with_the_newest(start_platform: StartPlatform, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    first = start_platform(folder=folder)
    keys, listed = first.keys, first.get("/sandbox/orders", shop_id=first.keys["shop_id"])
    first.stop()
    put_into_the_first_schema(folder / "shop.db")

    again = start_platform(folder=folder)
    assert again.keys["seller"] == keys["seller"]
    assert again.get("/sandbox/orders", shop_id=keys["shop_id"]) == listed
    seller = Seller(
        again,
        {"app_key": keys["app_key"], "app_secret": keys["app_secret"]},
        {"cipher": keys["shop_cipher"]},
        keys["seller"],
    )
    everywhere = seller.call("searchProducts", {}, query={"page_size": 10}).data["total_count"]
    on_tiktok = seller.call("searchProducts", {"listing_platforms": ["TIKTOK_SHOP"]}, query={"page_size": 10}).data
    assert everywhere == on_tiktok["total_count"] > 0


def put_into_the_first_schema(path: Path) -> None:
    """Make of a database an older one with the same rows, as far as its tables and columns were there."""
    newer = path.rename(path.with_name("newer.db"))
    engine = create_engine(f"sqlite:///{path}")
    upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql("ATTACH ? AS newer", (str(newer),))
        for name, columns in inspect(connection).get_multi_columns().items():
            if name[1] != "alembic_version":
                names = ", ".join(column["name"] for column in columns)
                connection.exec_driver_sql(f"INSERT INTO {name[1]} ({names}) SELECT {names} FROM newer.{name[1]}")
    engine.dispose()
