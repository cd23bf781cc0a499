"""A conversation that is changed: who writes, which phase its session is in, and what apps are told of it."""

from __future__ import annotations

import msgspec

from shopwright.platform.clock.scheduler import DueName, declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.webhooks.emit import emit
from shopwright.wire.ids import IdKind

from .conversation import Conversation, Message, MessageType, Role, Session, Topic, im_user_id
from .errors import SENDING_FORBIDDEN
from .states import Phase, SessionEvent, next_phase
from .store import Agents, Conversations, Messages, Sessions
from .texts import words_for
from .times import times

#: Due actions, by conversation: the buyer is queued, an agent takes over, the session ends.
QUEUE, ASSIGN, CLOSE = declare("session.queue"), declare("session.assign"), declare("session.close")

#: Due action, by conversation: a simulated buyer has read an answer.
ANSWERED = declare("session.answered")

_TOPICS = {
    MessageType.ORDER_CARD: Topic.ORDER,
    MessageType.BUYER_ENTER_FROM_ORDER: Topic.ORDER,
    MessageType.PRODUCT_CARD: Topic.PRODUCT,
    MessageType.BUYER_ENTER_FROM_PRODUCT: Topic.PRODUCT,
    MessageType.LOGISTICS_CARD: Topic.LOGISTICS,
    MessageType.RETURN_REFUND_CARD: Topic.RETURN_REFUND,
    MessageType.COUPON_CARD: Topic.PROMOTION,
}


class ConversationChange(Change[Conversation]):
    """One conversation on its way, with the messages that are new in it."""

    rank = 4

    def __init__(self, tx: Tx, shop: Shop, conversation: Conversation) -> None:
        super().__init__(tx, conversation)
        self.shop = shop
        self._messages: list[Message] = []
        self._ended: list[Session] = []
        self._moves = 0
        self._stored_sessions = _encoded(conversation.session)

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.conversation_id

    @property
    def conversation(self) -> Conversation:
        return self.document

    def write_as_buyer(self, kind: MessageType, content: str, topic: Topic | None = None) -> Message:
        """Add a message of the buyer, which begins a session where there is none."""
        conversation = self.conversation
        session = conversation.session or self._begin(Phase.AUTO_REPLY)
        is_first = not session.asked_at
        message = self.add(Role.BUYER, kind, content)
        if topic is not None:
            session.add_topic(topic)
        conversation.unread += 1
        conversation.read_index = message.index
        conversation.written_at = message.at
        conversation.unanswered_at = conversation.unanswered_at or message.at
        session.asked_at = session.asked_at or message.at
        self._plan(CLOSE, conversation.unanswered_at, times().close_unanswered_seconds)
        if session.phase is Phase.AUTO_REPLY and is_first:
            self.add(Role.ROBOT, MessageType.TEXT, "", words="greeting")
            self._plan(QUEUE, message.at, times().auto_reply_seconds)
        else:
            self.ask_for_agent()
        return message

    def enter_from(self, kind: MessageType, content: str) -> None:
        """Note from where a buyer comes whose message begins a session; buyers do not see it."""
        if self.conversation.session is None:
            self._begin(Phase.AUTO_REPLY)
            self.add(Role.BUYER, kind, content, is_visible=False)

    def write_as_seller(self, role: Role, kind: MessageType, content: str) -> Message:
        """Add a message of the shop; 45109001 where no session is open. Whoever is no robot takes the session over."""
        session = self.conversation.session
        if session is None:
            raise SENDING_FORBIDDEN(conversation_id=self.conversation.conversation_id)
        if role is Role.ROBOT:
            return self.add(role, kind, content)
        self.assign()
        message = self.add(role, kind, content)
        session.answered_at = session.answered_at or (message.at if session.asked_at else 0)
        self.conversation.unanswered_at = 0
        self._plan(CLOSE, message.at, times().close_unreplied_seconds)
        if self.conversation.reactions_left:
            due_at = message.at + times().react_seconds * 1000
            plan(self.tx, ANSWERED, self.conversation.conversation_id, self.shop.shop_id, due_at)
        return message

    def open_by_seller(self) -> None:
        """Begin a session with an agent, unless one is going on."""
        if self.conversation.session is None:
            now = self.tx.now_ms()
            self._begin(Phase.ASSIGNED)
            self._join()
            self._plan(CLOSE, now, times().close_unreplied_seconds)

    def ask_for_agent(self) -> None:
        """Put the buyer into the queue, unless that was done."""
        if self._apply(SessionEvent.ASK_FOR_AGENT):
            self.add(Role.SYSTEM, MessageType.NOTIFICATION, "", words="queued")
            self._drop(QUEUE)
            if self.tx[Agents].get(self.shop.shop_id).can_accept_chat:
                self.plan_assignment()

    def plan_assignment(self) -> None:
        """Have an agent take over soon."""
        self._plan(ASSIGN, self.tx.now_ms(), times().assign_seconds)

    def assign(self) -> None:
        """Have an agent take over, unless one has."""
        if self._apply(SessionEvent.ASSIGN):
            self._join()
            self._drop(QUEUE, ASSIGN)

    def end(self, words: str) -> None:
        """End the session; ``words`` names the text that both read then."""
        conversation, session = self.conversation, self.conversation.session
        if session is None:
            return
        had_agent = session.phase is Phase.ASSIGNED
        self._apply(SessionEvent.END)
        self.add(Role.SYSTEM, MessageType.NOTIFICATION, "", words=words)
        session.end_at = self.tx.now_ms()
        self._moves += had_agent
        self._ended.append(session)
        conversation.session, conversation.unanswered_at = None, 0
        self._drop(QUEUE, ASSIGN, CLOSE)

    def read_by_seller(self) -> None:
        self.conversation.unread = 0

    def read_by_buyer(self) -> None:
        self.conversation.read_index = self.conversation.last_index

    def add(self, role: Role, kind: MessageType, content: str, *, words: str = "", is_visible: bool = True) -> Message:
        """Add a message of whatever sender, without what follows from it. ``words`` names a text of ours."""
        conversation, now = self.conversation, self.tx.now_ms()
        conversation.last_index = max(now * 1000, conversation.last_index + 1)
        message = Message(
            message_id=self.tx.new_id(IdKind.MESSAGE),
            conversation_id=conversation.conversation_id,
            type=kind,
            role=role,
            content=content or text_content(words_for(words, region(self.shop.region).locales[0])),
            at=now,
            index=conversation.last_index,
            words=words,
            is_visible=is_visible,
        )
        self._messages.append(message)
        conversation.latest, conversation.updated_at = message, now
        if conversation.session is not None and kind in _TOPICS:
            conversation.session.add_topic(_TOPICS[kind])
        return message

    def _begin(self, phase: Phase) -> Session:
        conversation = self.conversation
        conversation.session = Session(
            session_id=self.tx.new_id(IdKind.SESSION),
            conversation_id=conversation.conversation_id,
            buyer_id=conversation.buyer_id,
            nickname=conversation.nickname,
            phase=phase,
            begin_at=self.tx.now_ms(),
        )
        return conversation.session

    def _apply(self, event: SessionEvent) -> bool:
        """Go to the phase that the table names; whether there is one."""
        session = self.conversation.session
        after = next_phase(session.phase, event) if session else None
        if session is None or after is None:
            return False
        session.phase = after
        return True

    def _join(self) -> None:
        self.add(Role.SYSTEM, MessageType.ALLOCATED_SERVICE, "", words="joined")
        self._moves += 1

    def _plan(self, name: DueName, from_ms: int, seconds: int) -> None:
        due_at = from_ms + seconds * 1000
        plan(self.tx, name, self.conversation.conversation_id, self.shop.shop_id, due_at)
        self._note(name, due_at)

    def _drop(self, *names: DueName) -> None:
        for name in names:
            self.tx[DueActions].drop(name, self.conversation.conversation_id)
            self._note(name, 0)

    def _note(self, name: DueName, due_at: int) -> None:
        if name == CLOSE:
            self.conversation.closes_at = due_at
        else:
            self.conversation.phase_until = due_at

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._stored_sessions = _encoded(self.conversation.session)
        self._forget()

    def _forget(self) -> None:
        self._messages, self._ended, self._moves = [], [], 0

    def _write_session(self, session: Session) -> None:
        stored, now = self._stored_sessions.get(session.session_id), _encoded(session)
        if stored is None:
            self.tx[Sessions].add(self.shop.shop_id, session)
        elif stored != now[session.session_id]:
            self.tx[Sessions].save(self.shop.shop_id, session)
        self._stored_sessions |= now

    def _write(self) -> None:
        shop_id, conversation = self.shop.shop_id, self.conversation
        if self.is_new:
            self.tx[Conversations].add(shop_id, conversation)
        else:
            self.tx[Conversations].save(shop_id, conversation)
        self.tx[Messages].add(shop_id, self._messages)
        for session in (*self._ended, *([conversation.session] if conversation.session else [])):
            self._write_session(session)
        for _ in range(self._moves):
            moved = {"conversation_id": conversation.conversation_id, "create_time": self.tx.now()}
            emit(self.tx, self.shop, 13, moved)
        for message in self._messages:
            emit(self.tx, self.shop, 14, _new_message(self.shop, conversation, message))
        self._forget()


def _encoded(session: Session | None) -> dict[str, bytes]:
    """A session's id and what is stored of it."""
    return {session.session_id: msgspec.json.encode(session)} if session else {}


def text_content(text: str) -> str:
    """The content of a text."""
    return msgspec.json.encode({"content": text}).decode()


def _new_message(shop: Shop, conversation: Conversation, message: Message) -> dict[str, object]:
    sender = {
        "im_user_id": im_user_id(message.role, shop.shop_id, conversation.buyer_id),
        "role": str(message.role),
    }
    return {
        "message_id": message.message_id,
        "index": str(message.index),
        "conversation_id": message.conversation_id,
        "type": str(message.type),
        "content": message.content,
        "create_time": message.at // 1000,
        "is_visible": message.is_visible,
        "sender": sender,
    }
