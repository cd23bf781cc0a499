"""How long a receiver may take, and when a notification is tried again (docs/reference/webhooks.md#delivery)."""

from __future__ import annotations

from .store import DeliveryStatus

#: Seconds that a receiver has to answer.
TIMEOUT_SECONDS = 3.0

#: The part of it that is left while the clock is moved, for an address whose last call got no answer in time: each
#: retry that falls into the move would hold it up.
_PART_WHILE_CLOCK_MOVES = 0.1

#: Platform seconds from one failure to the next try.
RETRY_AFTER = (120, 1_800, 10_800, 43_200)


def seconds_to_answer(*, clock_moves: bool, has_hung: bool) -> float:
    """How long a receiver may take; ``has_hung``: its last call got no answer in time."""
    return TIMEOUT_SECONDS * (_PART_WHILE_CLOCK_MOVES if clock_moves and has_hung else 1)


def judge(http_status: int | None, number: int, now_ms: int) -> tuple[DeliveryStatus, int | None]:
    """The status after the ``number``-th attempt, and when the next one is due.

    200 accepts; 401 says that the signature is refused, which a repetition would not change; anything else fails.
    """
    if http_status == 200:
        return DeliveryStatus.DELIVERED, None
    if http_status == 401:
        return DeliveryStatus.REFUSED, None
    if number > len(RETRY_AFTER):
        return DeliveryStatus.DROPPED, None
    return DeliveryStatus.PENDING, now_ms + RETRY_AFTER[number - 1] * 1000
