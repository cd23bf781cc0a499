"""Operations of customer service; importing the package registers them."""

from __future__ import annotations

from . import conversations, messages, sessions

__all__ = ["conversations", "messages", "sessions"]
