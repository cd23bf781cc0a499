"""What a check of ``shopwright doctor`` finds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"


class CheckResult(NamedTuple):
    """What one check found, a sentence; where it is not fine, what to do."""

    what: str
    verdict: Verdict
    says: str
    remedy: str = ""
