"""TikTok Shop as a channel: consent, shops, notifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from shopwright.client.auth.oauth import authorization_url
from shopwright.client.core.options import Options, RetryPolicy
from shopwright.client.errors import ShopwrightError
from shopwright.client.shop import Shop
from shopwright.client.webhooks.event import Event
from shopwright.client.webhooks.verify import WebhookError, Webhooks
from shopwright.hub.channels.categories import ListingRules
from shopwright.hub.channels.kept_open import transport
from shopwright.hub.channels.protocol import (
    App,
    Capability,
    Change,
    ChannelError,
    ExternalShop,
    Field,
    HookRefusedError,
    Limits,
    QuantityMeaning,
    Session,
)

from .categories import listing_rules
from .errors import translating
from .messages import LONGEST_TEXT
from .refusals import field_of
from .session import TikTokSession
from .tokens import HubTokenStore

#: The currency of each market.
CURRENCIES = {
    "US": "USD", "GB": "GBP", "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "IE": "EUR", "MX": "MXN", "BR": "BRL",
    "ID": "IDR", "MY": "MYR", "PH": "PHP", "SG": "SGD", "TH": "THB", "VN": "VND", "JP": "JPY",
}  # fmt: skip

#: Markets where what is sold out can be sold on. Source: docs/reference/stock.md#changes.
_BACKORDER_MARKETS = frozenset({"US"})

#: The listing quota is used up.
_FULL = frozenset({"12052093", "12052117"})

#: Kinds of the objects that events are about, as the hub calls them.
_KINDS = {"order": "order", "product": "listing"}
_CASES = frozenset({"return", "cancellation"})
_CONSENT_EVENTS = frozenset({"SellerDeauthorization", "UpcomingAuthorizationExpiration"})


#: The hub tries again itself, and holds a row's lock meanwhile: a call waits for seconds, not for minutes.
_RETRY = RetryPolicy(attempts=3, first_wait=0.5, longest_wait=4, longest_asked=4)


class TikTokShop:
    """The channel ``tiktok_shop``. ``retry``: how a call is repeated. ``page_size``: of orders and products."""

    name = "tiktok_shop"
    title = "TikTok Shop"
    capabilities = frozenset(
        {
            Capability.LISTINGS,
            Capability.PRICES,
            Capability.STOCK,
            Capability.BACKORDERS,
            Capability.ORDERS,
            Capability.SHIPMENTS,
            Capability.LABELS,
            Capability.RETURNS,
            Capability.CANCELLATIONS,
            Capability.MESSAGES,
            Capability.CATEGORIES,
            Capability.BRANDS,
            Capability.REGROUP,
        }
    )
    quantity = QuantityMeaning.ON_HAND
    limits = Limits(stock_batch=50, price_batch=50, message_length=LONGEST_TEXT, picture_side=300, full_codes=_FULL)
    fields: tuple[Field, ...] = (
        Field("app_key", "App key", "Partner Center, App & Service, your app."),
        Field("app_secret", "App secret", is_secret=True),
        Field("service_id", "Service ID", "The number in the app's authorisation link."),
        Field("region", "Market", "Two letters, like GB or US: it decides which consent page opens.", default="GB"),
        Field("base_url", "Address of the API", default="https://open-api.tiktokglobalshop.com"),
    )

    def __init__(self, *, retry: RetryPolicy = _RETRY, page_size: int = 100) -> None:
        self._options, self._page_size = Options(retry=retry), page_size

    def consent_url(self, app: App, *, state: str, redirect: str) -> str:
        """TikTok's consent page. The redirect is the one that the app has in Partner Center."""
        settings = app.settings
        return authorization_url(
            settings["app_key"],
            settings["service_id"],
            base_url=settings["base_url"],
            region=settings["region"],
            state=state,
        )

    def finish_consent(self, app: App, query: Mapping[str, str]) -> str:
        code = query.get("code", "")
        if not code:
            raise ChannelError("TikTok sent no code: the app was not allowed.", remedy="Connect again and allow it.")
        # The account is known only when the token is there: the exchange runs under a name of its own.
        with self._client(app, f"consent:{code[-24:]}") as shop, translating():
            token = shop.authorize(code)
        store = HubTokenStore(app.credentials)
        store.save(token.open_id, token)
        store.delete(f"consent:{code[-24:]}")
        return token.open_id

    def shops(self, app: App, account: str) -> Sequence[ExternalShop]:
        with self._client(app, account) as shop, translating():
            return [
                ExternalShop(
                    row["id"], row["name"], row["region"], CURRENCIES.get(row["region"], ""), {"cipher": row["cipher"]}
                )
                for row in shop.authorization.get_authorized_shops()["shops"]
            ]

    def open(self, app: App, account: str, shop: ExternalShop) -> Session:
        client = self._client(app, account, shop.settings["cipher"])
        return TikTokSession(client, shop, app, self._page_size, account)

    def consent_ends(self, app: App, account: str) -> datetime | None:
        token = HubTokenStore(app.credentials).load(account)
        return token.authorization_ends if token else None

    def takes_backorders(self, region: str) -> bool:
        return region in _BACKORDER_MARKETS

    def listing_rules(self, region: str) -> ListingRules:
        return listing_rules(region)

    def refused_field(self, code: str) -> str:
        return field_of(code)

    def read_hook(self, app: App, body: bytes, headers: Mapping[str, str]) -> tuple[str, Sequence[Change]]:
        webhooks = Webhooks(app.settings["app_key"], app.settings["app_secret"])
        try:
            event = webhooks.verify_and_parse(body, headers.get("authorization"))
        except WebhookError as error:
            raise HookRefusedError(error.message) from error
        return event.owner, _changes_of(event)

    def _client(self, app: App, account: str, cipher: str | None = None) -> Shop:
        settings = app.settings
        try:
            return Shop(
                settings["app_key"],
                settings["app_secret"],
                base_url=settings["base_url"],
                tokens=HubTokenStore(app.credentials),
                account=account,
                shop_cipher=cipher,
                options=self._options,
                transport=transport(),
            )
        except ShopwrightError as error:
            raise ChannelError(error.message, remedy=error.remedy or "") from error


def _changes_of(event: Event) -> Sequence[Change]:
    """What the hub has to look at after an event; nothing for what it does not follow."""
    if event.name in _CONSENT_EVENTS:
        return [Change("consent", event.owner, event.notification_id, event.timestamp)]
    data = event.data if isinstance(event.data, Mapping) else {}
    kind, _, key = event.object_key.partition(":")
    changes = []
    # Whatever happens to a parcel, a return or a cancellation shows on its order.
    if shared := _orders_of_packages(data):
        told = event.notification_id, event.timestamp
        changes += [Change("order", order_id, f"{told[0]}:{order_id}", told[1]) for order_id in shared]
    elif order_id := data.get("order_id"):
        changes.append(Change("order", str(order_id), event.notification_id, event.timestamp))
    elif _KINDS.get(kind):
        changes.append(Change(_KINDS[kind], key, event.notification_id, event.timestamp))
    if kind in _CASES:
        changes.append(Change(kind, key, f"{event.notification_id}:{kind}", event.timestamp))
    return changes


def _orders_of_packages(data: Mapping[str, object]) -> list[str]:
    """The orders of packages that were split, combined or taken apart, each once."""
    packages = data.get("package_list")
    rows = [row for row in packages if isinstance(row, Mapping)] if isinstance(packages, list) else []
    ids = [order_id for row in rows if isinstance(lists := row.get("order_id_list"), list) for order_id in lists]
    return list(dict.fromkeys(str(order_id) for order_id in ids if order_id))
