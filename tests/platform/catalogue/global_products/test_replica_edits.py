"""editProduct, partialEditProduct: an edit of a product goes on to its replicas in the markets that it names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.catalogue import (
    category,
    coloured,
    create_product,
    get_product,
    product_body,
    sku_body,
    stock_of,
)
from tests.harness.global_products import NOBODY, GlobalSeller, global_seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import buy, pass_time

from .test_replication import CURRENCIES, PRICES, replicas_of, replicate, wanted

pytestmark = pytest.mark.own_platform

TITLE = "Glass candle holder for tea lights, set of four"


class Pair:
    """A product in the first market of a seller, and its replica in another."""

    def __init__(self, platform: RunningPlatform, source: str, market: str, *colours: str, **fields: Any) -> None:
        self.seller: GlobalSeller = global_seller(platform, source, market, webhook_url=NOBODY)
        self.market = market
        self.product = create_product(self.first, skus=self.skus(*colours))
        target = wanted(self.seller, market, self.product, **fields)
        for number, sku in enumerate(target["skus"]):
            sku["seller_sku"] += str(number)
            if fields.get("inventory_mode") == "SHARED":
                del sku["inventory"]
        assert replicate(self.seller, self.product, target).data["errors"] == []
        pass_time(platform, 61)
        (row,) = replicas_of(self.first, self.product)
        self.replica_id: str = row["product_id"]

    @property
    def first(self) -> Seller:
        return self.seller.first

    @property
    def there(self) -> Seller:
        return self.seller[self.market]

    def skus(self, *colours: str) -> list[dict[str, Any]]:
        """Bodies of SKUs, of these colours if any; known ones with their ids."""
        bodies = coloured(self.first, *colours) if colours else [sku_body(self.first)]
        for number, body in enumerate(bodies):
            body["seller_sku"] = f"SOURCE-{number}"
        return bodies

    def replica(self) -> dict[str, Any]:
        return get_product(self.there, self.replica_id)

    def edit(self, operation_id: str = "partialEditProduct", **fields: Any) -> Reply:
        return self.first.call(operation_id, fields, product_id=self.product["product_id"])

    def whole(self, **fields: Any) -> dict[str, Any]:
        """A body of editProduct that changes nothing but the fields."""
        skus = [sku_body(self.first, id=self.product["skus"][0]["id"])]
        return product_body(self.first, **{"skus": skus, **fields})

    def sku(self, number: int = 0, **fields: Any) -> dict[str, Any]:
        """A SKU of the replica in an edit, with the price that it has."""
        price = {"sale_price": PRICES[self.market], "currency": CURRENCIES[self.market]}
        return {"id": self.replica()["skus"][number]["id"], "price": price, **fields}


@pytest.mark.parametrize(("source", "market"), [("GB", "DE"), ("DE", "ID"), ("US", "GB")])
@pytest.mark.parametrize("operation_id", ["editProduct", "partialEditProduct"])
def test_a_market_that_an_edit_names_takes_it_over(
    operation_id: str, source: str, market: str, platform: RunningPlatform
) -> None:
    pair = Pair(platform, source, market)
    body = pair.whole(title=TITLE) if operation_id == "editProduct" else {"title": TITLE}
    price = {"ID": "180000", "DE": "17.00", "GB": "16.00"}[market]
    line = {"warehouse_id": pair.there.warehouse_id, "quantity": 7}
    sku = pair.sku(seller_sku="NEW-CODE", inventory=[line])
    sku["price"]["sale_price"] = price
    reply = pair.edit(operation_id, **body, replicated_products=[{"region": market, "skus": [sku]}])
    assert reply.code == 0, reply.message
    replica = pair.replica()
    assert replica["title"] == get_product(pair.first, pair.product["product_id"])["title"] == TITLE
    (shown,) = replica["skus"]
    assert (shown["price"]["sale_price"], shown["seller_sku"]) == (price, "NEW-CODE")
    assert [row["quantity"] for row in shown["inventory"]] == [7]
    assert {field for data in pair.seller.told(market, 15) for field in data["changed_fields"]} >= {"title"}


def test_a_market_that_an_edit_does_not_name_stays_as_it_is(platform: RunningPlatform) -> None:
    pair = Pair(platform, "GB", "DE")
    before = pair.replica()
    assert pair.edit(title=TITLE).code == 0
    assert pair.replica()["title"] == before["title"] != TITLE


def test_without_skus_the_content_alone_goes_on(platform: RunningPlatform) -> None:
    pair = Pair(platform, "GB", "DE")
    before = pair.replica()["skus"]
    assert pair.edit(title=TITLE, replicated_products=[{"region": "DE"}]).code == 0
    after = pair.replica()
    assert (after["title"], after["skus"]) == (TITLE, before)


@pytest.mark.parametrize("known_by", ["its id", "the id of the source's", "its seller SKU", "the source's seller SKU"])
def test_a_sku_is_known_by_ids_and_seller_skus(known_by: str, platform: RunningPlatform) -> None:
    pair = Pair(platform, "GB", "DE", "Red", "Blue")
    ids = [sku["id"] for sku in pair.replica()["skus"]]
    name = {
        "its id": {"id": ids[1]},
        "the id of the source's": {"id": pair.product["skus"][1]["id"]},
        "its seller SKU": {"seller_sku": "DE-CANDLE1"},
        "the source's seller SKU": {"seller_sku": "SOURCE-1"},
    }[known_by]
    price = {"sale_price": "19.00", "currency": "EUR"}
    sku = {**name, "price": price, "external_sku_id": "ERP-1"}
    reply = pair.edit(replicated_products=[{"region": "DE", "skus": [sku]}])
    assert reply.code == 0, reply.message
    skus = {sku["id"]: sku for sku in pair.replica()["skus"]}
    assert [skus[sku_id]["price"]["sale_price"] for sku_id in ids] == ["13.00", "19.00"]
    assert skus[ids[1]]["external_sku_id"] == "ERP-1"


def test_skus_that_come_and_go_do_so_in_the_market_too(platform: RunningPlatform) -> None:
    pair = Pair(platform, "GB", "DE", "Red", "Blue")
    red, blue = (sku["id"] for sku in pair.product["skus"])
    old = pair.replica()["skus"]
    bodies = pair.skus("Red", "Green")
    bodies[0]["id"], bodies[1]["seller_sku"] = red, "SOURCE-2"
    price = {"sale_price": "15.00", "currency": "EUR"}
    said = [
        {"id": red, "price": price},
        {"seller_sku": "SOURCE-2", "price": price, "inventory": [{"quantity": 3}]},
    ]
    body = pair.whole(skus=bodies, replicated_products=[{"region": "DE", "skus": said}])
    reply = pair.edit("editProduct", **body)
    assert reply.code == 0, reply.message
    skus = pair.replica()["skus"]
    kept = next(sku["id"] for sku in old if sku["sales_attributes"][0]["value_name"] == "Red")
    assert {sku["sales_attributes"][0]["value_name"]: sku["id"] == kept for sku in skus} == {
        "Red": True,
        "Green": False,
    }
    green = next(sku for sku in skus if sku["id"] != kept)
    assert [row["quantity"] for row in green["inventory"]] == [3]
    new = next(sku["id"] for sku in reply.data["skus"] if sku["id"] not in (red, blue))
    assert green["global_listing_policy"]["replicate_source"]["sku_id"] == new


@pytest.mark.parametrize("operation_id", ["editProduct", "partialEditProduct"])
def test_stock_is_shared_and_apart_again_as_edits_say(operation_id: str, platform: RunningPlatform) -> None:
    pair = Pair(platform, "DE", "FR")
    (source,), (sku,) = pair.product["skus"], pair.replica()["skus"]
    body = pair.whole() if operation_id == "editProduct" else {}
    for each in body.get("skus", []):
        del each["inventory"]
    assert sku["global_listing_policy"]["inventory_type"] == "EXCLUSIVE"
    assert pair.edit(operation_id, **body, inventory_mode="SHARED").code == 0
    assert stock_of(pair.there, sku["id"])["total_available_quantity"] == 10
    buy(pair.there, (sku["id"], 4))
    assert stock_of(pair.first, source["id"])["total_available_quantity"] == 6
    assert pair.replica()["skus"][0]["global_listing_policy"]["inventory_type"] == "SHARED"
    line = {"warehouse_id": pair.there.warehouse_id, "quantity": 5}
    other = {"region": "FR", "skus": [pair.sku(inventory=[line])]}
    assert pair.edit(operation_id, **body, replicated_products=[other]).code == 12052503
    apart = {**other, "inventory_mode": "EXCLUSIVE"}
    assert pair.edit(operation_id, **body, replicated_products=[apart]).code == 0
    assert stock_of(pair.there, sku["id"])["total_available_quantity"] == 1  # of the five on hand, four are promised
    buy(pair.first, (source["id"], 2))
    assert stock_of(pair.there, sku["id"])["total_available_quantity"] == 1
    shown = get_product(pair.first, pair.product["product_id"])["skus"][0]
    assert shown["global_listing_policy"]["inventory_type"] == "EXCLUSIVE"


@pytest.mark.parametrize("operation_id", ["editProduct", "partialEditProduct"])
def test_what_an_edit_of_replicas_may_not_say_has_its_code_and_changes_nothing(
    operation_id: str, platform: RunningPlatform
) -> None:
    pair = Pair(platform, "GB", "DE", "Red", "Blue")
    before = pair.replica()
    red, blue = (pair.sku(number) for number in range(2))
    bodies = pair.skus("Red", "Blue", "Green")
    for body, sku in zip(bodies, pair.product["skus"], strict=False):
        body["id"] = sku["id"]
    is_whole = operation_id == "editProduct"
    body = pair.whole(title=TITLE, skus=bodies[:2]) if is_whole else {"title": TITLE}

    def refused(*skus: dict[str, Any], **fields: Any) -> int:
        said = {"region": "DE", "skus": list(skus), **fields}
        return pair.edit(operation_id, **body, replicated_products=[said]).code

    nameless = {"price": red["price"]}
    foreign = {"warehouse_id": pair.first.warehouse_id, "quantity": 1}
    assert refused({**red, "id": "1730000000009000001"}, blue) == 12052508
    assert refused(nameless, blue) == 12052509
    assert refused({**nameless, "seller_sku": "UNKNOWN"}, blue) == 12052510
    assert refused(red, red) == 12052510
    assert refused(red, blue, region="FR") == 12052513
    assert refused({**red, "price": {"sale_price": "9.00", "currency": "GBP"}}, blue) == 12052084
    assert refused({**red, "price": {"sale_price": "0", "currency": "EUR"}}, blue) == 12052073
    assert refused({**red, "price": {"sale_price": "9000000", "currency": "EUR"}}, blue) == 12052570
    assert refused({**red, "inventory": [foreign]}, blue) == 12052530
    assert refused(red, blue, inventory_mode="MIXED") == 12052910
    twice = [{"region": "DE", "skus": [red, blue]}] * 2
    assert pair.edit(operation_id, **body, replicated_products=twice).code == 12052910
    assert pair.edit(operation_id, **body, inventory_mode="SHARED").code == 12052910  # GB is not in the EU
    draft = {"save_mode": "AS_DRAFT", "replicated_products": [{"region": "DE"}]}
    assert pair.edit(operation_id, **body, **draft).code == 12052910
    body["skus"] = bodies if is_whole else bodies[2:]  # with a new SKU, which has to be named
    assert refused(red, blue) == 12052511
    if is_whole:
        body["skus"] = bodies[:2]
        assert refused(red) == 12052511
    assert pair.replica() == before
    assert get_product(pair.first, pair.product["product_id"])["title"] != TITLE


@pytest.mark.parametrize("operation_id", ["editProduct", "partialEditProduct"])
def test_a_changed_category_or_attribute_needs_every_market(operation_id: str, platform: RunningPlatform) -> None:
    pair = Pair(platform, "GB", "DE", "Red")
    red, green = pair.skus("Red", "Green")
    red["id"] = pair.product["skus"][0]["id"]
    base = pair.whole(skus=[red]) if operation_id == "editProduct" else {}

    def edit(**fields: Any) -> Reply:
        return pair.edit(operation_id, **{**base, **fields})

    other = {"category_id": category("ae-2-1-2-9"), "category_version": "v2"}
    if base:  # a partial edit has no category
        assert edit(**other).code == 12052514
    more = [red, green] if base else [green]
    assert edit(skus=more).code == 12052515
    named = [{"region": "DE"}]
    if base:
        reply = edit(**other, replicated_products=named)
        assert reply.code == 0, reply.message
        assert pair.replica()["category_chains"][-1]["id"] == other["category_id"]
    pair.there.call("deleteProducts", {"product_ids": [pair.replica_id]})
    assert edit(title=TITLE).code == 0
    assert edit(title=TITLE, replicated_products=named).code == 12052512
