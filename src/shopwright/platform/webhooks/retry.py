"""When a notification is tried again (docs/reference/webhooks.md#delivery)."""

from __future__ import annotations

from .store import DeliveryStatus

#: Seconds that a receiver has to answer.
TIMEOUT_SECONDS = 3.0

#: Platform seconds from one failure to the next try.
RETRY_AFTER = (120, 1_800, 10_800, 43_200)


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
