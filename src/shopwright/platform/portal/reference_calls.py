"""A call from the reference's form: signed here, and sent through the whole gateway.

The app's secret and the token stay on the server: the page has only the string that was signed, with a placeholder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec

from shopwright.contract.model import Entity, Operation
from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.http import Request
from shopwright.platform.core.identity import App, Shop
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.reference.fields import CIPHERS
from shopwright.platform.reference.samples import Sample
from shopwright.platform.reference.uploads import is_file, multipart_body, sample_file
from shopwright.wire.errors import ErrorCode
from shopwright.wire.signing import printable, sign_request, string_to_sign

from .call_again import USER_KINDS

NO_TOKEN = ErrorCode(
    40903, "This app has no token of that account.", 409, "Authorise the app, as the account, on its consent page."
)

_JSON = "application/json"


class Signed(msgspec.Struct, frozen=True):
    """A call ready to be sent, with what the page shows of it."""

    request: Request
    canonical: str

    @property
    def address(self) -> str:
        """The path with its signed query."""
        return f"{self.request.path}?{self.request.raw_query}"


class Payload(msgspec.Struct, frozen=True):
    """The body of a call, and its media type."""

    content: bytes = b""
    content_type: str = _JSON

    @property
    def signed(self) -> bytes:
        """What of it is signed: nothing of a body with files."""
        return b"" if self.content_type.startswith("multipart/") else self.content


def payload_of(sample: Sample) -> Payload:
    """The body of a sample, sample files included."""
    body = sample.body
    if body is None:
        return Payload()
    if not sample.uploads:
        return Payload(sample.body_text.encode())
    files = {name: sample_file(str(value).removeprefix("@")) for name, value in body.items() if is_file(value)}
    fields = {name: str(value) for name, value in body.items() if name not in files}
    return Payload(*multipart_body(fields, files))


def json_payload(operation: Operation, text: str) -> Payload:
    """The body that somebody wrote. 40001 for one that is no JSON."""
    if operation.body is None or not text:
        return Payload()
    try:
        json.loads(text)
    except ValueError as error:
        raise BAD_REQUEST(reason=f"the body is no JSON: {error}") from error
    return Payload(text.encode())


def signed_call(
    tx: Tx, operation: Operation, app: App | None, shop: Shop | None, values: Mapping[str, str], payload: Payload
) -> Signed:
    """A call with values of its parameters by name. 40001 for a path with a gap, or without an app; 40903 where the
    app has no token."""
    if app is None:
        raise BAD_REQUEST(reason="it needs an app: choose one of the list")
    token = _token(tx, operation, app, shop)
    path, pairs = _path_and_query(operation, values)
    if operation.entity is Entity.SHOP and shop:
        pairs.append(("shop_cipher", shop.cipher))
    elif values.get("category_asset_cipher"):
        pairs.append(("category_asset_cipher", values["category_asset_cipher"]))
    pairs += [("app_key", app.app_key), ("timestamp", str(wall_ms() // 1000))]
    sign = sign_request(app.secret, path, pairs, payload.content, payload.content_type)
    query = urlencode([*pairs, ("sign", sign)], quote_via=quote)
    headers = {"content-type": payload.content_type, "x-tts-access-token": token}
    request = Request(operation.method, path, query, headers, payload.content)
    return Signed(request, printable(string_to_sign(path, pairs, payload.signed)))


def _path_and_query(operation: Operation, values: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    path, pairs = operation.path, []
    for item in operation.parameters:
        text = values.get(item.name, "")
        if item.location == "path":
            if not text:
                raise BAD_REQUEST(reason=f"{item.name} stands in the path: fill it in")
            path = path.replace(f"{{{item.name}}}", text)
        elif text and item.name not in CIPHERS.values():
            pairs += [(item.name, each) for each in (text.split(",") if item.kind == "array" else [text])]
    return path, pairs


def consent_page(operation: Operation, app: App, shop: Shop | None) -> str:
    """Where a user of the kind that an operation takes authorises an app: the shop's seller, where it takes sellers."""
    if operation.entity is Entity.CREATOR:
        return f"/alliance/creator/auth?{urlencode({'app_key': app.app_key})}"
    is_sellers = operation.entity in {Entity.SHOP, Entity.SELLER}
    account = {"account_id": shop.account_id} if shop and is_sellers else {}
    return f"/open/authorize?{urlencode({'service_id': app.service_id, **account})}"


def _token(tx: Tx, operation: Operation, app: App, shop: Shop | None) -> str:
    """The app's newest token of the shop's seller, or of the demo's creator or partner."""
    demo = demo_of(tx)
    account_id = shop.account_id if shop else ""
    if operation.entity in {Entity.CREATOR, Entity.PARTNER, Entity.ASSET}:
        kind = USER_KINDS[operation.entity]
        account_id = next((each.account_id for each in demo.accounts if each.kind is kind), "") if demo else ""
    pair = tx[Tokens].newest_pair(app.app_key, account_id) if account_id else {}
    if not pair:
        raise NO_TOKEN()
    return tx[Tokens].texts_of_pair(pair[ACCESS].pair_id)[ACCESS]
