"""The self-audit of the hub: what is weak is found every day, told once, kept with its dates, and over when mended."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shopwright.hub.access import keys
from shopwright.hub.access.models import ApiKey, Member, User
from shopwright.hub.access.roles import Role
from shopwright.hub.channels.models import Connection
from shopwright.hub.people.models import TwoPersons
from shopwright.hub.security import services
from shopwright.hub.security.checks import CHECKS
from shopwright.hub.security.models import AuditFinding, AuditPlan, AuditRun
from shopwright.hub.work import alerts
from shopwright.hub.work.models import Alert
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.lists import cells

pytestmark = pytest.mark.postgres

_LONG_AGO = timezone.now() - timedelta(days=400)


def _key(hub: Hub, scopes: list[str], by: User | None = None) -> ApiKey:
    member = Member.objects.get(workspace=hub.workspace, user=by or hub.owner.user)
    keys.make_key(member, "Reader", scopes, timedelta(days=30))
    return ApiKey.objects.get(workspace=hub.workspace)


def _stale_key(hub: Hub) -> Callable[[], object]:
    key = _key(hub, ["orders.view"])
    ApiKey.objects.filter(pk=key.pk).update(created_at=_LONG_AGO)
    return lambda: hub.owner.post("key-revoke", key.pk)


def _wide_key(hub: Hub) -> Callable[[], object]:
    member = Member.objects.get(workspace=hub.workspace, user=hub.owner.user)
    key = _key(hub, [str(scope) for scope in keys.grantable(member)])
    return lambda: hub.owner.post("key-revoke", key.pk)


def _orphan_key(hub: Hub) -> Callable[[], object]:
    maker = hub.person(Role.MANAGER)
    key = _key(hub, ["orders.view"], maker.user)
    hub.owner.post("member-change", Member.objects.get(user=maker.user).pk, remove="1")
    return lambda: hub.owner.post("key-revoke", key.pk)


def _member_away(hub: Hub) -> Callable[[], object]:
    person = hub.person(Role.PACKER)
    User.objects.filter(pk=person.user.pk).update(last_login=None)
    Member.objects.filter(user=person.user).update(joined_at=_LONG_AGO)
    return lambda: User.objects.filter(pk=person.user.pk).update(last_login=timezone.now())


def _no_second_factor(hub: Hub) -> Callable[[], object]:
    hub.person(Role.PACKER)
    hub.owner.post("member-mfa", roles=["packer"])
    return lambda: hub.owner.post("member-mfa", roles=[])


def _owners_without(hub: Hub) -> Callable[[], object]:
    return lambda: type(hub.workspace).objects.filter(pk=hub.workspace.pk).update(mfa_roles=["owner"])


def _unused_roles(hub: Hub) -> Callable[[], object]:
    hub.owner.post("member-mfa", roles=["analyst"])
    return lambda: hub.owner.post("member-mfa", roles=[])


def _one_owner(hub: Hub) -> Callable[[], object]:
    return lambda: hub.person(Role.OWNER)


def _invitation(hub: Hub) -> Callable[[], object]:
    hub.owner.post("member-invite", email="late@example.com", role="manager")
    invited = hub.workspace.invitations.all()
    invited.update(created_at=timezone.now() - timedelta(days=4))
    return lambda: invited.update(expires_at=timezone.now())


def _lonely(hub: Hub) -> Callable[[], object]:
    TwoPersons.objects.create(workspace=hub.workspace, prices=True)
    return lambda: hub.person(Role.MANAGER)


def _consent(hub: Hub) -> Callable[[], object]:
    shop = Connection.objects.filter(pk=rows.connection(hub).pk)
    shop.update(consent_ends_at=timezone.now() + timedelta(days=3))
    return lambda: shop.update(consent_ends_at=None)


def _old_master_key(hub: Hub) -> Callable[[], object]:
    path = Path(os.environ["SHOPWRIGHT_HUB_DATA"], "keys.json")
    now = path.stat().st_mtime
    os.utime(path, (now - 400 * 86400,) * 2)
    return lambda: os.utime(path, (now, now))


def _plain_http(hub: Hub) -> Callable[[], object]:
    """The tests' hub is at an address without TLS."""
    return lambda: None


#: How each check comes to find something, and how that is mended.
_WEAK: dict[str, Callable[[Hub], Callable[[], object]]] = {
    "stale-keys": _stale_key, "wide-keys": _wide_key, "orphan-keys": _orphan_key, "away": _member_away,
    "second-factor": _no_second_factor, "roles-without-factor": _owners_without, "unused-roles": _unused_roles,
    "one-owner": _one_owner, "invitations": _invitation, "two-persons": _lonely, "consents": _consent,
    "master-key": _old_master_key, "plain-http": _plain_http,
}  # fmt: skip


def standing(hub: Hub, check: str) -> int:
    hub.workspace.refresh_from_db()
    services.run(hub.workspace)
    return AuditFinding.objects.filter(workspace=hub.workspace, check_name=check, over_at=None).count()


def test_every_check_has_a_test() -> None:
    assert set(_WEAK) == {check.name for check in CHECKS}


@pytest.mark.parametrize("check", sorted(_WEAK))
def test_what_is_weak_is_found_with_its_remedy_and_over_once_it_is_mended(hub: Hub, check: str) -> None:
    mend = _WEAK[check](hub)
    assert standing(hub, check) == 1
    row = AuditFinding.objects.get(workspace=hub.workspace, check_name=check)
    page = hub.owner.get("self-audit", check=check).text
    assert row.words in page.replace("&quot;", '"')
    assert row.remedy in page
    mend()
    assert standing(hub, check) == (check == "plain-http")
    row.refresh_from_db()
    assert (row.over_at is None) == (check == "plain-http")


def test_a_strong_workspace_has_no_finding_of_keys_and_members(hub: Hub) -> None:
    hub.person(Role.OWNER)
    services.run(hub.workspace)
    names = set(AuditFinding.objects.filter(workspace=hub.workspace).values_list("check_name", flat=True))
    assert names == {"plain-http", "roles-without-factor", "unused-roles"}


def test_it_runs_once_a_day_by_its_row_and_keeps_each_run(hub: Hub) -> None:
    services.run_due()
    assert AuditRun.objects.filter(workspace=hub.workspace).count() == 1
    services.run_due()
    assert AuditRun.objects.filter(workspace=hub.workspace).count() == 1
    AuditPlan.objects.filter(workspace=hub.workspace).update(next_at=timezone.now() - timedelta(days=3))
    services.run_due()  # days that were missed are one look
    assert AuditRun.objects.filter(workspace=hub.workspace).count() == 2
    hub.owner.post("self-audit-run")
    lines = cells(hub.owner.get("self-audit-runs", format="csv").content)
    assert [line["By"] for line in lines] == [hub.owner.user.email, "daily", "daily"]
    assert [line["New"] for line in lines][:2] == ["0", "0"]


def test_a_finding_keeps_its_first_date_and_a_new_one_is_told_again(hub: Hub) -> None:
    services.run(hub.workspace)
    first = AuditFinding.objects.get(workspace=hub.workspace, check_name="one-owner")
    services.run(hub.workspace)
    again = AuditFinding.objects.get(workspace=hub.workspace, check_name="one-owner")
    assert (again.pk, again.found_at) == (first.pk, first.found_at)
    assert again.seen_at > first.seen_at
    alerts.check(hub.workspace, ["self_audit"])
    told = Alert.objects.get(workspace=hub.workspace, rule="self_audit", cause="weak")
    hub.owner.post("alerts-acknowledge", alerts=[told.pk])
    assert told.words not in hub.owner.get("alerts").text
    _stale_key(hub)
    services.run(hub.workspace)
    alerts.check(hub.workspace, ["self_audit"])
    told.refresh_from_db()
    assert told.words in hub.owner.get("alerts").text
    assert hub.owner.user.email not in told.words


def test_findings_are_for_those_who_see_the_history(hub: Hub) -> None:
    assert [hub.person(role).get("self-audit").status for role in (Role.MANAGER, Role.VIEWER)] == [200, 403]
