"""What a memory database loads when it starts: the same as a file gets from its migrations and its first start."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.tokens_store import Tokens
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.config import Config
from shopwright.platform.server.first_data import furnished_image
from shopwright.platform.server.platform import Platform

#: Tables whose rows are each platform's own: its keys, consents and times.
OWN = {
    "alembic_version",
    "apps",
    "authorizations",
    "auth_codes",
    "tokens",
    "data_keys",
    "shops",
    "accounts",
    "due_actions",
}
TIMES = re.compile(r'"?(created_at|updated_at|at_ms)"?(:|$)')


@pytest.fixture
def image() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(furnished_image("GB", stocked=True))
        yield connection


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The file of a platform that has just started."""
    Platform(Config(folder=tmp_path)).store.close()
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        yield connection


def schema(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    # A table that a revision wrote anew has its name in quotes.
    return {(name, " ".join(sql.split()).replace('"', "")) for name, sql in rows if name != "alembic_version"}


def rows(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    """A table's rows without times, in columns and in documents."""
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
    names = [item[0] for item in cursor.description]
    return [
        {
            name: re.sub(r'("(?:created|updated)_at":)\d+', r"\g<1>0", value) if isinstance(value, str) else value
            for name, value in zip(names, row, strict=True)
            if not TIMES.match(name)
        }
        for row in cursor
    ]


def test_the_schema_of_the_image_is_what_the_migrations_make(
    image: sqlite3.Connection, migrated: sqlite3.Connection
) -> None:
    assert schema(image) == schema(migrated)


@pytest.mark.parametrize("table", ["products", "skus", "stock", "stock_ledger", "media", "warehouses", "shop_counts"])
def test_the_demo_shop_of_the_image_is_what_a_first_start_makes(
    image: sqlite3.Connection, migrated: sqlite3.Connection, table: str
) -> None:
    assert rows(image, table) == rows(migrated, table) != []


def test_the_image_holds_no_key_and_no_token(image: sqlite3.Connection) -> None:
    for table in ("apps", "authorizations", "auth_codes", "tokens", "data_keys"):
        assert image.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_two_platforms_of_one_process_share_no_key_token_or_cipher() -> None:
    secrets = []
    for _ in range(2):
        platform = Platform(Config())
        with platform.store.read() as tx:
            demo = demo_of(tx)
            assert demo is not None
            pairs = [tx[Tokens].newest_pair(demo.app.app_key, account.account_id) for account in demo.accounts]
            texts = [text for pair in pairs for text in tx[Tokens].texts_of_pair(pair["access"].pair_id).values()]
            assets = [asset["cipher"] for account in demo.accounts for asset in account.doc.category_assets]
            secrets.append({demo.app.app_key, demo.app.secret, demo.app.service_id, demo.shop.cipher, *texts, *assets})
        platform.store.close()
    assert len(secrets[0]) == len(secrets[1]) == 11
    assert not secrets[0] & secrets[1]


def test_a_change_in_one_platform_is_not_in_the_next() -> None:
    first = Platform(Config())
    with first.store.write() as tx:
        demo = demo_of(tx)
        assert demo is not None
        product_id = tx[Products].all_ids(demo.shop.shop_id)[0]
        product = tx[Products].get(demo.shop.shop_id, product_id)
        assert product is not None
        assert product.live is not None
        product.live.title = "Changed"
        tx[Products].save(demo.shop.shop_id, product, str(product.status))
    second = Platform(Config())
    with second.store.read() as tx:
        second_product = tx[Products].get(demo.shop.shop_id, product_id)
        assert second_product is not None
        assert second_product.listing.title != "Changed"
    first.store.close()
    second.store.close()
