"""Webhook topics by number and by name."""

from __future__ import annotations

import re
from difflib import get_close_matches

from shopwright.contract.load import webhooks

from .refusal import RefusedError

#: Where a word of a name such as ``GetFBTOrder`` ends.
_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def topic_of(text: str) -> int:
    """The number of a topic: of its number, its event name or its name, however it is spelled."""
    if text.isascii() and text.isdigit() and int(text) in webhooks():
        return int(text)
    names = {_plain(name): number for number in webhooks() for name in (topic_name(number), webhooks()[number].name)}
    number = names.get(_plain(text))
    if number is None:
        close = get_close_matches(_plain(text), names, 1)
        hint = f"; did you mean {topic_name(names[close[0]])}?" if close else ""
        raise RefusedError(f"there is no topic {text!r}{hint}", "see shopwright trigger --list")
    return number


def topic_name(number: int) -> str:
    """The name of a topic as the Event API writes it; of one that it does not have, in the same spelling."""
    hook = webhooks().get(number)
    if hook is None:
        return f"TOPIC_{number}"
    return hook.event_name or _WORD_ENDS.sub("_", hook.name).upper()


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()
