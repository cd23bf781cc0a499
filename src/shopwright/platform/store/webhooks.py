"""Where a shop's notifications go, as apps set it through the Event API."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, and_, delete, select

from .dialect import Dialect
from .tables import shop_webhooks


class ShopWebhook(msgspec.Struct, frozen=True):
    shop_id: str
    app_key: str
    event_type: str
    address: str
    created_at: int
    updated_at: int


class ShopWebhooks:
    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def put(self, one: ShopWebhook) -> None:
        """Set the address of a topic; a second call changes it and keeps the time of the first."""
        statement = self._dialect.insert(shop_webhooks).values(msgspec.structs.asdict(one))
        changed = {"address": one.address, "updated_at": one.updated_at}
        keys = ["shop_id", "app_key", "event_type"]
        self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))

    def of_shop(self, shop_id: str, app_key: str | None = None) -> list[ShopWebhook]:
        mine = select(shop_webhooks).where(shop_webhooks.c.shop_id == shop_id).order_by(shop_webhooks.c.event_type)
        rows = self._connection.execute(mine.where(shop_webhooks.c.app_key == app_key) if app_key else mine)
        return [ShopWebhook(*row) for row in rows]

    def remove(self, shop_id: str, app_key: str, event_type: str) -> None:
        mine = and_(
            shop_webhooks.c.shop_id == shop_id,
            shop_webhooks.c.app_key == app_key,
            shop_webhooks.c.event_type == event_type,
        )
        self._connection.execute(delete(shop_webhooks).where(mine))
