"""What is kept of an uploaded file and of a custom audience, beside the identifiers themselves."""

from __future__ import annotations

import msgspec


class UploadedFile(msgspec.Struct, frozen=True, kw_only=True):
    """``entries``: its lines without the header, each counted once. ``created_at``: platform milliseconds."""

    file_path: str
    file_name: str
    calculate_type: str
    entries: int
    created_at: int


class AudienceAct(msgspec.Struct, frozen=True):
    """A line of an audience's history: what was done, when, and how many entries there were then."""

    action: str
    at: int
    entries: int


class Audience(msgspec.Struct, kw_only=True):
    """A custom audience. ``retention_days`` is 0 where none was asked for; times are platform milliseconds.

    ``is_matching``: its entries have not been compared with buyers since they changed; ``matched``: how many buyers
    they met last.
    """

    audience_id: str
    name: str
    calculate_type: str
    sub_type: str
    is_enhanced: bool
    retention_days: int
    created_at: int
    expires_at: int
    entries: int
    matched: int = 0
    is_matching: bool = True
    is_expired: bool = False
    history: list[AudienceAct] = []

    def note(self, action: str, at: int, most: int) -> None:
        """Add to the history, which keeps its newest ``most`` acts."""
        self.history = [*self.history, AudienceAct(action, at, self.entries)][-most:]
