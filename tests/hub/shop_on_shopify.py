"""A Shopify store of a test's own, connected to a hub."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from django.test import Client
from django.urls import reverse

from shopwright.hub.channels import services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of
from tests.hub.harness import Hub
from tests.hub.shopify.store import Store


def connect(hub: Hub, store: Store, *, sends: bool = False) -> Connection:
    """Connect a store and read what is in it."""
    settings = {"shop": store.domain, "app_key": store.client_id, "app_secret": store.client_secret}
    app = services.create_app(hub.workspace, "shopify", settings)
    kind, taken = channel_of("shopify"), services.app_of(app)
    account = kind.finish_consent(taken, {})
    (connection,) = services.connect(app, account, kind.shops(taken, account), hub.owner.user, adopts=True)
    hub.work()
    if sends:
        services.set_realtime(connection, is_on=True)
        hub.work()
    return connection


def notify(connection: Connection, store: Store, topic: str, body: Mapping[str, object]) -> int:
    """Hand a notification of a store to the hub; returns the status of the answer."""
    content = json.dumps(body).encode()
    digest = hmac.new(store.client_secret.encode(), content, hashlib.sha256).digest()
    headers = {
        "x-shopify-hmac-sha256": base64.b64encode(digest).decode(),
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": store.domain,
        "x-shopify-webhook-id": f"{topic}-{body}",
    }
    address = reverse("hook", args=["shopify", connection.app_id])
    return Client().post(address, content, content_type="application/json", headers=headers).status_code
