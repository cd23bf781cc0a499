"""How calls are written: groups, names, pages, batches, shops, versions, raw paths."""

from __future__ import annotations

import inspect
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

import shopwright
from shopwright import ApiCallError, ArgumentError, AsyncShop, NotAuthorized, Options, Shop
from shopwright.client.core.methods import areas, method, names_in
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, stocked

from .support import Face, settings_of

SEARCH = "product.search_products"


def test_pages_and_items_are_read_to_the_end(shared_face: Face) -> None:
    shop = shared_face.shop()
    whole = shared_face.call(shop, SEARCH, page_size=1)["total_count"]
    items = shared_face.all(shop.product.iter_products())
    assert len({item["id"] for item in items}) == len(items) == whole
    pages = shared_face.all(shop.pages(shop.product.search_products, page_size=90))
    assert [len(page["products"]) for page in pages][:-1] == [90] * (whole // 90)


def test_the_largest_page_is_asked_for_unless_the_caller_says_otherwise(face: Face) -> None:
    shop = face.shop()
    face.all(shop.product.iter_products())
    face.all(shop.product.iter_products(page_size=60, status="DRAFT"))
    asked = [str(request) for request in _requests(face, "searchProducts")]
    assert any("page_size=100" in item for item in asked)
    assert any("page_size=60" in item for item in asked)


def test_a_long_list_goes_in_pieces_that_one_call_may_carry(face: Face) -> None:
    seller = new_seller(face.platform, region="GB")
    sku = stocked(seller, 200)
    orders = [buy(seller, (sku, 1))["order_id"] for _ in range(7)]
    shop = face.shop(access_token=seller.token, app_key=seller.app["app_key"], app_secret=seller.app["app_secret"])
    replies = face.all(shop.in_batches(shop.order.get_order_detail, ids=orders * 15))
    assert len(replies) == 3
    small = shop.with_options(batch_size=2)
    replies = face.all(small.in_batches(small.order.get_orders, ids=orders))
    assert [order["id"] for reply in replies for order in reply["orders"]] == orders
    assert [len(reply["orders"]) for reply in replies] == [2, 2, 2, 1]


@pytest.mark.own_platform
def test_the_only_shop_of_a_token_needs_no_naming_and_one_of_several_does(face: Face) -> None:
    shop = face.shop()
    assert face.call(shop, SEARCH, page_size=1)["products"]
    assert len(_requests(face, "getAuthorizedShops")) == 1
    account = face.platform.keys["seller"]["account_id"]
    second = face.platform.post("/sandbox/shops", {"region": "DE", "account_id": account})
    other = face.shop()
    with pytest.raises(ArgumentError, match="with_shop") as caught:
        face.call(other, SEARCH, page_size=1)
    assert second["cipher"] in str(caught.value)
    assert face.call(other.with_shop(second["cipher"]), SEARCH, page_size=1)["total_count"] == 0
    assert face.call(other.with_shop(face.platform.keys["shop_cipher"]), SEARCH, page_size=1)["total_count"]


def test_an_operation_answers_to_its_name_its_id_and_its_alias(shared_face: Face) -> None:
    shop = shared_face.shop()
    replies = [shared_face.call(shop, f"order.{name}", page_size=5) for name in ("get_order_list", "getOrderList")]
    assert replies[0] == replies[1] == shared_face.call(shop, "order.search_orders", page_size=5)


def test_an_older_version_is_asked_for_by_version(face: Face) -> None:
    shop = face.shop()
    product = face.call(shop, SEARCH, page_size=1)["products"][0]
    old = face.call(shop.with_options(version="202309"), SEARCH, page_size=1)["products"][0]
    assert old["id"] == product["id"]
    assert "/product/202309/products/search" in str(_requests(face, "searchProducts"))
    with pytest.raises(ArgumentError, match="202309, 202502"):
        face.call(shop.with_options(version="201901"), SEARCH, page_size=1)


def test_a_path_that_the_contract_does_not_know_is_called_raw(shared_face: Face) -> None:
    shop = shared_face.shop()
    data = shared_face.run(shop.request("GET", "/authorization/202309/shops"))
    assert data["shops"]
    with pytest.raises(ApiCallError) as caught:
        shared_face.run(shop.request("GET", "/unknown/209901/things", {"page": 1}))
    assert (caught.value.code, caught.value.http_status) == (36009009, 404)


def test_moments_and_amounts_travel_as_the_contract_wants_them(shared_face: Face) -> None:
    shop = shared_face.shop()
    since = datetime(2020, 1, 1, tzinfo=UTC)
    reply = shared_face.call(shop, "order.get_order_list", page_size=5, create_time_lt=since)
    assert reply["total_count"] == 0
    prepared = shop.dry_run(shop.with_shop("x").order.get_order_list, page_size=5, create_time_ge=since)
    assert prepared.request.body == b'{"create_time_ge":1577836800}'
    prepared = shop.dry_run(
        shop.product.update_price, "1", skus=[{"id": "2", "price": {"amount": Decimal("10.10"), "currency": "GBP"}}]
    )
    assert b'"amount":"10.10"' in (prepared.request.body or b"")
    with pytest.raises(ValueError, match="no time zone"):
        shop.dry_run(shop.order.get_order_list, page_size=5, create_time_ge=datetime(2020, 1, 1))  # noqa: DTZ001


def test_extras_reach_the_server_signed(face: Face) -> None:
    shop = face.shop().with_options(extra_query={"version": "202309"}, extra_headers={"x-trace": "1"})
    assert face.call(shop, "seller.get_active_shops")
    assert "version=202309" in str(_requests(face, "getActiveShops"))


@pytest.mark.own_platform
def test_validate_option_stops_a_wrong_call_before_it_is_sent(face: Face) -> None:
    shop = face.shop(options=Options(validate=True))
    with pytest.raises(ArgumentError, match="page_size is 5000, the most is 100"):
        face.call(shop, SEARCH, page_size=5000)
    assert _requests(face, "searchProducts") == []


@pytest.mark.parametrize("area", areas())
def test_every_operation_shows_its_signature_and_its_text(shared_platform: RunningPlatform, area: str) -> None:
    with Shop(**settings_of(shared_platform)) as shop:
        group = getattr(shop, area)
        for name in dir(group):
            endpoint = getattr(group, name)
            signature, text = inspect.signature(endpoint), inspect.getdoc(endpoint) or ""
            operation = endpoint.method.operation
            assert operation.path in text, name
            paged = {"page_token"} if name.startswith("iter_") else set()
            assert set(signature.parameters) == set(endpoint.method.names) - paged, name


def test_wrong_names_get_a_suggestion(shared_platform: RunningPlatform) -> None:
    with Shop(**settings_of(shared_platform)) as shop:
        with pytest.raises(AttributeError, match="its groups are"):
            shop.ordre  # type: ignore[attr-defined]  # noqa: B018
        with pytest.raises(AttributeError, match="did you mean 'get_order_list'"):
            shop.order.get_orders_list  # type: ignore[attr-defined]  # noqa: B018
        with pytest.raises(TypeError, match="did you mean 'page_size'"):
            shop.order.get_order_list(pagesize=5)  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="give an operation of a shop"):
            shop.validate(print)
        assert {"order", "product", "with_shop"} <= set(dir(shop))


def test_the_environment_makes_a_shop(shared_platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(shared_platform)
    for name in ("base_url", "app_key", "app_secret", "access_token"):
        monkeypatch.setenv(f"SHOPWRIGHT_{name.upper()}", settings[name])
    with Shop.from_env() as shop:
        assert shop.seller.get_active_shops()
    monkeypatch.delenv("SHOPWRIGHT_APP_SECRET")
    with pytest.raises(ArgumentError, match="SHOPWRIGHT_APP_SECRET"):
        Shop.from_env()


@pytest.mark.parametrize("kind", [Shop, AsyncShop])
@pytest.mark.parametrize("settings", [{}, {"base_url": ""}, {"base_url": None}])
def test_a_shop_without_an_address_says_which_there_are(kind: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=r"base_url is missing: give shopwright\.TIKTOK, or the address of a"):
        kind("k", "s", **settings)


def test_a_shop_without_a_token_says_how_to_get_one(shared_face: Face) -> None:
    with pytest.raises(NotAuthorized, match="authorization_url"):
        shared_face.call(shared_face.shop(access_token=None), "seller.get_active_shops")


def test_neither_secret_nor_token_is_in_what_is_printed(shared_platform: RunningPlatform) -> None:
    settings = settings_of(shared_platform)
    with Shop(**settings) as shop:
        prepared = shop.dry_run(shop.seller.get_active_shops)
        text = f"{shop!r} {shop.token()!r} {prepared} {prepared!r} {shop._engine.app!r} {shop.options!r}"
    assert settings["app_secret"] not in text
    assert settings["access_token"] not in text


def test_the_whole_public_face_is_there_and_loads_late() -> None:
    for name in shopwright.__all__:
        assert getattr(shopwright, name) is not None
    heavy = ("aiohttp", "urllib3", "sqlalchemy", "cryptography", "shopwright.platform", "asyncio", "rich")
    code = f"import sys, shopwright; from shopwright import Shop; print([n for n in {heavy!r} if n in sys.modules])"
    completed_process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert completed_process.stdout.strip() == "[]"


def test_an_area_lists_its_operations_in_snake_case() -> None:
    assert names_in("order")[0] == "add_external_order_references"
    assert method("order", "get_orders") is method("order", "get_orders")


def _requests(face: Face, operation: str) -> list[Any]:
    rows = face.platform.get("/sandbox/requests", operation=operation, size=100)["requests"]
    return [face.platform.get(f"/sandbox/requests/{row['request_id']}") for row in rows]
