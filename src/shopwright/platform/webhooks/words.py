"""What notifications and their states are called on a page."""

from __future__ import annotations

import re

from shopwright.contract.load import webhooks

#: State of a delivery: its look, and what it is called before and after the first attempt.
DELIVERY_STATES = {
    "PENDING": ("info", "Waiting"),
    "DELIVERED": ("done", "Delivered"),
    "REFUSED": ("late", "Refused"),
    "DROPPED": ("late", "Given up"),
    "FENCED": ("quiet", "Cut off by a rewind"),
    "SWALLOWED": ("quiet", "Swallowed by a fault"),
}


def topics() -> dict[str, str]:
    """The number of each webhook topic, as text, and its name in words."""
    return {str(topic): topic_words(topic) for topic in sorted(webhooks())}


def topic_words(topic: int) -> str:
    """A webhook topic's name in words: ``Product status change``."""
    hook = webhooks().get(topic)
    if hook is None:
        return f"Topic {topic}"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", hook.name).capitalize()
    return f"{words} (extension)" if hook.extension else words
