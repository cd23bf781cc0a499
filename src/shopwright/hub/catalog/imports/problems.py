"""What is wrong with a file or with a cell of it, in the seller's words."""

from __future__ import annotations

from typing import NamedTuple


class FileError(Exception):
    """A file that cannot be imported at all; the text says why and what to do."""


class CellError(Exception):
    """A value that cannot be taken: ``problem`` says what is wrong with it, ``remedy`` what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


class Fault(NamedTuple):
    """What is wrong in a row: in which field, with what and what to do."""

    field: str
    problem: str
    remedy: str
