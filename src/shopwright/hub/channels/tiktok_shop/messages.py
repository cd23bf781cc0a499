"""Messages to buyers by TikTok's customer service. What is allowed when: docs/reference/customer-service.md.

A shop may open the conversation with a buyer after an order of the last 60 days; opening it again is the same one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from shopwright.client.errors import ApiCallError, NoReply, ServerTrouble, ShopwrightError
from shopwright.client.shop import Shop
from shopwright.hub.channels.messages import SentMessage
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result

from .errors import outcome_of, translating

#: The most that fits into the 2,000 characters that a message's JSON may have, with what JSON adds to the text.
LONGEST_TEXT = 1_800
_PAGE = 10
#: The quota of a day is used up: the same works tomorrow.
_QUOTA = 45101004
_OTHERS = frozenset({"BUYER", "SYSTEM"})


def send(client: Shop, order_id: str, text: str) -> Outcome:
    """Write to the buyer of an order. What fails before the message is sent raises ChannelError, or is refused."""
    if len(text) > LONGEST_TEXT:
        message = f"The text has {len(text):,} characters; {LONGEST_TEXT:,} fit into a message."
        return Outcome(Result.REFUSED, "", message, "Shorten the text.")
    try:
        conversation_id = _conversation(client, order_id)
    except _Refused as error:
        return error.outcome
    try:
        sent = client.customer_service.send_message(
            conversation_id, type="TEXT", content=json.dumps({"content": text}, ensure_ascii=False)
        )
        return Outcome(Result.DONE, external_id=sent["message_id"])
    except ShopwrightError as error:
        return _failed(error)
    except (LookupError, TypeError) as error:
        return Outcome(Result.LATER, "", f"TikTok's answer cannot be read: {error!r}.", is_unanswered=True)


def sent_since(client: Shop, order_id: str, since: datetime) -> Sequence[SentMessage]:
    """The texts that the shop wrote to the buyer of an order, the oldest first."""
    try:
        conversation_id = _conversation(client, order_id)
    except _Refused as error:
        raise ChannelError(error.outcome.message, code=error.outcome.code, remedy=error.outcome.remedy) from error
    with translating():
        return list(_texts(client, conversation_id, since))[::-1]


class _Refused(Exception):  # noqa: N818 - carries an outcome
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


def _conversation(client: Shop, order_id: str) -> str:
    """The conversation with the buyer of an order, opened where it is not."""
    with translating():
        rows = client.order.get_order_detail(ids=[order_id])["orders"]
        if not rows:
            remedy = "Look it up in Seller Center."
            raise _Refused(Outcome(Result.REFUSED, "", "TikTok does not know the order any more.", remedy))
        try:
            return client.customer_service.create_conversation(buyer_user_id=rows[0]["user_id"])["conversation_id"]
        except ApiCallError as error:
            outcome = _failed(error)
            if outcome.result is Result.LATER:
                raise ChannelError(
                    outcome.message, code=outcome.code, remedy=outcome.remedy, is_passing=True
                ) from error
            raise _Refused(outcome) from error


def _failed(error: ShopwrightError) -> Outcome:
    """What a failed call means. Raises ChannelError where consent is gone."""
    outcome = outcome_of(error)
    if isinstance(error, ApiCallError) and error.code == _QUOTA:
        return Outcome(Result.LATER, outcome.code, outcome.message, outcome.remedy, outcome.request_id)
    is_unanswered = isinstance(error, ServerTrouble) or (isinstance(error, NoReply) and error.was_sent)
    if not is_unanswered:
        return outcome
    return Outcome(Result.LATER, outcome.code, outcome.message, outcome.remedy, outcome.request_id, is_unanswered=True)


def _texts(client: Shop, conversation_id: str, since: datetime) -> Iterator[SentMessage]:
    """The newest first, until they are older than a time."""
    rows: Iterator[Any] = client.customer_service.iter_messages(conversation_id, page_size=_PAGE, sort_order="DESC")
    for row in rows:
        at = datetime.fromtimestamp(row["create_time"], UTC)
        if at < since.replace(microsecond=0):
            return
        if row["type"] == "TEXT" and row["sender"]["role"] not in _OTHERS:
            yield SentMessage(row["id"], json.loads(row["content"])["content"], at)
