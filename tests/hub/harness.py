"""People at a hub: browsers of members, shops that are connected, and a worker that works when it is told."""

from __future__ import annotations

import itertools
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shopwright.hub.access import services as access
from shopwright.hub.access.models import Member, User, Workspace
from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels import services
from shopwright.hub.channels.models import ChannelApp, Connection
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.third_party.models import ThirdParty
from shopwright.hub.listings import lanes
from shopwright.hub.orders.holds.models import OrderHold
from shopwright.hub.orders.models import Order
from shopwright.hub.project.duties import DUE, LOOKS
from shopwright.hub.work import alerts
from shopwright.testing.platform import Platform
from shopwright.testing.sellers import Seller

_TAGS = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")


class Page:
    """An answer of the hub as a person reads it."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.content: bytes = response.getvalue() if response.streaming else response.content

    @property
    def html(self) -> str:
        return self.content.decode()

    @property
    def text(self) -> str:
        return _SPACE.sub(" ", _TAGS.sub(" ", self.html)).strip()


class Person:
    """A member's browser. Pages are named as in the addresses of the hub."""

    def __init__(self, workspace: Workspace, user: User) -> None:
        self.workspace, self.user = workspace, user
        self.browser = Client()
        self.browser.post(reverse("login-link", args=[access.make_login_link(user)]))

    def get(self, page: str, *args: object, **query: str) -> Page:
        return Page(self.browser.get(self.url(page, *args), query))

    def post(self, page: str, *args: object, **form: Any) -> Page:
        """Send a form and follow to the page that answers."""
        return Page(self.browser.post(self.url(page, *args), form, follow=True))

    def url(self, page: str, *args: object) -> str:
        return reverse(page, args=[self.workspace.slug, *args])


class Hub:
    """A workspace with its owner."""

    shop: Connection

    def __init__(self) -> None:
        self.tag = secrets.token_hex(4)
        owner = User.objects.create_user(f"owner-{self.tag}@example.com")
        self.workspace = access.create_workspace(f"Shop {self.tag}", owner)
        self.owner = Person(self.workspace, owner)

    def close(self) -> None:
        """What is left to do for this workspace is nothing that other tests should wait for."""
        Connection.objects.filter(workspace=self.workspace).update(state="gone")
        ThirdParty.objects.filter(workspace=self.workspace).update(minutes=0)
        Shipment.objects.filter(workspace=self.workspace).update(due_at=None)
        OrderHold.objects.filter(order__workspace=self.workspace, ended_at=None).update(ended_at=timezone.now())
        database.close()

    def person(self, role: Role) -> Person:
        """A new member with a role."""
        user = User.objects.create_user(f"{role}-{secrets.token_hex(4)}@example.com")
        Member.objects.create(workspace=self.workspace, user=user, role=role)
        return Person(self.workspace, user)

    def stranger(self) -> Person:
        """A person of another workspace, who tries this one's addresses."""
        user = User.objects.create_user(f"stranger-{secrets.token_hex(4)}@example.com")
        access.create_workspace(f"Other {secrets.token_hex(4)}", user)
        return Person(self.workspace, user)

    def app(self, platform: Platform) -> ChannelApp:
        """The platform's app in this workspace."""
        known = ChannelApp.objects.filter(workspace=self.workspace, host=platform.url.partition("//")[2]).first()
        return known or services.create_app(
            self.workspace,
            "tiktok_shop",
            {
                "app_key": platform.keys.app_key,
                "app_secret": platform.keys.app_secret,
                "service_id": platform.keys.service_id,
                "region": platform.keys.shop_region,
                "base_url": platform.url,
            },
            clock_url=f"{platform.url}/sandbox/clock",
        )

    def connect(
        self, platform: Platform, seller: Seller | None = None, *, adopts: bool = True, sends: bool = True
    ) -> Connection:
        """Connect a seller's shop as after the consent page, and read what is in it."""
        seller = seller or platform.seller
        app = self.app(platform)
        account = seller.keys.seller.open_id
        services.app_of(app).credentials.save(account, msgspec.json.encode(seller.token).decode())
        shops = channel_of("tiktok_shop").shops(services.app_of(app), account)
        chosen = [shop for shop in shops if shop.external_id == seller.shop_id]
        (connection,) = services.connect(app, account, chosen, self.owner.user, adopts=adopts)
        self.work()
        if sends:
            services.set_realtime(connection, is_on=True)
            self.work()
        return connection

    def notify(self, platform: Platform, body: bytes, headers: Mapping[str, str]) -> int:
        """Hand a notification of the platform to the hub; returns the status of the answer."""
        app = self.app(platform)
        reply = Client().post(
            reverse("hook", args=["tiktok_shop", app.pk]), body, content_type="application/json", headers=dict(headers)
        )
        return reply.status_code

    def work(self) -> None:
        """Do everything that a worker would do now: look at shops, take in, send, ship."""
        for shop in Connection.objects.filter(workspace=self.workspace, state="active"):
            for look in LOOKS:
                look(shop)
        # Round and round, until each has had nothing to do since another one did something.
        duties = [DUE[0].work, self._push, *(duty.work for duty in DUE[1:])]
        idle = 0
        for work in itertools.cycle(duties):
            idle = 0 if work() else idle + 1
            if idle == len(duties):
                break

    def _push(self) -> int:
        shops = [shop for shop in lanes.due_connections() if shop.workspace_id == self.workspace.pk]
        return sum(map(lanes.push_all, shops))

    def watch(self) -> None:
        """Raise and clear alerts, as a worker does once a minute."""
        alerts.check(self.workspace)

    def order(self, external_id: str) -> Order:
        return Order.objects.get(workspace=self.workspace, external_id=external_id)

    def variant(self, sku: str) -> Variant:
        return Variant.objects.get(workspace=self.workspace, sku=sku)

    def available(self, sku: str) -> int:
        """What the hub has of a SKU that nobody was promised."""
        return sum(balance.available for balance in self.variant(sku).balances.all())


def stock_on(seller: Seller, sku_id: str) -> int:
    """What buyers of a shop can still buy of a SKU."""
    (product,) = seller.client().product.inventory_search(sku_ids=[sku_id])["inventory"]
    return product["skus"][0]["total_available_quantity"]


def conversations_of(seller: Seller) -> Iterator[dict[str, Any]]:
    """All conversations of a shop, page by page."""
    before: dict[str, str] = {}
    while True:
        page = seller.platform.control.get("conversations", shop_id=seller.shop_id, size=200, **before)
        yield from page["conversations"]
        if page["next_before"] is None:
            return
        before = {"before": page["next_before"]}


def texts_to_buyer(seller: Seller, order_id: str) -> list[str]:
    """What a shop wrote to the buyer of an order, as the platform shows the conversation, the oldest first."""
    control = seller.platform.control
    (order,) = seller.client().order.get_order_detail(ids=[order_id])["orders"]
    own = [row["conversation_id"] for row in conversations_of(seller) if row["buyer_id"] == order["user_id"]]
    messages = [message for key in own for message in control.get(f"conversations/{key}")["messages"]]
    texts = [message for message in messages if message["type"] == "TEXT"]
    return [json.loads(message["content"])["content"] for message in texts if message["role"] != "BUYER"]
