"""What a seller does in these tests, through the client."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from tiktok_shop_api import TokenSet
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import File

from tests.harness.catalogue import category, picture

from .client import App, Client


@dataclass
class Shop:
    """One seller's shop, authorised for an app."""

    app: App
    client: Client
    tokens: TokenSet
    row: dict[str, Any]

    def code(self, **fields: Any) -> str:
        """A new consent; answers its code."""
        body = {"app_key": self.app.keys["app_key"], "shop_cipher": self.row["cipher"], **fields}
        return str(self.app.platform.post("/sandbox/auth_codes", body)["code"])

    def setting(self, **fields: Any) -> None:
        """Change the shop's switches."""
        self.app.platform.patch(f"/sandbox/shops/{self.row['shop_id']}", fields)

    def upload(self, use_case: str = "MAIN_IMAGE") -> str:
        data = File(payload=io.BytesIO(picture()), file_name="a.png", mime_type="image/png")
        body = models.UploadProductImageRequest(data=data, use_case=models.UploadProductImageRequestUseCase(use_case))
        reply = self.client.app.run(self.client.inner.products.upload_product_image(body=body)).data
        return str(reply.uri)

    def listing(self, **fields: Any) -> dict[str, Any]:
        """A body of createProduct that breaks no rule."""
        return {
            "title": "Glass candle holder for tea lights, set of two",
            "description": "<p>Holds a tea light.</p>",
            "category_id": category(),
            "category_version": "v2",
            "main_images": [{"uri": self.upload()}],
            "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
            "skus": [
                {
                    "seller_sku": "CANDLE-1",
                    "price": {"currency": "GBP", "amount": "12.50"},
                    "inventory": [{"warehouse_id": self.warehouse_id, "quantity": 10}],
                }
            ],
            **fields,
        }

    @property
    def warehouse_id(self) -> str:
        return next(
            str(warehouse["warehouse_id"])
            for warehouse in self.row["warehouses"]
            if warehouse["type"] == "SALES_WAREHOUSE"
        )

    def create(self, **fields: Any) -> Any:
        return self.client.products("create_product", body=self.listing(**fields))

    def get(self, product_id: str, **query: Any) -> Any:
        return self.client.products("get_product", product_id, **query)

    def status(self, product_id: str) -> str:
        return str(self.get(product_id).status)

    def search(self, **body: Any) -> list[str]:
        """The ids that a search finds."""
        products = self.client.products("search_products", body=body, page_size=100)
        return [row.id for row in products.products]

    def stock(self, product_id: str, sku_id: str, quantity: int) -> Any:
        line = {"warehouse_id": self.warehouse_id, "quantity": quantity}
        body = {"skus": [{"id": sku_id, "inventory": [line]}]}
        return self.client.products("update_inventory", product_id, body=body)

    def price(self, product_id: str, sku_id: str, amount: str) -> Any:
        body = {"skus": [{"id": sku_id, "price": {"currency": "GBP", "amount": amount}}]}
        return self.client.products("update_price", product_id, body=body)


def open_shop(app: App) -> Shop:
    """A seller opens a shop, authorises the app, and the app finds the shop."""
    row = app.platform.post("/sandbox/shops", {"region": "GB"})
    body = {"app_key": app.keys["app_key"], "shop_cipher": row["cipher"]}
    tokens = app.exchange(app.platform.post("/sandbox/auth_codes", body)["code"])
    [listed] = app.client(tokens).call("authorization", "get_authorized_shops").shops
    return Shop(app, app.client(tokens, listed.cipher), tokens, row)
