"""How a command refuses: what is wrong, what to do about it, and the exit code."""

from __future__ import annotations

#: Exit code where the server refused, or where a check says that something is wrong.
FAILED = 1

#: Exit code of a command that was not understood, or that found nobody to ask.
REFUSED = 2

#: Exit code of a command that was interrupted from the keyboard, as shells have it.
INTERRUPTED = 130


class RefusedError(Exception):
    """``problem`` says what is wrong, ``remedy`` what to do. Neither may hold a secret."""

    def __init__(self, problem: str, remedy: str, exit_code: int = REFUSED) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.exit_code = exit_code
