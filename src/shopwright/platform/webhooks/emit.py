"""Puts notifications into the outbox, in the transaction of the change that causes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from shopwright.contract.load import webhooks
from shopwright.contract.model import Webhook
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.core.identity import Account, App, Authorization, Shop
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .store import Delivery, DeliveryStatus, Outbox
from .subscriptions_store import ShopWebhooks


def emit(tx: Tx, shop: Shop, topic: int, data: Mapping[str, object], *, only_app: str | None = None) -> None:
    """Notify the apps that the shop's seller authorised and that have the topic switched on; or only one of them."""
    if tx.suppress_webhooks:
        return
    tx.topics |= {topic}
    hook = webhooks()[topic]
    for app, url in _hearers(tx, shop, hook):
        if only_app in (None, app.app_key):
            _enqueue(tx, app, shop.shop_id, hook, shop.shop_id, url, data)


def is_heard(tx: Tx, shop: Shop, topic: int) -> bool:
    """Whether any app would be notified of a topic; if not, its data need not be read."""
    return not tx.suppress_webhooks and any(_hearers(tx, shop, webhooks()[topic]))


def _hearers(tx: Tx, shop: Shop, hook: Webhook) -> Iterator[tuple[App, str]]:
    """The apps that are notified of a shop's events of a topic, with their addresses."""
    for authorization in tx[Authorizations].active_of(shop.account_id):
        app = tx[Apps].get(authorization.app_key)
        url = _address(tx, app, shop, hook) if app is not None and _wants(tx, app, authorization, hook) else None
        if app is not None and url:
            yield app, url


def emit_to_account(
    tx: Tx, account: Account, authorization: Authorization, topic: int, data: Mapping[str, object]
) -> None:
    """Notify one app of a user's event; the envelope has the user's open id."""
    tx.topics |= {topic}
    hook = webhooks()[topic]
    app = tx[Apps].get(authorization.app_key)
    url = _own_address(app, hook) if app is not None else None
    if app is not None and url and _wants(tx, app, authorization, hook):
        _enqueue(tx, app, account.account_id, hook, authorization.open_id, url, data)


def _wants(tx: Tx, app: App, authorization: Authorization, hook: Webhook) -> bool:
    granted = hook.scope is None or (hook.scope in authorization.scopes and hook.scope in app.doc.scopes)
    return granted and app.is_active and authorization.ends_at > tx.now_ms()


def _address(tx: Tx, app: App, shop: Shop, hook: Webhook) -> str | None:
    """The shop-level address where one is set, else the app's if it has the topic switched on."""
    if hook.event_name:
        for shop_webhook in tx[ShopWebhooks].of_shop(shop.shop_id, app.app_key):
            if shop_webhook.event_type == hook.event_name:
                return shop_webhook.address
    return _own_address(app, hook)


def _own_address(app: App, hook: Webhook) -> str | None:
    return app.doc.webhook_url if app.doc.topics is None or hook.type in app.doc.topics else None


def _enqueue(tx: Tx, app: App, shop_id: str, hook: Webhook, owner: str, url: str, data: Mapping[str, object]) -> None:
    now, delivery_id = tx.now_ms(), tx.new_id(IdKind.NOTIFICATION)
    body = {
        "type": hook.type,
        "tts_notification_id": delivery_id,
        hook.owner: owner,
        "timestamp": now // 1000,
        "data": data,
    }
    tx[Outbox].add(
        [
            Delivery(
                delivery_id=delivery_id,
                app_key=app.app_key,
                shop_id=shop_id,
                topic=hook.type,
                url=url,
                body=msgspec.json.encode(body).decode(),
                status=DeliveryStatus.PENDING,
                attempts=0,
                created_at=now,
                due_at=now,
                wall_created_ms=wall_ms(),
            )
        ]
    )
