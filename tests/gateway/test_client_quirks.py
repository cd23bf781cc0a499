"""What real clients send, over HTTP: every variant is understood."""

from __future__ import annotations

import re
import time
from urllib.parse import quote, unquote, urlencode

import pytest

from shopwright.wire.signing import sign_request
from tests.contract.test_older_paths import NOT_ROUTED, SEEN
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart, new_seller
from tests.harness.catalogue import create_product, picture
from tests.harness.server import RunningPlatform

from .conftest import Callers
from .test_transport import upload


def signed_over(call: Signed, query: list[tuple[str, str]], body: bytes) -> Signed:
    """The call with a signature made over another query or body than it carries."""
    stamp = str(int(time.time()))
    common = [("app_key", call.app["app_key"]), ("timestamp", stamp)]
    return call.but(timestamp=stamp, sign=sign_request(call.app["app_secret"], call.path, [*query, *common], body))


@pytest.mark.parametrize("body", [b"{}", b""])
def test_an_empty_object_may_be_signed_or_not(body: bytes, callers: Callers) -> None:
    call = callers.search.but(body=b"{}")
    assert signed_over(call, [*call.query], body).send(callers.platform).code == 0


def test_an_empty_list_is_signed_as_sent_and_means_an_empty_object(callers: Callers) -> None:
    assert callers.search.but(body=b"[]").send(callers.platform).code == 0


@pytest.mark.parametrize("body", [b'{"anything": 1}', b"{}", b"[]", b"not json"])
def test_the_body_of_a_get_may_be_signed_or_not_and_is_ignored(body: bytes, seller: Seller) -> None:
    call = seller.signed("getAuthorizedShops").but(body=body)
    assert call.send(seller.platform).code == 0
    assert signed_over(call, [], b"").send(seller.platform).code == 0


@pytest.mark.parametrize("body", [b"", b"{}", b'{"product_ids": ["1"]}'])
def test_a_delete_may_have_a_body_an_empty_one_or_none(body: bytes, seller: Seller) -> None:
    reply = seller.signed("deleteProducts").but(body=body).send(seller.platform)
    assert (reply.status, reply.code) == ((200, 0) if b"product_ids" in body else (400, 36009004))


def test_a_list_travels_as_repeated_keys_or_as_one_comma_joined_value(seller: Seller) -> None:
    first, second = create_product(seller)["product_id"], create_product(seller)["product_id"]
    call = seller.signed("checkListingPrerequisites")
    for ids in ([("product_ids", first), ("product_ids", second)], [("product_ids", f"{first},{second}")]):
        query = [*call.query, *ids]
        assert call.but(query=query).send(seller.platform).code == 0
        first_only = [*call.query, ids[0]]
        assert signed_over(call.but(query=query), first_only, b"").send(seller.platform).code == 0


def test_extra_parameters_are_tolerated_and_signed_when_they_are_there(seller: Seller) -> None:
    call = seller.signed("getAuthorizedShops", query={"version": "202309", "shop_id": seller.shop_id})
    assert call.send(seller.platform).code == 0
    assert signed_over(call, [], b"").send(seller.platform).code == 106001


def test_a_token_repeated_in_the_query_is_not_signed(seller: Seller) -> None:
    call = seller.signed("getAuthorizedShops", query={"access_token": seller.token})
    assert call.send(seller.platform).code == 0
    assert signed_over(call, [], b"").send(seller.platform).code == 0


def test_a_timestamp_100_seconds_in_the_past_is_taken(seller: Seller) -> None:
    assert seller.signed("getAuthorizedShops").but(age=100).send(seller.platform).code == 0


def test_the_boundary_may_be_three_plus_signs(seller: Seller) -> None:
    assert BOUNDARY == "+++"
    assert upload(seller, multipart({"use_case": "MAIN_IMAGE"}, picture())).send(seller.platform).code == 0


def test_a_file_may_come_without_a_file_name(seller: Seller) -> None:
    assert upload(seller, multipart({}, picture(), filename=None)).send(seller.platform).code == 0


def test_a_quoted_boundary_and_a_preamble_are_understood(seller: Seller) -> None:
    body = b"\r\n" + multipart({}, picture())
    reply = upload(seller, body, f'multipart/form-data; charset=utf-8; boundary="{BOUNDARY}"').send(seller.platform)
    assert reply.code == 0


def test_a_space_may_be_written_as_plus_or_percent_20(seller: Seller) -> None:
    call = seller.signed("getAuthorizedShops")
    stamp, value = str(int(time.time())), "a b+c/é~*"
    pairs = [("note", value), ("app_key", call.app["app_key"]), ("timestamp", stamp)]
    sign = sign_request(call.app["app_secret"], call.path, pairs)
    for spelt in (
        urlencode([*pairs, ("sign", sign)]),
        "&".join(f"{k}={quote(v, safe='')}" for k, v in [*pairs, ("sign", sign)]),
    ):
        reply = seller.platform.send("GET", f"{call.path}?{spelt}", None, {"x-tts-access-token": seller.token})
        assert reply.code == 0


@pytest.mark.parametrize("sent", ["%31729%2dx y+é/%2F", "a%20b", "a%2fb%25"])
@pytest.mark.parametrize("spelling", ["as it was sent", "decoded"])
def test_percent_signs_in_a_path_may_be_signed_either_way(sent: str, spelling: str, seller: Seller) -> None:
    sent = quote(sent, safe="%+")
    path = f"/product/202309/products/{sent}"
    call, stamp = seller.signed("getProduct", product_id="x"), str(int(time.time()))
    query = [*call.query, ("app_key", seller.app["app_key"]), ("timestamp", stamp)]
    signed = path if spelling == "as it was sent" else unquote(path)
    call = call.but(path=path, timestamp=stamp, sign=sign_request(seller.app["app_secret"], signed, query))
    reply = call.send(seller.platform)
    assert reply.code == seller.call("getProduct", product_id="x").code
    assert seller.platform.get(f"/sandbox/requests/{reply.json['request_id']}")["operation"] == "getProduct"


def test_an_id_may_be_sent_with_percent_signs(seller: Seller) -> None:
    product_id = create_product(seller)["product_id"]
    call = seller.signed("getProduct", product_id="".join(f"%{ord(digit):x}" for digit in product_id))
    assert call.send(seller.platform).data["id"] == product_id


def test_a_path_signed_otherwise_than_sent_or_decoded_is_refused(seller: Seller) -> None:
    call = seller.signed("getProduct", product_id="%31").but(timestamp=str(int(time.time())))
    query = [*call.query, ("app_key", seller.app["app_key"]), ("timestamp", str(call.timestamp))]
    sign = sign_request(seller.app["app_secret"], "/product/202309/products/%2531", query)
    assert call.but(sign=sign).send(seller.platform).code == 106001


def test_header_names_are_read_in_any_case(seller: Seller) -> None:
    call = seller.signed("getAuthorizedShops").but(token=None, headers={"X-TTS-Access-Token": seller.token})
    assert call.send(seller.platform).code == 0


def test_success_and_business_errors_are_http_200_with_an_integer_code(seller: Seller) -> None:
    good, bad = seller.call("searchProducts", {}, query={"page_size": 1}), seller.call("getProduct", product_id="1")
    assert (good.status, bad.status) == (200, 200)
    assert type(good.json["code"]) is type(bad.json["code"]) is int


def test_an_expired_token_is_a_401_so_that_clients_refresh_it(gateway: RunningPlatform, callers: Callers) -> None:
    other = new_seller(gateway, callers.app)
    gateway.post("/sandbox/tokens/expire", {"access_token": other.token})
    assert other.call("getAuthorizedShops").status == 401


@pytest.mark.parametrize("row", SEEN, ids=lambda row: f"{row['method']} {row['path']}")
def test_an_older_path_answers_as_its_operation_does_or_says_that_it_is_none(
    row: dict[str, str | None], callers: Callers
) -> None:
    method, path = str(row["method"]).upper(), re.sub(r"\{[^}]+\}", "1729000000000000001", str(row["path"]))
    call = Signed(method, path, callers.app, callers.search.query, b"{}", callers.seller.token)
    reply = call.send(callers.platform)
    if path.startswith("/open_api/"):
        assert (reply.status, reply.code) == (200, 40002), "the Business API has a door and codes of its own"
        return
    if (row["method"], row["path"]) in NOT_ROUTED:
        assert (reply.status, reply.code) in {(404, 36009009), (405, 36009010)}
        return
    assert reply.code not in {36009009, 36009010, 36009014}
    seen = callers.platform.get(f"/sandbox/requests/{reply.json['request_id']}")
    assert seen["operation"] == (row["superseded_by_operationId"] or "getTransactionsByStatement")


def test_an_older_path_of_a_built_operation_gives_the_same_answer(seller: Seller) -> None:
    product_id = create_product(seller)["product_id"]
    new = seller.signed("searchProducts", {}, query={"page_size": 5})
    older = [str(row["path"]) for row in SEEN if row["superseded_by_operationId"] == "searchProducts"]
    assert older
    for path in [new.path, *older]:
        data = new.but(path=path).send(seller.platform).data
        assert product_id in {row["id"] for row in data["products"]}
