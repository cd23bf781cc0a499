"""Where a shop's notifications go, as apps set it through the Event API."""

from __future__ import annotations

import msgspec
from sqlalchemy import and_, bindparam, delete, select

from shopwright.platform.database.columns import BUSINESS, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

shop_webhooks = table(
    "shop_webhooks",
    BUSINESS,
    key("shop_id"),
    key("app_key"),
    key("event_type"),
    text("address"),
    ms("created_at"),
    ms("updated_at"),
)


class ShopWebhook(msgspec.Struct, frozen=True):
    shop_id: str
    app_key: str
    event_type: str
    address: str
    created_at: int
    updated_at: int


_OF_SHOP = Prepared(
    select(shop_webhooks).where(shop_webhooks.c.shop_id == bindparam("shop_id")).order_by(shop_webhooks.c.event_type)
)


class ShopWebhooks(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect
        self._known: dict[str, list[ShopWebhook]] = {}

    def put(self, shop_webhook: ShopWebhook) -> None:
        """Set the address of a topic; a second call changes it and keeps the time of the first."""
        self._known.pop(shop_webhook.shop_id, None)
        statement = self._dialect.insert(shop_webhooks).values(msgspec.structs.asdict(shop_webhook))
        changed = {"address": shop_webhook.address, "updated_at": shop_webhook.updated_at}
        keys = ["shop_id", "app_key", "event_type"]
        self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))

    def of_shop(self, shop_id: str, app_key: str | None = None) -> list[ShopWebhook]:
        """A shop's addresses by topic, those of one app or all; read once per transaction."""
        if shop_id not in self._known:
            rows = _OF_SHOP.all(self._connection, {"shop_id": shop_id})
            self._known[shop_id] = [ShopWebhook(*row) for row in rows]
        return [shop_webhook for shop_webhook in self._known[shop_id] if app_key in (None, shop_webhook.app_key)]

    def remove(self, shop_id: str, app_key: str, event_type: str) -> None:
        self._known.pop(shop_id, None)
        mine = and_(
            shop_webhooks.c.shop_id == shop_id,
            shop_webhooks.c.app_key == app_key,
            shop_webhooks.c.event_type == event_type,
        )
        self._connection.execute(delete(shop_webhooks).where(mine))
