"""Methods, content types, sizes and broken forms: each answers its code in an envelope and changes nothing."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness.calls import BOUNDARY, JSON_TYPE, Seller, Signed, multipart
from tests.harness.catalogue import picture
from tests.harness.server import RunningPlatform

from .conftest import Callers, new_callers

FORM = f"multipart/form-data; boundary={BOUNDARY}"
UPLOAD = "/product/202309/images/upload"


def upload(seller: Seller, body: bytes, content_type: str | None = FORM) -> Signed:
    return Signed("POST", UPLOAD, seller.app, (), body, seller.token, content_type)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_a_method_that_the_path_does_not_take_is_a_405_that_names_those_it_takes(method: str, callers: Callers) -> None:
    reply = callers.search.but(method=method).send(callers.platform)
    assert reply.status == 405
    if method != "HEAD":
        assert reply.code == 36009010
        assert "POST" in reply.message


@pytest.mark.parametrize(
    "path",
    [
        "/product",
        "/product/202309",
        "/product/209901/products/search",
        "/product/202309/products/search/",
        "/product/202309//products/search",
        "//product/202309/products/search",
        "/PRODUCT/202309/products/search",
        "/product/202309/products/../products/search",
        "/product/202309/products/%00",
        "/api/v2/token/get/",
        "/api/v2/token/unknown",
        "/" + "a" * 5000,
    ],
)
def test_an_unknown_path_is_a_404_in_an_envelope(path: str, callers: Callers) -> None:
    reply = callers.search.but(path=path).send(callers.platform)
    assert (reply.status, reply.code) in {(404, 36009009), (405, 36009010)}
    assert len(reply.body) < 1000


def test_of_a_long_unknown_path_the_message_says_200_characters(gateway: RunningPlatform) -> None:
    path = "/nowhere/".ljust(300, "x")
    message = gateway.ask("GET", path).message
    assert path[:200] in message
    assert path[:201] not in message


def test_of_a_long_method_the_message_says_10_characters(gateway: RunningPlatform) -> None:
    reply = gateway.ask("UNSUBSCRIBE", "/authorization/202309/shops")
    assert (reply.status, reply.code) == (405, 36009010)
    assert "UNSUBSCRIB" in reply.message
    assert "UNSUBSCRIBE" not in reply.message


def test_a_nul_character_is_refused_however_it_is_spelt(callers: Callers) -> None:
    escaped = callers.search.but(body=b'{"seller_skus": ["a\\u0000b"]}').send(callers.platform)
    in_query = callers.search.but(query=[*callers.search.query, ("page_token", "a\0b")]).send(callers.platform)
    assert (escaped.code, in_query.code) == (36009004, 36009004)
    assert "body contains a NUL" in escaped.message
    assert "query contains a NUL" in in_query.message


def test_a_call_to_no_path_at_all_is_a_404(gateway: RunningPlatform) -> None:
    reply = gateway.send("OPTIONS", "*", None, {})
    assert (reply.status, reply.code) == (404, 36009009)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", FORM, "json", None])
def test_a_body_that_is_not_called_json_is_refused(content_type: str | None, callers: Callers) -> None:
    reply = callers.search.but(content_type=content_type, body=b"{}").send(callers.platform)
    assert (reply.status, reply.code) == (400, 36009022)


@pytest.mark.parametrize(
    "content_type", [JSON_TYPE, "Application/JSON; charset=utf-8", "application/json;odata=verbose"]
)
def test_json_may_be_spelt_and_parametrised_as_one_likes(content_type: str, callers: Callers) -> None:
    assert callers.search.but(content_type=content_type, body=b"{}").send(callers.platform).code == 0


@pytest.mark.parametrize("content_type", [JSON_TYPE, None, "text/plain", FORM])
def test_a_call_without_a_body_may_name_any_content_type(content_type: str | None, callers: Callers) -> None:
    call = callers.seller.signed("getAuthorizedShops")
    assert call.but(content_type=content_type).send(callers.platform).code == 0


@pytest.mark.parametrize("content_type", [JSON_TYPE, "text/plain", None, "multipart/mixed; boundary=+++"])
def test_an_upload_that_is_not_called_a_form_is_refused(content_type: str | None, seller: Seller) -> None:
    reply = upload(seller, multipart({}, picture()), content_type).send(seller.platform)
    assert (reply.status, reply.code) == (400, 36009023)


def send_lines(call: Signed, platform: RunningPlatform, *lines: tuple[str, str]) -> tuple[int, int]:
    """Status and code of a call with these header lines, each on its own even where a name comes twice."""
    parts = urlsplit(platform.url)
    connection = HTTPConnection(str(parts.hostname), parts.port)
    connection.putrequest(call.method, call.target())
    for name, value in (("x-tts-access-token", str(call.token)), ("content-length", str(len(call.body))), *lines):
        connection.putheader(name, value)
    connection.endheaders(call.body)
    answer = connection.getresponse()
    code = json.loads(answer.read())["code"]
    connection.close()
    return answer.status, code


TWO_TYPES = [[JSON_TYPE, JSON_TYPE], [JSON_TYPE, "text/plain"], [FORM, FORM], [f"{JSON_TYPE}, {JSON_TYPE}"]]


@pytest.mark.parametrize("types", TWO_TYPES, ids=" and ".join)
@pytest.mark.parametrize("kind", ["json", "no body", "form"])
def test_two_content_types_are_refused(types: list[str], kind: str, callers: Callers) -> None:
    seller = callers.seller
    call = {
        "json": callers.search.but(body=b"{}"),
        "no body": seller.signed("getAuthorizedShops"),
        "form": upload(seller, multipart({}, picture())),
    }[kind]
    lines = [("content-type", content_type) for content_type in types]
    assert send_lines(call, callers.platform, *lines) == (400, 36009022)


def test_one_content_type_may_have_a_comma_in_a_quoted_boundary(seller: Seller) -> None:
    body = multipart({}, picture()).replace(BOUNDARY.encode(), b"a,b")
    assert upload(seller, body, 'multipart/form-data; boundary="a,b"').send(seller.platform).code == 0


def test_two_lines_with_the_token_are_no_token(callers: Callers) -> None:
    lines = [("content-type", JSON_TYPE), ("x-tts-access-token", callers.seller.token)]
    assert send_lines(callers.search.but(body=b"{}"), callers.platform, *lines) == (400, 36009004)


BROKEN_FORMS = {
    "[object FormData]": b"[object FormData]",
    "empty": b"",
    "no closing boundary": multipart({}, b"x")[:-6],
    "only a boundary": b"--+++\r\n",
    "only a closing boundary": b"--+++--\r\n",
    "another boundary": multipart({}, b"x").replace(b"+++", b"---"),
    "a part without a name": b'--+++\r\nContent-Disposition: form-data; filename="a"\r\n\r\nx\r\n--+++--\r\n',
    "a part without headers": b"--+++\r\n\r\nx\r\n--+++--\r\n",
    "a header that never ends": b"--+++\r\nContent-Disposition: form-data; na",
    "a header that is none": b"--+++\r\n\x00\xff\r\n\r\nx\r\n--+++--\r\n",
    "a name that is not text": b'--+++\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\nx\r\n--+++--\r\n',
}


@pytest.mark.parametrize("body", BROKEN_FORMS.values(), ids=BROKEN_FORMS.keys())
@pytest.mark.parametrize("operation_id", ["uploadProductImage", "uploadProductFile"])
def test_a_broken_form_is_a_400_that_says_so(operation_id: str, body: bytes, seller: Seller) -> None:
    path = seller.signed(operation_id).path
    reply = upload(seller, body).but(path=path).send(seller.platform)
    assert (reply.status, reply.code) == (400, 36009004), reply.body
    assert "multipart" in reply.message or "Data" in reply.message


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""']
)
def test_a_form_without_a_boundary_is_a_400(content_type: str, seller: Seller) -> None:
    reply = upload(seller, multipart({}, b"x"), content_type).send(seller.platform)
    assert (reply.status, reply.code) == (400, 36009004)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                b"--+++",
                b"--",
                b"\r\n",
                b"Content-Disposition: form-data",
                b"; name=",
                b'"data"',
                b'"',
                b"x",
                b"\xff",
                b": ",
                b"\r\n\r\n",
            ]
        ),
        max_size=14,
    )
)
def test_no_form_whatsoever_is_a_5xx(seller: Seller, parts: list[bytes]) -> None:
    reply = upload(seller, b"".join(parts)).send(seller.platform)
    assert reply.status < 500
    assert reply.code != 0


BROKEN_JSON = {
    "cut off": b'{"a":',
    "a number": b"1",
    "a string": b'"x"',
    "a filled list": b"[1]",
    "true": b"true",
    "not utf-8": b'{"status": "\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a lone surrogate": b'{"status": "\\ud800"}',
    "nested deep": b'{"sku_ids":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "nested very deep": b"[" * 200_000,
    "a huge number": b'{"create_time_ge": 1e999}',
    "NUL": b'{"status": "\x00"}',
    "two values": b"{} {}",
    "a comment": b"{} // x",
}


@pytest.mark.parametrize("body", BROKEN_JSON.values(), ids=BROKEN_JSON.keys())
def test_a_broken_body_is_a_400(body: bytes, callers: Callers) -> None:
    reply = callers.search.but(body=body).send(callers.platform)
    assert (reply.status, reply.code) == (400, 36009004), reply.body
    assert "Invalid request" in reply.message


@pytest.mark.parametrize("digits", [18, 19, 20, 400, 5000])
def test_a_number_of_any_length_is_no_5xx(digits: int, callers: Callers) -> None:
    number = b"9" * digits
    for body in (b'{"create_time_ge": %b}' % number, b'{"create_time_le": -%b}' % number):
        assert callers.search.but(body=body).send(callers.platform).status < 500
    call = callers.seller.signed("searchProducts", {}, query={"page_size": number.decode()})
    reply = call.send(callers.platform)
    assert reply.status < 500
    assert reply.code != 0


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b" \n{ } "])
def test_an_empty_body_may_be_written_in_any_way(body: bytes, callers: Callers) -> None:
    assert callers.search.but(body=body).send(callers.platform).code == 0


def test_a_field_of_the_wrong_type_is_named(callers: Callers) -> None:
    reply = callers.search.but(body=b'{"seller_skus": [1]}').send(callers.platform)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "SellerSkus[0]" in reply.message


def test_a_value_outside_a_closed_list_is_answered_with_the_list(callers: Callers) -> None:
    reply = callers.search.but(body=b'{"status": "live"}').send(callers.platform)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "Status must be one of [ACTIVATE, ALL, " in reply.message


def test_a_missing_field_is_named_in_camel_case(seller: Seller) -> None:
    reply = seller.call("updateInventory", {"skus": [{"inventory": []}]}, product_id="1")
    assert (reply.status, reply.code) == (400, 36009004)
    assert reply.message == "Id of Skus[0] is a required field and has not been provided."


def test_unknown_fields_and_parameters_are_ignored(callers: Callers) -> None:
    call = callers.seller.signed("searchProducts", {"new_field": [1]}, query={"page_size": 5, "brand_new": "1"})
    assert call.send(callers.platform).code == 0


def test_page_size_in_the_body_alone_is_the_known_mistake(callers: Callers) -> None:
    reply = callers.seller.call("searchProducts", {"page_size": 10})
    assert (reply.status, reply.code) == (400, 36009004)
    assert "PageSize is a required field" in reply.message


def test_a_body_over_the_limit_is_refused_before_it_is_read_to_its_end() -> None:
    platform = RunningPlatform(demo=False, max_json_bytes=1000, max_upload_bytes=3000)
    callers = new_callers(platform)
    small = b'{"seller_skus": ["' + b"x" * 900 + b'"]}'
    assert callers.search.but(body=small).send(platform).code == 0
    big = callers.search.but(body=small + b" " * 100).send(platform)
    assert (big.status, big.code) == (413, 36009021)
    assert "1000" in big.message
    file = multipart({}, picture(100, 100) + b"x" * 3000)
    over = upload(callers.seller, file).send(platform)
    assert (over.status, over.code) == (413, 36009021)
    platform.stop()
