"""Sensitive acts: done at once, or kept until a second owner approves where the partner's rule asks for two."""

from __future__ import annotations

import msgspec

from shopwright.platform.accounts.app_secrets import replace_secret
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.grants import deauthorize
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .access import Visitor
from .developer import Approval, ApprovalDocument, Partner, Role
from .errors import ACT_CLOSED, NO_SECOND_OWNER, NOT_BOTH
from .sign_up import new_id
from .store import Approvals, Developers, Partners

#: How long an act waits for a second person.
WAITS_MS = 24 * 3_600_000

ROTATE, WITHDRAW, ONE_IS_ENOUGH = "ROTATE_SECRET", "WITHDRAW_SHOP", "ONE_IS_ENOUGH"

#: What each act is called in the audit trail, and where it waits.
ACT_WORDS = {
    ROTATE: "Replace the app secret",
    WITHDRAW: "Withdraw an authorisation",
    ONE_IS_ENOUGH: "Let one person be enough",
}


def do_or_ask(tx: Tx, visitor: Visitor, doc: ApprovalDocument, partner_id: str) -> bool:
    """Do an act, or let it wait for a second owner; answers whether it was done."""
    partner = tx[Partners].get(partner_id) if partner_id else None
    if visitor.is_operator or partner is None or not partner.doc.needs_two:
        carry_out(tx, doc, partner)
        visitor.note(tx, ACT_WORDS[doc.act], doc.about, partner_id=partner_id)
        return True
    tx[Approvals].add(Approval(new_id(), partner.partner_id, wall_ms(), doc))
    visitor.note(tx, f"Asked to: {ACT_WORDS[doc.act].lower()}", doc.about)
    return False


def asked_by(visitor: Visitor, act: str, *, app_key: str = "", about: str = "", detail: str = "") -> ApprovalDocument:
    """An act as somebody asks for it."""
    by_id = visitor.person.developer.developer_id if visitor.person else ""
    return ApprovalDocument(act=act, by_id=by_id, by=visitor.by, app_key=app_key, about=about, detail=detail)


def decide(tx: Tx, visitor: Visitor, approval_id: str, *, approve: bool) -> ApprovalDocument:
    """Approve an act of another owner, or refuse it; refusing one's own takes it back."""
    person, approval = visitor.logged_in(), tx[Approvals].get(approval_id)
    if approval is None or approval.partner_id != person.partner.partner_id:
        raise NOT_FOUND(what="The act")
    if approval.doc.status != "PENDING" or approval.wall_asked_ms + WAITS_MS <= wall_ms():
        raise ACT_CLOSED()
    if approve and approval.doc.by_id == person.developer.developer_id:
        raise NOT_BOTH()
    status = "APPROVED" if approve else "REFUSED"
    doc = msgspec.structs.replace(approval.doc, status=status, decided_by=visitor.by)
    tx[Approvals].close(msgspec.structs.replace(approval, doc=doc))
    word = "Approved" if approve else "Refused"
    visitor.note(tx, f"{word}: {ACT_WORDS[doc.act].lower()}", doc.about)
    if approve:
        carry_out(tx, doc, tx[Partners].get(approval.partner_id, for_change=True))
    return doc


def need_two(tx: Tx, visitor: Visitor) -> None:
    """Let sensitive acts need two owners from now on; refused while there is but one."""
    person = visitor.logged_in()
    owners = [
        developer
        for developer in tx[Developers].of(visitor.partner_id)
        if developer.is_active and developer.doc.role is Role.OWNER
    ]
    if len(owners) < 2:
        raise NO_SECOND_OWNER()
    _set_two(tx, person.partner, needs_two=True)
    visitor.note(tx, "Sensitive acts need two owners from now on")


def carry_out(tx: Tx, doc: ApprovalDocument, partner: Partner | None) -> None:
    """Do an act. 404 where what it is about is gone since it was asked for."""
    if doc.act == ONE_IS_ENOUGH:
        assert partner is not None, "it is a rule of a partner"
        _set_two(tx, partner, needs_two=False)
        return
    app = tx[Apps].get(doc.app_key, for_change=True)
    if app is None:
        raise NOT_FOUND(what=f"The app {doc.app_key}")
    if doc.act == ROTATE:
        replace_secret(tx, app, int(doc.detail or 0))
        return
    account = tx[Accounts].get(doc.detail)
    if account is None or not deauthorize(tx, app.app_key, account):
        raise NOT_FOUND(what="The authorisation")


def _set_two(tx: Tx, partner: Partner, *, needs_two: bool) -> None:
    doc = msgspec.structs.replace(partner.doc, needs_two=needs_two)
    tx[Partners].save(msgspec.structs.replace(partner, doc=doc))
