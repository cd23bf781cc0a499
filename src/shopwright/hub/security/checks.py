"""What the self-audit looks for: a table of checks, each a question about a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.access import queries as access
from shopwright.hub.access.keys import grantable
from shopwright.hub.access.models import ApiKey, Member, Workspace
from shopwright.hub.access.roles import Role
from shopwright.hub.access.services import INVITATION_LIFE
from shopwright.hub.channels import alert_rules
from shopwright.hub.core.config import read_config
from shopwright.hub.people.two_persons import able, rule_of, wanted

from .models import Weight

#: After how many days without a use a key is stale, and without a log-in a member is.
KEY_UNUSED, MEMBER_AWAY, NEVER_CAME = timedelta(days=90), timedelta(days=180), timedelta(days=14)
#: After how long a master key is old, and an invitation of a powerful role was not taken.
MASTER_KEY_OLD, INVITATION_OLD = timedelta(days=365), timedelta(days=3)


class Weakness(NamedTuple):
    """Something that is weak. ``cause`` tells it from others of its check; ``page``: where it is mended."""

    cause: str
    words: str
    remedy: str
    weight: Weight = Weight.WEAK
    page: str = ""


class Check(NamedTuple):
    """A question about a workspace, with a name for its rows and a title for people."""

    name: str
    title: str
    ask: Callable[[Workspace], Iterator[Weakness]]


def _stale_keys(workspace: Workspace) -> Iterator[Weakness]:
    now = timezone.now()
    unused = Q(last_used_at__lt=now - KEY_UNUSED) | Q(last_used_at=None, created_at__lt=now - KEY_UNUSED)
    for key in _working_keys(workspace).filter(unused):
        used = f"was last used on {key.last_used_at:%-d %b %Y}" if key.last_used_at else "was never used"
        yield Weakness(
            str(key.pk), f"The API key “{key.name}” of {key.made_by.email} {used}.", "Revoke it.", page="keys"
        )


def _wide_keys(workspace: Workspace) -> Iterator[Weakness]:
    for key in _working_keys(workspace):
        maker = Member.objects.filter(workspace=workspace, user_id=key.made_by_id).first()
        if maker is not None and set(key.scopes) >= set(grantable(maker)):
            words = f"The API key “{key.name}” may do all that a key of {key.made_by.email} can."
            yield Weakness(str(key.pk), words, "Make one with the scopes that its program needs.", page="keys")


def _orphan_keys(workspace: Workspace) -> Iterator[Weakness]:
    members = Member.objects.filter(workspace=workspace).values("user_id")
    for key in _working_keys(workspace).exclude(made_by__in=members):
        words = f"The API key “{key.name}” is of {key.made_by.email}, who is no member any more."
        yield Weakness(str(key.pk), words, "Revoke it: it works again if its maker comes back.", page="keys")


def _away(workspace: Workspace) -> Iterator[Weakness]:
    now = timezone.now()
    for member in access.members(workspace):
        came = member.user.last_login
        if came is None and member.joined_at < now - NEVER_CAME:
            words = f"{member.user.email}, {member.role}, never logged in."
        elif came is not None and came < now - MEMBER_AWAY:
            words = f"{member.user.email}, {member.role}, last logged in on {came:%-d %b %Y}."
        else:
            continue
        yield Weakness(
            str(member.pk), words, "Ask whether the person still needs it, or remove the member.", page="members"
        )


def _second_factor(workspace: Workspace) -> Iterator[Weakness]:
    for member in access.members(workspace).filter(role__in=workspace.mfa_roles):
        if not member.has_second_factor:  # type: ignore[attr-defined]
            words = f"{member.user.email} has no second factor, which the role {member.role} needs."
            yield Weakness(
                str(member.pk), words, "It is set up at the next log-in; ask the person for one.", page="members"
            )


def _roles_without_factor(workspace: Workspace) -> Iterator[Weakness]:
    for role in (Role.OWNER, Role.MANAGER):
        if role not in workspace.mfa_roles and Member.objects.filter(workspace=workspace, role=role).exists():
            words = f"The role {role} logs in without a second factor."
            yield Weakness(role, words, "Require it under Members.", page="members")


def _unused_roles(workspace: Workspace) -> Iterator[Weakness]:
    used = set(Member.objects.filter(workspace=workspace).values_list("role", flat=True))
    idle = [role for role in Role if role in workspace.mfa_roles and role not in used]
    if idle:
        words = f"A second factor is required of roles that nobody has: {', '.join(idle)}."
        yield Weakness(
            "roles", words, "Nothing has to be done; give the roles out, or lift it.", Weight.NOTE, "members"
        )
    if used == {Role.OWNER} and Member.objects.filter(workspace=workspace).count() > 1:
        words = "Everybody is an owner; no other role is used."
        yield Weakness("owners", words, "Give each person the role that the work needs.", page="members")


def _one_owner(workspace: Workspace) -> Iterator[Weakness]:
    if Member.objects.filter(workspace=workspace, role=Role.OWNER, user__is_active=True).count() == 1:
        words = "There is one owner: without that account nobody changes members and roles."
        yield Weakness("owner", words, "Make a second person an owner.", Weight.NOTE, "members")


def _invitations(workspace: Workspace) -> Iterator[Weakness]:
    """Invitations of powerful roles are as good as a key until they end."""
    for item in access.open_invitations(workspace).filter(role__in=[Role.OWNER, Role.MANAGER]):
        if item.created_at < timezone.now() - INVITATION_OLD:
            words = f"The invitation of {item.email} as {item.role} was not taken for {INVITATION_OLD.days} days."
            yield Weakness(
                str(item.pk),
                words,
                f"Ask the person; it ends by itself after {INVITATION_LIFE.days} days.",
                Weight.NOTE,
                "members",
            )


def _two_persons(workspace: Workspace) -> Iterator[Weakness]:
    for kind in wanted(rule_of(workspace)):
        if len(able(workspace, kind)) < 2:
            words = f"“{kind.label}” takes two people, and fewer could approve it."
            yield Weakness(kind, words, "Invite an owner or a manager.", Weight.URGENT, "approvals")


def _consents(workspace: Workspace) -> Iterator[Weakness]:
    """The alerts of consents, which are the findings of the audit too."""
    for rule in (alert_rules.NeedsConsent(), alert_rules.ConsentEnds()):
        for item in rule.raised(workspace.pk):
            weight = Weight.URGENT if item.is_urgent else Weight.WEAK
            yield Weakness(item.cause, item.words, item.remedy, weight, "connections")


def _master_key(_: Workspace) -> Iterator[Weakness]:
    path = read_config().data / "keys.json"
    if not path.exists():
        return
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if made < timezone.now() - MASTER_KEY_OLD:
        words = f"The master key was last changed on {made:%-d %b %Y}."
        yield Weakness("age", words, "Run: shopwright hub rotate-keys")
    if path.stat().st_mode & 0o077:
        words = "The file with the master key can be read by other users of the machine."
        yield Weakness("mode", words, f"Run: chmod 600 {path.name}, in the data folder", Weight.URGENT)


def _plain_http(_: Workspace) -> Iterator[Weakness]:
    host = settings.CANONICAL_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    if settings.CANONICAL_URL.startswith("http://") and host not in ("localhost", "127.0.0.1"):
        words = f"People reach the hub without TLS, at {host}."
        yield Weakness("http", words, "Put a proxy with TLS in front, and set SHOPWRIGHT_HUB_URL.", Weight.URGENT)


def _working_keys(workspace: Workspace) -> QuerySet[ApiKey]:
    return access.keys(workspace).filter(revoked_at=None, expires_at__gt=timezone.now()).order_by("pk")


CHECKS = (
    Check("stale-keys", "API keys that nobody uses", _stale_keys),
    Check("wide-keys", "API keys that may do everything", _wide_keys),
    Check("orphan-keys", "API keys of people who left", _orphan_keys),
    Check("away", "Members who do not log in", _away),
    Check("second-factor", "Members without the second factor that is required", _second_factor),
    Check("roles-without-factor", "Powerful roles without a second factor", _roles_without_factor),
    Check("unused-roles", "Roles that nobody has", _unused_roles),
    Check("one-owner", "A single owner", _one_owner),
    Check("invitations", "Invitations that wait", _invitations),
    Check("two-persons", "Too few people for what takes two", _two_persons),
    Check("consents", "Consents of shops that end", _consents),
    Check("master-key", "The master key", _master_key),
    Check("plain-http", "Pages without TLS", _plain_http),
)
TITLES = {check.name: check.title for check in CHECKS}
