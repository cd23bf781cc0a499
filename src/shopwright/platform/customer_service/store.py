"""The conversations of shops, their messages and sessions, and the settings of the shops' agents."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import BigInteger, Column, Index, bindparam, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, count, document, key, ms, packed, table, text
from shopwright.platform.database.compression import pack, unpack
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import Repository, Tx

from .conversation import Conversation, Message, Session

conversations = table(
    "conversations",
    BUSINESS,
    key("shop_id"),
    key("conversation_id"),
    text("buyer_id"),
    text("phase"),
    count("unread"),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    Index("conversations_by_creation", "shop_id", "created_at", "conversation_id"),
    Index("conversations_by_update", "shop_id", "updated_at", "conversation_id"),
    Index("conversations_by_buyer", "shop_id", "buyer_id", unique=True),
    Index("conversations_by_id", "conversation_id"),
)
messages = table(
    "messages",
    BUSINESS,
    key("shop_id"),
    key("message_id"),
    text("conversation_id"),
    Column("position", BigInteger, nullable=False),
    packed("doc"),
    Index("messages_by_position", "shop_id", "conversation_id", "position", "message_id"),
)
sessions = table(
    "sessions",
    BUSINESS,
    key("shop_id"),
    key("session_id"),
    text("conversation_id"),
    text("buyer_id"),
    text("folded_nickname"),
    ms("begin_at"),
    packed("doc"),
    Index("sessions_by_begin", "shop_id", "begin_at", "session_id"),
    Index("sessions_by_conversation", "shop_id", "conversation_id", "begin_at"),
)
agent_settings = table("agent_settings", BUSINESS, key("shop_id"), document())

_encode = msgspec.json.Encoder().encode
_read_conversation = decoders.decoder(Conversation).decode
_read_message = decoders.decoder(Message).decode
_read_session = decoders.decoder(Session).decode


class ConversationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list selects. Empty means no limit; times in milliseconds, the end excluded."""

    phase: str | None = None
    has_session: bool | None = None
    is_unread: bool | None = None
    created_from: int | None = None
    created_before: int | None = None


class SessionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects: when sessions began, in milliseconds, the end excluded; the nickname of a buyer."""

    begin_from: int | None = None
    begin_before: int | None = None
    nickname: str | None = None
    conversation_id: str | None = None


_c, _s = conversations.c, sessions.c
_CONVERSATIONS = Search(
    conversations,
    "conversation_id",
    ("doc",),
    {
        "phase": _c.phase == bindparam("phase"),
        "has_session": (_c.phase != "") == bindparam("has_session"),
        "is_unread": (_c.unread > 0) == bindparam("is_unread"),
        "created_from": _c.created_at >= bindparam("created_from"),
        "created_before": _c.created_at < bindparam("created_before"),
    },
)
_MESSAGES = Search(
    messages, "message_id", ("doc",), {"conversation_id": messages.c.conversation_id == bindparam("conversation_id")}
)
_SESSIONS = Search(
    sessions,
    "session_id",
    ("doc",),
    {
        "begin_from": _s.begin_at >= bindparam("begin_from"),
        "begin_before": _s.begin_at < bindparam("begin_before"),
        "nickname": _s.folded_nickname == bindparam("nickname"),
        "conversation_id": _s.conversation_id == bindparam("conversation_id"),
    },
)
_select = select(_c.doc).where(_c.shop_id == bindparam("shop_id"), _c.conversation_id == bindparam("conversation_id"))
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_OF_BUYER = Prepared(
    select(_c.conversation_id).where(_c.shop_id == bindparam("shop_id"), _c.buyer_id == bindparam("buyer_id"))
)
_SHOP_OF = Prepared(select(_c.shop_id).where(_c.conversation_id == bindparam("conversation_id")))
_COUNTS = Prepared(select(_c.phase, func.count()).where(_c.shop_id == bindparam("shop_id")).group_by(_c.phase))
_UNREAD = Prepared(select(func.count()).where(_c.shop_id == bindparam("shop_id"), _c.unread > 0))
_ADD, _ADD_MESSAGE = Prepared(insert(conversations)), Prepared(insert(messages))
_SAVE = Prepared(
    update(conversations)
    .where(_c.shop_id == bindparam("of_shop"), _c.conversation_id == bindparam("of_conversation"))
    .values({name: bindparam(name) for name in ("phase", "unread", "updated_at", "doc")})
)
_SESSION = Prepared(select(_s.doc).where(_s.shop_id == bindparam("shop_id"), _s.session_id == bindparam("session_id")))
_ADD_SESSION = Prepared(insert(sessions))
_SAVE_SESSION = Prepared(
    update(sessions)
    .where(_s.shop_id == bindparam("of_shop"), _s.session_id == bindparam("of_session"))
    .values(doc=bindparam("doc"))
)
_RENAME = Prepared(
    update(sessions)
    .where(_s.shop_id == bindparam("of_shop"), _s.session_id == bindparam("of_session"))
    .values(folded_nickname=bindparam("nickname"), doc=bindparam("doc"))
)
_REWRITE_MESSAGE = Prepared(
    update(messages)
    .where(messages.c.shop_id == bindparam("of_shop"), messages.c.message_id == bindparam("of_message"))
    .values(doc=bindparam("doc"))
)

#: Sessions that are read at a time.
_AT_ONCE = 100


class Conversations(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, conversation_id: str, *, for_change: bool = False) -> Conversation | None:
        """One conversation; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "conversation_id": conversation_id})
        return _read_conversation(unpack(row[0])) if row else None

    def of_buyer(self, shop_id: str, buyer_id: str) -> str | None:
        """The id of the conversation with a buyer."""
        row = _OF_BUYER.first(self._connection, {"shop_id": shop_id, "buyer_id": buyer_id})
        return str(row[0]) if row else None

    def shop_of(self, conversation_id: str) -> str | None:
        """The shop that a conversation is of."""
        row = _SHOP_OF.first(self._connection, {"conversation_id": conversation_id})
        return str(row[0]) if row else None

    def add(self, shop_id: str, conversation: Conversation) -> None:
        fixed = {"shop_id": shop_id, "buyer_id": conversation.buyer_id, "created_at": conversation.created_at}
        _ADD.run(
            self._connection,
            {**fixed, "conversation_id": conversation.conversation_id, **_changing(conversation)},
        )

    def save(self, shop_id: str, conversation: Conversation) -> None:
        """Write a conversation that was read for change."""
        place = {"of_shop": shop_id, "of_conversation": conversation.conversation_id}
        _SAVE.run(self._connection, {**place, **_changing(conversation)})

    def page(
        self,
        shop_id: str,
        wanted: ConversationFilter,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Conversation]:
        """Up to ``size`` conversations by ``created_at`` or ``updated_at`` and id, after such a pair."""
        rows = _CONVERSATIONS.page(
            self._connection,
            shop_id,
            parts_given(msgspec.structs.asdict(wanted)),
            by=by,
            descending=descending,
            after=after,
            size=size,
        )
        return [_read_conversation(unpack(stored)) for _, _, stored in rows]

    def count(self, shop_id: str, wanted: ConversationFilter) -> int:
        return _CONVERSATIONS.count(self._connection, shop_id, parts_given(msgspec.structs.asdict(wanted)))

    def counts(self, shop_id: str) -> dict[str, int]:
        """Phase → how many conversations; empty for those without a session."""
        return {str(phase): int(many) for phase, many in _COUNTS.all(self._connection, {"shop_id": shop_id})}

    def count_unread(self, shop_id: str) -> int:
        """How many conversations have messages that the seller did not read."""
        row = _UNREAD.first(self._connection, {"shop_id": shop_id})
        return int(row[0]) if row else 0


def _changing(conversation: Conversation) -> dict[str, object]:
    return {
        "phase": str(conversation.phase or ""),
        "unread": conversation.unread,
        "updated_at": conversation.updated_at,
        "doc": pack(_encode(conversation)),
    }


class Messages(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, shop_id: str, many: Iterable[Message]) -> None:
        for message in many:
            _ADD_MESSAGE.run(
                self._connection,
                {
                    "shop_id": shop_id,
                    "message_id": message.message_id,
                    "conversation_id": message.conversation_id,
                    "position": message.index,
                    "doc": pack(_encode(message)),
                },
            )

    def page(
        self, shop_id: str, conversation_id: str, *, descending: bool, after: tuple[int, str] | None, size: int
    ) -> list[Message]:
        """Up to ``size`` messages of a conversation by index, after such a pair of index and id."""
        parts = {"conversation_id": conversation_id}
        rows = _MESSAGES.page(
            self._connection, shop_id, parts, by="position", descending=descending, after=after, size=size
        )
        return [_read_message(unpack(stored)) for _, _, stored in rows]

    def rewrite(self, shop_id: str, many: Iterable[Message]) -> None:
        """Write messages anew, each in its place."""
        place = {"of_shop": shop_id}
        rows = [{**place, "of_message": message.message_id, "doc": pack(_encode(message))} for message in many]
        _REWRITE_MESSAGE.run_many(self._connection, rows)

    def count(self, shop_id: str, conversation_id: str) -> int:
        return _MESSAGES.count(self._connection, shop_id, {"conversation_id": conversation_id})


class Sessions(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, session_id: str) -> Session | None:
        row = _SESSION.first(self._connection, {"shop_id": shop_id, "session_id": session_id})
        return _read_session(unpack(row[0])) if row else None

    def add(self, shop_id: str, session: Session) -> None:
        _ADD_SESSION.run(
            self._connection,
            {
                "shop_id": shop_id,
                "session_id": session.session_id,
                "conversation_id": session.conversation_id,
                "buyer_id": session.buyer_id,
                "folded_nickname": session.nickname.casefold(),
                "begin_at": session.begin_at,
                "doc": pack(_encode(session)),
            },
        )

    def save(self, shop_id: str, session: Session) -> None:
        place = {"of_shop": shop_id, "of_session": session.session_id}
        _SAVE_SESSION.run(self._connection, {**place, "doc": pack(_encode(session))})

    def page(
        self, shop_id: str, wanted: SessionFilter, *, descending: bool, after: tuple[int, str] | None, size: int
    ) -> list[Session]:
        """Up to ``size`` sessions by their begin and id, after such a pair."""
        parts = parts_given(msgspec.structs.asdict(wanted))
        rows = _SESSIONS.page(
            self._connection, shop_id, parts, by="begin_at", descending=descending, after=after, size=size
        )
        return [_read_session(unpack(stored)) for _, _, stored in rows]

    def count(self, shop_id: str, wanted: SessionFilter) -> int:
        return _SESSIONS.count(self._connection, shop_id, parts_given(msgspec.structs.asdict(wanted)))

    def rename(self, shop_id: str, conversation_id: str, nickname: str) -> int:
        """Give the buyer of a conversation another nickname in all its sessions; answers how many there are."""
        after: tuple[int, str] | None = None
        wanted, number = SessionFilter(conversation_id=conversation_id), 0
        while many := self.page(shop_id, wanted, descending=False, after=after, size=_AT_ONCE):
            for session in many:
                session.nickname = nickname
                place = {"of_shop": shop_id, "of_session": session.session_id, "nickname": nickname.casefold()}
                _RENAME.run(self._connection, {**place, "doc": pack(_encode(session))})
            number, after = number + len(many), (many[-1].begin_at, many[-1].session_id)
        return number

    def last_of(self, shop_id: str, conversation_id: str) -> Session | None:
        """The newest session of a conversation."""
        rows = self.page(shop_id, SessionFilter(conversation_id=conversation_id), descending=True, after=None, size=1)
        return rows[0] if rows else None


class AgentSettings(msgspec.Struct, omit_defaults=True):
    """``can_accept_chat``: sessions are assigned to the shop's agents. ``coupon_card_at``: when the last coupon card
    was sent, in milliseconds."""

    can_accept_chat: bool = True
    coupon_card_at: int = 0


_SETTINGS_OF = Prepared(select(agent_settings.c.doc).where(agent_settings.c.shop_id == bindparam("shop_id")))
_read_settings = decoders.decoder(AgentSettings).decode


class Agents(Repository):
    """The settings of each shop's agents."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def get(self, shop_id: str) -> AgentSettings:
        row = _SETTINGS_OF.first(self._tx.connection, {"shop_id": shop_id})
        return _read_settings(row[0]) if row else AgentSettings()

    def get_held(self, shop_id: str) -> AgentSettings:
        """The settings, which nobody else changes before the transaction ends."""
        self._tx.hold(f"agents {shop_id}")
        return self.get(shop_id)

    def save(self, shop_id: str, settings: AgentSettings) -> None:
        fresh = self._tx.dialect.insert(agent_settings).values(shop_id=shop_id, doc=_encode(settings).decode())
        stored = fresh.on_conflict_do_update(index_elements=["shop_id"], set_={"doc": fresh.excluded.doc})
        self._tx.connection.execute(stored)
