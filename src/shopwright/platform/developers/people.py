"""The people of a partner: their roles, and who leaves."""

from __future__ import annotations

import msgspec

from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.database.transaction import Tx

from .access import Visitor
from .developer import Developer, DeveloperSecrets, PersonStatus, Role
from .errors import LAST_OWNER
from .store import Developers, Sessions


def change_role(tx: Tx, visitor: Visitor, developer_id: str, role: Role) -> None:
    """Give a person another role."""
    developer = _find(tx, visitor, developer_id)
    if role is not Role.OWNER:
        _keep_an_owner(tx, developer)
    doc = msgspec.structs.replace(developer.doc, role=role)
    tx[Developers].save(msgspec.structs.replace(developer, doc=doc))
    visitor.note(tx, "Changed a role", f"{developer.email} is {role.lower()} now")


def remove(tx: Tx, visitor: Visitor, developer_id: str) -> None:
    """Remove a person: sessions end at once, and nothing is kept that could let them in."""
    developer = _find(tx, visitor, developer_id)
    _keep_an_owner(tx, developer)
    doc = msgspec.structs.replace(developer.doc, status=PersonStatus.REMOVED, has_totp=False)
    tx[Developers].save(msgspec.structs.replace(developer, doc=doc, secrets=DeveloperSecrets()))
    tx[Sessions].drop_of(developer.developer_id)
    visitor.note(tx, "Removed a person", developer.email)


def _find(tx: Tx, visitor: Visitor, developer_id: str) -> Developer:
    developer = tx[Developers].get(developer_id, for_change=True)
    if developer is None or developer.partner_id != visitor.logged_in().partner.partner_id:
        raise NOT_FOUND(what="The person")
    return developer


def _keep_an_owner(tx: Tx, leaving: Developer) -> None:
    if not (leaving.is_active and leaving.doc.role is Role.OWNER):
        return
    others = [
        developer
        for developer in tx[Developers].of(leaving.partner_id)
        if developer.is_active and developer.doc.role is Role.OWNER and developer.developer_id != leaving.developer_id
    ]
    if not others:
        raise LAST_OWNER()
