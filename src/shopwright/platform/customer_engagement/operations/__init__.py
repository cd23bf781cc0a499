"""Operations of customer engagement; importing the package registers them."""

from __future__ import annotations

from . import messages, tasks

__all__ = ["messages", "tasks"]
