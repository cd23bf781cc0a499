"""uploadProductFile: the nine containers of videos, and videos made to harm."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.conveniences.files import box, video
from tests.harness.calls import Seller, new_seller
from tests.harness.server import Reply, RunningPlatform

from .video_files import MAKERS, flash, with_table

REFUSED, UNREADABLE, RATIO = 12038004, 12019105, 12019122

#: Files that stopped earlier versions, where the project's test data are at hand.
_ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
SAMPLES = _ROOT.parent / "shared" / "data" / "robustness"


@pytest.fixture(scope="module")
def seller() -> Iterator[Seller]:
    """A seller on a platform of this file."""
    platform = RunningPlatform(demo=False)
    yield new_seller(platform)
    platform.stop()


def upload(seller: Seller, data: bytes, name: str = "video") -> Reply:
    return seller.upload("uploadProductFile", {"name": name}, data)


@pytest.mark.parametrize("container", MAKERS)
@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (500, 500)])
def test_a_film_in_each_documented_container_is_kept(seller: Seller, container: str, width: int, height: int) -> None:
    assert upload(seller, MAKERS[container](width, height)).data["format"] == container


@pytest.mark.parametrize("container", MAKERS)
@pytest.mark.parametrize(("width", "height"), [(1000, 500), (500, 1000)])
def test_a_film_wider_or_taller_than_the_limits_is_refused(
    seller: Seller, container: str, width: int, height: int
) -> None:
    assert upload(seller, MAKERS[container](width, height)).code == RATIO


@pytest.mark.parametrize("container", MAKERS)
def test_a_film_that_does_not_tell_its_size_is_unreadable(seller: Seller, container: str) -> None:
    assert upload(seller, MAKERS[container](0, 0)).code == UNREADABLE


@pytest.mark.parametrize("container", sorted(MAKERS.keys() - {"MPEG"}))
def test_a_film_cut_off_within_its_header_is_unreadable(seller: Seller, container: str) -> None:
    whole = MAKERS[container](640, 360)
    codes = {upload(seller, whole[:length]).code for length in range(14, len(whole) - 60, 7)}
    assert codes <= {UNREADABLE, REFUSED}, codes


MANIFEST = b"""<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>
<AdaptationSet mimeType="video/mp4"><Representation id="1" width="640" height="360">
<BaseURL>%s</BaseURL></Representation></AdaptationSet></Period></MPD>"""


def test_a_manifest_that_names_a_local_film_is_no_film(seller: Seller, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(video())
    reply = upload(seller, MANIFEST % str(tmp_path / "a.mp4").encode(), "a.mpd")
    assert (reply.status, reply.code) == (200, REFUSED)


@pytest.mark.parametrize(
    "data",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"ID3\x04" + bytes(100),
        box(b"ftyp", b"heic", bytes(4), b"heic"),
        b"PK\x03\x04" + bytes(100),
        b"x",
        bytes(2000),
        flash(640, 360, flags=4),
        box(b"ftyp", b"M4A ", bytes(4)) + box(b"moov", box(b"mvhd", bytes(100))),
    ],
)
def test_what_is_no_film_is_refused_by_its_head(seller: Seller, data: bytes) -> None:
    assert upload(seller, data).code == REFUSED


BROKEN = {
    "a table of times longer than its box": with_table(b"stts", struct.pack(">II", 0, 2**32 - 1)),
    "a table of chunks longer than its box": with_table(b"stsc", struct.pack(">II", 0, 2**31)),
    "a table of places longer than its box": with_table(b"stco", struct.pack(">II", 0, 1)),
    "a table of sizes longer than its box": with_table(b"stsz", struct.pack(">III", 0, 0, 2**32 - 1)),
    "a box longer than the file": b"\xff\xff\xff\xf0" + video()[4:],
    "a box of no length that never ends": box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I4s", 4, b"free") * 50,
    "a box whose long length is shorter than its head": struct.pack(">I4sQ", 1, b"moov", 3) + bytes(40),
    "boxes without end": box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I4s", 8, b"free") * 200_000,
    "no header": box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(100)),
    "elements without end": b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\xff" + b"\xec\x80" * 200_000,
    "an element of a size that cannot be": b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01" + b"\xfe" * 7,
    "an object shorter than its head": MAKERS["WMV"](640, 360)[:46] + bytes(8) + bytes(100),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_film_whose_header_contradicts_itself_is_unreadable(seller: Seller, data: bytes) -> None:
    assert upload(seller, data).code == UNREADABLE


def test_a_film_that_stopped_the_server_is_unreadable(seller: Seller) -> None:
    sample = SAMPLES / "hang.mov"
    if not sample.exists():
        pytest.skip(f"{sample.name} is not at hand")
    assert upload(seller, sample.read_bytes(), "hang.mov").code == UNREADABLE


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(MAKERS)),
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 700),
)
def test_no_film_whatsoever_is_a_5xx(
    seller: Seller, container: str, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(MAKERS[container](640, 360))
    for place, value in changes:
        data[place % len(data)] = value
    reply = upload(seller, bytes(data[: max(length, 1)]))
    assert reply.status == 200
    assert reply.code in {0, REFUSED, UNREADABLE, RATIO}
