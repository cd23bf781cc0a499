"""What the owner must know: raised by rules once for a cause, acknowledged by people, cleared by rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.channels.protocol import Change
from shopwright.hub.work import alerts
from tests.hub import rows
from tests.hub.background import event, offered
from tests.hub.harness import Hub
from tests.hub.stall import Stall

pytestmark = pytest.mark.postgres


def test_an_alert_is_raised_once_for_a_cause_acknowledged_and_cleared_by_its_rule(hub: Hub, stall: Stall) -> None:
    connection, _, _ = offered(hub, stall)
    Connection.objects.filter(pk=connection.pk).update(state="consent", trouble="The app was taken out.")
    for _ in range(2):
        alerts.check(hub.workspace)
    (alert,) = hub.workspace.alerts.filter(rule="consent")
    assert "The app was taken out." in hub.owner.get("today").text
    assert hub.person(Role.ANALYST).post("alerts-acknowledge", alerts=[alert.pk]).status == 403
    hub.owner.post("alerts-acknowledge", alerts=[alert.pk])
    assert "The app was taken out." not in hub.owner.get("today").text
    assert hub.owner.user.email in hub.owner.get("alerts", view="acknowledged").text
    alerts.check(hub.workspace)
    assert "The app was taken out." not in hub.owner.get("today").text, "who knows is not told again"
    Connection.objects.filter(pk=connection.pk).update(state="active")
    alerts.check(hub.workspace)
    assert "The app was taken out." in hub.owner.get("alerts", view="cleared").text
    Connection.objects.filter(pk=connection.pk).update(state="consent")
    alerts.check(hub.workspace)
    assert "The app was taken out." in hub.owner.get("today").text, "it is a cause of its own"


def test_an_acknowledged_alert_is_told_again_when_there_is_more_of_it(hub: Hub, stall: Stall) -> None:
    connection, _, _ = offered(hub, stall)
    event(connection, "o-1")
    Event.objects.filter(connection=connection).update(state="failed")
    alerts.check(hub.workspace)
    hub.owner.post("alerts-acknowledge", alerts=[hub.workspace.alerts.get(rule="given_up").pk])
    assert "1 given up." not in hub.owner.get("today").text
    event(connection, "o-2")
    Event.objects.filter(connection=connection).update(state="failed")
    alerts.check(hub.workspace)
    assert "Channel events: 2 given up." in hub.owner.get("today").text


@pytest.mark.parametrize(
    ("facts", "worked", "words"),
    [
        ({"consent_ends_at": timedelta(days=3)}, timedelta(0), "the authorisation ends on"),
        ({"consent_ends_at": timedelta(days=30)}, timedelta(0), ""),
        ({"created_at": timedelta(hours=-2)}, timedelta(hours=-2), "has not answered since"),
        ({"created_at": timedelta(hours=-2)}, timedelta(minutes=-5), ""),
    ],
)
def test_what_is_told_of_a_connection(
    hub: Hub, stall: Stall, facts: dict[str, timedelta], worked: timedelta, words: str
) -> None:
    connection, _, _ = offered(hub, stall)
    now = timezone.now()
    Connection.objects.filter(pk=connection.pk).update(**{name: now + span for name, span in facts.items()})
    connection.traffic.update(worked_at=now + worked)
    alerts.check(hub.workspace)
    text = hub.owner.get("alerts").text
    assert words in text if words else "Nothing that you must know." in text


def test_a_channel_that_tells_nothing_any_more_is_told_of(hub: Hub) -> None:
    shop = rows.connection(hub)
    event(shop, "o-0")
    Event.objects.filter(connection=shop).update(received_at=timezone.now() - timedelta(hours=5), state="done")
    changes = [Change("order", f"o-{number}", f"poll:{number}", timezone.now()) for number in range(5)]
    intake.keep(shop, changes[:4], "poll")
    alerts.check(hub.workspace, only=["untold"])
    assert "told nothing" not in hub.owner.get("alerts").text
    intake.keep(shop, changes[4:], "poll")
    alerts.check(hub.workspace, only=["untold"])
    assert "Shop has told nothing by itself since" in hub.owner.get("alerts").text
