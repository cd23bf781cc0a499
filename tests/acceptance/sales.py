"""A shop of any market that sells, driven by the client: what its seller does with orders."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller
from tests.harness.trade import holding, pass_time, stocked

from .client import App, Client, settle, verified

#: A fiscal invoice that the tax office finds nothing against: its key of 44 digits ends in the right check digit.
ACCESS_KEY = "35261112345678000195550010000000011000000015"


@dataclass
class Sales:
    """One seller's shop: ``client`` is theirs, ``seller`` the same shop as the other tests know it."""

    app: App
    client: Client
    seller: Seller
    region: str

    def stock(self, quantity: int = 10) -> str:
        """A product with so much stock; answers its SKU."""
        return stocked(self.seller, quantity)

    def buy(self, *lines: tuple[str, int], **fields: object) -> str:
        """A buyer buys; answers the order's id."""
        items = [{"sku_id": sku_id, "quantity": quantity} for sku_id, quantity in lines]
        body = {"shop_cipher": self.seller.cipher, "line_items": items, **fields}
        return str(self.app.platform.post("/sandbox/orders", body)["order_id"])

    def order(self, order_id: str) -> Any:
        (order,) = self.client.call("orders", "get_order_detail", ids=[order_id]).orders
        return order

    def status(self, order_id: str) -> str:
        return str(self.order(order_id).status)

    def listed(self, **body: Any) -> list[str]:
        """The ids that a search of orders finds."""
        return [order.id for order in self.client.call("orders", "get_order_list", body=body, page_size=50).orders]

    def held(self, sku_id: str) -> tuple[int, int]:
        """On hand, and promised to orders."""
        return holding(self.seller, sku_id)

    def wait(self, seconds: int) -> None:
        pass_time(self.app.platform, seconds)

    def ship(self, order_id: str) -> str:
        """Ship in the way of the market; answers the package's id."""
        if self.region == "US":
            services = self.client.call("fulfillment", "get_eligible_shipping_services", order_id, body={})
            chosen = next(
                shipping_service for shipping_service in services.shipping_services if shipping_service.is_default
            )
            body = {"ship_type": "1", "order_id": order_id, "shipping_service_id": chosen.id}
            return str(self.client.call("fulfillment", "create_packages", body=body).package_id)
        (package,) = self.order(order_id).packages
        if self.region == "BR":
            self.invoice(order_id, package.id)
        self.client.call("fulfillment", "ship_package", package.id, body={"handover_method": "DROP_OFF"})
        return str(package.id)

    def invoice(self, order_id: str, package_id: str) -> None:
        """Upload an invoice and wait until it is judged."""
        xml = f'<nfeProc><NFe><infNFe Id="NFe{ACCESS_KEY}"/></NFe></nfeProc>'
        file = base64.b64encode(xml.encode()).decode()
        invoice = {"package_id": package_id, "order_ids": [order_id], "file_type": "XML", "file": file}
        assert not self.client.call("fulfillment", "upload_invoice", body={"invoices": [invoice]}).errors
        self.wait(600)

    def act(self, return_id: str, act: str) -> None:
        """What the buyer, the return's carrier or the arbitrator does."""
        self.app.platform.post(f"/sandbox/returns/{return_id}/acts", {"act": act})

    def returned(self, return_id: str) -> Any:
        body = {"return_ids": [return_id]}
        (return_order,) = self.client.call("return_and_refund", "search_returns", body=body).return_orders
        return return_order


def open_sales(app: App, region: str) -> Sales:
    """A seller opens a shop in a region and authorises the app, with tokens that outlast the jumps of the clock."""
    row = app.platform.post("/sandbox/shops", {"region": region, "authorize": [app.keys["app_key"]]})
    tokens = row["tokens"][0]
    seller = Seller(app.platform, app.keys, row, tokens)
    return Sales(app, app.client(SimpleNamespace(**tokens), row["cipher"]), seller, region)


def told(app: App, receiver: WebhookReceiver, topic: int) -> list[Any]:
    """The data of the notifications of a topic, verified and parsed by the client, in the order of their ids."""
    settle(app)
    return [item.data for item in verified(app, receiver) if item.type_ == topic]
