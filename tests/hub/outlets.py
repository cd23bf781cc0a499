"""Places where a crowd buys: what a buyer does there, and what each then says of its orders, stock and money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Protocol

from shopwright.hub.aftersales.models import OPEN, Case
from shopwright.hub.aftersales.queries import groups
from shopwright.hub.channels import services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of, channels
from shopwright.hub.channels.shopify.channel import Shopify
from shopwright.hub.channels.shopify.orders import number_of
from shopwright.testing import Platform
from tests.hub.harness import Hub, stock_on
from tests.hub.notices import open_steps
from tests.hub.shopify.returns import ask_for_return
from tests.hub.shopify.server import ShopifyServer
from tests.hub.shopify.store import Store
from tests.hub.vendure.shop import Shop as VendureShop


class Outlet(Protocol):
    """A shop on a channel that sells some SKUs."""

    #: Whether the channel books the parcel, or the seller does and names its number.
    makes_labels: bool

    def connect(self, hub: Hub) -> Connection: ...

    def sell(self, goods: Mapping[str, str]) -> None:
        """From now on buyers buy these SKUs; by their ids there."""

    def buy(self, pieces: Mapping[str, int], *, changes_mind: bool) -> None:
        """A buyer buys pieces of SKUs, and cancels at once where they change their mind."""

    def stock(self) -> Mapping[str, int]:
        """How many of each SKU can still be bought."""

    def totals(self) -> Mapping[str, Decimal]:
        """What each order came to, by its id."""

    def parcels(self) -> Sequence[tuple[bool, int]]:
        """Of each order whether it was cancelled, and its parcels."""

    def bring_back(self, hub: Hub, wait: Callable[[Callable[[], bool]], None]) -> int:
        """Every tenth order that was sent comes back and goes on the shelf again; returns how many did.

        ``wait``: until something is so, while the hub works.
        """


class TikTokOutlet:
    makes_labels = True

    def __init__(self, platform: Platform, region: str) -> None:
        self.platform, self.seller = platform, platform.shop(region)

    def connect(self, hub: Hub) -> Connection:
        connection = hub.connect(self.platform, self.seller)
        open_steps(hub, connection)
        return connection

    def sell(self, goods: Mapping[str, str]) -> None:
        self._goods = goods

    def buy(self, pieces: Mapping[str, int], *, changes_mind: bool) -> None:
        bought = self.seller.buy(*((self._goods[sku], count) for sku, count in pieces.items()))
        if changes_mind:
            self.platform.orders.cancel(bought)
        else:
            self.platform.orders.advance(bought, "AWAITING_SHIPMENT")

    def stock(self) -> Mapping[str, int]:
        return {sku: stock_on(self.seller, sku_id) for sku, sku_id in self._goods.items()}

    def bring_back(self, hub: Hub, wait: Callable[[Callable[[], bool]], None]) -> int:
        orders = self.platform.orders
        sent = [order for order in orders.all(seller=self.seller) if order.status == "AWAITING_COLLECTION"][::10]
        for order in sent:
            made = orders.return_(orders.advance(order, "DELIVERED"), "RETURN_AND_REFUND")
            case = _kept(hub, made.return_id, wait)
            hub.owner.post("return-answer", case.pk, decision="APPROVE_RETURN")
            wait(lambda: _has_state(case, money="promised"))  # noqa: B023
            orders.act_on_return(made, "SHIP")
            orders.act_on_return(made, "ARRIVE")
            wait(lambda: _has_state(case, goods="arrived"))  # noqa: B023
            _put_on_shelf(hub, case)
            hub.owner.post("return-answer", case.pk, decision="APPROVE_RECEIVED_PACKAGE")
            wait(lambda: _has_state(case, raw_status="RETURN_OR_REFUND_REQUEST_SUCCESS"))  # noqa: B023
        return len(sent)

    def totals(self) -> Mapping[str, Decimal]:
        return {order.order_id: Decimal(order.total_amount) for order in self.platform.orders.all(seller=self.seller)}

    def parcels(self) -> Sequence[tuple[bool, int]]:
        """TikTok makes a package of each order at once; it counts once a carrier is to collect it."""
        return [
            (order.status == "CANCELLED", len(set(order.package_ids)) if order.status == "AWAITING_COLLECTION" else 0)
            for order in self.platform.orders.all(seller=self.seller)
        ]


class ShopifyOutlet:
    makes_labels = False

    def __init__(self, store: Store) -> None:
        self.store = store

    def connect(self, hub: Hub) -> Connection:
        store = self.store
        return _connect(
            hub,
            "shopify",
            {"shop": store.domain, "app_key": store.client_id, "app_secret": store.client_secret},
        )

    def sell(self, goods: Mapping[str, str]) -> None:
        variants = [variant for product in self.store.products.values() for variant in product["variants"]]
        by_number = {number_of(variant["id"]): variant for variant in variants}
        self._goods = {sku: by_number[sku_id] for sku, sku_id in goods.items()}

    def buy(self, pieces: Mapping[str, int], *, changes_mind: bool) -> None:
        order = self.store.buy([(self._goods[sku]["id"], count) for sku, count in pieces.items()])
        if changes_mind:
            self.store.cancel(order["id"])

    def stock(self) -> Mapping[str, int]:
        return {sku: self.store.level(variant["item"]).available for sku, variant in self._goods.items()}

    def bring_back(self, hub: Hub, wait: Callable[[Callable[[], bool]], None]) -> int:
        """Of each order all pieces of its first line."""
        sent = [order for order in self.store.orders.values() if order["fulfillments"]][::10]
        for order in sent:
            (first, *_) = order["fulfillments"][0]["lines"]
            made = ask_for_return(self.store, order["id"], first["quantity"])
            case = _kept(hub, number_of(made["id"]), wait)
            hub.owner.post("return-answer", case.pk, decision="APPROVE")
            wait(lambda: _has_state(case, money="promised"))  # noqa: B023
            _put_on_shelf(hub, case)
            # What was found is told to the store first; only then is there something to approve.
            wait(lambda: not case.acts.filter(state__in=OPEN).exists() and _has_state(case, waits_for="seller"))  # noqa: B023
            hub.owner.post("returns-approve", cases=[case.pk])
            wait(lambda: _has_state(case, money="refunded"))  # noqa: B023
        return len(sent)

    def totals(self) -> Mapping[str, Decimal]:
        return {number_of(order["id"]): Decimal(order["total"]) for order in self.store.orders.values()}

    def parcels(self) -> Sequence[tuple[bool, int]]:
        return [(bool(order["cancelledAt"]), len(order["fulfillments"])) for order in self.store.orders.values()]


@contextmanager
def shopify_outlet(hub: Hub) -> Iterator[tuple[ShopifyOutlet, str]]:
    """A Shopify store that the hub of this process reaches, and the address of its server."""
    store, usual = Store(f"shop-{hub.tag}.myshopify.com"), channels()["shopify"]
    with ShopifyServer(store) as server:
        channels()["shopify"] = Shopify(base_url=server.url)
        try:
            yield ShopifyOutlet(store), server.url
        finally:
            channels()["shopify"] = usual


class VendureOutlet:
    makes_labels = False

    def __init__(self, shop: VendureShop) -> None:
        self.shop = shop
        self._orders: list[str] = []

    def connect(self, hub: Hub) -> Connection:
        user = self.shop.vendure.user(self.shop.channel_id)
        settings = {"base_url": self.shop.vendure.url, "user": user.name, "password": user.password}
        return _connect(hub, "vendure", settings, only=self.shop.channel_id)

    def sell(self, goods: Mapping[str, str]) -> None:
        self._goods = goods

    def buy(self, pieces: Mapping[str, int], *, changes_mind: bool) -> None:
        self._orders.append(self.shop.buy(*((self._goods[sku], count) for sku, count in pieces.items())))
        if changes_mind:
            self.shop.cancel(self._orders[-1])

    def stock(self) -> Mapping[str, int]:
        return {sku: self._buyable(variant_id) for sku, variant_id in self._goods.items()}

    def bring_back(self, hub: Hub, wait: Callable[[Callable[[], bool]], None]) -> int:
        """Vendure knows no returns of buyers."""
        return 0

    def _buyable(self, variant_id: str) -> int:
        variant = self.shop.owner(
            "query Stock($id: ID!) { productVariant(id: $id) { stockLevels { stockOnHand stockAllocated } } }",
            id=variant_id,
        )["productVariant"]
        return sum(level["stockOnHand"] - level["stockAllocated"] for level in variant["stockLevels"])

    def totals(self) -> Mapping[str, Decimal]:
        return {order_id: Decimal(self._order(order_id)["totalWithTax"]) / 100 for order_id in self._orders}

    def parcels(self) -> Sequence[tuple[bool, int]]:
        seen = [self._order(order_id) for order_id in self._orders]
        return [(order["state"] == "Cancelled", len(order["fulfillments"] or ())) for order in seen]

    def _order(self, order_id: str) -> Any:
        return self.shop.owner(
            "query Order($id: ID!) { order(id: $id) { state totalWithTax fulfillments { id } } }", id=order_id
        )["order"]


def _kept(hub: Hub, external_id: str, wait: Callable[[Callable[[], bool]], None]) -> Case:
    kept = Case.objects.filter(workspace=hub.workspace, external_id=external_id)
    wait(kept.exists)
    return kept.get()


def _has_state(case: Case, **state: str) -> bool:
    return Case.objects.filter(pk=case.pk, **state).exists()


def _put_on_shelf(hub: Hub, case: Case) -> None:
    """Book all pieces of a return as good."""
    asked = groups(case.lines.select_related("line").order_by("pk"))
    good = {f"good-{group.line.pk}": str(group.quantity) for group in asked}
    hub.owner.post("return-inspect", case.pk, location=str(hub.workspace.locations.get().pk), **good)


def _connect(hub: Hub, channel: str, settings: Mapping[str, str], only: str = "") -> Connection:
    """Connect a shop of an app, and send it stock from now on."""
    app = services.create_app(hub.workspace, channel, settings)
    kind, taken = channel_of(channel), services.app_of(app)
    account = kind.finish_consent(taken, {})
    shops = [shop for shop in kind.shops(taken, account) if only in ("", shop.external_id)]
    (connection,) = services.connect(app, account, shops, hub.owner.user, adopts=False)
    hub.work()
    services.set_realtime(connection, is_on=True)
    hub.work()
    return connection
