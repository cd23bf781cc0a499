"""Limits that are documented beside the contract: sizes of files, sides of pictures, counts; what differs by market.

The figures are those of docs/reference, written out here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from shopwright.contract.load import operation
from shopwright.contract.model import Entity
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.reasons import reject_reasons
from shopwright.platform.market.regions import all_regions
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart
from tests.harness.catalogue import CANDLE_HOLDER, picture, product_body, sku_body
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import buy, stocked
from tests.platform.sales.packages.shipments import by_oneself
from tests.platform.sales.packages.test_invoices import key as access_key
from tests.platform.sales.packages.test_invoices import xml

from .request_cases import carrier_and_number
from .shop_contents import Ids, fill, seller_in

MB = 2**20
PDF = b"%PDF-1.4\n%%EOF\n"

Send = Callable[[Seller, Ids, int], Reply]


@dataclass(frozen=True)
class Bound:
    """A limit: a request with so much of something, the last amount that is taken, and the code of the next."""

    about: str
    send: Send
    within: int
    beyond: int
    code: int
    region: str = "GB"


def upload(
    operation_id: str, seller: Seller, data: bytes, fields: Mapping[str, str], part: str = "data", **query: str
) -> Reply:
    """A call with a file."""
    wanted = operation(operation_id)
    pairs = [*query.items(), *([("shop_cipher", seller.cipher)] if wanted.entity is Entity.SHOP else [])]
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    body = multipart(fields, data, fields.get("name", "a.png"), part)
    return Signed(wanted.method, wanted.path, seller.app, pairs, body, seller.token, kind).send(seller.platform)


def padded(data: bytes, size: int) -> bytes:
    """A file of so many bytes, of which the last ones say nothing."""
    return data + bytes(size - len(data))


def file_of(operation_id: str, data: bytes, **fields: str) -> Send:
    return lambda seller, ids, size: upload(operation_id, seller, padded(data, size), fields)


def sides_of(operation_id: str, *, wide: bool) -> Send:
    """A picture with one side of so many pixels."""

    def send(seller: Seller, ids: Ids, size: int) -> Reply:
        width, height = (size, 400) if wide else (400, size)
        return upload(operation_id, seller, picture(width, height, "JPEG"), {})

    return send


def label_of_return(seller: Seller, ids: Ids, size: int) -> Reply:
    number = carrier_and_number(seller)
    fields = {"tracking_number": number["tracking_number"], "return_provider_id": number["shipping_provider_id"]}
    data = padded(PDF, size)
    name = "uploadReturnShippingInformation"
    return upload(name, seller, data, fields, "return_shipping_label", return_ids=ids["approved return"])


def invoice(seller: Seller, ids: Ids, size: int) -> Reply:
    whole = xml(access_key(1))
    file = base64.b64encode(whole + b" " * (size - len(whole))).decode()
    row = {"package_id": ids["package"], "order_ids": [ids["order"]], "file_type": "XML", "file": file}
    return seller.call("uploadInvoice", {"invoices": [row]})


def invoices(seller: Seller, ids: Ids, count: int) -> Reply:
    row = {"package_id": "1", "order_ids": [ids["order"]], "file_type": "XML", "file": "PHg+"}
    return seller.call("uploadInvoice", {"invoices": [row] * count})


def rejection(field_name: str) -> Send:
    """The rejection of a request to cancel with so many pictures, or a comment so long."""

    def send(seller: Seller, ids: Ids, size: int) -> Reply:
        pictures = [{"image_id": ids["image"], "mime_type": "PNG", "width": 1, "height": 1}]
        value = pictures * size if field_name == "images" else "c" * size
        body = {"reject_reason": reject_reasons("GB", "CANCELLATION")[0].name, field_name: value}
        return seller.call("rejectCancellation", body, cancel_id=ids["cancellation"])

    return send


def rejection_of_return(seller: Seller, ids: Ids, count: int) -> Reply:
    pictures = [{"image_id": ids["image"], "mime_type": "PNG", "width": 1, "height": 1}] * count
    reason = reject_reasons("GB", "RETURN")[0].name
    body = {"decision": "REJECT_RETURN", "reject_reason": reason, "images": pictures}
    return seller.call("rejectReturn", body, return_id=ids["return"])


def key(operation_id: str, path: Mapping[str, str], body: Mapping[str, str]) -> Send:
    """A call with an idempotency key of so many characters."""

    def send(seller: Seller, ids: Ids, size: int) -> Reply:
        places = {name: ids[kind] for name, kind in path.items()}
        return seller.call(operation_id, dict(body), query={"idempotency_key": "k" * size}, **places)

    return send


def seller_skus(seller: Seller, ids: Ids, count: int) -> Reply:
    return seller.call("searchProducts", {"seller_skus": ["S"] * count}, query={"page_size": 1})


def under_one_number(seller: Seller, ids: Ids, count: int) -> Reply:
    """So many orders of one buyer, marked as shipped one after the other by one tracking number."""
    sku, number = stocked(seller, count), by_oneself(seller)
    for _ in range(count):
        order_id = str(buy(seller, sku, buyer="Ann", shipping_type="SELLER")["order_id"])
        reply = seller.call("markPackageAsShipped", {"shipping_info_list": [number]}, order_id=order_id)
    return reply


_IMAGE, _FILE = "uploadProductImage", "uploadProductFile"
_PROOF_IMAGE, _PROOF_FILE = "uploadProofOfDeliveryImage", "uploadProofOfDeliveryFile"
_JPEG = picture(400, 400, "JPEG")

BOUNDS = (
    Bound("bytes of a picture", file_of(_IMAGE, _JPEG), 10 * MB, 10 * MB + 1, 12038005),
    Bound("bytes of a document", file_of(_FILE, PDF, name="a.pdf"), 20 * MB, 20 * MB + 1, 12038005),
    Bound("bytes of a proof's picture", file_of(_PROOF_IMAGE, _JPEG), 5 * MB, 5 * MB + 1, 12038005),
    Bound("bytes of a proof", file_of(_PROOF_FILE, PDF, name="a.pdf"), 10 * MB, 10 * MB + 1, 12038005),
    Bound("bytes of a return's label", label_of_return, 10 * MB, 10 * MB + 1, 25001001),
    Bound("bytes of an invoice", invoice, MB, MB + 1, 21011005, region="BR"),
    Bound("invoices in a call", invoices, 500, 501, 36009004, region="BR"),
    *(
        Bound(f"{side} of a picture, {end}", sides_of(_IMAGE, wide=side == "width"), within, beyond, 12019116)
        for side in ("width", "height")
        for end, within, beyond in (("least", 100, 99), ("most", 20_000, 20_001))
    ),
    Bound("pictures of a rejected request", rejection("images"), 6, 7, 25001001),
    Bound("comment of a rejected request", rejection("comment"), 500, 501, 25001001),
    Bound("pictures of a rejected return", rejection_of_return, 6, 7, 25001001),
    Bound(
        "key of an approved request", key("approveCancellation", {"cancel_id": "cancellation"}, {}), 255, 256, 36009004
    ),
    Bound(
        "key of an approved return",
        key("approveReturn", {"return_id": "return"}, {"decision": "APPROVE_RETURN"}),
        255,
        256,
        36009004,
    ),
    Bound("seller SKUs in a search", seller_skus, 10, 11, 12019027),
    Bound("orders under one number", under_one_number, 20, 21, 21011026),
)


@pytest.fixture
def shop(gateway: RunningPlatform, bound: Bound) -> tuple[Seller, Ids]:
    seller = seller_in(gateway, bound.region)
    return seller, fill(seller)


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: bound.about)
def test_a_limit_holds_at_its_value_and_not_one_beyond(bound: Bound, shop: tuple[Seller, Ids]) -> None:
    refused = bound.send(*shop, bound.beyond)
    assert bound.code in codes_of(refused), refused.json
    allowed = bound.send(*shop, bound.within)
    assert bound.code not in codes_of(allowed), allowed.json


def codes_of(reply: Reply) -> set[int]:
    """The code of a reply and those of its errors."""
    data = reply.json["data"] or {}
    return {reply.code, *(int(row["code"]) for row in data.get("errors") or ())}


# What differs by market

REGIONS = [market.code for market in all_regions()]
EUROPE = ("DE", "ES", "FR", "GB", "IE", "IT")


def title_limits(region: str) -> tuple[int, int]:
    """The least and most characters of a title."""
    if region in {"BR", "MX"}:
        return 1, 300
    return (1, 255) if region in {*EUROPE, "JP", "US"} else (25, 255)


def most_skus(region: str) -> int:
    return 300 if region in {*EUROPE, "BR", "JP", "MX", "US"} else 100


@pytest.fixture(scope="module")
def check(gateway: RunningPlatform) -> Callable[[str, Mapping[str, Any]], set[int]]:
    """Asks what is wrong with a product of a market that has some fields."""

    @cache
    def seller_of(region: str) -> tuple[Seller, dict[str, Any]]:
        seller = seller_in(gateway, region)
        leaf = taxonomy.at_cut(CANDLE_HOLDER, "v1")
        assert leaf is not None
        return seller, product_body(seller, category_id=leaf.id)

    def ask(region: str, fields: Mapping[str, Any]) -> set[int]:
        seller, body = seller_of(region)
        data = seller.call("checkProductListing", {**body, **fields}).data
        return {row["code"] for row in data.get("fail_reasons") or ()}

    return ask


Check = Callable[[str, Mapping[str, Any]], set[int]]


@pytest.mark.parametrize("region", REGIONS)
def test_a_title_has_as_many_characters_as_its_market_takes(region: str, check: Check) -> None:
    least, most = title_limits(region)
    words = "Glass candle holder for tea lights and candles of every size, "
    for length, is_refused in ((least - 1, True), (least, False), (most, False), (most + 1, True)):
        title = (words * 6)[: max(length - 1, 0)] + "s" * (length > 0)
        assert bool({12052051, 12052261} & check(region, {"title": title})) is is_refused, length


@pytest.mark.parametrize("region", REGIONS)
def test_a_product_has_as_many_skus_as_its_market_takes(region: str, check: Check, gateway: RunningPlatform) -> None:
    seller = seller_in(gateway, region)
    for count, is_refused in ((most_skus(region), False), (most_skus(region) + 1, True)):
        skus = [
            sku_body(seller, sales_attributes=[{"name": "Tint", "value_name": f"Shade {number}"}])
            for number in range(count)
        ]
        assert (12052050 in check(region, {"skus": skus})) is is_refused, count
