"""Messages to buyers in the channel protocol. No Django here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .protocol import Outcome


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that a shop sent to a buyer, as its channel has it; ``at`` by the channel's clock."""

    external_id: str
    text: str
    at: datetime


class MessageSession(Protocol):
    """What a session is asked about messages, where its channel has them."""

    def send_message(self, order_id: str, text: str) -> Outcome:
        """Write to the buyer of an order, once. The outcome's ``external_id`` is the message's.

        A call without an answer is ``LATER`` with ``is_unanswered``: the message may have been sent all the same.
        """


@runtime_checkable
class FindsMessages(Protocol):
    """A session whose channel can be asked what it sent. Without it a person decides about a call without an answer."""

    def messages_sent(self, order_id: str, since: datetime) -> Sequence[SentMessage]:
        """The shop's messages to the buyer of an order from a time on, the oldest first."""
