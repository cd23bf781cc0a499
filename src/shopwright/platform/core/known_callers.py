"""Callers whose access token was found to be in force, by the token's hash."""

from __future__ import annotations

import threading
from collections import OrderedDict

#: How many tokens a process remembers; those that called longest ago are forgotten.
MOST_TOKENS = 20_000


class KnownCallers:
    """Remembers whose token a call had, so that later calls are known before they are checked. For any thread."""

    def __init__(self, most: int = MOST_TOKENS) -> None:
        self._most = most
        self._callers: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def learn(self, token_hash: str, caller: str) -> None:
        """Note a token that was just found to be in force."""
        with self._lock:
            self._callers[token_hash] = caller
            self._callers.move_to_end(token_hash)
            if len(self._callers) > self._most:
                self._callers.popitem(last=False)

    def find(self, token_hash: str) -> str | None:
        """Whose token it was; None for one that nobody called with."""
        return self._callers.get(token_hash)
