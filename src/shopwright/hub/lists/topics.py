"""What pages can hear of while they are open, and who may."""

from __future__ import annotations

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission

TOPICS: dict[str, Permission] = {}


def add_topics(permission: Permission, *names: str) -> None:
    """Make topics known. A table tells of one by :func:`shopwright.hub.core.news_triggers.tell_changes`."""
    TOPICS.update(dict.fromkeys(names, permission))


def topics_for(member: Member, names: list[str]) -> frozenset[str]:
    """Those of the topics that a member may hear of."""
    return frozenset(name for name in names if name in TOPICS and member.may(TOPICS[name]))
