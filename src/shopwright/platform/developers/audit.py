"""The audit trail: who did what in the portal, and which apps the control API made and changed."""

from __future__ import annotations

import secrets

from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .developer import AuditEntry
from .store import AuditTrail

#: Who acts where nobody needs to log in.
NOBODY = "local, not logged in"
#: Who acts where a program called the control API.
CONTROL_API = "the control API"


def record(tx: Tx, partner_id: str, by: str, act: str, about: str = "") -> None:
    """Add an entry, in the transaction of what it tells of."""
    now = wall_ms()
    tx[AuditTrail].add(AuditEntry(f"{now:015d}{secrets.token_hex(6)}", partner_id, now, by or NOBODY, act, about))
