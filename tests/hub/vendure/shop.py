"""What happens in a Vendure that the hub does not do: its owner sets up channels and users, and buyers buy."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import requests

from shopwright.hub.channels.vendure.permissions import NEEDED

_OWNER = "superadmin"
#: More than any test has of anything, and not more than Vendure lets into a basket.
_ALL = 900


#: How often a buyer presses the button again.
_TRIES = 5


class DeadlockError(Exception):
    """Vendure's database undid a call, which waited for another one that waited for it."""


class Caller:
    """Someone who calls one of Vendure's two APIs, with a session of their own."""

    def __init__(self, url: str, channel: str = "") -> None:
        self._url, self._channel, self.token = url, channel, ""
        self._http = requests.Session()

    def __call__(self, query: str, /, **variables: object) -> Any:
        """The data of a query. Fails the test where it is refused."""
        headers = {"vendure-token": self._channel} if self._channel else {}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        reply = self._http.post(self._url, json={"query": query, "variables": variables}, headers=headers, timeout=60)
        self.token = reply.headers.get("vendure-auth-token") or self.token
        answer = reply.json()
        if "deadlock detected" in str(answer.get("errors", "")):
            raise DeadlockError
        assert "errors" not in answer, answer
        return answer["data"]


@dataclass(frozen=True)
class User:
    """An administrator of the hub's own, in a channel of Vendure's."""

    id: str
    name: str
    password: str
    channel_id: str
    role_id: str


class Vendure:
    """The whole of a Vendure, as its owner has it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.owner = Caller(f"{url}/admin-api")
        self.owner(
            "mutation LogIn($user: String!) { login(username: $user, password: $user) { __typename } }", user=_OWNER
        )
        self.ids = self.owner(
            """query { zones { items { id } } stockLocations { items { id } } shippingMethods { items { id } }
            paymentMethods { items { id } } taxCategories { items { id } } }"""
        )

    def id_of(self, kind: str) -> str:
        first_id: str = self.ids[kind]["items"][0]["id"]
        return first_id

    def default_channel(self) -> tuple[str, str]:
        """The channel that every Vendure has, here with prices in dollars and without tax; its id and token."""
        channel = self.owner("query { activeChannel { id token } }")["activeChannel"]
        return channel["id"], channel["token"]

    def channel(self) -> tuple[str, str]:
        """A new channel in pounds, with the stock, shipping and payments of the shop; its id and token."""
        token = secrets.token_hex(8)
        values = {
            "code": f"shop-{token}",
            "token": token,
            "defaultLanguageCode": "en",
            "pricesIncludeTax": True,
            "defaultCurrencyCode": "GBP",
            "defaultTaxZoneId": self.id_of("zones"),
            "defaultShippingZoneId": self.id_of("zones"),
        }
        made = self.owner(
            "mutation Make($input: CreateChannelInput!) { createChannel(input: $input) { ... on Channel { id } } }",
            input=values,
        )
        channel_id: str = made["createChannel"]["id"]
        for kind, mutation in (
            ("stockLocation", "assignStockLocationsToChannel"),
            ("shippingMethod", "assignShippingMethodsToChannel"),
            ("paymentMethod", "assignPaymentMethodsToChannel"),
        ):
            ids = [item["id"] for item in self.ids[f"{kind}s"]["items"]]
            self.owner(
                f"mutation Assign($input: {mutation[0].upper()}{mutation[1:]}Input!)"
                f" {{ {mutation}(input: $input) {{ id }} }}",
                input={f"{kind}Ids": ids, "channelId": channel_id},
            )
        return channel_id, token

    def user(self, channel_id: str, *, without: tuple[str, ...] = ()) -> User:
        """A user who may do in a channel what the hub needs, and nothing else."""
        tag = secrets.token_hex(6)
        permissions = [name for name, _ in NEEDED if name not in without]
        role = self.owner(
            "mutation Make($input: CreateRoleInput!) { createRole(input: $input) { id } }",
            input={"code": tag, "description": tag, "permissions": permissions, "channelIds": [channel_id]},
        )
        role_id, name, password = role["createRole"]["id"], f"{tag}@example.com", secrets.token_hex(12)
        made = self.owner(
            "mutation Make($input: CreateAdministratorInput!) { createAdministrator(input: $input) { id } }",
            input={
                "firstName": "Hub",
                "lastName": tag,
                "emailAddress": name,
                "password": password,
                "roleIds": [role_id],
            },
        )
        return User(made["createAdministrator"]["id"], name, password, channel_id, role_id)

    def delete_user(self, user: User) -> None:
        self.owner("mutation Delete($id: ID!) { deleteAdministrator(id: $id) { result } }", id=user.id)


class Shop:
    """One channel of a Vendure: its owner's goods, and buyers."""

    def __init__(self, vendure: Vendure, *, is_default: bool = False) -> None:
        self.vendure = vendure
        self.channel_id, self.token = vendure.default_channel() if is_default else vendure.channel()
        self.owner = Caller(f"{vendure.url}/admin-api", self.token)
        self.owner.token = vendure.owner.token

    def put_product(self, sku: str, quantity: int, price: int = 1250) -> tuple[str, str]:
        """The ids of a new product and its one variant."""
        texts = [{"languageCode": "en", "name": f"A mug {sku}", "slug": f"mug-{sku.lower()}", "description": "Tea."}]
        product = self.owner(
            "mutation Make($input: CreateProductInput!) { createProduct(input: $input) { id } }",
            input={"enabled": True, "translations": texts},
        )["createProduct"]["id"]
        row = {
            "productId": product,
            "sku": sku,
            "price": price,
            "trackInventory": "TRUE",
            "stockLevels": [{"stockLocationId": self.vendure.id_of("stockLocations"), "stockOnHand": quantity}],
            "translations": [{"languageCode": "en", "name": "A mug"}],
        }
        (variant,) = self.owner(
            "mutation Make($input: [CreateProductVariantInput!]!) { createProductVariants(input: $input) { id } }",
            input=[row],
        )["createProductVariants"]
        return product, variant["id"]

    def buyer(self) -> Caller:
        return Caller(f"{self.vendure.url}/shop-api", self.token)

    def buy(self, *lines: tuple[str, int], payment: str = "card") -> str:
        """A buyer buys variants and pays; returns the order's id."""
        buyer = self.buyer()
        for variant_id, quantity in lines:
            buyer(
                """mutation Add($id: ID!, $quantity: Int!) {
                addItemToOrder(productVariantId: $id, quantity: $quantity) { ... on Order { code } } }""",
                id=variant_id,
                quantity=quantity,
            )
        buyer(
            """mutation Order($shipping: [ID!]!, $email: String!) {
            setCustomerForOrder(input: { firstName: "Ann", lastName: "Buyer", emailAddress: $email }) { __typename }
            setOrderShippingAddress(input: {
              fullName: "Ann Buyer", streetLine1: "1 High Street", city: "Leeds", postalCode: "LS1 1AA"
              countryCode: "GB" }) { __typename }
            setOrderShippingMethod(shippingMethodId: $shipping) { __typename }
            transitionOrderToState(state: "ArrangingPayment") { ... on Order { state } } }""",
            shipping=[self.vendure.id_of("shippingMethods")],
            email=f"{secrets.token_hex(4)}@example.com",
        )
        return self._pay(buyer, payment)

    def _pay(self, buyer: Caller, payment: str) -> str:
        """Pay what the buyer ordered; returns the order's id."""
        query = """mutation Pay($payment: String!) {
            addPaymentToOrder(input: { method: $payment, metadata: {} }) { ... on Order { id state } } }"""
        for _ in range(_TRIES):
            # Vendure's database ends a payment that waits for stock which is set at that moment; buyers press again.
            with suppress(DeadlockError):
                return str(buyer(query, payment=payment)["addPaymentToOrder"]["id"])
        raise AssertionError("Vendure took no payment")

    def cancel(self, order_id: str, pieces: Mapping[str, int] | None = None) -> None:
        """The owner cancels an order, or pieces of its lines, and gives no money back."""
        lines = [{"orderLineId": line, "quantity": quantity} for line, quantity in (pieces or {}).items()]
        self.owner(
            "mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { state } } }",
            input={"orderId": order_id, "lines": lines or None, "cancelShipping": not lines},
        )

    def refund(self, order_id: str, amount: int) -> str:
        """The owner gives money back; returns the refund's id."""
        query = "query Order($id: ID!) { order(id: $id) { payments { id } } }"
        (payment,) = self.owner(query, id=order_id)["order"]["payments"]
        made = self.owner(
            "mutation Refund($input: RefundOrderInput!) { refundOrder(input: $input) { ... on Refund { id } } }",
            input={"paymentId": payment["id"], "amount": amount, "shipping": 0, "adjustment": 0, "reason": "Scratched"},
        )["refundOrder"]["id"]
        return str(made)

    def buyable(self, variant_id: str) -> int:
        """How many a buyer gets who asks for all."""
        answer = self.buyer()(
            """mutation Add($id: ID!, $quantity: Int!) { addItemToOrder(productVariantId: $id, quantity: $quantity) {
            ... on InsufficientStockError { quantityAvailable } } }""",
            id=variant_id,
            quantity=_ALL,
        )
        number: int = answer["addItemToOrder"]["quantityAvailable"]
        return number

    def order(self, order_id: str) -> Any:
        """An order as its owner sees it."""
        return self.owner(
            """query Order($id: ID!) { order(id: $id) { state lines { id quantity }
            fulfillments { state method trackingCode } payments { refunds { total state } } } }""",
            id=order_id,
        )["order"]
