"""A hub is backed up while it works, and put back elsewhere: all of it, or nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from shopwright.hub.catalog.services import add_picture
from shopwright.hub.core.config import HubConfig, new_master_key, read_config, read_keys
from shopwright.hub.project import restore as restoring
from shopwright.hub.project.archive import HEADER, Header
from shopwright.hub.project.backup import back_up
from shopwright.hub.project.refusal import HubRefusedError
from shopwright.hub.project.restore import restore
from shopwright.hub.project.restore_mark import check_not_half_restored
from shopwright.testing import Platform
from tests.cli.commands import run_command
from tests.harness.postgres import new_database
from tests.hub.crowd import HubProcesses
from tests.hub.harness import Hub
from tests.hub.pictures import picture
from tests.hub.restored_hub import PAGES, rows_of
from tests.hub.test_labels import bought, shipped

pytestmark = pytest.mark.postgres


@pytest.mark.slow
def test_a_hub_put_back_elsewhere_shows_the_same_and_ships_nothing_twice(
    hub: Hub,
    hub_database: str,
    postgres_url: str,
    hub_folder: Path,
    tmp_path: Path,
    shopwright_module_platform: Platform,
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=9, seller_sku="KEPT-1")
    hub.connect(platform, seller)
    goods = hub.variant("KEPT-1").product
    goods.pictures.all().delete()
    add_picture(goods, picture("purple"))
    shipped(hub, bought(hub, seller, product.sku_id, 2))
    waiting = bought(hub, seller, product.sku_id)
    worker = HubProcesses(hub_database, hub_folder, names=["worker"])
    try:
        worker.start()
        where = ("--data", str(hub_folder), "--database", hub_database)
        backup = run_command(tmp_path, ("hub", "backup", "hub.backup", *where), {})
    finally:
        worker.stop()
    assert (backup.code, backup.err) == (0, "")
    assert f"Not in it either: {hub_folder / 'keys.json'}" in backup.out
    with tarfile.open(tmp_path / "hub.backup") as archive:
        assert not [name for name in archive.getnames() if "keys" in name]
    pages = {page: rows_of(page, hub.owner.get(page)) for page in PAGES}
    label = shipped(hub, waiting)  # after the back-up, which knows nothing of it

    database, folder = new_database(postgres_url), tmp_path / "elsewhere"
    keys = ("--keys", str(hub_folder / "keys.json"))
    restored = run_command(
        tmp_path,
        ("hub", "restore", "hub.backup", *keys, "--data", str(folder), "--database", database),
        {"SHOPWRIGHT_HUB_URL": "http://testserver"},
    )
    assert (restored.code, restored.err) == (0, "")
    assert "missing" not in restored.out
    seen = look_at(folder, database, hub.owner.user.email, waiting.external_id)
    assert seen["pages"] == pages
    assert (seen["label"], seen["picture"]) == ("%PDF-", 200)
    assert (seen["shipments"], seen["status"]) == ([[label.external_id, "ready"]], "AWAITING_COLLECTION")
    assert seen["stock"] == 6
    there = seller.client().order.get_order_detail(ids=[waiting.external_id])["orders"][0]
    assert [package["id"] for package in there["packages"]] == [label.external_id]
    assert there["tracking_number"] == label.tracking_number


def look_at(folder: Path, database: str, email: str, number: str) -> dict[str, object]:
    """What people see in a hub that was put back, and what a worker does there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hub.restored_hub", email, number],
        env={
            **os.environ,
            "SHOPWRIGHT_HUB_DATA": str(folder),
            "SHOPWRIGHT_HUB_DATABASE": database,
            "SHOPWRIGHT_HUB_URL": "http://testserver",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, object] = json.loads(done.stdout)
    return seen


@dataclass
class Place:
    """A back-up, and an empty place to put it back into."""

    archive: Path
    config: HubConfig
    keys: Path

    def restore(self) -> None:
        restore(self.config, self.archive, self.keys)

    @property
    def is_empty(self) -> bool:
        """Whether neither tables nor files are there."""
        with psycopg.connect(self.config.database) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        left = {path.name for path in self.config.data.iterdir()} - {".gitignore"}
        return tables == (0,) and not left


@pytest.fixture(scope="module")
def archive(hub_database: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A back-up of the hub of these tests."""
    target = tmp_path_factory.mktemp("backup") / "hub.backup"
    back_up(msgspec.structs.replace(read_config(), database=hub_database), target)
    return target


@pytest.fixture(scope="module")
def empty_database(postgres_url: str, hub_database: str) -> str:
    """A database that no test of this file may leave a table in, unless it is that test's."""
    return new_database(postgres_url)


@pytest.fixture
def place(archive: Path, empty_database: str, hub_folder: Path, tmp_path: Path) -> Place:
    copy = tmp_path / "hub.backup"
    shutil.copy(archive, copy)
    config = HubConfig(data=tmp_path / "data", database=empty_database, url="http://testserver")
    config.data.mkdir()
    return Place(copy, config, hub_folder / "keys.json")


def change_header(place: Place, **changes: object) -> None:
    """Write the archive with another header."""
    draft = place.archive.with_suffix(".changed")
    with tarfile.open(place.archive) as source, tarfile.open(draft, "w") as target:
        for member in source:
            content = source.extractfile(member)
            assert content is not None
            if member.name == HEADER:
                header = msgspec.structs.replace(msgspec.json.decode(content.read(), type=Header), **changes)
                place.archive.with_name(HEADER).write_bytes(msgspec.json.encode(header))
                target.add(place.archive.with_name(HEADER), HEADER)
            else:
                target.addfile(member, content)
    draft.replace(place.archive)


def cut_off(place: Place) -> None:
    os.truncate(place.archive, place.archive.stat().st_size // 2)


def change_a_byte(place: Place) -> None:
    content = bytearray(place.archive.read_bytes())
    content[len(content) // 2] ^= 1
    place.archive.write_bytes(content)


def lose_the_keys(place: Place) -> None:
    place.keys = place.config.data / "keys.json"


def take_other_keys(place: Place) -> None:
    keys = msgspec.json.decode(place.keys.read_bytes())
    place.keys = place.archive.with_name("other.json")
    place.keys.write_bytes(msgspec.json.encode({**keys, "master": [new_master_key()]}))


def take_other_hashes(place: Place) -> None:
    keys = msgspec.json.decode(place.keys.read_bytes())
    place.keys = place.archive.with_name("other.json")
    place.keys.write_bytes(msgspec.json.encode({**keys, "search": new_master_key()}))


def be_of_a_newer_release(place: Place) -> None:
    change_header(place, release="99.0", migrations=["orders.0001_initial", "orders.0999_later"])


def be_of_a_newer_form(place: Place) -> None:
    change_header(place, release="99.0", format=99)


def be_of_a_newer_postgres(place: Place) -> None:
    change_header(place, postgres=99)


def be_something_else(place: Place) -> None:
    place.archive.write_bytes(b"PK" + bytes(2000))


FAULTS: list[tuple[Callable[[Place], None], str]] = [
    (cut_off, "cut off|not a back-up"),
    (change_a_byte, "was changed"),
    (lose_the_keys, "nobody can read buyers"),
    (take_other_keys, "does not have the master key"),
    (take_other_hashes, "does not have the key of hashes"),
    (be_of_a_newer_release, r"orders\.0999_later"),
    (be_of_a_newer_form, "Shopwright 99.0"),
    (be_of_a_newer_postgres, "PostgreSQL 99"),
    (be_something_else, "not a back-up"),
]


@pytest.mark.parametrize(("spoil", "words"), FAULTS, ids=[spoil.__name__ for spoil, _ in FAULTS])
def test_a_back_up_that_cannot_be_put_back_leaves_nothing(
    place: Place, spoil: Callable[[Place], None], words: str
) -> None:
    spoil(place)
    with pytest.raises(HubRefusedError, match=words):
        place.restore()
    assert place.is_empty


def test_a_place_that_is_not_empty_is_refused(place: Place, hub_database: str) -> None:
    (place.config.data / "media").mkdir()
    with pytest.raises(HubRefusedError, match="it has media"):
        place.restore()
    (place.config.data / "media").rmdir()
    place.config = msgspec.structs.replace(place.config, database=hub_database)
    with pytest.raises(HubRefusedError, match="database is not empty"):
        place.restore()


def test_a_restore_that_was_killed_keeps_the_hub_from_starting_and_is_run_again(
    place: Place, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.config = msgspec.structs.replace(place.config, database=new_database(postgres_url))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "load_database", die)
    with pytest.raises(KeyboardInterrupt):
        place.restore()
    monkeypatch.undo()
    with pytest.raises(HubRefusedError, match="was not completed"):
        check_not_half_restored(place.config.data)
    place.restore()
    check_not_half_restored(place.config.data)
    assert read_keys(place.config.data) == msgspec.json.decode(
        place.keys.read_bytes(), type=type(read_keys(place.keys.parent))
    )


def test_a_back_up_overwrites_nothing_and_leaves_nothing_where_it_fails(
    archive: Path, hub_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = msgspec.structs.replace(read_config(), database=hub_database)
    before = archive.read_bytes()
    with pytest.raises(HubRefusedError, match="overwrites nothing"):
        back_up(config, archive)
    assert archive.read_bytes() == before

    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shopwright.hub.project.backup.add_file", fill)
    with pytest.raises(HubRefusedError, match="No space left"):
        back_up(config, archive.with_name("next"))
    assert list(archive.parent.iterdir()) == [archive]


@pytest.mark.slow
def test_an_upgrade_dumps_first_and_a_newer_database_is_refused(postgres_url: str, tmp_path: Path) -> None:
    database = new_database(postgres_url)
    where = ("--data", "hub", "--database", database)
    assert run_command(tmp_path, ("hub", "migrate", *where), {}).code == 0
    assert not (tmp_path / "hub" / "backups").exists(), "an empty database needs no dump"
    with psycopg.connect(database, autocommit=True) as connection:
        # The tables as the release before had them.
        connection.execute("DELETE FROM django_migrations WHERE app = 'lists'")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'lists_%'").fetchall()
        for (table,) in tables:
            connection.execute(SQL("DROP TABLE {} CASCADE").format(Identifier(table)))
    upgraded = run_command(tmp_path, ("hub", "migrate", *where), {})
    assert upgraded.code == 0, upgraded.err
    (dump,) = (tmp_path / "hub" / "backups").iterdir()
    assert str(dump.name) in upgraded.err
    assert dump.read_bytes().startswith(b"PGDMP")
    with psycopg.connect(database, autocommit=True) as connection:
        assert connection.execute("SELECT name FROM lists_savedview").fetchall() == []
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('orders', '0999_later', now())")
    for command in ("migrate", "serve", "worker"):
        refused = run_command(tmp_path, ("hub", command, *where), {})
        assert (refused.code, refused.out) == (2, "")
        assert "of a newer release" in refused.err
        assert "orders.0999_later" in refused.err
