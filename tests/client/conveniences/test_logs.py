"""The log tells what was called, and never a secret, a token or who a buyer is."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from shopwright import ApiCallError, NotAuthorized, RetryPolicy, Token
from tests.client.support import Face
from tests.harness.calls import new_seller
from tests.harness.trade import advance, buy, stocked


def texts_in(value: Any) -> list[str]:
    """All texts of a reply's part, but short ones that could be anywhere."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) and len(value) > 4 else []


def everything(caplog: pytest.LogCaptureFixture) -> str:
    """Messages, tracebacks and extra fields of all loggers."""
    return caplog.text + "".join(repr(record.__dict__) for record in caplog.records)


def test_no_secret_and_no_buyer_is_logged_even_at_debug(face: Face, caplog: pytest.LogCaptureFixture) -> None:
    seller = new_seller(face.platform, region="GB")
    order = advance(seller, buy(seller, (stocked(seller, 5), 1))["order_id"], "AWAITING_SHIPMENT")
    old = seller.tokens
    token = Token(
        access_token="worn-out-token",
        access_token_ends=1,
        refresh_token=old["refresh_token"],
        refresh_token_ends=old["refresh_token_expire_in"],
    )
    caplog.clear()
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "shopwright.client"):
        keys = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"]}
        shop = face.shop(**keys, access_token=token, shop_cipher=seller.cipher)
        order_detail = face.call(shop, "order.get_order_detail", ids=[order["order_id"]])["orders"][0]
        face.call(shop, "order.get_order_list", page_size=10, buyer_user_id=order_detail["user_id"])
        face.call(shop, "product.search_products", page_size=10)
        for name, arguments in (("product.get_product", ("1",)), ("return_refund.get_return_records", ("9",))):
            with pytest.raises(ApiCallError):
                face.call(shop, name, *arguments)
        wrong = face.shop(**{**keys, "app_secret": "not-the-secret"}, access_token="not-a-token", shop_cipher="c")
        with pytest.raises((ApiCallError, NotAuthorized)):
            face.call(wrong.with_options(retry=RetryPolicy(attempts=1)), "product.get_product", "1")
        fresh = face.run(shop.token())
    logged = everything(caplog)
    assert "getOrderDetail succeeded" in logged
    assert fresh.access_token != "worn-out-token", "the token was refreshed meanwhile"
    buyers = texts_in(order_detail["recipient_address"])
    assert len(buyers) > 3
    secrets = [seller.app["app_secret"], "not-the-secret", "worn-out-token", "not-a-token", old["refresh_token"]]
    for secret in [*secrets, old["access_token"], fresh.access_token, fresh.refresh_token, seller.cipher]:
        assert secret not in logged
    for text in [*buyers, order_detail["user_id"]]:
        assert text not in logged


def test_a_record_has_its_facts_as_fields(shared_face: Face, caplog: pytest.LogCaptureFixture) -> None:
    shop = shared_face.shop(shop_cipher=shared_face.platform.keys["shop_cipher"])
    with caplog.at_level(logging.DEBUG, "shopwright.client"):
        shared_face.call(shop, "order.get_order_list", page_size=1)
        with pytest.raises(ApiCallError) as caught:
            shared_face.call(shop, "product.get_product", "1")
    tried, called, _, failed = [record.__dict__ for record in caplog.records]
    assert (tried["levelname"], called["levelname"]) == ("DEBUG", "INFO")
    assert (tried["operation"], tried["number"], tried["status"], tried["code"]) == ("getOrderList", 1, 200, 0)
    assert (called["operation"], called["tries"], called["waited"]) == ("getOrderList", 1, 0.0)
    assert called["seconds"] >= tried["seconds"] > 0
    assert called["request_id"] == tried["request_id"] != ""
    assert (failed["error"], failed["code"]) == (type(caught.value).__name__, caught.value.code)
    assert failed["request_id"] == caught.value.request_id


def test_a_call_is_not_logged_above_info(shared_face: Face, caplog: pytest.LogCaptureFixture) -> None:
    shop = shared_face.shop(shop_cipher=shared_face.platform.keys["shop_cipher"])
    with caplog.at_level(logging.WARNING, "shopwright.client"), pytest.raises(ApiCallError):
        shared_face.call(shop, "product.get_product", "1")
    assert caplog.records == []
