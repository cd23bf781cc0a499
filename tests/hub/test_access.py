"""Who may do what: every address of a workspace, with every role, a stranger and nobody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shopwright.hub.access import services
from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import PERMISSIONS, Permission, Role
from tests.hub.harness import Hub
from tests.hub.routes import ALL, OF_WORKSPACES, address, permission_of

pytestmark = pytest.mark.postgres

_PUBLIC = {"favicon", "health", "login-link", "invitation", "hook", "theme"}


def test_every_address_of_a_workspace_asks_for_a_permission() -> None:
    assert [name for name, entry in OF_WORKSPACES.items() if not isinstance(permission_of(name), Permission)] == []
    assert len(OF_WORKSPACES) > 20


def test_every_other_address_asks_for_a_log_in_or_is_meant_to_be_public() -> None:
    own = [entry.name for path, entry in ALL if not path.startswith(("w/", "accounts/"))]
    unknown = {name for name in own if name and name not in _PUBLIC}
    for name in unknown:
        parts = {"consent-callback": ["tiktok_shop"]}.get(name, [])
        assert Client().get(reverse(name, args=parts)).headers["location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_what_its_permissions_allow_and_nothing_else(hub: Hub, role: Role) -> None:
    person = hub.person(role)
    for name, entry in OF_WORKSPACES.items():
        place, permission = address(hub, name), permission_of(name)
        send = person.browser.get if "GET" in entry.callback.methods else person.browser.post
        answer = send(place)
        answer.close()
        status = answer.status_code
        assert (status != 403) == (permission in PERMISSIONS[role]), (name, status)
        assert status < 500, name


def test_a_stranger_and_nobody_find_nothing(hub: Hub) -> None:
    stranger, nobody = hub.stranger(), Client()
    for name, entry in OF_WORKSPACES.items():
        place = address(hub, name)
        for method in entry.callback.methods:
            assert getattr(stranger.browser, method.lower())(place).status_code == 404, name
            assert getattr(nobody, method.lower())(place).headers["location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize(
    "page", ["order", "return", "product", "listing", "connection", "variant-stock", "pick", "pack-order"]
)
def test_rows_of_another_workspace_are_not_there(hub: Hub, page: str) -> None:
    other = Hub()
    row = _row_of(other, page)
    assert other.owner.get(page, row).status == 200
    assert hub.owner.get(page, row).status == 404


def _row_of(hub: Hub, page: str) -> int:
    from tests.hub.rows import make_rows

    return make_rows(hub)[page]


def test_a_workspace_keeps_an_owner(hub: Hub) -> None:
    owner = Member.objects.get(workspace=hub.workspace)
    answer = hub.owner.post("member-change", owner.pk, role="viewer")
    assert "keeps at least one owner" in answer.text
    assert "keeps at least one owner" in hub.owner.post("member-change", owner.pk, remove="1").text
    second = hub.person(Role.OWNER)
    hub.owner.post("member-change", owner.pk, role="viewer")
    owner.refresh_from_db()
    assert owner.role == "viewer"
    assert second.get("members").status == 200


def test_an_invitation_makes_one_member_once(hub: Hub) -> None:
    answer = hub.owner.post("member-invite", email="Pat@Example.com", role="packer")
    link = answer.html.partition('<code class="id">')[2].partition("<")[0]
    pat = Client()
    assert "As packer" in pat.get(link).content.decode()
    weak = pat.post(link, {"password": "1234567890"})
    assert "too common" in weak.content.decode()
    assert pat.post(link, {"password": "a good long one"}, follow=True).status_code == 200
    assert Member.objects.filter(workspace=hub.workspace, user__email="pat@example.com").get().role == "packer"
    assert Client().get(link).status_code == 404


def test_an_invitation_is_not_for_another_account(hub: Hub) -> None:
    stranger = hub.stranger()
    token = services.invite(hub.workspace, hub.person(Role.VIEWER).user.email + ".uk", Role.OWNER, None)
    link = reverse("invitation", args=[token])
    services.User.objects.create_user(services.find_invitation(token).email)  # type: ignore[union-attr]
    assert "Log in with that address" in stranger.browser.post(link, follow=True).content.decode()
    assert not Member.objects.filter(workspace=hub.workspace, user=stranger.user).exists()


def test_a_role_that_needs_a_second_factor_sets_it_up_first(hub: Hub) -> None:
    packer = hub.person(Role.PACKER)
    assert packer.get("orders").status == 200
    hub.owner.post("member-mfa", roles=["packer"])
    assert packer.browser.get(packer.url("orders")).headers["location"] == reverse("mfa_index")
    page = packer.browser.get(reverse("mfa_index")).content.decode()
    assert f"Your role in {hub.workspace} needs a second factor" in page
    assert hub.owner.get("orders").status == 200


def test_a_login_link_works_once_and_not_by_being_looked_at(hub: Hub) -> None:
    link = reverse("login-link", args=[services.make_login_link(hub.owner.user)])
    preview, first, second = Client(), Client(), Client()
    preview.get(link)
    assert first.post(link).headers["location"] == "/"
    assert second.post(link).headers["location"] == "/accounts/login/"


def test_nobody_signs_up_uninvited() -> None:
    answer = Client().post("/accounts/signup/", {"email": "x@example.com", "password1": "a good long one"})
    assert "closed" in answer.content.decode().lower()


def test_the_history_tells_who_changed_what(hub: Hub) -> None:
    member = Member.objects.get(pk=hub.person(Role.VIEWER).user.memberships.get().pk)
    hub.owner.post("member-change", member.pk, role="manager")
    text = hub.owner.get("history").text
    assert "role: Viewer → Manager" in text
    assert hub.owner.user.email in text
    assert hub.owner.url("member-change", member.pk) in text


def test_pages_load_nothing_from_elsewhere_and_are_in_nobodys_frame(hub: Hub) -> None:
    headers = hub.owner.get("today").response.headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_form_without_its_token_is_refused(hub: Hub) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = hub.owner.browser.cookies
    assert strict.post(hub.owner.url("member-invite"), {"email": "a@example.com", "role": "owner"}).status_code == 403
