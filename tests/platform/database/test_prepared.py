"""Statements that go to the driver find and change what SQLAlchemy's own would, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import bindparam, select

from shopwright.platform.accounts.tokens_store import tokens
from shopwright.platform.catalogue.brands_store import CustomBrands, brands
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import SerializationConflict
from shopwright.platform.logistics.store import Warehouse, WarehouseDocument, Warehouses, warehouses
from shopwright.platform.server.database import open_store


@pytest.fixture(params=["memory", "file", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    openers: dict[str, Callable[[], Store]] = {
        "memory": open_store,
        "file": lambda: open_store(folder=tmp_path),
        "postgresql": lambda: open_store(database=request.getfixturevalue("database")),
    }
    with closing(openers[request.param]()) as opened:
        yield opened


def add_warehouses(store: Store, count: int) -> None:
    with store.write() as tx:
        for number in range(count):
            doc = WarehouseDocument("Shed", "DOMESTIC_WAREHOUSE", {})
            tx[Warehouses].add(Warehouse("1", f"{number:05}", "SALES_WAREHOUSE", "ENABLED", number == 0, doc))


def test_a_boolean_comes_back_as_one(store: Store) -> None:
    add_warehouses(store, 2)
    with store.read() as tx:
        assert [warehouse.is_default for warehouse in tx[Warehouses].of_shop("1")] == [True, False]


@pytest.mark.parametrize("wanted", [1, 2, 3, 5, 8, 1024, 1025, 2500])
def test_a_list_of_any_length_finds_each_row_once(store: Store, wanted: int) -> None:
    add_warehouses(store, 6)
    some = Prepared(
        select(warehouses.c.warehouse_id).where(
            warehouses.c.shop_id == bindparam("shop_id"),
            warehouses.c.warehouse_id.in_(bindparam("ids", expanding=True)),
        ),
        "ids",
    )
    values = {"shop_id": "1", "ids": [f"{number:05}" for number in range(wanted)]}
    with store.read() as tx:
        assert len(some.all(tx.connection, values)) == min(wanted, 6)


def test_values_written_into_the_statement_are_bound_with_the_others(store: Store) -> None:
    add_warehouses(store, 3)
    enabled = Prepared(
        select(warehouses.c.warehouse_id)
        .where(warehouses.c.shop_id == bindparam("shop_id"), warehouses.c.status == "ENABLED")
        .order_by(warehouses.c.warehouse_id.desc())
        .limit(2)
    )
    with store.read() as tx:
        assert enabled.all(tx.connection, {"shop_id": "1"}) == [("00002",), ("00001",)]
        assert enabled.first(tx.connection, {"shop_id": "2"}) is None


def test_a_value_that_is_missing_is_an_error_and_not_null(store: Store) -> None:
    find = Prepared(select(tokens.c.kind).where(tokens.c.token_hash == bindparam("token_hash")))
    with store.read() as tx, pytest.raises((KeyError, psycopg.ProgrammingError)):
        find.first(tx.connection, {})


def test_what_it_wrote_is_rolled_back_with_its_transaction(store: Store) -> None:
    add = Prepared(brands.insert())
    row = {"account_id": "1", "brand_id": "2", "name": "A", "folded_name": "a", "created_at": 1}

    def write_and_fail() -> None:
        with store.write() as tx:
            assert add.run(tx.connection, row) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.read() as tx:
        assert tx[CustomBrands].count("1") == 0


@pytest.mark.postgres
def test_a_lost_race_of_the_driver_may_be_run_again(database: str) -> None:
    add = Prepared(brands.insert())
    row = {"account_id": "1", "brand_id": "2", "name": "A", "folded_name": "a", "created_at": 1}
    with closing(open_store(database=database)) as store:
        with store.write() as tx:
            add.run(tx.connection, row)
        with pytest.raises(SerializationConflict), store.write() as tx:
            add.run(tx.connection, row)
