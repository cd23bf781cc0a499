"""uploadProductImage and its renditions: the five formats that are taken, pictures that are broken, huge or others'."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.client.conveniences.files import picture
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_seller
from tests.harness.server import Reply, RunningPlatform

UNREADABLE, REFUSED, NOT_PROCESSED = 12038002, 12038004, 12038015

#: Files that broke earlier versions, where the project's test data are at hand.
_ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
SAMPLES = _ROOT.parent / "shared" / "data" / "robustness"


@pytest.fixture(scope="module")
def seller() -> Iterator[Seller]:
    """A seller on a platform of this file."""
    platform = RunningPlatform(demo=False)
    yield new_seller(platform)
    platform.stop()


def upload(seller: Seller, data: bytes) -> Reply:
    return seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, data)


def scaled(platform: RunningPlatform, url: str, side: int = 100) -> Reply:
    """An upload as the portal shows it, fitted into a square."""
    return platform.send("GET", f"{urlsplit(url).path}~tplv-thumb:{side}:{side}", None, {})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "BMP"])
def test_an_accepted_picture_is_kept_and_scaled(seller: Seller, kind: str) -> None:
    made = upload(seller, picture(kind, 300, 150)).data
    assert (made["width"], made["height"]) == (300, 150)
    reply = scaled(seller.platform, made["url"])
    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(reply.body)) as image_file:
        assert image_file.size == (100, 50)


def test_a_heic_picture_is_scaled_by_a_server_that_has_read_none_before(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    first = start_platform(folder=tmp_path / "data", demo=False)
    url = upload(new_seller(first), picture("HEIF")).data["url"]
    first.stop()
    Image.OPEN.pop("HEIF")  # as in a process that has just begun
    from shopwright.platform.media import images

    images._register_heif.cache_clear()
    reply = scaled(start_platform(folder=tmp_path / "data"), url)
    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    ("kind", "type_name"), [("GIF", "GIF"), ("TIFF", "TIFF"), ("DDS", "DDS"), ("ICO", "ICO"), ("AVIF", "AVIF")]
)
def test_a_picture_in_another_format_is_refused_by_its_name(seller: Seller, kind: str, type_name: str) -> None:
    reply = upload(seller, picture(kind))
    assert (reply.status, reply.code) == (200, REFUSED)
    assert type_name in reply.message


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"BM",
        b"RIFF\x10\0\0\0WEBP",
        b"\0\0\0\x18ftypheic" + bytes(12),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 200\n",
        b"P6\n200 200\n255\n" + bytes(120_000),
        b"/* XPM */",
        b"",
    ],
)
def test_what_no_reader_of_an_accepted_format_can_read_is_unreadable(seller: Seller, data: bytes) -> None:
    reply = upload(seller, data)
    assert (reply.status, reply.code) == (200, UNREADABLE)


@pytest.mark.parametrize(("name", "code"), [("bad.dds", REFUSED), ("bad.avif", REFUSED)])
def test_pictures_that_made_a_reader_fail_are_refused(seller: Seller, name: str, code: int) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip(f"{name} is not at hand")
    reply = upload(seller, (SAMPLES / name).read_bytes())
    assert (reply.status, reply.code) == (200, code)


@pytest.mark.parametrize("kind", ["JPEG", "BMP"])
def test_a_kept_picture_whose_pixels_are_broken_is_shown_as_it_is(seller: Seller, kind: str) -> None:
    whole = picture(kind, 300, 300)
    broken = whole[: len(whole) * 3 // 4]
    reply = scaled(seller.platform, upload(seller, broken).data["url"])
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, broken, f"image/{kind.lower()}")


def test_a_kept_picture_whose_file_is_gone_is_a_404(start_platform: StartPlatform, tmp_path: Path) -> None:
    platform = start_platform(folder=tmp_path / "data", demo=False)
    url = upload(new_seller(platform), picture()).data["url"]
    for file in (tmp_path / "data" / "files").rglob("*"):
        if file.is_file():
            file.unlink()
    assert scaled(platform, url).status == 404


def test_a_picture_that_cannot_be_fetched_is_a_500_in_an_envelope_and_in_the_log_of_requests(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    platform = start_platform(folder=tmp_path / "data", demo=False)
    url = upload(new_seller(platform), picture()).data["url"]
    for file in (tmp_path / "data" / "files").rglob("*"):
        if file.is_file():
            file.unlink()
            file.mkdir()  # what is read is then no file
    reply = platform.send("GET", urlsplit(url).path, None, {})
    assert (reply.status, reply.code, reply.message) == (500, 36009003, "Internal error.")
    logged = platform.get("/sandbox/requests", failed="true")["requests"][0]
    assert (logged["request_id"], logged["operation"], logged["http_status"]) == (
        reply.json["request_id"],
        "media",
        500,
    )


def test_a_picture_of_too_many_pixels_to_scale_is_shown_as_it_is(seller: Seller) -> None:
    out = io.BytesIO()
    Image.new("1", (5_001, 5_000)).save(out, "PNG")
    url = upload(seller, out.getvalue()).data["url"]
    reply = scaled(seller.platform, url)
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, out.getvalue(), "image/png")


def test_a_picture_of_more_pixels_than_are_read_is_not_processed(seller: Seller) -> None:
    out = io.BytesIO()
    Image.new("1", (19_000, 10_000)).save(out, "PNG")
    assert upload(seller, out.getvalue()).code == NOT_PROCESSED


def test_a_path_of_no_upload_is_a_404(anywhere: RunningPlatform) -> None:
    for media_id in ("nothing", "a%00b", "a%00b~tplv-thumb:10:10", "%ff", "x" * 3000):
        assert anywhere.send("GET", f"/media/{media_id}", None, {}).status == 404
    for token in ("nothing", "a%00b", "%ff", "k000001.AAAA"):
        assert anywhere.send("GET", f"/documents/{token}", None, {}).status == 404


@settings(max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF", "BMP"]),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_no_picture_whatsoever_is_a_5xx_when_it_is_uploaded_or_shown(
    seller: Seller, kind: str, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(picture(kind))
    for place, value in changes:
        data[place % len(data)] = value
    reply = upload(seller, bytes(data))
    assert reply.status == 200
    if reply.code == 0:
        assert scaled(seller.platform, reply.data["url"]).status == 200
