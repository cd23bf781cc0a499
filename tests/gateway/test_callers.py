"""Who may call: apps, times, signatures, tokens, users, scopes and shops."""

from __future__ import annotations

import time

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Entity
from shopwright.wire.signing import sign_request
from tests.harness.calls import Seller, multipart, new_app, new_seller
from tests.harness.catalogue import picture
from tests.harness.server import Reply, RunningPlatform

from .conftest import Callers, new_user, token_of
from .test_transport import upload


def refused(reply: Reply, code: int, status: int) -> str:
    """Check the refusal; answers its message."""
    assert (reply.code, reply.status) == (code, status), reply.body
    return reply.message


# App and time


def test_a_call_without_an_app_key_or_with_an_unknown_one_is_a_400(callers: Callers) -> None:
    assert "missing" in refused(callers.search.but(app_key=None).send(callers.platform), 36009004, 400)
    assert "unknown" in refused(callers.search.but(app_key="nobody").send(callers.platform), 36009004, 400)


def test_a_disabled_app_is_refused_and_works_again_once_it_is_enabled(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    path = f"/sandbox/apps/{seller.app['app_key']}"
    gateway.patch(path, {"status": "DISABLED"})
    assert "disabled" in refused(seller.call("getAuthorizedShops"), 36009004, 400)
    gateway.patch(path, {"status": "ACTIVE"})
    assert seller.call("getAuthorizedShops").code == 0


@pytest.mark.parametrize(
    ("age", "word"), [(310, "earlier than"), (100_000, "earlier than"), (-45, "ahead"), (-100_000, "ahead")]
)
def test_a_timestamp_too_old_or_too_far_ahead_is_told_apart(age: int, word: str, callers: Callers) -> None:
    assert word in refused(callers.search.but(age=age).send(callers.platform), 36009004, 400)


@pytest.mark.parametrize("age", [290, 100, 0, -20])
def test_a_timestamp_between_300_seconds_ago_and_30_seconds_ahead_is_taken(age: int, callers: Callers) -> None:
    assert callers.search.but(age=age).send(callers.platform).code == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (None, "missing"),
        ("-5", "lesser than 0"),
        ("x", "seconds"),
        ("1.5e9", "seconds"),
        ("١٢٣", "unix seconds"),
        ("9" * 5000, ""),
    ],
)
def test_a_timestamp_that_is_none_is_refused(text: str | None, word: str, callers: Callers) -> None:
    message = refused(callers.search.but(timestamp=text).send(callers.platform), 36009004, 400)
    assert "timestamp" in message
    assert word in message


def test_a_timestamp_in_milliseconds_is_too_far_ahead(callers: Callers) -> None:
    call = callers.search.but(timestamp=str(int(time.time() * 1000)))
    assert "ahead" in refused(call.send(callers.platform), 36009004, 400)


def test_the_signature_window_follows_the_machine_s_clock_not_the_platform_s(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    gateway.post("/sandbox/clock/advance", {"seconds": 3 * 86_400})
    assert seller.call("getAuthorizedShops").code == 0


# Signature


def test_a_call_without_a_signature_is_a_400_and_with_a_wrong_one_a_401(callers: Callers) -> None:
    assert "sign" in refused(callers.search.but(sign=None).send(callers.platform), 36009004, 400)
    refused(callers.search.but(sign="0" * 64).send(callers.platform), 106001, 401)
    refused(callers.search.but(sign="é").send(callers.platform), 106001, 401)


def test_another_app_s_secret_does_not_sign(callers: Callers) -> None:
    other = new_app(callers.platform)
    call = callers.search.but(app={**callers.app, "app_secret": other["app_secret"]})
    refused(call.send(callers.platform), 106001, 401)


def test_the_inspector_names_the_mistake_in_a_bad_signature(callers: Callers) -> None:
    call = callers.search.but(body=b'{"status": "ALL"}', timestamp=str(int(time.time())))
    query = [*call.query, ("app_key", call.app["app_key"]), ("timestamp", call.timestamp or "")]
    without_body = sign_request(call.app["app_secret"], call.path, query)
    reply = call.but(sign=without_body).send(callers.platform)
    refused(reply, 106001, 401)
    seen = callers.platform.get(f"/sandbox/requests/{reply.json['request_id']}")
    assert seen["mistake"] == "the body was left out"
    assert seen["canonical"].startswith("{app_secret}" + call.path)
    assert seen["canonical"].endswith('{"status": "ALL"}{app_secret}')
    assert seen["remedy"]


def test_a_signed_multipart_body_is_refused_by_name_and_taken_by_setting(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    call = upload(seller, multipart({}, picture())).but(timestamp=str(int(time.time())))
    query = [("app_key", call.app["app_key"]), ("timestamp", call.timestamp or "")]
    call = call.but(sign=sign_request(call.app["app_secret"], call.path, query, call.body))
    reply = call.send(gateway)
    refused(reply, 106001, 401)
    seen = gateway.get(f"/sandbox/requests/{reply.json['request_id']}")
    assert seen["mistake"] == "the multipart body was signed"
    gateway.patch("/sandbox/settings", {"lenient_multipart_sign": True})
    assert call.send(gateway).code == 0
    gateway.patch("/sandbox/settings", {"lenient_multipart_sign": False})


# Token


def test_a_call_without_a_token_is_a_400(callers: Callers) -> None:
    for token in (None, ""):
        message = refused(callers.search.but(token=token).send(callers.platform), 36009004, 400)
        assert "x-tts-access-token" in message


def test_a_token_in_the_query_alone_is_no_token(callers: Callers) -> None:
    call = callers.search.but(token=None, query=[*callers.search.query, ("access_token", callers.seller.token)])
    refused(call.send(callers.platform), 36009004, 400)


def test_another_app_s_token_is_invalid(callers: Callers) -> None:
    other = new_seller(callers.platform)
    assert "issued" in refused(callers.search.but(token=other.token).send(callers.platform), 36009004, 400)


def test_a_refresh_token_is_no_access_token(callers: Callers) -> None:
    refresh = callers.seller.tokens["refresh_token"]
    refused(callers.search.but(token=refresh).send(callers.platform), 36009004, 400)


def test_a_token_that_was_ended_has_expired(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    gateway.post("/sandbox/tokens/expire", {"access_token": seller.token})
    refused(seller.call("getAuthorizedShops"), 105002, 401)


def test_a_token_of_a_withdrawn_consent_is_invalid(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    gateway.post("/sandbox/deauthorize", {"app_key": seller.app["app_key"], "account_id": seller.account_id})
    refused(seller.call("getAuthorizedShops"), 105001, 401)


# User


BY_ENTITY = [pytest.param(entity, id=entity.value) for entity in Entity]


@pytest.mark.parametrize("entity", BY_ENTITY)
def test_an_operation_refuses_every_user_but_its_own(entity: Entity, callers: Callers) -> None:
    operation = next(
        op for op in operations().values() if op.entity is entity and op.body is None and "{" not in op.path
    )
    call = callers.seller.signed(operation.id).but(query=callers.cipher(entity))
    own = callers.token(entity)
    wanted = {Entity.ASSET: "partner", Entity.SHOP: "seller"}.get(entity, entity.value)
    for token in {callers.token(other) for other in Entity} - {own}:
        reply = call.but(token=token).send(callers.platform)
        assert f"needs a {wanted}'s token" in refused(reply, 101000, 401)
    assert call.but(token=own).send(callers.platform).code != 101000


def test_an_inactive_seller_is_a_401_for_all_his_calls(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    gateway.patch(f"/sandbox/accounts/{seller.account_id}", {"status": "INACTIVE"})
    refused(seller.call("getAuthorizedShops"), 36009044, 401)
    refused(seller.call("searchProducts", {}, query={"page_size": 1}), 36009044, 401)


# Scope


def test_a_scope_that_the_app_lacks_is_named(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway, new_app(gateway, scopes=["seller.authorization.info"]))
    assert seller.call("getAuthorizedShops").code == 0
    message = refused(seller.call("searchProducts", {}, query={"page_size": 1}), 105005, 403)
    assert "seller.product.basic" in message
    assert "from the app" in message


def test_a_scope_that_the_user_did_not_grant_is_named(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    body = {"app_key": seller.app["app_key"], "account_id": seller.account_id, "scopes": ["seller.authorization.info"]}
    narrow = Seller(gateway, seller.app, seller.shop, gateway.post("/sandbox/tokens", body))
    message = refused(narrow.call("searchProducts", {}, query={"page_size": 1}), 105005, 403)
    assert "seller.product.basic" in message
    assert "from the token" in message


def test_a_scope_added_to_the_app_does_not_widen_an_old_token(gateway: RunningPlatform) -> None:
    app = new_app(gateway, scopes=["seller.authorization.info"])
    seller = new_seller(gateway, app)
    gateway.patch(f"/sandbox/apps/{app['app_key']}", {"scopes": ["seller.authorization.info", "seller.product.basic"]})
    assert "from the token" in refused(seller.call("searchProducts", {}, query={"page_size": 1}), 105005, 403)
    consent = {"app_key": app["app_key"], "account_id": seller.account_id}
    code = gateway.post("/sandbox/auth_codes", consent)["code"]
    query = {"app_key": app["app_key"], "app_secret": app["app_secret"], "auth_code": code}
    wider = gateway.ask("GET", "/api/v2/token/get", query={**query, "grant_type": "authorized_code"}).data
    again = Seller(gateway, app, seller.shop, wider)
    assert again.call("searchProducts", {}, query={"page_size": 1}).code == 0
    refused(seller.call("searchProducts", {}, query={"page_size": 1}), 105005, 403)


def test_a_scope_taken_from_the_app_is_gone_from_every_token(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    gateway.patch(f"/sandbox/apps/{seller.app['app_key']}", {"scopes": []})
    assert "from the app" in refused(seller.call("getAuthorizedShops"), 105005, 403)


# Shop


def test_a_cipher_is_needed_where_the_operation_is_a_shop_s(seller: Seller) -> None:
    call = seller.signed("searchProducts", {}, query={"page_size": 1})
    without = call.but(query=[("page_size", "1")])
    assert "shop_cipher" in refused(without.send(seller.platform), 106013, 400)
    wrong = call.but(query=[("page_size", "1"), ("shop_cipher", "GCP_wrong")])
    refused(wrong.send(seller.platform), 106011, 400)


def test_another_seller_s_cipher_does_not_belong_to_the_token(callers: Callers) -> None:
    other = new_seller(callers.platform, callers.app)
    call = callers.search.but(query=[("page_size", "1"), ("shop_cipher", other.cipher)])
    assert "belong" in refused(call.send(callers.platform), 101000, 401)


def test_a_cipher_where_none_is_wanted_is_tolerated_and_refused_by_setting(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    call = seller.signed("getAuthorizedShops").but(query=[("shop_cipher", seller.cipher)])
    assert call.send(gateway).code == 0
    gateway.patch("/sandbox/settings", {"strict_cipher": True})
    assert "Unexpected identifier" in refused(call.send(gateway), 36009004, 400)
    gateway.patch("/sandbox/settings", {"strict_cipher": False})


def test_an_inactive_shop_is_a_401_and_the_seller_s_other_calls_go_on(gateway: RunningPlatform) -> None:
    seller = new_seller(gateway)
    gateway.patch(f"/sandbox/shops/{seller.shop_id}", {"status": "INACTIVE"})
    refused(seller.call("searchProducts", {}, query={"page_size": 1}), 36009043, 401)
    assert seller.call("getAuthorizedShops").code == 0


def test_a_category_asset_is_the_token_s_own_partner_s(callers: Callers) -> None:
    operation = next(
        op for op in operations().values() if op.entity is Entity.ASSET and op.body is None and "{" not in op.path
    )
    call = callers.seller.signed(operation.id).but(token=callers.partner["access_token"])
    assert "category_asset_cipher" in refused(call.but(query=[]).send(callers.platform), 106013, 400)
    stranger = new_user(callers.platform, "partner")
    token_of(callers.platform, stranger, callers.app)
    foreign = [("category_asset_cipher", stranger["category_assets"][0]["cipher"])]
    refused(call.but(query=foreign).send(callers.platform), 101000, 401)
