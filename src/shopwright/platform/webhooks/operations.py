"""Operations under /event/: where a shop's notifications go, topic by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.wire.gateway_codes import INVALID

from .address_guard import address_problem
from .subscriptions_store import ShopWebhook, ShopWebhooks

if TYPE_CHECKING:
    from shopwright.contract.types.replies_event import GetShopWebhooksResponseData
    from shopwright.contract.types.requests_event import DeleteWebhookForAnEventRequest, UpdateShopWebhookRequest


@operation("getShopWebhooks")
def get_shop_webhooks(call: Call) -> GetShopWebhooksResponseData:
    """The addresses that the app set for the shop, by topic; times by the platform's clock."""
    shop_webhooks = call.tx[ShopWebhooks].of_shop(call.shop.shop_id, call.app.app_key)
    return {
        "webhooks": [
            {
                "event_type": shop_webhook.event_type,
                "address": shop_webhook.address,
                "create_time": shop_webhook.created_at // 1000,
                "update_time": shop_webhook.updated_at // 1000,
            }
            for shop_webhook in shop_webhooks
        ],
        "total_count": len(shop_webhooks),
    }


@operation(
    "updateShopWebhook",
    differs="Hosts that the start option allows, and loopback while the server is bound to it, may use http, a port "
    "and an IP address; others must be https by name, as documented. "
    "REVERSE_STATUS_UPDATE can be set and is never sent: it has no type number.",
)
def update_shop_webhook(call: Call, body: UpdateShopWebhookRequest) -> dict[str, str]:
    """Set where the shop's notifications of a topic go, in place of the app's address; again to change it.

    36009004 for an address that may not be called.
    """
    problem = address_problem(body.address, call.services.config.webhook_hosts)
    if problem:
        raise INVALID(reason=f"the Address is refused: {problem}.")
    now = call.tx.now_ms()
    call.tx[ShopWebhooks].put(
        ShopWebhook(call.shop.shop_id, call.app.app_key, body.event_type, body.address, created_at=now, updated_at=now)
    )
    return {}


@operation("deleteWebhookForAnEvent")
def delete_webhook_for_an_event(call: Call, body: DeleteWebhookForAnEventRequest) -> dict[str, str]:
    """Remove the address of a topic, so that the app's own is used again. Succeeds when none was set."""
    call.tx[ShopWebhooks].remove(call.shop.shop_id, call.app.app_key, body.event_type)
    return {}
