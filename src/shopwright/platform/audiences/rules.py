"""How the entries of an audience change."""

from __future__ import annotations

from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.refusals import refuse


def combine(kept: set[bytes], hashes: set[bytes], action: str) -> set[bytes]:
    """The entries of an audience after an update. Refuses one that leaves fewer than an audience needs, or too many."""
    left = hashes if action == "REPLACE" else kept | hashes if action == "APPEND" else kept - hashes
    rules = audience_rules()
    if len(left) < rules.least_entries:
        raise refuse("too_few_left", left=len(left), least=rules.least_entries)
    if len(left) > rules.most_entries:
        raise refuse("too_many_left", left=len(left), most=rules.most_entries)
    return left
