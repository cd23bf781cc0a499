"""How a command refuses: what is wrong, what to do about it, exit code 2."""

from __future__ import annotations

#: Exit code of a command that could not do what it was asked for.
REFUSED = 2

#: Exit code of a command that was interrupted from the keyboard, as shells have it.
INTERRUPTED = 130


class RefusedError(Exception):
    """``problem`` says what is wrong, ``remedy`` what to do. Neither may hold a secret."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
