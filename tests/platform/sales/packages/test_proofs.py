"""Proofs of delivery: uploadProofOfDeliveryImage, uploadProofOfDeliveryFile."""

from __future__ import annotations

import io
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from PIL import Image

from shopwright.contract.load import operation
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart, new_seller
from tests.harness.catalogue import picture
from tests.harness.server import Reply, RunningPlatform
from tests.platform.support import data_of

IMAGE, FILE = "uploadProofOfDeliveryImage", "uploadProofOfDeliveryFile"
PDF = b"%PDF-1.4\n%%EOF\n"


def upload(seller: Seller, name: str, data: bytes, fields: Mapping[str, str] | None = None) -> Reply:
    called = operation(name)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    query = [("shop_cipher", seller.cipher)]
    body = multipart(fields or {}, data)
    return Signed(called.method, called.path, seller.app, query, body, seller.token, kind).send(seller.platform)


def test_an_image_is_kept_and_can_be_looked_at(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    data = picture(300, 200, "JPEG")
    kept = data_of(IMAGE, upload(seller, IMAGE, data))
    assert (kept["width"], kept["height"]) == (300, 200)
    file = shared_platform.send("GET", urlsplit(kept["url"]).path, None, {})
    assert (file.body, file.headers["content-type"]) == (data, "image/jpeg")


def test_a_pdf_is_kept_and_can_be_looked_at(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    kept = data_of(FILE, upload(seller, FILE, PDF, {"name": "proof.pdf"}))
    assert kept["name"] == "proof.pdf"
    assert shared_platform.send("GET", urlsplit(kept["url"]).path, None, {}).body == PDF


@pytest.mark.parametrize(
    ("name", "data", "fields", "code"),
    [
        (IMAGE, b"no picture", {}, 12038002),
        (IMAGE, picture(kind="WEBP"), {}, 12038004),
        (IMAGE, picture(99, 400), {}, 12019116),
        (IMAGE, b"x" * (5 * 2**20 + 1), {}, 12038005),
        (FILE, PDF, {}, 36009004),
        (FILE, PDF, {"name": "proof"}, 12038004),
        (FILE, b"", {"name": "proof.pdf"}, 12038002),
        (FILE, picture(), {"name": "proof.pdf"}, 12038004),
        (FILE, b"%PDF-" + b"x" * 10 * 2**20, {"name": "proof.pdf"}, 12038005),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_code(
    shared_platform: RunningPlatform, name: str, data: bytes, fields: dict[str, str], code: int
) -> None:
    assert upload(new_seller(shared_platform), name, data, fields).code == code


def test_an_image_of_more_pixels_than_are_read_is_not_processed(shared_platform: RunningPlatform) -> None:
    out = io.BytesIO()
    Image.new("1", (19_000, 10_000)).save(out, "PNG")
    assert upload(new_seller(shared_platform), IMAGE, out.getvalue()).code == 12038015
