"""The result of a check of ``shopwright doctor``."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"


class CheckResult(NamedTuple):
    """The result of one check: ``says`` is a sentence; ``remedy`` says what to do where it is not fine."""

    what: str
    verdict: Verdict
    says: str
    remedy: str = ""
