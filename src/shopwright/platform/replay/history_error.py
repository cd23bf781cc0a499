"""The error for a file, or for options, that cannot be used."""

from __future__ import annotations


class HistoryError(Exception):
    """The file or the options cannot be used: ``problem`` says what is wrong, ``remedy`` what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}: {remedy}")
        self.problem = problem
        self.remedy = remedy
