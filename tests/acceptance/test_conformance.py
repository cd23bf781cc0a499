"""Random calls of every built operation, made from the patched contract: no 5xx, and no reply that breaks it."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shopwright.contract.load import operation
from shopwright.contract.model import Entity
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from shopwright.wire.signing import sign_request
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, product_body
from tests.harness.server import RunningPlatform

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

#: The same calls in every run, few enough for a minute in all.
FEW = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

#: A refusal: some code that is not 0, and no data.
REFUSAL = {
    "type": "object",
    "required": ["code", "message", "data", "request_id"],
    "properties": {
        "code": {"type": "integer", "not": {"const": 0}},
        "message": {"type": "string", "minLength": 1},
        "data": {"type": "null"},
        "request_id": {"type": "string", "pattern": "^[0-9]{14}[0-9A-F]{20}$"},
    },
}


def built_document() -> dict[str, Any]:
    """The contract's built operations, each of whose replies may also be a refusal."""
    document: Any = copy.deepcopy(patched_document())
    schemas = document["components"]["schemas"]
    for name in schemas:
        if "Request" in name:
            shorten_lists(schemas[name])
    schemas["Refusal"] = REFUSAL
    document.pop("webhooks", None)
    leave_out_what_is_signed(document)
    refusal = {"$ref": "#/components/schemas/Refusal"}
    paths: dict[str, Any] = {}
    for path, methods in document["paths"].items():
        for method, item in methods.items():
            if item["operationId"] not in BUILT:
                continue
            set_limits(item)
            content = item["responses"]["200"]["content"]["application/json"]
            success = {"allOf": [content["schema"], {"properties": {"code": {"const": 0}}, "required": ["data"]}]}
            content["schema"] = {"anyOf": [success, refusal]}
            refused = {"description": "Refused", "content": {"application/json": {"schema": refusal}}}
            item["responses"] = {"200": item["responses"]["200"], "4XX": refused}
            paths.setdefault(path, {})[method] = item
    return {**document, "paths": paths}


def leave_out_what_is_signed(document: dict[str, Any]) -> None:
    """Draw nothing that the signer below sets anyhow: who calls, for which shop, when, and the signature."""
    document.pop("security")
    del document["components"]["securitySchemes"]
    shop = {"$ref": "#/components/parameters/ShopCipher"}
    for methods in document["paths"].values():
        for described in methods.values():
            described["parameters"] = [each for each in described.get("parameters", ()) if each != shop]


def set_limits(described: dict[str, Any]) -> None:
    """Give query parameters the limits that the contract has beside the document."""
    limits = {each.name: each for each in operation(described["operationId"]).parameters}
    for parameter in described.get("parameters", ()):
        known = limits.get(parameter.get("name", ""))
        if known is not None and known.kind == "integer":
            bounds = {"minimum": known.minimum, "maximum": known.maximum}
            parameter["schema"] = {"type": "integer", **{k: v for k, v in bounds.items() if v is not None}}


def shorten_lists(described: Any) -> None:
    """Let lists of a request hold two elements: drawing longer ones takes most of the time, and limits have tests."""
    for inner in described.values() if isinstance(described, dict) else described:
        if isinstance(inner, dict | list):
            shorten_lists(inner)
    if isinstance(described, dict) and described.get("type") == "array":
        described["maxItems"] = max(described.get("minItems", 0), min(described.get("maxItems", 2), 2))


@dataclass
class Signer(requests.auth.AuthBase):
    """Signs the final bytes of a request, as a client would."""

    seller: Seller
    tokens: dict[str, str]
    query: dict[str, str]
    entity: Entity

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        parts = urlsplit(str(request.url))
        own = {"app_key": self.seller.app["app_key"], "timestamp": str(int(time.time())), **self.query}
        pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in {*own, "sign"}]
        pairs += own.items()
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        kind = request.headers.get("content-type")
        path = requests.utils.unquote(parts.path)
        pairs.append(("sign", sign_request(self.seller.app["app_secret"], path, pairs, raw, kind)))
        request.url = f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(pairs)}"
        request.headers["x-tts-access-token"] = self.tokens[self.entity.value]
        return request


@dataclass
class KnownShop:
    """A shop with products, and what random calls may name of it."""

    seller: Seller
    tokens: dict[str, str]
    asset_cipher: str
    listing: dict[str, Any]
    delivery_option_id: str
    products: list[dict[str, Any]] = field(default_factory=list)

    def signer(self, entity: Entity) -> Signer:
        ciphers = {
            Entity.SHOP: {"shop_cipher": self.seller.cipher},
            Entity.ASSET: {"category_asset_cipher": self.asset_cipher},
        }
        return Signer(self.seller, self.tokens, ciphers.get(entity, {}), entity)

    def restock(self) -> None:
        """Three live products, whatever became of those before."""
        uri = self.listing["main_images"][0]["uri"]
        self.products = [create_product(self.seller, uri) for _ in range(3)]

    def right_body(self, operation_id: str) -> dict[str, Any] | None:
        """A body that breaks no rule."""
        sku = {"id": self.products[0]["skus"][0]["id"]}
        price, stock = {"currency": "GBP", "amount": "9.99"}, {"warehouse_id": self.seller.warehouse_id, "quantity": 5}
        return {
            "checkProductListing": self.listing,
            "createProduct": self.listing,
            "editProduct": self.listing,
            "partialEditProduct": {"title": self.listing["title"]},
            "recommendCategory": {"product_title": self.listing["title"]},
            "updateInventory": {"skus": [{**sku, "inventory": [stock]}]},
            "updatePrice": {"skus": [{**sku, "price": price}]},
        }.get(operation_id)

    def known(self, name: str, number: int) -> str | None:
        """Something real of a kind: random values alone would never get far."""
        product = self.products[number % len(self.products)]
        return {
            "address": "https://example.com/hook",
            "biz_warehouse_id": self.seller.warehouse_id,
            "category_id": self.listing["category_id"],
            "category_version": "v2",
            "currency": "GBP",
            "amount": "9.99",
            "delivery_option_id": self.delivery_option_id,
            "event_type": "PRODUCT_STATUS_CHANGE",
            "id": product["skus"][0]["id"],
            "page_token": "",
            "product_id": product["product_id"],
            "sku_id": product["skus"][0]["id"],
            "warehouse_id": self.seller.warehouse_id,
        }.get(name)


@cache
def known_shop() -> KnownShop:
    """One platform for all examples; it ends with the process."""
    platform = RunningPlatform()
    seller = new_seller(platform)
    tokens = {Entity.SHOP.value: seller.token, Entity.SELLER.value: seller.token}
    for kind in ("creator", "partner"):
        user = platform.post("/sandbox/accounts", {"kind": kind, "region": "GB"})
        body = {"app_key": seller.app["app_key"], "account_id": user["account_id"]}
        tokens[kind] = platform.post("/sandbox/tokens", body)["access_token"]
    tokens[Entity.ASSET.value] = tokens["partner"]
    options = seller.call("getWarehouseDeliveryOptions", warehouse_id=seller.warehouse_id).data["delivery_options"]
    return KnownShop(seller, tokens, user["category_assets"][0]["cipher"], product_body(seller), options[-1]["id"])


schema = schemathesis.openapi.from_dict(built_document())


@pytest.fixture(scope="module", autouse=True)
def _stop_at_the_end() -> Iterator[None]:
    yield
    if known_shop.cache_info().currsize:
        known_shop().seller.platform.stop()


def mixed(value: Any, name: str = "") -> Any:
    """A random value with two ids in three replaced by real ones."""
    if isinstance(value, dict):
        return {key: mixed(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [mixed(inner, name.removesuffix("s")) for inner in value]
    size = len(str(value)) + 1
    known = known_shop().known(name, size) if isinstance(value, str) and size % 3 else None
    return value if known is None else known


@schema.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    return mixed(path_parameters) if isinstance(path_parameters, dict) else path_parameters


@schema.hook
def map_query(context: Any, query: Any) -> Any:
    return mixed(query) if isinstance(query, dict) else query


@schema.hook
def map_body(context: Any, body: Any) -> Any:
    """Two bodies in three are right ones with something random in them, where a right one is hard to come by."""
    if not isinstance(body, dict):
        return body
    body = mixed(body)
    right = known_shop().right_body(context.operation.definition.raw["operationId"])
    size = len(json.dumps(body, default=str))
    if right is None or size % 3 == 0:
        return body
    chosen = sorted(body)[size % 2 :: 3]
    return {**right, **{name: body[name] for name in chosen}}


@pytest.mark.slow
@pytest.mark.parametrize("operation_id", sorted(BUILT))
def test_every_reply_to_a_random_call_fits_the_contract(operation_id: str) -> None:
    described = schema.find_operation_by_id(operation_id)
    modes = [described.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
    signer = known_shop().signer(operation(operation_id).entity)
    known_shop().restock()
    connections = requests.Session()

    @settings(FEW)
    @given(st.one_of(modes))
    def check(case: Any) -> None:
        response = case.call(base_url=known_shop().seller.platform.url, auth=signer, session=connections, timeout=30)
        case.validate_response(response, checks=CHECKS)

    with connections:
        check()


def test_a_reply_that_breaks_the_contract_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks above are no mere form."""
    built = BUILT["getAuthorizedShops"]
    monkeypatch.setitem(BUILT, built.operation.id, msgspec.structs.replace(built, handler=lambda call: {"shops": [{}]}))
    case = schema.find_operation_by_id(built.operation.id).Case()
    response = case.call(base_url=known_shop().seller.platform.url, auth=known_shop().signer(Entity.SELLER))
    with pytest.raises(FailureGroup):
        case.validate_response(response, checks=CHECKS)
