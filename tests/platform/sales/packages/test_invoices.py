"""Brazil's invoices: uploadInvoice, and what the tax office makes of them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from shopwright.platform.sales.packages.nfe import check_digit
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, pass_time, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of, told
from .shipments import ship, shipment

pytestmark = pytest.mark.own_platform

MINUTE = 60


def key(number: int, *, month: str = "2401", state: str = "35") -> str:
    """A right access key."""
    digits = f"{state}{month}1234567800019555001{number:09d}1{number:08d}"
    return f"{digits}{check_digit(digits)}"


def xml(access_key: str, status: str = "100") -> bytes:
    """A file as a seller's program makes it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><nfeProc xmlns="http://www.portalfiscal.inf.br/nfe">'
        f'<NFe><infNFe Id="NFe{access_key}" versao="4.00"></infNFe></NFe>'
        f"<protNFe><infProt><chNFe>{access_key}</chNFe><cStat>{status}</cStat></infProt></protNFe></nfeProc>"
    ).encode()


def upload(seller: Seller, package_id: str, order_id: str, data: bytes | str) -> list[dict[str, Any]]:
    """Upload one invoice; answers the errors."""
    file = data if isinstance(data, str) else base64.b64encode(data).decode()
    invoice = {"package_id": package_id, "order_ids": [order_id], "file_type": "XML", "file": file}
    errors: list[dict[str, Any]] = data_of("uploadInvoice", seller.call("uploadInvoice", {"invoices": [invoice]}))[
        "errors"
    ]
    return errors


def test_a_valid_invoice_is_judged_in_a_minute_and_opens_the_way_to_ship(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = shop_of(platform, "BR", receiver=receiver)
    sku = stocked(seller)
    order = buy(seller, sku)["order_id"]
    package_id = package_of(seller, order)
    assert detail(seller, order)["need_upload_invoice"] == "NEED_INVOICE"
    assert ship(seller, package_id) == 21004006
    assert upload(seller, package_id, order, xml(key(1))) == []
    assert detail(seller, order)["need_upload_invoice"] == "INVOICE_PROCESSING"
    assert ship(seller, package_id) == 21004020
    confirmed = {"warehouse_provider_id": "42", "packages": [shipment(seller, package_id, sku)]}
    errors = seller.call("confirmPackageShipment", confirmed).data["errors"]
    assert [error["code"] for error in errors] == ["21004020"]
    assert [item["code"] for item in upload(seller, package_id, order, xml(key(1)))] == [21011003]
    pass_time(platform, MINUTE)
    assert detail(seller, order)["need_upload_invoice"] == "INVOICE_UPLOADED"
    assert told(receiver, 36, 2) == [
        {"package_id": package_id, "order_ids": [order], "invoice_status": status}
        for status in ("PROCESSING", "SUCCESS")
    ]
    assert seller.call("shipPackage", {}, package_id=package_id).code == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (xml(key(2)[:-1] + str((int(key(2)[-1]) + 1) % 10)), "FAILED"),
        (b"<nfeProc>no key</nfeProc>", "FAILED"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml(key(3)), "FAILED"),
        (xml(key(4, state="99")), "FAILED"),
        (xml(key(5, month=datetime.now(UTC).strftime("99%m"))), "NOT_FOUND"),
        (xml(key(6), "101"), "NOT_AUTHORIZED"),
    ],
    ids=["check digit", "no key", "a DTD", "no such state", "a month to come", "cancelled"],
)
def test_an_invalid_invoice_says_why_and_can_be_replaced(
    platform: RunningPlatform, receiver: WebhookReceiver, data: bytes, reason: str
) -> None:
    seller = shop_of(platform, "BR", receiver=receiver)
    order = buy(seller, stocked(seller))["order_id"]
    package_id = package_of(seller, order)
    upload(seller, package_id, order, data)
    pass_time(platform, MINUTE)
    verdict = told(receiver, 36, 2)[1]
    assert (verdict["invoice_status"], verdict["invalid_reason"]) == ("INVALID", reason)
    assert detail(seller, order)["need_upload_invoice"] == "NEED_INVOICE"
    assert upload(seller, package_id, order, xml(key(7))) == []
    pass_time(platform, MINUTE)
    assert detail(seller, order)["need_upload_invoice"] == "INVOICE_UPLOADED"


def test_an_access_key_serves_one_package_only(anywhere: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = shop_of(anywhere, "BR", receiver=receiver)
    sku = stocked(seller)
    for _ in range(2):
        order = buy(seller, sku)["order_id"]
        upload(seller, package_of(seller, order), order, xml(key(8)))
    pass_time(anywhere, MINUTE)
    verdicts = [(item["invoice_status"], item.get("invalid_reason")) for item in told(receiver, 36, 4)[2:]]
    assert verdicts == [("SUCCESS", None), ("INVALID", "ACCESS_KEY_DUPLICATE")]


def test_wrong_uploads_are_refused_item_by_item(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "BR")
    order = buy(seller, stocked(seller))["order_id"]
    package_id = package_of(seller, order)
    codes = [
        upload(seller, *item)[0]["code"]
        for item in (
            ("1153000000000000000", order, xml(key(9))),
            (package_id, "5766000000000000000", xml(key(9))),
            (package_id, order, "not base64!"),
            (package_id, order, b"x" * (2**20 + 1)),
        )
    ]
    assert codes == [21011028, 21011029, 21011005, 21011005]
    assert seller.call("uploadInvoice", {"invoices": []}).code == 36009004
    assert shop_of(shared_platform, "MX").call("uploadInvoice", {"invoices": []}).code == 36009004


def test_a_split_package_needs_a_new_invoice(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "BR")
    first, second = stocked(seller), stocked(seller)
    order = buy(seller, first, second)["order_id"]
    upload(seller, package_of(seller, order), order, xml(key(10)))
    pass_time(platform, MINUTE)
    group = {"id": "a", "order_line_item_ids": [detail(seller, order)["line_items"][0]["id"]]}
    assert seller.call("confirmOrderSplit", {"splittable_groups": [group]}, order_id=order).code == 0
    assert detail(seller, order)["need_upload_invoice"] == "NEED_INVOICE"
