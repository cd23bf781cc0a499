"""What TikTok lets the hub do, and what it tells the hub: the scopes that were granted, and the shop's webhooks."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.client.shop import Shop
from shopwright.hub.channels.protocol import App, ChannelError, Check

from .errors import translating
from .tokens import HubTokenStore

#: Scopes by what they are for. Source: docs/coverage.md, by the operations that this channel calls.
SCOPES = {
    "seller.authorization.info": "which shops the consent covers",
    "seller.customer_service": "messages to buyers",
    "seller.fulfillment.basic": "parcels and labels, read and made",
    "seller.logistics": "warehouses and shipping services",
    "seller.order.info": "orders",
    "seller.product.basic": "products, stock and prices",
    "seller.product.delete": "listings are ended",
    "seller.product.write": "listings are written",
    "seller.return_refund.basic": "returns and cancellations, read and answered",
}
#: What the hub follows: changes of these are seen at once where they are told.
TOPICS = (
    "CANCELLATION_STATUS_CHANGE",
    "ORDER_STATUS_CHANGE",
    "PACKAGE_UPDATE",
    "PRODUCT_STATUS_CHANGE",
    "RECIPIENT_ADDRESS_UPDATE",
    "RETURN_STATUS_CHANGE",
    "SELLER_DEAUTHORIZATION",
    "UPCOMING_AUTHORIZATION_EXPIRATION",
)


def scope_checks(app: App, account: str) -> list[Check]:
    """A line for each scope that is needed, as TikTok named them with the token; none where it named none."""
    token = HubTokenStore(app.credentials).load(account)
    granted = set(token.granted_scopes) if token else set()
    remedy = "Add the scope to the app under Manage API in Partner Center, then connect again and allow it."
    return [
        Check(f"Scope {scope}", scope in granted, words if scope in granted else f"missing: {words}", remedy)
        for scope, words in SCOPES.items()
        if granted
    ]


def hook_checks(client: Shop, address: str, path: str) -> Sequence[Check]:
    """Which topics the shop sends to the hub. TikTok does not list where the app sends those of all its shops."""
    try:
        with translating():
            rows = client.event.get_shop_webhooks().get("webhooks", [])
    except ChannelError as error:
        return [Check("Notifications", False, error.message.partition("\n")[0], error.remedy)]
    here = {str(row["event_type"]) for row in rows if str(row["address"]).endswith(path)}
    missing = [topic for topic in TOPICS if topic not in here]
    if not here:
        return [Check("Notifications", True, _where(address))]
    if missing:
        remedy = f"Set them for {address or 'the address of the hub'} in Partner Center, Webhooks."
        return [Check("Notifications", False, f"not sent here: {', '.join(missing)}", remedy)]
    return [Check("Notifications", True, f"{len(here)} topics are sent here: {', '.join(sorted(here))}")]


def _where(address: str) -> str:
    words = "none is set for this shop alone: those of the app go where Partner Center says"
    return f"{words}, which should be {address}" if address else words
