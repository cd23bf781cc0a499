"""Simulated buyers ask about their orders, and react to what the shop answers.

An answer satisfies where it says something: a card, a picture, or a text of some length. Otherwise the buyer asks
again, once, and then rates the session badly.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.store import Buyers
from shopwright.platform.clock.scheduler import due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.customer_service.conversation import Message, MessageType, Role, Topic
from shopwright.platform.customer_service.conversation_change import ANSWERED, ConversationChange, text_content
from shopwright.platform.customer_service.open_conversation import change_conversation, conversation_with
from shopwright.platform.customer_service.ratings import rate
from shopwright.platform.customer_service.rules import content_of
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.states import OrderStatus

from .scheduled_actions import ASK, ASK_AGAIN, ScheduledAction, scheduled_action
from .store import Simulations

#: How many characters a text has at least that answers something.
_SAYS_SOMETHING = 15

#: How often a buyer reacts to answers, and how long it waits before it writes again.
_REACTIONS, _PATIENCE_MS = 2, 24 * HOUR_MS

_S = OrderStatus
_OPEN = ("WHERE", "ADDRESS", "CANCEL")
_QUESTIONS: Mapping[OrderStatus, tuple[str, ...]] = {
    _S.ON_HOLD: _OPEN,
    _S.AWAITING_SHIPMENT: _OPEN,
    _S.PARTIALLY_SHIPPING: ("WHERE",),
    _S.AWAITING_COLLECTION: ("WHERE", "ADDRESS"),
    _S.IN_TRANSIT: ("WHERE",),
    _S.DELIVERED: ("WRONG_ITEM", "SIZE", "REFUND"),
    _S.COMPLETED: ("WRONG_ITEM", "SIZE"),
    _S.CANCELLED: ("REFUND",),
}
_TOPICS = {
    "WHERE": Topic.LOGISTICS,
    "ADDRESS": Topic.LOGISTICS,
    "CANCEL": Topic.ORDER,
    "WRONG_ITEM": Topic.RETURN_REFUND,
    "SIZE": Topic.PRODUCT,
    "REFUND": Topic.RETURN_REFUND,
}


class _File(msgspec.Struct, frozen=True):
    texts: Mapping[str, Mapping[str, str]]


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return decoders.decode(read_data_file("simulation", "questions.json"), type=_File).texts


def _say(shop: Shop, name: str, order: Order | None = None) -> str:
    """A text in the market's language, with what it says of an order; its content as JSON."""
    language = region(shop.region).locales[0].partition("-")[0]
    text = _texts()[name].get(language, _texts()[name]["en"])
    if order is not None:
        text = text.replace("{order}", order.order_id).replace("{product}", order.items[0].product_name)
    return text_content(text)


@scheduled_action(ASK)
def ask(scheduled: ScheduledAction) -> str | None:
    """The buyer of an order asks something that fits its state."""
    tx, shop = scheduled.tx, scheduled.shop
    order = scheduled.order().order
    questions = _QUESTIONS.get(order.status, ())
    buyer = tx[Buyers].get(shop.shop_id, order.buyer_id)
    if not questions or buyer is None:
        return None
    name = questions[int(scheduled.details.luck * len(questions))]
    change = conversation_with(tx, shop, buyer)
    entrance = MessageType.BUYER_ENTER_FROM_ORDER
    change.enter_from(entrance, content_of(entrance, {"order_id": order.order_id}))
    change.write_as_buyer(MessageType.TEXT, _say(shop, name, order), _TOPICS[name])
    change.conversation.reactions_left = _REACTIONS
    conversation_id = change.conversation.conversation_id
    details = msgspec.structs.asdict(scheduled.details)
    plan(tx, ASK_AGAIN, conversation_id, shop.shop_id, tx.now_ms() + _PATIENCE_MS, details)
    return "asked"


@scheduled_action(ASK_AGAIN)
def ask_again(scheduled: ScheduledAction) -> str | None:
    """A buyer whom nobody answered for a day writes again."""
    change = change_conversation(scheduled.tx, scheduled.shop, scheduled.due_action.subject)
    if change.conversation.session is None or not change.conversation.unanswered_at:
        return None
    change.write_as_buyer(MessageType.TEXT, _say(scheduled.shop, "WAITING"))
    return "asked_again"


@due(ANSWERED)
def react(tx: Tx, action: DueAction) -> None:
    """A simulated buyer reads an answer, and thanks and rates, or asks again."""
    shop, simulation = tx[Accounts].shop(action.shop_id), tx[Simulations].get(action.shop_id, for_change=True)
    if shop is None or simulation is None:
        return
    change = change_conversation(tx, shop, action.subject)
    latest = change.conversation.latest
    if change.conversation.session is None or latest is None or latest.role not in (Role.CUSTOMER_SERVICE, Role.SHOP):
        return
    change.conversation.reactions_left -= 1
    simulation.count(_react(change, latest))
    tx[Simulations].save(shop.shop_id, simulation)


def _react(change: ConversationChange, answer: Message) -> str:
    chance = random.Random(answer.message_id)
    if _says_something(answer):
        change.write_as_buyer(MessageType.TEXT, _say(change.shop, "THANKS"))
        rate(change, chance.choice((4, 5, 5)))
        change.conversation.reactions_left = 0
        return "thanked"
    if change.conversation.reactions_left:
        change.write_as_buyer(MessageType.TEXT, _say(change.shop, "AGAIN"))
        return "asked_again"
    change.read_by_buyer()
    rate(change, chance.choice((1, 2)), "UNSOLVED")
    return "complained"


def _says_something(answer: Message) -> bool:
    if answer.type is not MessageType.TEXT:
        return True
    text = decoders.decode(answer.content)["content"]
    return len(text.strip()) >= _SAYS_SOMETHING
