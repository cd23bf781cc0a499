"""A call from the reference's form: filled in with what the shop has, signed here, and sent through the whole gateway.

The app's secret and the token stay on the server: the page has only the string that was signed, with a placeholder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast
from urllib.parse import quote, urlencode

import msgspec

from shopwright.contract.model import Entity, Operation
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.http import Request
from shopwright.platform.core.identity import App, Shop
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.reference.fields import CIPHERS
from shopwright.platform.reference.placeholders import outline, with_first_values
from shopwright.platform.reference.samples import Sample
from shopwright.platform.sales.orders.store import OrderFilter, Orders
from shopwright.wire.signing import printable, sign_request, string_to_sign

from .call_again import CANNOT_REPEAT, USER_KINDS

_JSON = "application/json"
_PLACEHOLDER = re.compile(r"<(\w+)>")


class Signed(msgspec.Struct, frozen=True):
    """A call ready to be sent, with what the page shows of it."""

    request: Request
    canonical: str

    @property
    def address(self) -> str:
        """The path with its signed query."""
        return f"{self.request.path}?{self.request.raw_query}"


def filled(tx: Tx, operation: Operation, shop: Shop | None) -> Sample:
    """A call of an operation with what it needs, out of what the shop has; what it has not is empty."""
    known = known_values(tx, shop) if shop else {}
    sample = with_first_values(outline(operation))
    return Sample(
        operation,
        {name: _put(text, known) for name, text in sample.path_values.items()},
        {name: _put(text, known) for name, text in sample.query.items() if name not in CIPHERS.values()},
        None if sample.body is None else cast("dict[str, object]", _deep(sample.body, known)),
    )


def known_values(tx: Tx, shop: Shop) -> dict[str, str]:
    """Ids and values of a shop's newest order, first product and default warehouse, by the names of fields."""
    known: dict[str, str] = {"currency": "", "shop_id": shop.shop_id}
    for product in tx[Products].page(shop.shop_id, ProductFilter(status="ACTIVATE"), None, 1):
        known["product_id"] = product.product_id
        if product.live:
            known["category_id"] = product.live.category_id
    for seen in tx[Orders].page(shop.shop_id, OrderFilter(), by="created_at", descending=True, after=None, size=1):
        order = json.loads(seen.text)
        line = order["line_items"][0]
        known |= {"order_id": order["id"], "order_line_item_id": line["id"], "order_line_id": line["id"]}
        known |= {"sku_id": line["sku_id"], "product_id": line["product_id"], "currency": line["currency"]}
        known |= {"package_id": line.get("package_id", ""), "seller_sku": line.get("seller_sku", "")}
    for warehouse in tx[Warehouses].of_shop(shop.shop_id)[:1]:
        known["warehouse_id"] = warehouse.warehouse_id
    known |= {f"{name}s": text for name, text in known.items() if name.endswith("_id")}
    return {name: text for name, text in known.items() if text}


def _put(text: str, known: Mapping[str, str]) -> str:
    """A text whose placeholders are replaced; the others are left empty, for somebody to fill."""
    return _PLACEHOLDER.sub(lambda match: known.get(match[1], ""), text)


def _deep(value: object, known: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return _put(value, known)
    if isinstance(value, Mapping):
        return {name: _deep(inner, known) for name, inner in value.items()}
    return [_deep(inner, known) for inner in value] if isinstance(value, list) else value


def signed_call(tx: Tx, operation: Operation, app_key: str, shop: Shop | None, form: Mapping[str, str]) -> Signed:
    """The call that a form describes. 40001 for a body that is no JSON; 40903 where the app has no token."""
    app, token = _token(tx, operation, app_key, shop)
    body = _body(operation, form.get("body", ""))
    path = operation.path
    pairs = []
    for item in operation.parameters:
        text = form.get(item.name, "")
        if item.location == "path":
            if not text:
                raise BAD_REQUEST(reason=f"{item.name} stands in the path: fill it in")
            path = path.replace(f"{{{item.name}}}", text)
        elif text and item.name not in CIPHERS.values():
            pairs += [(item.name, each) for each in (text.split(",") if item.kind == "array" else [text])]
    if operation.entity is Entity.SHOP and shop:
        pairs.append(("shop_cipher", shop.cipher))
    elif form.get("category_asset_cipher"):
        pairs.append(("category_asset_cipher", form["category_asset_cipher"]))
    pairs += [("app_key", app.app_key), ("timestamp", str(wall_ms() // 1000))]
    canonical = string_to_sign(path, pairs, body)
    query = urlencode([*pairs, ("sign", sign_request(app.secret, path, pairs, body, _JSON))], quote_via=quote)
    headers = {"content-type": _JSON, "x-tts-access-token": token}
    return Signed(Request(operation.method, path, query, headers, body), printable(canonical))


def _body(operation: Operation, text: str) -> bytes:
    if operation.body is None or not text:
        return b""
    try:
        json.loads(text)
    except ValueError as error:
        raise BAD_REQUEST(reason=f"the body is no JSON: {error}") from error
    return text.encode()


def _token(tx: Tx, operation: Operation, app_key: str, shop: Shop | None) -> tuple[App, str]:
    """The app and its newest token of the shop's seller, or of the demo's creator or partner."""
    app = tx[Apps].get(app_key)
    demo = demo_of(tx)
    account_id = shop.account_id if shop else ""
    if operation.entity in {Entity.CREATOR, Entity.PARTNER, Entity.ASSET}:
        kind = USER_KINDS[operation.entity]
        account_id = next((each.account_id for each in demo.accounts if each.kind is kind), "") if demo else ""
    pair = tx[Tokens].newest_pair(app_key, account_id) if account_id else {}
    if app is None or not pair:
        raise CANNOT_REPEAT(reason="This app has no token of that account: authorise it first.")
    return app, tx[Tokens].texts_of_pair(pair[ACCESS].pair_id)[ACCESS]


def shop_of(tx: Tx, shop_id: str) -> Shop | None:
    """The shop that was chosen, else the demo's."""
    demo = demo_of(tx)
    return tx[Accounts].shop(shop_id) if shop_id else demo.shop if demo else None
