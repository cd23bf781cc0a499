"""The plain door: the guide's request and its relatives, with the same state, rules and limits as signed calls."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from shopwright.platform.rest.openapi import encoded
from shopwright.platform.rest.route import find
from shopwright.platform.rest.routes import INSTEAD, ROUTES
from tests.conftest import StartPlatform
from tests.harness.calls import JSON_TYPE, Seller, new_app, new_seller
from tests.harness.catalogue import product_body
from tests.harness.reviews import review
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked

PLACES = {"product_id": "1", "order_id": "1", "conversation_id": "1", "review_id": "1"}


def door(
    seller: Seller, method: str, path: str, body: object = None, *, token: str | None = None, **query: object
) -> Reply:
    """A call as a script makes it."""
    headers = {"authorization": f"Bearer {seller.token if token is None else token}", "content-type": JSON_TYPE}
    reply = seller.platform.ask(method, path, body, query=query, headers=headers)
    if reply.status == 200 and reply.code == 0:
        _validator(method, path).validate(reply.json)
    return reply


@cache
def _validator(method: str, path: str) -> jsonschema_rs.Draft202012Validator:
    """What the door's description says of the replies of a path."""
    document = json.loads(encoded("http://127.0.0.1"))
    route = next(route for route, _ in find(ROUTES, path.strip("/").split("/")) if route.method == method)
    content = document["paths"][route.path][method.lower()]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def test_the_guides_request_works_byte_for_byte_but_for_its_host(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    ids = [stocked(seller, seller_sku=f"SKU-{number}") for number in range(3)]
    command = [
        "curl",
        "-sS",
        "-X",
        "GET",
        f"{platform.url}/api/products/list",
        "-H",
        f"Authorization: Bearer {seller.token}",
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)

    reply = json.loads(done.stdout)
    assert (reply["code"], reply["message"], reply["data"]["total_count"]) == (0, "Success", 3)
    assert {sku["id"] for product in reply["data"]["products"] for sku in product["skus"]} == set(ids)


def test_products_are_listed_as_get_product_shows_them_page_by_page(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    for number in range(3):
        stocked(seller, seller_sku=f"SKU-{number}")
    first = door(seller, "GET", "/api/products/list", page_size=2).data
    second = door(seller, "GET", "/api/products/list", page_size=2, page_token=first["next_page_token"]).data
    products = [*first["products"], *second["products"]]
    assert [len(first["products"]), len(second["products"]), first["total_count"]] == [2, 1, 3]
    for product in products:
        assert product == seller.call("getProduct", product_id=product["id"]).data


def test_a_product_lives_from_creation_to_its_end(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    made = door(seller, "POST", "/api/products", product_body(seller)).data
    place = f"/api/products/{made['product_id']}"
    assert door(seller, "GET", place).data["title"]
    door(seller, "PUT", place, {"title": "A blue mug for tea that is hot"}).data  # noqa: B018  it asserts success
    assert door(seller, "GET", place).data["title"] == "A blue mug for tea that is hot"
    assert door(seller, "POST", f"{place}/deactivate").code in (0, 12052901)
    assert door(seller, "DELETE", place).code == 0
    assert seller.call("getProduct", product_id=made["product_id"]).data["status"] == "DELETED"
    assert door(seller, "POST", f"{place}/recover").code == 0


def test_an_order_is_read_shipped_and_another_cancelled(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    sku_id = stocked(seller)
    shipped, cancelled = (buy(seller, sku_id)["order_id"] for _ in range(2))
    advance(seller, shipped, "AWAITING_SHIPMENT")
    assert {row["id"] for row in door(seller, "GET", "/api/orders").data["orders"]} == {shipped, cancelled}
    waiting = door(seller, "GET", "/api/orders", order_status="AWAITING_SHIPMENT").data["orders"]
    assert [row["id"] for row in waiting] == [shipped]
    assert door(seller, "GET", f"/api/orders/{shipped}").data == detail(seller, shipped)
    assert door(seller, "PUT", f"/api/orders/{shipped}/shipment", {"handover_method": "DROP_OFF"}).code == 0
    assert detail(seller, shipped)["status"] == "AWAITING_COLLECTION"
    reason = {"cancel_reason": "seller_cancel_reason_wrong_price_uk"}
    assert door(seller, "DELETE", f"/api/orders/{cancelled}", **reason).code == 0
    assert detail(seller, cancelled)["status"] == "CANCELLED"
    assert door(seller, "GET", "/api/orders/4711").status == 400


def test_a_path_of_an_order_names_one(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    sku_id = stocked(seller)
    first, second = (buy(seller, sku_id)["order_id"] for _ in range(2))
    for order_id in (first, second):
        advance(seller, order_id, "AWAITING_SHIPMENT")
    assert "no such order" in door(seller, "GET", f"/api/orders/{first},{second}").message
    shipping = door(seller, "PUT", f"/api/orders/{first},{second}/shipment", {"handover_method": "DROP_OFF"})
    assert "no such order" in shipping.message
    assert {detail(seller, order_id)["status"] for order_id in (first, second)} == {"AWAITING_SHIPMENT"}


def test_stock_is_read_set_and_emptied(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    sku_id = stocked(seller, 5)
    (product,) = door(seller, "GET", "/api/products").data["products"]
    place = f"/api/inventory/{product['id']}"

    def on_hand() -> int:
        (row,) = door(seller, "GET", place).data["inventory"]
        return int(row["skus"][0]["total_available_quantity"])

    assert on_hand() == 5
    shelf = {"warehouse_id": seller.warehouse_id, "quantity": 8}
    assert door(seller, "PUT", place, {"skus": [{"id": sku_id, "inventory": [shelf]}]}).code == 0
    assert on_hand() == 8
    assert door(seller, "DELETE", place).code == 0
    assert on_hand() == 0
    assert door(seller, "GET", "/api/inventory", sku_ids=sku_id).data["inventory"]


def test_a_buyer_is_written_to_in_plain_text(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order = detail(seller, buy(seller, stocked(seller))["order_id"])
    opened = door(seller, "POST", "/api/messages", {"buyer_user_id": order["user_id"]}).data
    place = f"/api/messages/{opened['conversation_id']}"
    assert door(seller, "POST", place, {"text": "On its way!"}).code == 0
    messages = door(seller, "GET", place, page_size=10).data["messages"]
    assert json.loads(messages[0]["content"]) == {"content": "On its way!"}
    assert door(seller, "POST", place, {"text": "x", "type": "TEXT"}).status == 400
    assert door(seller, "PUT", f"{place}/read").code == 0
    assert [row["id"] for row in door(seller, "GET", "/api/messages", page_size=10).data["conversations"]] == [
        opened["conversation_id"]
    ]


def test_a_review_is_answered_changed_tagged_and_the_answer_deleted(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    place = f"/api/reviews/{review(seller)['review_id']}"
    assert door(seller, "POST", f"{place}/reply", {"text": "Thank you."}).code == 0
    assert door(seller, "PUT", f"{place}/reply", {"text": "Thanks."}).code == 0
    assert door(seller, "GET", place).data["review"]["reply"]["text"] == "Thanks."
    assert door(seller, "POST", f"{place}/tags", {"tags": ["size"]}).code == 0
    assert len(door(seller, "GET", "/api/reviews", tags="size", is_replied="true", page_size=5).data["reviews"]) == 1
    assert door(seller, "DELETE", f"{place}/reply").code == 0
    assert door(seller, "GET", "/api/reviews", is_replied="true", page_size=5).data["reviews"] == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_wants_a_token_and_knows_its_methods(platform: RunningPlatform, route: Any) -> None:
    path = route.path.format(**PLACES)
    missing = platform.ask(route.method, path)
    assert (missing.status, missing.code) == (400, 36009004)
    assert "Authorization: Bearer" in missing.message
    wrong = platform.ask("PATCH", path)
    assert (wrong.status, wrong.code) == (405, 36009010)
    assert route.method in wrong.headers["allow"].split(", ")


@pytest.fixture
def without_scopes(platform: RunningPlatform) -> Seller:
    """A seller who authorised an app that may do nothing."""
    return new_seller(platform, new_app(platform, scopes=[]))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_wants_the_scopes_of_its_operations(without_scopes: Seller, route: Any) -> None:
    refused = door(without_scopes, route.method, route.path.format(**PLACES))
    assert (refused.status, refused.code) == (403, 105005)
    assert any(scope in refused.message for scope in route.operation.scopes)


@pytest.mark.parametrize("act", ["DELETE", "activate", "deactivate", "recover"])
def test_what_an_operation_refuses_of_one_product_refuses_the_call(platform: RunningPlatform, act: str) -> None:
    seller, place = new_seller(platform), "/api/products/1729000000000000001"
    method, path = ("DELETE", place) if act == "DELETE" else ("POST", f"{place}/{act}")
    reply = door(seller, method, path)
    assert reply.code in {12052032, 12052048}
    assert "1729000000000000001" in reply.message


def test_a_token_of_several_shops_says_which_it_means(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    stocked(seller)
    second = platform.post("/sandbox/shops", {"region": "DE", "account_id": seller.account_id})
    refused = door(seller, "GET", "/api/products")
    assert (refused.status, refused.code) == (400, 36009004)
    assert all(shop_id in refused.message for shop_id in (seller.shop_id, second["shop_id"]))
    assert door(seller, "GET", "/api/products", shop_id=seller.shop_id).data["total_count"] == 1
    assert door(seller, "GET", "/api/products", shop_cipher=second["cipher"]).data["total_count"] == 0
    stranger = new_seller(platform)
    assert door(seller, "GET", "/api/products", shop_id=stranger.shop_id).code == 106011


def test_what_is_no_parameter_is_refused_with_those_that_there_are(platform: RunningPlatform) -> None:
    refused = door(new_seller(platform), "GET", "/api/orders", colour="red")
    assert (refused.status, refused.code) == (400, 36009004)
    assert "colour is no parameter here" in refused.message
    assert "order_status" in refused.message


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"[1]", "must be a JSON object"), (b"{", "not valid JSON"), (b'{"title": 7}', "title is invalid")],
)
def test_a_body_that_cannot_be_is_refused_with_its_reason(platform: RunningPlatform, body: bytes, said: str) -> None:
    refused = door(new_seller(platform), "POST", "/api/products", body)
    assert (refused.status, refused.code) == (400, 36009004)
    assert said in refused.message


def test_a_token_without_the_scope_a_lapsed_and_a_foreign_one_are_refused(platform: RunningPlatform) -> None:
    narrow = new_seller(platform, new_app(platform, scopes=["seller.order.info"]))
    assert door(narrow, "GET", "/api/products").code == 105005
    assert door(narrow, "GET", "/api/orders").code == 0
    assert door(narrow, "GET", "/api/orders", token="nonsense").code == 36009004
    platform.post("/sandbox/tokens/expire", {"access_token": narrow.token})
    assert (door(narrow, "GET", "/api/orders").status, door(narrow, "GET", "/api/orders").code) == (401, 105002)


def test_an_inactive_shop_or_seller_is_refused(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"status": "INACTIVE"})
    assert (door(seller, "GET", "/api/orders").status, door(seller, "GET", "/api/orders").code) == (401, 36009043)
    platform.patch(f"/sandbox/accounts/{other.account_id}", {"status": "INACTIVE"})
    assert (door(other, "GET", "/api/orders").status, door(other, "GET", "/api/orders").code) == (401, 36009044)


@pytest.mark.parametrize("path", ["/api/orders?order_status=%00", "/api/orders/%00", "/api/products/1%00"])
def test_a_nul_character_is_refused_as_such(platform: RunningPlatform, path: str) -> None:
    seller = new_seller(platform)
    reply = platform.send("GET", path, b"", {"authorization": f"Bearer {seller.token}", "content-type": JSON_TYPE})
    assert (reply.status, reply.code) == (400, 36009004)
    assert "NUL character" in reply.message


@pytest.mark.own_platform
def test_calls_share_limits_faults_and_the_request_log_with_signed_ones(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.patch("/sandbox/settings", {"requests_per_second": 1})
    codes = [door(seller, "GET", "/api/orders").code, seller.call("getOrderList", {}, query={"page_size": 1}).code]
    assert codes == [0, 36009002]
    platform.patch("/sandbox/settings", {"requests_per_second": 0})
    platform.post("/sandbox/faults", {"operation": "getOrderList", "code": 36009003, "http_status": 500, "count": 1})
    assert door(seller, "GET", "/api/orders").status == 500
    logged = platform.get("/sandbox/requests")["requests"][0]
    assert (logged["operation"], logged["path"], logged["code"]) == ("getOrderList", "/api/orders", 36009003)
    assert seller.token not in json.dumps(logged)


def test_the_doors_own_description_has_every_route_and_is_sound(platform: RunningPlatform) -> None:
    document = platform.ask("GET", "/api/openapi.json").json
    jsonschema_rs.meta.validate(document["components"]["schemas"]["GetProductResponseData"])
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}
    text = json.dumps(document)
    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert wanted == set(document["components"]["schemas"])
    fields = document["paths"]["/api/orders"]["get"]["parameters"]
    assert {"order_status", "page_size", "page_token", "shop_id"} <= {field["name"] for field in fields}


@pytest.mark.own_platform
def test_settings_of_replies_hold_here_too(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert door(seller, "GET", "/api/orders").data["orders"] == []
    platform.patch("/sandbox/settings", {"omit_empty_lists": True})
    assert "orders" not in door(seller, "GET", "/api/orders").data


def test_a_buyer_orders_and_reviews_as_in_the_sandbox(platform: RunningPlatform) -> None:
    seller, stranger = new_seller(platform), new_seller(platform)
    sku_id = stocked(seller, 5)
    order = door(seller, "POST", "/api/orders", {"line_items": [{"sku_id": sku_id, "quantity": 2}]}).data
    assert order == detail(seller, order["id"])
    assert len(order["line_items"]) == 2
    too_many = door(seller, "POST", "/api/orders", {"line_items": [{"sku_id": sku_id, "quantity": 4}]})
    assert too_many.status == 409
    advance(seller, order["id"], "DELIVERED")
    opinion = {"order_id": order["id"], "rating": 4, "text": "A fine mug."}
    assert door(stranger, "POST", "/api/reviews", opinion).status == 404
    written = door(seller, "POST", "/api/reviews", opinion).data["review"]
    assert (written["rating"], written["text"]) == (4, "A fine mug.")
    assert door(seller, "GET", f"/api/reviews/{written['id']}").data["review"] == written
    nul = door(seller, "POST", "/api/reviews", {**opinion, "text": "fine\0"})
    assert (nul.status, "NUL character" in nul.message) == (400, True)
    wrong = door(seller, "POST", "/api/reviews", {**opinion, "stars": 4})
    assert (wrong.status, wrong.code) == (400, 36009004)
    assert "stars" in wrong.message


@pytest.mark.own_platform
def test_where_others_reach_the_platform_buyers_acts_need_its_key(start_platform: StartPlatform) -> None:
    platform = start_platform(sandbox_key="a key of the sandbox")
    seller = new_seller(platform)
    basket = {"line_items": [{"sku_id": stocked(seller)}]}  # the harness sends the key; ``send`` does not
    headers = {"authorization": f"Bearer {seller.token}", "content-type": JSON_TYPE}
    for key in ({}, {"x-sandbox-key": "another"}):
        raw = json.dumps(basket).encode()
        refused = platform.send("POST", "/api/orders", raw, {**headers, **key})
        assert (refused.status, refused.code) == (401, 40101)
        assert platform.send("POST", "/api/reviews", b"{}", {**headers, **key}).code == 40101
    assert door(seller, "POST", "/api/orders", basket).code == 0


def test_stock_is_set_by_a_body_that_names_the_product(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    sku_id = stocked(seller, 5)
    (product,) = door(seller, "GET", "/api/products").data["products"]
    shelf = {"id": sku_id, "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": 9}]}
    assert door(seller, "POST", "/api/inventory", {"product_id": product["id"], "skus": [shelf]}).code == 0
    (row,) = door(seller, "GET", "/api/inventory", product_ids=product["id"]).data["inventory"]
    assert row["skus"][0]["total_available_quantity"] == 9
    wrong = door(seller, "POST", "/api/inventory", {"product_id": 7, "skus": [shelf]})
    assert "product_id must be a string" in wrong.message


def test_the_stock_of_all_products_is_listed_page_by_page(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert door(seller, "GET", "/api/inventory").data["inventory"] == []
    sku_ids = {stocked(seller, seller_sku=f"SKU-{number}") for number in range(3)}
    first = door(seller, "GET", "/api/inventory", page_size=2).data
    second = door(seller, "GET", "/api/inventory", page_size=2, page_token=first["next_page_token"]).data
    assert [len(first["inventory"]), len(second["inventory"]), first["total_count"]] == [2, 1, 3]
    assert second.get("next_page_token", "") == ""
    listed = [*first["inventory"], *second["inventory"]]
    assert {sku["id"] for row in listed for sku in row["skus"]} == sku_ids
    both = door(seller, "GET", "/api/inventory", page_size=2, product_ids=listed[0]["product_id"])
    assert (both.status, both.code) == (400, 36009004)


@pytest.mark.parametrize(("method", "place"), INSTEAD)
def test_a_method_without_a_meaning_says_what_to_use(platform: RunningPlatform, method: str, place: str) -> None:
    refused = platform.ask(method, place.format(**PLACES))
    assert (refused.status, refused.code) == (405, 36009010)
    assert refused.message.endswith(INSTEAD[method, place])
    assert method not in refused.headers["allow"].split(", ")


def test_refusals_name_the_header_and_the_fields_of_this_door(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    for token in ("nonsense", seller.tokens["refresh_token"]):
        assert "Authorization: Bearer" in door(seller, "GET", "/api/orders", token=token).message
    assert door(seller, "DELETE", "/api/orders/1").message.startswith("cancel_reason is a required field")
    assert "page_size must be between 1 and" in door(seller, "GET", "/api/messages", page_size=0).message
    nested = door(seller, "PUT", "/api/inventory/1", {"skus": [{"id": 7}]})
    assert "skus[0].id is invalid" in nested.message
