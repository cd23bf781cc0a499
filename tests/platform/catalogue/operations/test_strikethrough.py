"""submitStrikethroughPrice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import listen, told
from tests.harness.catalogue import coloured, create_product, get_product, sku_body, upload_image
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import DAY
from tests.platform.support import data_of

NAME = "submitStrikethroughPrice"


def price_of(seller: Seller, sku_id: str, **fields: Any) -> dict[str, Any]:
    """What a SKU costs elsewhere, where somebody bought it yesterday."""
    moment = datetime.fromtimestamp(now(seller.platform), UTC) - timedelta(days=1)
    paid = {"amount": "19.99", "currency": "USD", "transaction_time": moment.isoformat()}
    return {
        "id": sku_id,
        "external_sku_id": "E-1",
        "external_retail_price": {"amount": "24.00", "currency": "USD", **fields.pop("retail", {})},
        "external_transaction_price": {**paid, **fields.pop("paid", {})},
        **fields,
    }


def submit(seller: Seller, product_id: str, *skus: dict[str, Any], external_id: str = "P-1") -> list[dict[str, Any]]:
    body = {"external_product_id": external_id, "skus": list(skus)}
    errors: list[dict[str, Any]] = data_of(NAME, seller.call(NAME, body, product_id=product_id))["errors"]
    return errors


def listed(seller: Seller, product_id: str) -> dict[str, Any]:
    """The only SKU of a product."""
    (sku,) = get_product(seller, product_id)["skus"]
    return dict(sku)


def new_product(seller: Seller, **fields: Any) -> tuple[str, str]:
    """A product of one SKU that costs 12.50, and the SKU."""
    made = create_product(seller, skus=[sku_body(seller, **fields)])
    return str(made["product_id"]), str(made["skus"][0]["id"])


@pytest.mark.own_platform
def test_a_price_is_struck_through_until_it_ends_and_apps_are_told(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = new_seller(platform, region="US")
    product_id, sku_id = new_product(seller, list_price={"amount": "15.00", "currency": "USD"})
    image = {"uri": upload_image(seller)}
    assert submit(seller, product_id, price_of(seller, sku_id, paid={"image": image})) == []
    assert listed(seller, product_id)["list_price"] == {"amount": "19.99", "currency": "USD"}
    assert listed(seller, product_id)["external_sku_id"] == "E-1"
    assert get_product(seller, product_id)["external_product_id"] == "P-1"
    listen(seller, receiver)
    platform.post("/sandbox/clock/advance", {"seconds": 29 * DAY})
    assert submit(seller, product_id, price_of(seller, sku_id, retail={"amount": "18.00"})) == []
    platform.post("/sandbox/clock/advance", {"seconds": 29 * DAY})
    assert listed(seller, product_id)["list_price"]["amount"] == "18.00"
    platform.post("/sandbox/clock/advance", {"seconds": DAY})
    assert listed(seller, product_id)["list_price"]["amount"] == "15.00"
    assert told(seller, receiver, 38, 1) == [{"product_id": product_id, "sku_id": sku_id}]


@pytest.mark.own_platform
def test_a_list_price_that_the_seller_sets_meanwhile_stays(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="US")
    product_id, sku_id = new_product(seller)
    assert submit(seller, product_id, price_of(seller, sku_id)) == []
    new = {"id": sku_id, "price": {"amount": "12.50", "currency": "USD"}}
    body = {"skus": [{**new, "list_price": {"amount": "17.00", "currency": "USD"}}]}
    assert seller.call("updatePrice", body, product_id=product_id).code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 30 * DAY})
    assert listed(seller, product_id)["list_price"]["amount"] == "17.00"


def test_each_sku_is_taken_or_named_with_its_reason(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform, region="US"), new_seller(platform, region="US")
    made = create_product(seller, skus=coloured(seller, "Red", "Blue"))
    red, blue = (sku["id"] for sku in made["skus"])
    cases: list[tuple[dict[str, Any], int]] = [
        (price_of(seller, "1730000000000000999"), 12052556),
        (price_of(seller, red, retail={"currency": "EUR"}), 12052084),
        (price_of(seller, red, retail={"amount": "7600.01"}), 12052383),
        (price_of(seller, red, paid={"amount": "-1"}), 12052375),
        (price_of(seller, red, paid={"amount": "19.999"}), 12052375),
        (price_of(seller, red, paid={"amount": "12.50"}), 12052910),
        (price_of(seller, red, paid={"transaction_time": "yesterday"}), 12052910),
        (price_of(seller, red, paid={"transaction_time": "2026-11-01T00:00:00"}), 12052910),
        (price_of(seller, red, paid={"transaction_time": "2020-01-01T00:00:00Z"}), 12052910),
        (price_of(seller, red, paid={"transaction_time": "2120-01-01T00:00:00Z"}), 12052910),
        (price_of(seller, red, paid={"image": {"uri": upload_image(other)}}), 12052722),
        (price_of(seller, red, external_sku_id="x" * 1000), 12052910),
    ]
    for sku, code in cases:
        (error,) = submit(seller, made["product_id"], sku)
        assert (error["code"], error["detail"]) == (code, {"sku_id": sku["id"]}), (sku, error)
    assert "external_product_id" not in get_product(seller, made["product_id"])
    pair = (price_of(seller, red), price_of(seller, red), price_of(seller, blue, external_sku_id="E-2"))
    assert [error["code"] for error in submit(seller, made["product_id"], *pair)] == [12052553]
    prices = [sku["list_price"]["amount"] for sku in get_product(seller, made["product_id"])["skus"]]
    assert prices == ["19.99", "19.99"]
    (error,) = submit(seller, made["product_id"], price_of(seller, blue, external_sku_id="E-3"))
    assert error["code"] == 12052910


def test_a_product_that_cannot_have_one_is_refused_as_a_whole(platform: RunningPlatform) -> None:
    seller, british = new_seller(platform, region="US"), new_seller(platform)
    product_id, sku_id = new_product(seller)

    def code(caller: Seller, product: str, *skus: dict[str, Any], external_id: str = "P-1") -> int:
        body = {"external_product_id": external_id, "skus": list(skus)}
        return int(caller.call(NAME, body, product_id=product).code)

    assert code(british, new_product(british)[0], price_of(seller, sku_id)) == 12052376
    assert code(british, product_id, price_of(seller, sku_id)) == 12052048
    assert code(seller, product_id) == 12052902
    assert code(seller, product_id, price_of(seller, sku_id), external_id="x" * 1000) == 12052910
    assert code(seller, product_id, price_of(seller, sku_id)) == 0
    assert code(seller, product_id, price_of(seller, sku_id), external_id="P-2") == 12052910
    seller.call("deactivateProducts", {"product_ids": [product_id]})
    assert code(seller, product_id, price_of(seller, sku_id)) == 12052901
