"""The upload form of the Business API: its six fields, and files that are not what they say."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from shopwright.platform.database.transaction import Tx
from shopwright.wire.business.fields import UPLOAD_FIELDS
from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.refusals import refusals
from tests.harness.audiences import FORM_TYPE, UPLOAD, Advertiser, hashes, new_advertiser
from tests.harness.calls import multipart
from tests.harness.server import Reply, RunningPlatform

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "custom-audiences.md"
DATA = "\n".join(hashes(3)).encode()
#: The guide's six fields: which headers and form fields they are, and a wrong value of each.
HEADERS = {"Access-Token": "TTP_wrong", "Content-Type": "application/json"}
FORM = {
    "advertiser_id": "7092000000000000000",
    "file": "",
    "file_signature": "0" * 32,
    "calculate_type": "EMAIL_ROT13",
}
CODES = {"Access-Token": 40105, "advertiser_id wrong": 40001}


def without(advertiser: Advertiser, name: str) -> Reply:
    if name in HEADERS:
        return advertiser.upload(DATA, headers={name.lower(): None})
    if name == "file":
        fields = {"advertiser_id": advertiser.advertiser_id, "file_signature": "0" * 32}
        body = multipart({**fields, "calculate_type": "EMAIL_SHA256"}, b"x", None, "nothing")
        headers = {"access-token": advertiser.seller.token, "content-type": FORM_TYPE}
        return advertiser.seller.platform.send("POST", UPLOAD, body, headers)
    return advertiser.upload(DATA, **{name: None})


def with_wrong(advertiser: Advertiser, name: str) -> Reply:
    if name in HEADERS:
        return advertiser.upload(DATA, headers={name.lower(): HEADERS[name]})
    if name == "file":
        return advertiser.upload(DATA, filename="list.xlsx")
    return advertiser.upload(DATA, **{name: FORM[name]})


def test_the_table_of_the_form_is_the_guides() -> None:
    assert [field.name for field in UPLOAD_FIELDS if field.required] == list(FORM)


@pytest.mark.parametrize("name", [*HEADERS, *FORM])
def test_an_upload_without_one_of_the_six_fields_is_refused_in_words_about_it(
    platform: RunningPlatform, name: str
) -> None:
    reply = without(new_advertiser(platform), name)
    assert (reply.status, reply.code) == (200, CODES.get(name, 40002))
    assert name in reply.message
    assert set(reply.json) == {"code", "message", "request_id", "data"}
    assert reply.json["data"] == {}


@pytest.mark.parametrize("name", [*HEADERS, *FORM])
def test_an_upload_with_one_of_the_six_fields_wrong_is_refused_in_words_about_it(
    platform: RunningPlatform, name: str
) -> None:
    reply = with_wrong(new_advertiser(platform), name)
    assert (reply.status, reply.code) == (200, CODES.get(f"{name} wrong", CODES.get(name, 40002)))
    assert name.lower().replace("-", " ") in reply.message.lower().replace("-", " ")


def test_a_right_upload_answers_a_path(platform: RunningPlatform) -> None:
    reply = new_advertiser(platform).upload(DATA)
    assert (reply.status, reply.json["code"], reply.json["message"]) == (200, 0, "OK")
    assert set(reply.json) == {"code", "message", "request_id", "data"}
    assert re.fullmatch(r"audience/\d+", reply.data["file_path"])


@pytest.mark.parametrize("data", [b"Email_SHA256\r\n" + DATA, b"\xef\xbb\xbf" + DATA, DATA.upper(), DATA + b"\n\n"])
def test_a_header_a_mark_of_utf_8_capitals_and_empty_lines_are_taken(platform: RunningPlatform, data: bytes) -> None:
    assert new_advertiser(platform).upload(data, filename="LIST.TXT").code == 0


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("list.csv", DATA)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "calculate_type", "words"),
    [
        (_zip(), "EMAIL_SHA256", "not text"),
        (DATA + b"\n\0", "EMAIL_SHA256", "not text"),
        ("Café\n".encode("latin-1") + DATA, "EMAIL_SHA256", "not text"),
        (b"", "EMAIL_SHA256", "no entries"),
        (b"Email_SHA256\n", "EMAIL_SHA256", "no entries"),
        (b"ann@example.com\n" + DATA, "EMAIL_SHA256", "line 1"),
        (DATA + b"\nann@example.com", "EMAIL_SHA256", "line 4"),
        (b"+447700900123\n", "PHONE_SHA256", "line 1"),
        (DATA, "IDFA_MD5", "32 hexadecimal digits"),
        (b"{" + DATA + b"}", "EMAIL_SHA256", "line 1"),
        (b"seller_sku\nA", "PRODUCT_LIST", "seller_sku, title, price"),
        (b"seller_sku,title,price\nA,Mug,cheap", "PRODUCT_LIST", "price must be an amount"),
        (b"seller_sku,title,price\nA,Mug,1,2", "PRODUCT_LIST", "of 3 columns"),
        (b"order_id,note\n,x", "ORDER_LIST", "order_id must be"),
        (b"url\nhttp://example.com/1", "VIDEO_LINKS", "https://"),
        (b"url\nhttps://[\n", "VIDEO_LINKS", "https://"),
        (b'url\n"https://a.example', "VIDEO_LINKS", "well-formed CSV"),
        (b"url\n" + b"https://a.example\n" * 1001, "VIDEO_LINKS", "more than 1000 rows"),
        (b"url\n", "VIDEO_LINKS", "no entries"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_never_repeated(
    platform: RunningPlatform, data: bytes, calculate_type: str, words: str
) -> None:
    reply = new_advertiser(platform).upload(data, calculate_type)
    assert (reply.status, reply.code) == (200, 40002)
    assert words in reply.message
    assert "ann@" not in reply.message


def test_a_file_of_50_mb_is_refused(platform: RunningPlatform) -> None:
    reply = new_advertiser(platform).upload(b"a" * 50_000_000, file_signature="0" * 32)
    assert (reply.status, reply.code) == (200, 40002)
    assert f"larger than {audience_rules().most_file_bytes + 64 * 1024} bytes" in reply.message


def test_a_file_just_above_the_limit_is_refused_by_its_own_words(platform: RunningPlatform) -> None:
    reply = new_advertiser(platform).upload(b"a" * (audience_rules().most_file_bytes + 1))
    assert "file is larger than 16777216 bytes" in reply.message


def test_the_name_of_a_file_may_come_as_a_field(platform: RunningPlatform) -> None:
    advertiser = new_advertiser(platform)
    assert advertiser.upload(DATA, filename=None, file_name="list.txt").code == 0
    assert advertiser.upload(DATA, filename="file").code == 0
    assert "file must be a CSV" in advertiser.upload(DATA, filename=None).message
    assert "file must be a CSV" in advertiser.upload(DATA, filename="list.csv", file_name="list.pdf").message


def test_unknown_fields_and_broken_forms_are_refused(platform: RunningPlatform) -> None:
    advertiser = new_advertiser(platform)
    assert "context_info is no field" in advertiser.upload(DATA, context_info="{}").message
    broken = advertiser.upload(DATA, headers={"content-type": "multipart/form-data; boundary=other"})
    assert broken.code == 40002
    assert "not that form" in broken.message


def test_a_missing_and_a_wrong_content_type_have_words_of_their_own(platform: RunningPlatform) -> None:
    advertiser = new_advertiser(platform)
    missing, wrong = (advertiser.upload(DATA, headers={"content-type": kind}) for kind in ("", "text/plain"))
    assert (missing.code, missing.message) == (
        40002,
        "Content-Type is missing: send multipart/form-data, with a boundary.",
    )
    assert (wrong.code, wrong.message) == (40002, "Content-Type must be multipart/form-data, with a boundary.")


def test_identifiers_are_neither_logged_nor_kept_in_the_clear(platform: RunningPlatform) -> None:
    advertiser = new_advertiser(platform)
    line = hashes(1, "secret")[0]
    assert advertiser.upload(line.encode()).code == 0
    for kind in ("text/plain", "application/json"):
        assert advertiser.upload(line.encode(), headers={"content-type": kind}).code == 40002
    log = platform.get("/sandbox/requests", size=100, operation="business.uploadFile")
    calls = [platform.get(f"/sandbox/requests/{row['request_id']}") for row in log["requests"]]
    assert len(calls) >= 3
    assert line not in json.dumps(calls)
    assert advertiser.seller.token not in json.dumps(calls)
    kept = platform.inside(_kept, writes=False)
    assert line not in kept
    assert bytes.fromhex(line) not in kept.encode("latin-1", "replace")


def _kept(tx: Tx) -> str:
    """What the table of files holds, as it is stored."""
    return str(tx.connection.execute(text("SELECT * FROM audience_files")).all())


def test_a_list_that_is_read_back_is_not_logged(platform: RunningPlatform) -> None:
    advertiser = new_advertiser(platform)
    path = advertiser.upload(b"order_id,note\n576601,for Ann Nonymous\n", "ORDER_LIST").data["file_path"]
    for end in ("get/", "get"):
        reply = advertiser.ask("GET", f"shopwright/file/{end}", file_path=path)
        assert reply.data["rows"][0]["note"] == "for Ann Nonymous"
        logged = json.dumps(platform.get(f"/sandbox/requests/{reply.json['request_id']}"))
        assert ("Nonymous" in logged, "not kept" in logged) == (False, True)


@pytest.mark.parametrize(
    ("kind", "data", "rows"),
    [
        (
            "PRODUCT_LIST",
            b'title,seller_sku,price\n"Mug, blue",A-1,12.50\n',
            [{"seller_sku": "A-1", "title": "Mug, blue", "price": "12.50"}],
        ),
        ("ORDER_LIST", b"order_id,note\n576601,late\n", [{"order_id": "576601", "note": "late"}]),
        ("VIDEO_LINKS", b"url\nhttps://www.tiktok.com/@a/video/1\n", [{"url": "https://www.tiktok.com/@a/video/1"}]),
    ],
)
def test_lists_of_products_orders_and_videos_are_read_back(
    platform: RunningPlatform, kind: str, data: bytes, rows: list[dict[str, str]]
) -> None:
    advertiser, other = new_advertiser(platform), new_advertiser(platform)
    path = advertiser.upload(data, kind).data["file_path"]
    kept = advertiser.ask("GET", "shopwright/file/get/", file_path=path).data
    assert (kept["rows"], kept["file_name"], kept["calculate_type"]) == (rows, "list.csv", kind)
    assert "no file" in other.ask("GET", "shopwright/file/get/", file_path=path).message
    making = {"custom_audience_name": "A", "file_paths": [path], "calculate_type": "EMAIL_SHA256"}
    assert "no audience can be made" in advertiser.audience("create", making).message
    hidden = advertiser.ask("GET", "shopwright/file/get/", file_path=advertiser.path_of(hashes(1)))
    assert "never shown" in hidden.message


def test_the_reference_page_has_every_code_and_word() -> None:
    page = REFERENCE.read_text()
    missing = [f"| {error.code} | {error.message} |" for error in refusals().values()]
    assert [row for row in missing if row not in page] == []
