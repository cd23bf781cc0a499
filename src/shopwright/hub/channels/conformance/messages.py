"""What a channel promises about messages to buyers."""

from __future__ import annotations

from datetime import datetime, timedelta

from shopwright.hub.channels.messages import FindsMessages, SentMessage
from shopwright.hub.channels.protocol import Capability, ChannelError, Outcome, Result, Session

from .orders import UNKNOWN
from .promise import Untested, promise
from .world import World

_TEXT = "Your order is on its way: “Ärmel”, 2 × – £5."
_BACK = timedelta(minutes=1)


@promise(Capability.MESSAGES, Capability.ORDERS)
def a_message_reaches_the_buyer_once_and_as_it_was_written(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        outcome = session.send_message(order_id, _TEXT)
    assert outcome.is_done, outcome.message
    assert outcome.external_id, "a message that was sent has an id"
    assert world.messages(order_id).count(_TEXT) == 1


@promise(Capability.MESSAGES, Capability.ORDERS)
def a_message_that_was_sent_is_found_again(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        since = _begin(session, order_id)
        if not isinstance(session, FindsMessages):
            raise Untested("the channel cannot be asked what it sent")
        before = _found(session, order_id, since)
        outcome = session.send_message(order_id, _TEXT)
        new_messages = [sent for sent in _found(session, order_id, since) if sent not in before]
    assert [(sent.external_id, sent.text) for sent in new_messages] == [(outcome.external_id, _TEXT)]
    assert new_messages[0].at.tzinfo is not None


@promise(Capability.MESSAGES, Capability.ORDERS)
def a_text_that_is_not_allowed_is_refused_with_a_reason_and_not_sent(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    texts = [text for text in (world.refused_text(), "x" * (world.channel.limits.message_length + 1)) if text]
    with world.session() as session:
        for text in texts:
            outcome = session.send_message(order_id, text)
            assert outcome.result is Result.REFUSED
            assert outcome.message
            assert text not in world.messages(order_id)


@promise(Capability.MESSAGES, Capability.ORDERS)
def a_text_of_the_greatest_length_is_sent(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    text = ("Thank you. " * world.channel.limits.message_length)[: world.channel.limits.message_length - 1] + "!"
    with world.session() as session:
        assert session.send_message(order_id, text).is_done
    assert text in world.messages(order_id)


@promise(Capability.MESSAGES, Capability.ORDERS)
def a_message_whose_answer_is_lost_says_so_and_was_sent_once(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        since = _begin(session, order_id)
        if not world.lose_answer():
            raise Untested("no answer can be lost")
        outcome = session.send_message(order_id, _TEXT)
        assert outcome.result is Result.LATER
        assert outcome.is_unanswered, "who does not know that it may have been sent would send it again"
        assert world.messages(order_id).count(_TEXT) == 1
        if isinstance(session, FindsMessages):
            assert [sent.text for sent in _found(session, order_id, since) if sent.text == _TEXT] == [_TEXT]


@promise(Capability.MESSAGES)
def a_message_about_an_order_that_is_not_there_is_refused(world: World) -> None:
    with world.session() as session:
        assert _outcome(session).result is Result.REFUSED


def _outcome(session: Session) -> Outcome:
    try:
        return session.send_message(UNKNOWN, _TEXT)
    except ChannelError as error:
        assert not error.is_passing
        return Outcome(Result.REFUSED, error.code, error.message)


def _found(session: FindsMessages, order_id: str, since: datetime) -> list[SentMessage]:
    return list(session.messages_sent(order_id, since))


def _begin(session: Session, order_id: str) -> datetime:
    order = session.order(order_id)
    assert order is not None
    return order.placed_at - _BACK
