"""For which acts a workspace wants two people, and the question that such acts ask."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from django.http import HttpRequest

from shopwright.hub.access.models import Member, Workspace
from shopwright.hub.access.reauth import ask_who
from shopwright.hub.access.roles import Permission, Role, allows
from shopwright.hub.access.second_person import SecondPersonNeededError

from .models import Approval, Kind, TwoPersons

#: What whoever approves an act of a kind has to be allowed.
NEEDED: dict[Kind, frozenset[Permission]] = {
    Kind.PRICE: frozenset({Permission.APPROVALS_EDIT, Permission.CATALOG_EDIT, Permission.LISTINGS_EDIT}),
    Kind.REFUND: frozenset({Permission.APPROVALS_EDIT, Permission.RETURNS_EDIT}),
}


class TwoPersonsError(Exception):
    """A rule that cannot hold; the text says why and what to do."""


def rule_of(workspace: Workspace) -> TwoPersons:
    """What a workspace wants two people for; nothing where it never said."""
    return TwoPersons.objects.filter(workspace=workspace).first() or TwoPersons(workspace=workspace)


def able(workspace: Workspace, kind: Kind, beside: int = 0) -> list[Member]:
    """Members who may approve acts of a kind. ``beside``: a user who does not count."""
    roles = [role for role in Role if all(allows(role, permission) for permission in NEEDED[kind])]
    rows = Member.objects.filter(workspace=workspace, role__in=roles, user__is_active=True).exclude(user_id=beside)
    return list(rows.select_related("user"))


def wanted(rule: TwoPersons) -> list[Kind]:
    """The kinds of acts that a rule wants two people for."""
    return [kind for kind, is_on in ((Kind.PRICE, rule.prices), (Kind.REFUND, rule.refunds)) if is_on]


def check_rule(rule: TwoPersons, by: int) -> None:
    """Raise TwoPersonsError where nobody but one could approve what a rule wants two people for."""
    for kind in wanted(rule):
        if not able(rule.workspace, kind, beside=by):
            raise TwoPersonsError(
                f"“{kind.label}” needs a second person who may approve it. Invite an owner or a manager first."
            )


def check_role(member: Member, role: Role | None) -> None:
    """Raise TwoPersonsError where too few could approve once a member has another role, or is a member no more."""
    for kind in wanted(rule_of(member.workspace)):
        keeps = role is not None and all(allows(role, permission) for permission in NEEDED[kind])
        others = able(member.workspace, kind, beside=member.user_id)
        if not keeps and len(others) < 2 and len(others) < len(able(member.workspace, kind)):
            raise TwoPersonsError(
                f"“{kind.label}” takes two people here, and too few would be left. Give somebody else a role first."
            )


def weakened(now: TwoPersons, then: TwoPersons) -> list[Kind]:
    """Kinds of acts of which a rule would let one person do more than now."""
    kinds = [kind for kind in wanted(now) if kind not in wanted(then)]
    if Kind.REFUND in wanted(now) and Kind.REFUND not in kinds and then.refund_limit > now.refund_limit:
        kinds.append(Kind.REFUND)
    return kinds


def ask_before_weaker(request: HttpRequest, now: TwoPersons, then: TwoPersons, by: int, words: str) -> None:
    """Want a second person for a weaker rule, unless nobody is left who could be one."""
    kinds = weakened(now, then)
    if any(able(now.workspace, kind, beside=by) for kind in kinds):
        needed = Permission.LISTINGS_EDIT if Kind.PRICE in kinds else Permission.RETURNS_EDIT
        ask_before(request, Kind.RULE, words, words, needed)


def ask_before_prices(request: HttpRequest, workspace: Workspace, words: str, facts: str) -> None:
    """Ask who somebody is before prices drop deeply, and for a second person where the workspace wants one."""
    ask_who(request)
    if rule_of(workspace).prices:
        ask_before(request, Kind.PRICE, words, facts)


def is_over(workspace: Workspace, amount: Decimal | None) -> bool:
    """Whether it takes two people to give an amount back. One that nobody knows is over every limit."""
    rule = rule_of(workspace)
    return rule.refunds and (amount is None or amount > rule.refund_limit)


def ask_before(request: HttpRequest, kind: Kind, words: str, facts: str, permission: Permission | None = None) -> None:
    """Let an act through that another person has approved as it is now; raise SecondPersonNeededError for others."""
    approval: Approval | None = getattr(request, "approval", None)
    if approval is not None and approval.kind == kind and approval.digest == digest_of(facts):
        return
    raise SecondPersonNeededError(kind, words, facts, permission)


def digest_of(facts: str) -> str:
    return hashlib.sha256(facts.encode()).hexdigest()
