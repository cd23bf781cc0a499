"""What creators wrote to shops. A creator and a shop have one conversation; the affiliate operations that would read it
are not built."""

from __future__ import annotations

import msgspec
from sqlalchemy import Index, bindparam, insert, select

from shopwright.platform.database.columns import BUSINESS, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

creator_messages = table(
    "creator_messages",
    BUSINESS,
    key("shop_id"),
    key("message_id"),
    text("conversation_id"),
    text("creator_id"),
    text("type"),
    text("content"),
    ms("position"),
    ms("at"),
    Index("creator_messages_by_creator", "shop_id", "creator_id", "position"),
)


class CreatorMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a creator: ``content`` is JSON text, ``position`` grows with each, ``at`` is in milliseconds."""

    message_id: str
    conversation_id: str
    creator_id: str
    type: str
    content: str
    position: int
    at: int


_columns = [creator_messages.c[name] for name in CreatorMessage.__struct_fields__]
_FROM = Prepared(
    select(*_columns)
    .where(creator_messages.c.shop_id == bindparam("of_shop"), creator_messages.c.creator_id == bindparam("of_creator"))
    .order_by(creator_messages.c.position.desc())
    .limit(bindparam("size"))
)
_ADD = Prepared(insert(creator_messages))


class CreatorMessages(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def newest(self, shop_id: str, creator_id: str, size: int) -> list[CreatorMessage]:
        """What a creator wrote to a shop, the newest first."""
        values = {"of_shop": shop_id, "of_creator": creator_id, "size": size}
        rows = _FROM.all(self._connection, values)
        return [CreatorMessage(**dict(zip(CreatorMessage.__struct_fields__, row, strict=True))) for row in rows]

    def add(self, shop_id: str, message: CreatorMessage) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **msgspec.structs.asdict(message)})
