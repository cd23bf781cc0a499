"""How the hub refuses to start, to back up or to restore."""

from __future__ import annotations


class HubRefusedError(Exception):
    """``problem`` says what is wrong, ``remedy`` what to do. Neither holds a secret."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy
