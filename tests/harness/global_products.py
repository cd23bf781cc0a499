"""Sellers with shops in several markets, and their global products, made through the public door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shopwright.platform.market.regions import region

from .calls import Seller, new_app
from .catalogue import category, upload_image
from .server import Reply, RunningPlatform

#: Where the webhooks of tests go that only look at the outbox.
NOBODY = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class GlobalSeller:
    """A seller with a shop in each of some markets; what has no shop is called through the first."""

    platform: RunningPlatform
    shops: Mapping[str, Seller]

    @property
    def first(self) -> Seller:
        return next(iter(self.shops.values()))

    def __getitem__(self, market: str) -> Seller:
        return self.shops[market]

    def call(self, operation_id: str, body: object = None, **options: Any) -> Reply:
        return self.first.call(operation_id, body, **options)

    def told(self, market: str, topic: int) -> list[dict[str, Any]]:
        """The data of the notifications of a topic that a shop's apps were sent, in order."""
        rows = self.platform.get("/sandbox/deliveries", shop_id=self[market].shop_id, topic=topic)["deliveries"]
        bodies = [self.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"] for row in reversed(rows)]
        return [body["data"] for body in bodies]


def global_seller(
    platform: RunningPlatform, *markets: str, seller_type: str = "CROSS_BORDER", webhook_url: str | None = None
) -> GlobalSeller:
    """A new seller with a shop in each market, who authorised one app."""
    app = new_app(platform, webhook_url=webhook_url) if webhook_url else new_app(platform)
    shops: dict[str, Seller] = {}
    for market in markets:
        body: dict[str, Any] = {"region": market, "seller_type": seller_type, "authorize": [app["app_key"]]}
        if shops:
            body["account_id"] = next(iter(shops.values())).account_id
        made = platform.post("/sandbox/shops", body)
        shops[market] = Seller(platform, app, made, made["tokens"][0])
    return GlobalSeller(platform, shops)


def global_sku(currency: str = "USD", **fields: Any) -> dict[str, Any]:
    """A SKU as createGlobalProduct takes it: one quantity for all markets."""
    return {
        "price": {"currency": currency, "amount": "15.00"},
        "global_quantity": 20,
        "seller_sku": "CANDLE-1",
        **fields,
    }


def tinted(*names: str, **fields: Any) -> list[dict[str, Any]]:
    """A global SKU for each colour."""
    return [
        global_sku(seller_sku=f"TINT-{name}", sales_attributes=[{"name": "Tint", "value_name": name}], **fields)
        for name in names
    ]


def global_body(seller: GlobalSeller, uri: str | None = None, **fields: Any) -> dict[str, Any]:
    """A body of createGlobalProduct that breaks no rule of the seller's markets."""
    market = str(seller.first.shop["region"])
    is_local = all(shop.shop["seller_type"] == "LOCAL" for shop in seller.shops.values())
    persons = next((shop.shop for shop in seller.shops.values() if shop.shop["manufacturer_ids"]), None)
    return {
        "title": "Glass candle holder for tea lights, set of two",
        "description": "<p>Holds a tea light.</p>",
        "category_id": category(market=market),
        "category_version": region(market).category_versions.tree,
        "main_images": [{"uri": uri or upload_image(seller.first)}],
        "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "20", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "skus": [global_sku("EUR" if is_local else "USD")],
        **({name: persons[name] for name in ("manufacturer_ids", "responsible_person_ids")} if persons else {}),
        **fields,
    }


def create_global(seller: GlobalSeller, **fields: Any) -> dict[str, Any]:
    """Create a global product; answers the reply's data."""
    reply = seller.call("createGlobalProduct", global_body(seller, **fields))
    assert reply.code == 0, reply.message
    made: dict[str, Any] = reply.data
    return made


def get_global(seller: GlobalSeller, made: Mapping[str, Any]) -> dict[str, Any]:
    """A global product as getGlobalProduct shows it."""
    reply = seller.call("getGlobalProduct", global_product_id=made["global_product_id"])
    assert reply.code == 0, reply.message
    detail: dict[str, Any] = reply.data
    return detail


def target(market: str, made: Mapping[str, Any], **of_sku: Any) -> dict[str, Any]:
    """A market to publish all SKUs of a global product to."""
    skus = [{"related_global_sku_id": sku["id"], **of_sku} for sku in made["global_skus"]]
    return {"region": market, "skus": skus}


def publish(seller: GlobalSeller, made: Mapping[str, Any], *targets: str | dict[str, Any]) -> Reply:
    """Publish a global product to markets."""
    wanted = [target(each, made) if isinstance(each, str) else each for each in targets]
    body = {"publish_target": wanted}
    return seller.call("publishGlobalProduct", body, global_product_id=made["global_product_id"])


def published(
    seller: GlobalSeller, made: Mapping[str, Any], *targets: str | dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Publish, with success everywhere; answers the local product of each market."""
    reply = publish(seller, made, *targets)
    assert reply.code == 0, reply.message
    assert {row["status"] for row in reply.data["publish_result"]} == {"SUCCESS"}, reply.data
    return {row["region"]: row for row in reply.data["products"]}
