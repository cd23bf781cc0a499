"""How the Business API shows audiences; names of fields are TikTok's, as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from shopwright.platform.audiences.audience import Audience
from shopwright.platform.core.durations import DAY_MS
from shopwright.wire.business.files import audience_rules

#: From how many days before its end an audience is said to be expiring.
_EXPIRING_DAYS = 7


def text_time(at_ms: int) -> str:
    """A moment as the Business API writes it, in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def row_of(audience: Audience, now_ms: int) -> Mapping[str, object]:
    """An audience in a list."""
    return {
        "audience_id": audience.audience_id,
        "name": audience.name,
        "audience_type": "Customer File Audience",
        "audience_sub_type": audience.sub_type,
        "calculate_type": audience.calculate_type,
        "cover_num": audience.matched,
        "create_time": text_time(audience.created_at),
        "expired_time": text_time(audience.expires_at),
        "is_creator": True,
        "is_expiring": not audience.is_expired and audience.expires_at - now_ms < _EXPIRING_DAYS * DAY_MS,
        "is_valid": _problem(audience) == "",
        "shared": False,
    }


def details_of(audience: Audience, now_ms: int) -> Mapping[str, object]:
    """An audience with all that is known of it. ``msg`` says why it is of no use (yet)."""
    return {
        **row_of(audience, now_ms),
        "audience_enhancement": audience.is_enhanced,
        "retention_in_days": audience.retention_days or None,
        "msg": _problem(audience),
    }


def history_of(audience: Audience, size: int) -> list[Mapping[str, object]]:
    """What was done with an audience, the newest first; ``entries`` is an extension."""
    return [
        {"action": act.action, "opt_time": text_time(act.at), "entries": act.entries}
        for act in reversed(audience.history[-size:])
    ]


def _problem(audience: Audience) -> str:
    least = audience_rules().least_entries
    if audience.is_expired:
        return "The audience has expired."
    if audience.is_matching:
        return "The entries are being matched."
    return f"The audience has fewer than {least} entries." if audience.entries < least else ""
