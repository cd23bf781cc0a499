"""What is said of conversations on pages."""

from __future__ import annotations

from collections.abc import Mapping

#: Phase, or what stands for it in a filter → how it looks, and what it is called.
PHASES: Mapping[str, tuple[str, str]] = {
    "AUTO_REPLY": ("info", "Automatic reply"),
    "QUEUED": ("soon", "In the queue"),
    "ASSIGNED": ("info", "With an agent"),
    "CLOSED": ("", "No session"),
}

#: Not a phase: those with messages that the seller did not read.
UNREAD = "UNREAD"

#: What time does to a session, by its phase.
NEXT_PHASE: Mapping[str, str] = {"AUTO_REPLY": "Goes to the queue", "QUEUED": "An agent takes over"}
