"""Files for the Business API: the client finds what the platform would refuse, in its words, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pytest

from shopwright import (
    ArgumentError,
    AsyncBusiness,
    AudienceUpload,
    Business,
    InvalidCall,
    NoReply,
    TokenError,
    hash_identifiers,
)
from shopwright.client.core.http import HttpRequest
from shopwright.client.transport.pool import Urllib3Transport
from shopwright.client.uploads import Upload
from shopwright.wire.business.fields import UPLOAD_FIELDS
from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.refusals import refusals
from tests.client.raw_server import closed_port
from tests.harness.audiences import UPLOAD, Advertiser, hashes, new_advertiser
from tests.harness.server import RunningPlatform

RULES = audience_rules()


def good_file(calculate_type: str, lines: int = 3) -> bytes:
    """A file that is taken."""
    if calculate_type in RULES.lists:
        cells = {"text": "x", "amount": "12.50", "digits": "5766", "link": "https://a.example/1"}
        columns = RULES.lists[calculate_type]
        row = ",".join(cells[kind] for kind in columns.values())
        return "\n".join([",".join(columns), *[row] * lines]).encode()
    digits = RULES.calculate_types[calculate_type].digits
    return "\n".join(text[:digits] for text in hashes(lines)).encode()


def wrong_files(calculate_type: str) -> Iterator[tuple[str, bytes]]:
    """Files that are taken or not, of each kind of mistake."""
    good = good_file(calculate_type)
    first, rest = good.split(b"\n", 1)
    yield "good", good
    yield "bom", b"\xef\xbb\xbf" + good
    yield "empty", b""
    yield "header only", b"a header\n"
    yield "first line alone", first
    yield "empty lines", good.replace(b"\n", b"\n\n")
    yield "crlf and quotes", b"\r\n".join(b'"' + line + b'"' for line in good.split(b"\n"))
    yield "zero byte", good + b"\0"
    yield "not utf-8", "Café\n".encode("latin-1") + good
    yield "a plain identifier", good + b"\nann@example.com"
    yield "a plain identifier first", b"ann@example.com\n" + good
    yield "one digit less", good[:-1]
    yield "a column more", first + b",more\n" + rest
    yield "a cell more", good + b",more"
    yield "unclosed quote", good + b'\n"'
    yield "capitals", good.upper()
    yield "too many rows", good_file(calculate_type, RULES.most_list_rows + 1)
    yield "long cell", good + b"y" * 600


def wrong_forms() -> Iterator[tuple[str, dict[str, Any]]]:
    """Forms whose fields are missing, too long or of another file."""
    data = good_file("EMAIL_SHA256")
    email = {"file": data, "calculate_type": "EMAIL_SHA256"}
    texts = ("", " ", "x", "x" * 41, "x" * 65, "x" * 201, "a\0b", "List.TXT", "list.pdf", "list")
    for name in ("file_signature", "calculate_type", "file_name"):
        yield from ((f"{name} {text!r}", {**email, name: text}) for text in texts)
    for text in ("", " ", "x" * 41, "a\0b"):
        yield f"advertiser_id {text!r}", {**email, "advertiser_id": text}
    for name in ("", "file", "a.CSV", "a.xlsx", "a.csv.gz"):
        yield f"named {name!r}", {**email, "file": Upload(data, name)}
    digest = hashlib.md5(data).hexdigest()
    for text in (f" {digest.upper()} ", digest[:-1]):
        yield f"signature {text!r}", {**email, "file_signature": text}


@pytest.fixture(scope="module")
def made() -> list[Advertiser]:
    return []


@pytest.fixture
def advertiser(platform: RunningPlatform, made: list[Advertiser]) -> Advertiser:
    """An advertiser of the file's platform, the same for all tests."""
    if not made:
        made.append(new_advertiser(platform))
    return made[0]


def differences(advertiser: Advertiser, forms: Iterator[tuple[str, dict[str, Any]]]) -> dict[str, object]:
    """What client and platform say of each form where it is not the same."""
    by_form: dict[str, object] = {}
    for name, arguments in forms:
        upload = AudienceUpload(**{"advertiser_id": advertiser.advertiser_id, **arguments})
        request = upload.request(advertiser.seller.platform.url, advertiser.seller.token)
        reply = advertiser.seller.platform.send("POST", UPLOAD, request.body, request.headers)
        refused = [reply.message] if reply.code else []
        if upload.validate()[:1] != refused:
            by_form[name] = (upload.validate(), refused)
    return by_form


@pytest.mark.parametrize("calculate_type", [*RULES.calculate_types, *RULES.lists])
def test_files_that_the_platform_refuses_are_found_before_and_no_others(
    advertiser: Advertiser, calculate_type: str
) -> None:
    files = ((name, {"file": data, "calculate_type": calculate_type}) for name, data in wrong_files(calculate_type))
    assert differences(advertiser, files) == {}


def test_forms_that_the_platform_refuses_are_found_before_and_no_others(advertiser: Advertiser) -> None:
    assert {field.name for field in UPLOAD_FIELDS} - {"file"} <= {name.split()[0] for name, _ in wrong_forms()}
    assert differences(advertiser, wrong_forms()) == {}


def test_a_file_above_the_limit_is_found(advertiser: Advertiser) -> None:
    large = AudienceUpload(advertiser.advertiser_id, b"a" * (RULES.most_file_bytes + 1), "EMAIL_SHA256")
    assert large.validate() == [refusals()["file_too_large"].message.format(limit=RULES.most_file_bytes)]


def test_all_fields_are_told_at_once_and_nothing_is_sent(advertiser: Advertiser) -> None:
    business = Business("t", base_url=f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(ArgumentError) as caught:
        business.upload(AudienceUpload("", b"x", "", file_signature="y" * 65))
    assert [problem.split()[0] for problem in caught.value.problems] == [
        "advertiser_id",
        "file_signature",
        "calculate_type",
    ]
    with pytest.raises(ArgumentError, match="Access-Token is missing"):
        Business(" ", base_url="http://x")
    with pytest.raises(NoReply, match="nothing listens"):
        business.upload(AudienceUpload("1", good_file("EMAIL_SHA256"), "EMAIL_SHA256"))


def test_both_clients_upload_and_tell_refusals_apart(advertiser: Advertiser) -> None:
    url, token = advertiser.seller.platform.url, advertiser.seller.token
    upload = AudienceUpload(advertiser.advertiser_id, io.BytesIO(good_file("PHONE_SHA256")), "PHONE_SHA256")
    assert Business(token, base_url=url).upload(upload).startswith("audience/")
    with pytest.raises(TokenError):
        Business("TTP_wrong", base_url=url).upload(upload)

    async def again() -> str:
        business = AsyncBusiness(token, base_url=url)
        try:
            return await business.upload(upload)
        finally:
            await business.close()

    assert asyncio.run(again()).startswith("audience/")


def test_a_dry_run_shows_neither_token_nor_file() -> None:
    upload = AudienceUpload("7092", good_file("EMAIL_SHA256"), "EMAIL_SHA256")
    printed = str(upload.dry_run("https://business.example", "TTP_secret"))
    assert "https://business.example/open_api/v1.3/dmp/custom_audience/file/upload/" in printed
    assert "7092" in printed
    assert not any(text in printed for text in ("TTP_secret", *hashes(3)))


@pytest.mark.parametrize(
    ("calculate_type", "country", "spellings", "spelled"),
    [
        ("EMAIL_SHA256", "", ["ann@example.com", " Ann@Example.COM ", "ANN@EXAMPLE.COM\n"], "ann@example.com"),
        (
            "PHONE_SHA256",
            "",
            ["+447700900123", "0044 7700 900123", "(+44) 7700-900.123", "+44 (0)7700 900123"],
            "+447700900123",
        ),
        ("PHONE_SHA256", "44", ["07700 900123", "7700900123", "+447700900123"], "+447700900123"),
        ("FIRST_SHA256", "", ["Ann@example.com"], "ann@example.com"),
        ("FIRST_MD5", "", ["+44 7700 900123"], "+447700900123"),
    ],
)
def test_one_person_has_one_hash_however_written(
    calculate_type: str, country: str, spellings: list[str], spelled: str
) -> None:
    digest = hashlib.md5 if calculate_type.endswith("MD5") else hashlib.sha256
    made = hash_identifiers([*spellings, "", " "], calculate_type, country=country)
    assert made == digest(spelled.encode()).hexdigest().encode() + b"\n"
    assert AudienceUpload("7092", made, calculate_type).validate() == []


def test_what_is_no_identifier_is_named_by_its_line_alone() -> None:
    lines = ["ann@example.com", "not an address", "b@c", "", "ben@", *["?"] * 9]
    with pytest.raises(ArgumentError) as caught:
        hash_identifiers(lines, "EMAIL_SHA256")
    assert "no e-mail address in line 2, 3, 5, 6, 7 and 7 more" in str(caught.value)
    assert "not an" not in str(caught.value)
    with pytest.raises(ArgumentError, match="telephone number with its country's code in line 1"):
        hash_identifiers(["07700 900123"], "PHONE_SHA256")
    with pytest.raises(ArgumentError, match="is not hashed here: one of EMAIL_SHA256"):
        hash_identifiers(["x"], "IDFA_MD5")


def test_a_refusal_that_only_the_server_knows_has_its_class_and_remedy(advertiser: Advertiser) -> None:
    class Renaming(Urllib3Transport):
        def send(self, request: HttpRequest) -> Any:
            return super().send(request._replace(headers={**request.headers, "content-type": "text/plain"}))

    business = Business(advertiser.seller.token, base_url=advertiser.seller.platform.url, transport=Renaming())
    with pytest.raises(InvalidCall, match="Content-Type must be multipart") as caught:
        business.upload(AudienceUpload(advertiser.advertiser_id, good_file("EMAIL_SHA256"), "EMAIL_SHA256"))
    assert "validate()" in caught.value.remedy
