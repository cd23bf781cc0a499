"""uploadFileInit, and the door that takes the parts of a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import get_product, picture, product_body
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import DAY
from tests.platform.support import data_of

NAME, IMAGES, FILES = "uploadFileInit", "/product/202309/images/upload", "/product/202309/files/upload"
PDF = b"%PDF-1.4 " + b"manual " * 100


def begin(seller: Seller, data: bytes, count: int, **fields: object) -> Reply:
    body = {
        "file_name": "manual.pdf",
        "file_type": "application/pdf",
        "file_size": len(data),
        "total_chunk_count": count,
        "target_path": FILES,
    }
    return seller.call(NAME, {**body, **fields})


class Upload:
    """An upload as its sender knows it."""

    def __init__(self, platform: RunningPlatform, reply: dict[str, Any], data: bytes) -> None:
        self.platform, self.token, self.data = platform, str(reply["upload_token"]), data
        self.path = str(reply["upload_url"]).removeprefix(platform.url)

    def send(self, start: int, end: int, data: bytes | None = None, **headers: str) -> Reply:
        """Send the bytes from ``start`` to before ``end``, or others in their place."""
        part = self.data[start:end] if data is None else data
        told = {"x-upload-token": self.token, "content-range": f"bytes {start}-{end - 1}/{len(self.data)}"}
        return self.platform.send(
            "PUT", self.path, part, {**told, **{k.replace("_", "-"): v for k, v in headers.items()}}
        )

    def state(self) -> dict[str, Any]:
        reply = self.platform.send("GET", self.path, None, {"x-upload-token": self.token})
        assert reply.code == 0, reply.message
        state: dict[str, Any] = reply.data
        return state


def upload(seller: Seller, data: bytes, count: int, **fields: object) -> Upload:
    return Upload(seller.platform, data_of(NAME, begin(seller, data, count, **fields)), data)


def image_upload(seller: Seller, count: int) -> Upload:
    data = picture(600, 600, colour=5)
    return upload(seller, data, count, file_name="a.png", file_type="png", target_path=IMAGES)


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_a_picture_that_came_in_parts_is_used_by_a_listing(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    sent = image_upload(seller, 3)
    size = len(sent.data)
    assert sent.send(2 * size // 3, size).data["missing"] == [f"0-{2 * size // 3 - 1}"]
    assert sent.send(0, size // 3).data["status"] == "OPEN"
    done = sent.send(size // 3, 2 * size // 3).data
    assert (done["status"], done["missing"], done["received"]) == ("DONE", [], size)
    made = seller.call("createProduct", product_body(seller, done["result"]["uri"])).data
    image = get_product(seller, made["product_id"])["main_images"][0]
    assert (image["uri"], image["width"]) == (done["result"]["uri"], 600)
    served = platform.send("GET", done["result"]["url"].removeprefix(platform.url), None, {})
    assert served.body == sent.data
    assert sent.state() == done


def test_a_document_that_came_in_parts_has_an_id_and_its_name(platform: RunningPlatform) -> None:
    sent = upload(new_seller(platform), PDF, 2, target_path="/product/files/upload", file_type="PDF")
    sent.send(0, 100)
    result = sent.send(100, len(PDF)).data["result"]
    assert result["id"].startswith("7311")
    assert platform.send("GET", result["url"].removeprefix(platform.url), None, {}).body == PDF


def test_a_broken_transfer_goes_on_where_it_ended(platform: RunningPlatform) -> None:
    sent = upload(new_seller(platform), PDF, 3)
    assert sent.send(0, 200).code == 0
    assert sent.send(200, 400, PDF[200:300]).code == 40951, "half of a part came"
    assert sent.state()["missing"] == [f"200-{len(PDF) - 1}"]
    assert sent.send(0, 200).data["received"] == 200, "a part that came already is taken again"
    assert sent.send(200, 400).code == 0
    assert sent.send(400, len(PDF)).data["status"] == "DONE"


def test_an_upload_goes_on_after_a_restart(start_platform: Callable[..., RunningPlatform], tmp_path: Path) -> None:
    first = start_platform(folder=tmp_path)
    sent = upload(new_seller(first), PDF, 2)
    sent.send(0, 100)
    first.stop()
    sent.platform = start_platform(folder=tmp_path)
    assert sent.state()["missing"] == [f"100-{len(PDF) - 1}"]
    assert sent.send(100, len(PDF)).data["status"] == "DONE"
    assert not list(tmp_path.rglob("parts/*/*")), "the parts are gone from the disk"


def test_a_part_with_a_digest_is_taken_only_if_it_fits(platform: RunningPlatform) -> None:
    sent = upload(new_seller(platform), PDF, 2)
    assert sent.send(0, 100, x_content_sha256="0" * 64).code == 40951
    assert sent.state()["received"] == 0
    assert sent.send(0, 100, x_content_sha256=hashlib.sha256(PDF[:100]).hexdigest().upper()).code == 0


def test_parts_that_do_not_make_the_file_are_refused_without_a_change(platform: RunningPlatform) -> None:
    sent = upload(new_seller(platform), PDF, 3)
    size = len(PDF)
    assert sent.send(0, 100).code == 0
    for reply in (
        sent.send(50, 150),
        sent.send(0, 100, b"x" * 100),
        sent.send(0, 99),
        sent.send(100, size),
        sent.send(size - 10, size + 10, b"x" * 20),
        sent.send(100, 200, b"x" * 101),
        sent.send(100, 200, content_range="100-200"),
        sent.send(100, 200, content_range=f"bytes 200-100/{size}"),
        sent.send(100, 200, content_range=f"bytes 100-199/{size + 1}"),
        sent.send(100, 200, content_range=f"bytes {'9' * 40}-{'9' * 41}/{size}"),
        sent.send(100, 100, b"", content_range=""),
    ):
        assert (reply.status, reply.code) == (409, 40951), reply.message
    assert sent.send(100, 200).code == 0
    assert sent.send(200, 300).code == 40951, "the last part has to bring the rest"
    assert sent.state()["received"] == 200
    assert sent.send(200, size).data["status"] == "DONE"
    assert sent.send(200, size).code == 40950


def test_a_part_over_its_limit_is_refused(platform: RunningPlatform) -> None:
    sent = upload(new_seller(platform), PDF, 1)
    reply = sent.send(0, len(PDF), b"x" * (16 * 2**20 + 1))
    assert (reply.status, reply.code) == (413, 41301)
    assert sent.state()["received"] == 0


@pytest.mark.parametrize(
    ("data", "fields", "reason"),
    [
        (b"no document " * 50, {}, "12038004"),
        (picture(600, 600), {"file_type": "PNG", "target_path": IMAGES, "total_chunk_count": 1}, ""),
        (picture(600, 600), {"file_type": "JPG", "target_path": IMAGES}, "12038004"),
        (picture(50, 50), {"file_type": "PNG", "target_path": IMAGES}, "12019116"),
    ],
)
def test_a_whole_file_that_is_not_what_was_announced_is_not_kept(
    platform: RunningPlatform, data: bytes, fields: dict[str, Any], reason: str
) -> None:
    sent = upload(new_seller(platform), data, 1, **fields)
    reply = sent.send(0, len(data))
    if not reason:
        assert reply.data["status"] == "DONE"
        return
    assert (reply.code, reply.status) == (40952, 409)
    assert reason in reply.message
    assert (sent.state()["status"], sent.state()["result"]) == ("REFUSED", {})
    assert sent.send(0, len(data)).code == 40950


@pytest.mark.parametrize(
    "fields",
    [
        {"file_name": " "},
        {"file_name": "n" * 256},
        {"file_name": "a\u0007.pdf"},
        {"file_type": "EXE"},
        {"file_type": "PNG"},
        {"file_size": 0},
        {"file_size": 20 * 2**20 + 1, "total_chunk_count": 10},
        {"file_size": 20 * 2**20, "total_chunk_count": 1},
        {"total_chunk_count": 0},
        {"total_chunk_count": 1_001},
        {"total_chunk_count": len(PDF) + 1},
        {"target_path": "/elsewhere"},
        {"target_path": "../../etc"},
    ],
)
def test_a_file_that_cannot_be_announced_is_refused(platform: RunningPlatform, fields: dict[str, Any]) -> None:
    assert begin(new_seller(platform), PDF, 1, **fields).code == 36009004


def test_limits_hold_at_their_values(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    for fields in (
        {"file_size": 20 * 2**20, "total_chunk_count": 2},
        {"file_size": 100 * 2**20, "total_chunk_count": 1_000, "file_type": "video/mp4"},
        {"file_size": 1, "total_chunk_count": 1, "file_name": "n" * 255},
    ):
        assert begin(seller, PDF, 1, **fields).code == 0, fields


def test_nobody_without_its_token_sees_an_upload(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    mine, other = upload(seller, PDF, 1), upload(seller, PDF, 1)
    for path, token in (
        (mine.path, other.token),
        (mine.path, ""),
        ("/uploads/unknown", mine.token),
        ("/uploads/%00", "x"),
    ):
        for method in ("GET", "PUT"):
            reply = platform.send(method, path, None, {"x-upload-token": token})
            assert (reply.status, reply.code) == (404, 40406)
    assert mine.token not in json.dumps(mine.state())


def test_a_seller_has_ten_open_uploads_at_the_most(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    sent = [upload(seller, PDF, 1) for _ in range(10)]
    assert begin(seller, PDF, 1).code == 36009004
    assert begin(new_seller(platform), PDF, 1).code == 0
    assert sent[0].send(0, len(PDF)).code == 0
    assert begin(seller, PDF, 1).code == 0


@pytest.mark.own_platform
def test_an_upload_ends_after_a_day_and_leaves_nothing(
    start_platform: Callable[..., RunningPlatform], tmp_path: Path
) -> None:
    platform = start_platform(folder=tmp_path)
    seller = new_seller(platform)
    sent = upload(seller, PDF, 2)
    sent.send(0, 100)
    assert list(tmp_path.rglob("parts/*/*"))
    platform.post("/sandbox/clock/advance", {"seconds": DAY})
    assert sent.send(100, len(PDF)).code == 40406
    assert begin(seller, PDF, 1).code == 0
    assert not list(tmp_path.rglob("parts/*/*"))
