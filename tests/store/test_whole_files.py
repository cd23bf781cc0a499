"""Uploads and the master key are on the disk as a whole or not at all: a full disk, a kill in the middle."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shopwright.platform.core.config import Config
from shopwright.platform.database.encryption import MasterKeyError
from shopwright.platform.server.uvicorn_server import Server
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_seller
from tests.harness.server import Reply

#: A document of 12 MB, and a disk that has room for files of 8 MB.
DOCUMENT = b"%PDF-1.4\n" + b"x" * 12 * 2**20
ROOM = 8 * 2**20


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def upload(seller: Seller) -> Reply:
    return seller.upload("uploadProductFile", {"name": "guide.pdf"}, DOCUMENT, "guide.pdf")


def kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def body_of(seller: Seller, reply: Reply) -> bytes:
    return seller.platform.send("GET", urlsplit(reply.data["url"]).path, None, {}).body


def test_an_upload_that_the_disk_has_no_room_for_leaves_nothing_and_can_be_sent_again(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    seller = new_seller(start_platform(folder=tmp_path / "data", demo=False))
    with room_for(ROOM):
        refused = upload(seller)
    assert (refused.status, refused.code) == (500, 36009003)
    assert kept(tmp_path / "data") == []
    assert body_of(seller, upload(seller)) == DOCUMENT


def test_an_upload_that_an_earlier_version_left_cut_is_made_whole_when_it_is_sent_again(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    platform = start_platform(folder=tmp_path / "data", demo=False)
    seller = new_seller(platform)
    first = upload(seller)
    (file,) = kept(tmp_path / "data")
    file.write_bytes(DOCUMENT[: 2 * 2**20])
    second = upload(seller)
    assert body_of(seller, first) == body_of(seller, second) == DOCUMENT


def test_the_same_upload_is_kept_once(start_platform: StartPlatform, tmp_path: Path) -> None:
    seller = new_seller(start_platform(folder=tmp_path / "data", demo=False))
    before = (upload(seller).code, *(path.stat().st_mtime_ns for path in kept(tmp_path / "data")))
    assert (upload(seller).code, *(path.stat().st_mtime_ns for path in kept(tmp_path / "data"))) == before


def test_a_master_key_that_cannot_be_written_leaves_nothing_and_is_made_at_the_next_start(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with room_for(10), pytest.raises(OSError, match="too large"):
        Server(Config(port=0, folder=folder, demo=False))
    assert list(folder.iterdir()) == []
    assert start_platform(folder=folder, demo=False).keys["app_key"]
    assert len((folder / "master.key").read_text()) == 64
    assert (folder / "master.key").stat().st_mode & 0o777 == 0o600


def test_an_empty_master_key_without_data_is_made_anew(start_platform: StartPlatform, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "master.key").touch()
    assert start_platform(folder=folder, demo=False).keys["app_key"]
    assert (folder / "master.key").stat().st_mode & 0o777 == 0o600


def test_an_empty_master_key_beside_data_is_refused_and_left_alone(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    start_platform(folder=folder, demo=False).stop()
    key = (folder / "master.key").read_text()
    (folder / "master.key").write_text("")
    with pytest.raises(MasterKeyError, match="the master key is empty: put"):
        Server(Config(port=0, folder=folder, demo=False))
    assert (folder / "master.key").read_text() == ""
    (folder / "master.key").write_text(key)
    assert start_platform(folder=folder).keys["app_key"]
