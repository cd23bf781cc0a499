"""What is due for third parties: files to hand over, and files that they sent."""

from __future__ import annotations

from . import hand_off, tracking


def work_due() -> int:
    """Take on everything that is due; returns how many steps worked."""
    return hand_off.work_due() + tracking.work_due()
