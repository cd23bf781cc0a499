"""What pages of the console share: the icon, pages of errors, and times in the warehouse's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from shopwright.hub.fulfilment.models import ShippingSettings
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres


def test_the_icon_is_where_browsers_look_for_it(hub: Hub) -> None:
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 301
    icon = Client().get(answer.headers["location"])
    assert icon.headers["content-type"] == "image/svg+xml"
    icon.close()


def test_a_row_that_is_not_there_is_told_in_words_for_people(hub: Hub) -> None:
    page = hub.owner.get("order", 999_999)
    assert page.status == 404
    assert "There is no such page, or it is not yours to see." in page.text
    assert "matches the given query" not in page.text
    assert "Picking" in page.text, "the menu of the workspace stands above it"


def test_the_address_of_an_act_shows_a_page_to_people_alone(hub: Hub) -> None:
    page = hub.owner.browser.get(hub.owner.url("halt"))
    assert page.status_code == 405
    assert page.headers["allow"] == "POST"
    assert "Press the button on its page again" in page.content.decode()
    assert hub.owner.browser.get(hub.owner.url("halt"), headers={"accept": "application/json"}).content == b""


def test_a_form_of_another_session_is_refused_in_the_consoles_look(hub: Hub) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = hub.owner.browser.cookies
    answer = strict.post(hub.owner.url("halt"), {"do": "halt"})
    assert answer.status_code == 403
    assert "load it again, and send the form once more" in answer.content.decode()


def test_times_are_those_of_the_warehouse(hub: Hub) -> None:
    apply(rows.connection(hub), rows.order(placed_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)))
    assert "30 Jun 2026" in hub.owner.get("orders").text
    ShippingSettings.objects.update_or_create(workspace=hub.workspace, defaults={"time_zone": "Europe/Berlin"})
    page = hub.owner.get("orders")
    assert "1 Jul 2026" in page.text
    assert 'title="2026-07-01 01:30:00 CEST"' in page.html
    other = Hub()
    apply(rows.connection(other), rows.order(placed_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)))
    assert "30 Jun 2026" in other.owner.get("orders").text
