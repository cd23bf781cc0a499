"""Files travel from wherever they are, and what an operation does not take is said before anything is sent."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from shopwright import ArgumentError, Upload
from shopwright.client import upload_checks
from shopwright.client.uploads import _redirected, opened
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.client.support import Face, Scripted
from tests.harness.calls import new_seller
from tests.harness.returns import approve, ask, delivered, done, returned

from .files import PDF, picture, video

IMAGE, FILE = "product.upload_product_image", "product.upload_product_file"
PROOF_IMAGE, PROOF_FILE = "fulfillment.upload_proof_of_delivery_image", "fulfillment.upload_proof_of_delivery_file"


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        where = {
            "/moved": "/photo",
            "/loop": "/loop",
            "/away": "file:///etc/hostname",
        }.get(self.path.partition("?")[0])
        content = picture() if self.path == "/photo" else b"x" * 3000 if self.path == "/large" else b""
        self.send_response(302 if where else 200 if content else 404)
        if where:
            self.send_header("location", where)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shop(shared_face: Face) -> Any:
    return shared_face.shop(shop_cipher=shared_face.platform.keys["shop_cipher"])


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


SOURCES: dict[str, Callable[[Path, str], Any]] = {
    "bytes": lambda folder, site: picture(),
    "a path": lambda folder, site: saved(folder, "photo.png", picture()),
    "a path as text": lambda folder, site: str(saved(folder, "photo.png", picture())),
    "an open file": lambda folder, site: io.BytesIO(picture()),
    "a URL": lambda folder, site: f"{site}/photo",
    "a URL that moved": lambda folder, site: f"{site}/moved",
    "an upload": lambda folder, site: Upload(picture(), "front.png"),
}


@pytest.mark.parametrize("source", SOURCES)
def test_an_image_is_uploaded_from(source: str, shared_face: Face, shop: Any, tmp_path: Path, site: str) -> None:
    image = shared_face.call(shop, IMAGE, data=SOURCES[source](tmp_path, site), use_case="MAIN_IMAGE")
    assert (image["width"], image["height"], image["use_case"]) == (200, 200, "MAIN_IMAGE")


@pytest.mark.parametrize(
    ("name", "arguments", "answered"),
    [
        *[(IMAGE, {"data": picture(kind)}, {"width": 200}) for kind in ("JPEG", "PNG", "WEBP", "HEIF", "BMP")],
        (FILE, {"data": PDF, "name": "manual.pdf"}, {"format": "PDF"}),
        (FILE, {"data": video(), "name": "tour.mp4"}, {"format": "MP4"}),
        (FILE, {"data": Upload(PDF, "guide.pdf")}, {"name": "guide.pdf"}),
        (PROOF_IMAGE, {"data": picture("JPEG")}, {"height": 200}),
        (PROOF_FILE, {"data": PDF, "name": "signed.pdf"}, {"name": "signed.pdf"}),
    ],
)
def test_the_platform_takes_what_the_pre_flight_lets_pass(
    name: str, arguments: dict[str, Any], answered: dict[str, Any], shared_face: Face, shop: Any
) -> None:
    reply = shared_face.call(shop, name, **arguments)
    assert answered.items() <= reply.items()


def test_a_label_for_a_return_is_uploaded(face: Face) -> None:
    seller = new_seller(face.platform, region="US")
    return_id = ask(seller, delivered(seller, 1), "RETURN_AND_REFUND")
    done(approve(seller, return_id, "APPROVE_RETURN"))
    carrier = carriers("US")[-1]
    number = make_tracking_number("US", carrier.id, 12)
    keys = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"]}
    shop = face.shop(**keys, access_token=seller.token, shop_cipher=seller.cipher)
    what = {"return_ids": [return_id], "tracking_number": number, "return_provider_id": carrier.id}
    with pytest.raises(ArgumentError, match="return_shipping_label is a GIF file, but only PDF, PNG, JPEG"):
        face.call(shop, "return_refund.upload_return_shipping_information", **what, return_shipping_label=b"GIF89a")
    face.call(shop, "return_refund.upload_return_shipping_information", **what, return_shipping_label=PDF)
    assert returned(seller, return_id)["return_shipping_document_type"] == "SHIPPING_LABEL"


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        (IMAGE, {"data": b""}, "data is empty"),
        (IMAGE, {"data": picture("GIF")}, "a GIF file, but only JPEG, PNG, WEBP, HEIC, BMP are taken: convert it"),
        (IMAGE, {"data": b"hello"}, "a file of an unknown format"),
        (IMAGE, {"data": picture("PNG", 99, 400)}, "has 99 × 400 pixels, each side takes 100 to 20000: scale it"),
        (IMAGE, {"data": picture("JPEG", 20001, 100)}, "has 20001 × 100 pixels"),
        (IMAGE, {"data": b"\x89PNG\r\n\x1a\n"}, "a damaged PNG file"),
        (IMAGE, {"data": picture() + bytes(10 * 2**20)}, r"has 10\.\d+ MB, 10 MB is the most .*make it smaller"),
        (FILE, {"data": picture(), "name": "a.png"}, "a PNG file, but only PDF, MP4, MOV"),
        (FILE, {"data": PDF + bytes(20 * 2**20), "name": "a.pdf"}, "20 MB is the most for PDF"),
        (
            FILE,
            {"data": video(360, 800), "name": "a.mp4"},
            "360 × 800 pixels, a video is between 9:16 and 16:9: crop it",
        ),
        (PROOF_IMAGE, {"data": picture("WEBP")}, "a WEBP file, but only JPEG, PNG"),
        (PROOF_FILE, {"data": PDF, "name": "signed"}, "name is 'signed', it must end in .pdf: signed.pdf"),
        ("customer_service.upload_image_for_buyer_messages", {"data": PDF}, "a PDF file, but only JPEG, GIF"),
    ],
)
def test_what_an_operation_does_not_take_is_never_sent(
    name: str, arguments: dict[str, Any], said: str, shared_platform: Any
) -> None:
    from shopwright import Shop
    from tests.client.support import settings_of

    nothing = Scripted()
    area, _, method = name.partition(".")
    shop = Shop(**settings_of(shared_platform, transport=nothing, shop_cipher="c"))
    with pytest.raises(ArgumentError, match=said):
        getattr(getattr(shop, area), method)(**arguments)
    assert nothing.sent == []


def test_the_limits_are_those_of_the_platform_at_their_very_edge(shared_face: Face, shop: Any) -> None:
    shared_face.call(shop, IMAGE, data=picture("PNG", 100, 20_000))
    image = picture("JPEG")
    shared_face.call(shop, IMAGE, data=image + bytes(10 * 2**20 - len(image)))


def test_an_upload_may_be_sent_unchecked_and_then_the_server_judges(shared_face: Face, shop: Any) -> None:
    from shopwright import ApiCallError

    with pytest.raises(ApiCallError) as caught:
        shared_face.call(shop, IMAGE, data=Upload(picture("GIF"), check=False))
    assert caught.value.code == 12038004


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("no/such/file.png", "'no/such/file.png', neither a file that exists nor an http"),
        ("iVBORw0KGgo" * 9000, "neither a file that exists"),
        ("ftp://example.com/a.png", "neither a file that exists nor an http"),
        (io.StringIO("text"), "opened for text: open it with mode 'rb'"),
        (12, "cannot be a int: give bytes, an open binary file, a path, a URL"),
    ],
)
def test_what_is_no_source_is_said_plainly(source: object, said: str) -> None:
    with pytest.raises(ArgumentError, match=said) as caught:
        opened(source)
    assert len(str(caught.value)) < 400


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="a folder"):
        opened(tmp_path)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/missing", "HTTP 404"),
        ("/loop", "more than 5 redirects"),
        ("/away", "redirects from http to file"),
        ("/large", "1000 bytes is the most"),
        ("/missing?signature=hush", "HTTP 404"),
        ("/away?signature=hush", "redirects from http to file"),
    ],
)
def test_a_url_that_gives_no_file_is_an_error_that_says_why_and_shows_no_query(site: str, path: str, said: str) -> None:
    with pytest.raises(ArgumentError, match=said.replace("1000", "1,000")) as caught:
        opened(f"{site}{path}", most=1000)
    assert "hush" not in str(caught.value)


def test_nobody_answers_at_a_url() -> None:
    with pytest.raises(ArgumentError, match=r"could not be fetched from http://127\.0\.0\.1:1/a\.png: "):
        opened("http://127.0.0.1:1/a.png?token=hush")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.mp4"
    with path.open("wb") as file:
        file.truncate(101 * 2**20)
    with pytest.raises(ArgumentError, match="has 101 MB, 100 MB is the most"):
        opened(path)


@pytest.mark.parametrize(
    ("content", "name", "travels_as"),
    [
        (picture("JPEG"), "", ("file.jpg", "image/jpeg")),
        (picture("WEBP"), "front", ("front.webp", "image/webp")),
        (picture("PNG"), "mislabelled.jpg", ("mislabelled.jpg", "image/png")),
        (PDF, "", ("file.pdf", "application/pdf")),
        (video(brand=b"qt  "), "tour", ("tour.mov", "video/quicktime")),
        (b"?", "", ("file", "application/octet-stream")),
    ],
)
def test_name_and_media_type_are_what_the_content_says(content: bytes, name: str, travels_as: tuple[str, str]) -> None:
    upload = opened(Upload(content, name))
    assert (upload.name, upload.media_type) == travels_as


def test_the_limits_name_operations_and_fields_that_there_are() -> None:
    from shopwright.client.formats import _FORMATS
    from shopwright.contract.load import operation, schema

    for name, fields in upload_checks.limits().items():
        body = operation(name).body
        assert body is not None
        assert body.is_multipart
        assert fields.keys() <= schema(body.schema).properties.keys()
        assert {item for rules in fields.values() for rule in rules for item in rule.formats} <= _FORMATS.keys()


@pytest.mark.parametrize("there", ["http://elsewhere.test/a", "ftp://elsewhere.test/a", "file:///etc/passwd"])
def test_a_redirect_never_leaves_https(there: str) -> None:
    with pytest.raises(ValueError, match="redirects from https to"):
        _redirected("https://example.test/a", there)
    assert _redirected("https://example.test/a", "/b") == "https://example.test/b"
    assert _redirected("http://example.test/a", "https://example.test/a") == "https://example.test/a"
