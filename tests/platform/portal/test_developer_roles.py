"""Bound beyond loopback: roles, the password once more, a second person, the audit trail and the self-audit."""

from __future__ import annotations

import pytest

from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.developers.access import OPEN_PATHS, OPERATOR, least_role
from shopwright.platform.developers.developer import Role
from shopwright.platform.developers.log_in import PROOF_MS
from shopwright.platform.developers.store import sessions
from shopwright.platform.portal.routes import PAGES
from shopwright.platform.portal.signin import SIGN_IN
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform

from .conftest import NewDeveloper
from .developer import PASSWORD, DeveloperVisitor
from .visitor import Visitor, token_of, words_of

#: What a viewer may send: to their own account, and to how pages look.
OF_VIEWERS = {
    "/portal/theme",
    "/portal/log-out",
    "/portal/prove",
    "/portal/security/totp",
    "/portal/security/totp/confirm",
    "/portal/security/codes",
    "/portal/security/password",
    "/portal/security/sessions",
}

#: What moves the whole platform: no role may.
OF_OPERATORS = {
    "/portal/tokens",
    "/portal/reset",
    "/portal/clock/advance",
    "/portal/clock/freeze",
    "/portal/clock/resume",
    "/portal/faults",
    "/portal/faults/remove",
    "/portal/snapshots",
    "/portal/snapshots/restore",
    "/portal/snapshots/remove",
    "/portal/shops/new",
    "/portal/business",
    "/portal/business/advertisers",
    "/portal/business/tokens",
    "/portal/sign-up",
    "/portal/sign-up/confirm",
}


def invited(ada: DeveloperVisitor, developer_at: NewDeveloper, role: str) -> DeveloperVisitor:
    """Somebody whom the owner invited, logged in."""
    email = "bo@example.com"
    assert ada.send("/portal/partner/people", ("email", email), ("role", role)).status_code == 303
    person = developer_at(ada.platform, email, ada.operator)
    person.accept_invitation()
    return person


def forget_proof(developer: DeveloperVisitor) -> None:
    """Let the time pass after which the password is asked for once more."""
    ago = wall_ms() - PROOF_MS - 1_000
    doc = f'{{"started_ms":{ago},"proved_ms":{ago}}}'
    developer.platform.inside(lambda tx: tx.connection.execute(sessions.update().values(doc=doc)))


def test_each_form_has_a_least_role() -> None:
    posts = {page.path for page in PAGES if "POST" in page.methods and page.path.startswith("/portal/")}
    posts -= OPEN_PATHS - {"/portal/log-out"} | {SIGN_IN}
    paths = {path: path.replace("{", "").replace("}", "") for path in posts}
    assert {path for path in posts if least_role("POST", paths[path]) == Role.VIEWER} == OF_VIEWERS
    assert {path for path in posts if least_role("POST", paths[path]) == OPERATOR} == OF_OPERATORS
    assert least_role("GET", "/sandbox/keys") == least_role("POST", "/sandbox/orders") == OPERATOR


@pytest.mark.parametrize(("role", "statuses"), [("VIEWER", [403, 403, 403]), ("DEVELOPER", [303, 403, 403])])
def test_roles_decide(ada: DeveloperVisitor, developer_at: NewDeveloper, role: str, statuses: list[int]) -> None:
    app_key = ada.create_app()
    bo = invited(ada, developer_at, role)
    path = f"/portal/apps/{app_key}"
    fields = [("name", "Renamed"), ("type", "custom")]
    answers = [
        bo.send(path, *fields).status_code,
        bo.send("/portal/partner/people", ("email", "x@example.com"), ("role", "OWNER"), page=path).status_code,
        bo.send("/portal/reset", page=path).status_code,
    ]
    assert answers == statuses
    assert bo.http.get("/sandbox/keys").status_code == 403
    assert bo.http.get("/").headers["location"] == "/portal/partner"


def test_a_viewer_sees_no_secret(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    app_key = ada.create_app()
    secret = ada.platform.ask("GET", f"/sandbox/apps/{app_key}").data["app_secret"]
    bo = invited(ada, developer_at, "VIEWER")
    assert secret in ada.reveal(app_key)
    assert bo.http.get(f"/portal/apps/{app_key}/secret").headers["location"] == f"/portal/apps/{app_key}"
    assert secret not in bo.open(f"/portal/apps/{app_key}")
    token = [("form_token", token_of(bo.open("/portal/partner"))), ("act", "reveal")]
    assert bo.post(f"/portal/apps/{app_key}/secret", token).status_code == 403


def test_a_secret_comes_to_a_page_by_its_reveal_alone_which_is_noted(
    ada: DeveloperVisitor, operator: Visitor, developer_at: NewDeveloper
) -> None:
    app_key = ada.create_app()
    secret = ada.platform.ask("GET", f"/sandbox/apps/{app_key}").data["app_secret"]
    pages = [page.path.replace("{app_key}", app_key) for page in PAGES if "{app_key}" in page.path]
    looked = "Looked at the app secret"

    def times(visitor: Visitor) -> int:
        return visitor.open("/portal/audit").count(looked)

    for number, visitor in enumerate((ada, operator)):
        for path in ("/portal/apps", "/portal/partner", *pages):
            assert secret not in visitor.open(path), path
        assert (times(ada), times(operator)) == (number, number)
        assert secret in visitor.reveal(app_key)
    assert times(operator) == 2
    forget_proof(ada)
    reply = ada.send(f"/portal/apps/{app_key}/secret", ("act", "reveal"), page=f"/portal/apps/{app_key}")
    assert reply.headers["location"].startswith("/portal/prove")
    assert times(operator) == 2


def test_a_reveal_is_noted_where_nobody_needs_to_log_in(platform: RunningPlatform) -> None:
    visitor, app_key = Visitor(platform), platform.keys["app_key"]
    for path in (f"/portal/apps/{app_key}", f"/portal/apps/{app_key}/secret"):
        assert platform.keys["app_secret"] not in visitor.open(path)
    assert "Looked at the app secret" not in visitor.open("/portal/audit")
    assert platform.keys["app_secret"] in visitor.reveal(app_key)
    assert "local, not logged in Looked at the app secret" in words_of(visitor.open("/portal/audit"))
    visitor.close()


def test_a_sensitive_act_asks_for_the_password_once_more(ada: DeveloperVisitor) -> None:
    path = f"/portal/apps/{ada.create_app()}/secret"
    forget_proof(ada)
    prove = ada.http.get(path).headers["location"]
    assert prove == f"/portal/prove?next={path}"
    held = ada.http.cookies["shopwright_developer"]
    assert ada.send(prove, ("password", "not the password")).status_code == 401
    assert ada.send(prove, ("password", PASSWORD)).headers["location"] == path
    assert ada.http.cookies["shopwright_developer"] != held
    assert "Replace the secret" in words_of(ada.open(path))


def test_a_second_owner_approves_and_the_first_does_not(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    rules = "/portal/partner/rules"
    people = "/portal/partner/people"
    assert ada.send(rules, ("needs_two", "1"), page=people).status_code == 409, "there is one owner alone"
    bo = invited(ada, developer_at, "OWNER")
    assert ada.send(rules, ("needs_two", "1"), page=people).status_code == 303
    path = f"/portal/apps/{ada.create_app()}"
    app_key = path.rpartition("/")[2]

    def secret() -> str:
        return str(ada.platform.ask("GET", f"/sandbox/apps/{app_key}").data["app_secret"])

    first = secret()
    ada.send(f"{path}/secret", ("grace", "0"))
    assert secret() == first
    decision = ada.open("/portal/partner").partition('action="/portal/partner/approvals/')[2].partition('"')[0]
    decide = f"/portal/partner/approvals/{decision}"
    assert ada.send(decide, ("decision", "approve"), page="/portal/partner").status_code == 403
    assert secret() == first
    assert bo.send(decide, ("decision", "approve"), page="/portal/partner").status_code == 303
    assert secret() != first
    assert bo.send(decide, ("decision", "approve"), page="/portal/partner").status_code == 409
    ada.send(rules, page=people)
    assert "Let one person be enough" in words_of(ada.open("/portal/partner")), "to give the rule up needs two as well"


def test_a_withdrawal_waits_for_the_second_owner(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    platform = ada.platform
    bo = invited(ada, developer_at, "OWNER")
    ada.send("/portal/partner/rules", ("needs_two", "1"), page="/portal/partner/people")
    app_key = ada.create_app()
    app = platform.ask("GET", f"/sandbox/apps/{app_key}").data
    seller = new_seller(platform, app)
    shops = f"/portal/apps/{app_key}/shops"
    ada.send(shops, ("account_id", seller.account_id))
    assert "Authorised" in words_of(ada.open(shops)).partition("since")[0].rpartition("Authorised shops")[2]
    decision = bo.open("/portal/partner").partition('action="/portal/partner/approvals/')[2].partition('"')[0]
    bo.send(f"/portal/partner/approvals/{decision}", ("decision", "approve"), page="/portal/partner")
    assert "Withdrawn" in words_of(ada.open(shops))


def test_a_removed_person_is_out_at_once(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    bo = invited(ada, developer_at, "DEVELOPER")
    people = "/portal/partner/people"
    forms = {form.partition('"')[0] for form in ada.open(people).split('action="/portal/partner/people/')[1:]}
    assert len(forms) == 2
    statuses = [ada.send(f"{people}/{person}", ("act", "remove"), page=people).status_code for person in sorted(forms)]
    assert sorted(statuses) == [303, 409], "the last owner stays"
    assert bo.http.get("/portal/apps").status_code == 303
    assert bo.log_in() == ""


def test_the_audit_trail_names_who_did_what_and_is_exported(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    app_key = ada.create_app(name="=cmd()")
    secret = ada.platform.ask("GET", f"/sandbox/apps/{app_key}").data["app_secret"]
    ada.send(f"/portal/apps/{app_key}/secret", ("grace", "1"))
    words = words_of(ada.open("/portal/audit"))
    for act in ("Signed up", "Confirmed the e-mail address", "Logged in", "Created an app", "Replace the app secret"):
        assert f"ada@example.com {act}" in words
    file = ada.http.get("/portal/audit?export=csv")
    assert file.headers["content-disposition"] == 'attachment; filename="audit-trail.csv"'
    assert "ada@example.com,Created an app,'=cmd() (custom)" in file.text
    assert secret not in file.text
    eve = developer_at(ada.platform, "eve@example.com", ada.operator)
    eve.join()
    assert "ada@example.com" not in eve.open("/portal/audit")


def test_the_self_audit_finds_what_is_weak(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    app_key = ada.create_app(redirect_url="http://app.example/cb")
    weak = words_of(ada.open("/portal/self-audit"))
    assert "No second factor" in weak
    assert "One owner alone" in weak
    assert "1 app and 1 person looked at, now" in weak
    assert "The redirect URL is plain http" in weak
    ada.switch_totp_on()
    invited(ada, developer_at, "OWNER")
    fields = [("name", "R"), ("type", "custom"), ("redirect_url", "https://app.example/cb")]
    ada.send(f"/portal/apps/{app_key}", *fields)
    mended = words_of(ada.open("/portal/self-audit"))
    assert "ada@example.com No second factor" not in mended
    assert "One owner alone" not in mended
    assert "plain http" not in mended


def test_the_self_audit_runs_every_day_of_the_clock_and_keeps_what_it_found(ada: DeveloperVisitor) -> None:
    ada.create_app(redirect_url="http://app.example/cb")
    assert "No day was audited yet" in words_of(ada.open("/portal/self-audit"))
    ada.platform.post("/sandbox/clock/advance", {"seconds": 2 * 86_400 + 60})
    first = ada.open("/portal/self-audit?export=csv").splitlines()
    days = {line.split(",")[0] for line in first[1:]}
    assert len(days) == 2
    assert any("plain http" in line for line in first)
    page = words_of(ada.open("/portal/self-audit"))
    assert "Day by day" in page
    assert "New" not in page
    ada.create_app(redirect_url="http://other.example/cb")
    assert "New" in words_of(ada.open("/portal/self-audit"))


def test_an_app_of_the_control_api_is_in_the_audit_trail(ada: DeveloperVisitor, operator: Visitor) -> None:
    made = ada.platform.ask("POST", "/sandbox/apps", {"name": "Made by a program"}).data
    trail = operator.open("/portal/audit")
    assert "Made by a program (custom)" in trail
    assert "the control API" in trail
    assert made["app_secret"] not in trail
    app_key = ada.create_app()
    ada.platform.ask("PATCH", f"/sandbox/apps/{app_key}", {"redirect_url": "https://app.example/cb"})
    mine = words_of(ada.open("/portal/audit"))
    assert "Changed an app" in mine
    assert "redirect url" in mine
    assert "Made by a program" not in mine


def test_the_self_audit_names_packages_that_nothing_uses(ada: DeveloperVisitor) -> None:
    platform, app_key = ada.platform, ada.create_app()
    platform.ask("PATCH", f"/sandbox/apps/{app_key}", {"scopes": ["seller.authorization.info", "seller.order.info"]})
    seller = new_seller(platform, platform.ask("GET", f"/sandbox/apps/{app_key}").data)
    assert "switched on" not in words_of(ada.open("/portal/self-audit")), "an app that never called is not judged"
    assert seller.call("getAuthorizedShops").code == 0
    platform.ask("GET", "/sandbox/requests")  # what is not written yet is written for it
    words = words_of(ada.open("/portal/self-audit"))
    assert "No call of the log used what is switched on: Order Information." in words


def test_the_operator_may_do_everything_and_sees_every_app(ada: DeveloperVisitor, operator: Visitor) -> None:
    ada.create_app()
    assert "Stock Robot" in operator.open("/portal/apps")
    assert operator.send("/portal/clock/freeze", page="/").status_code == 303


def test_accounts_are_kept_on_every_store_and_outlive_a_new_data_key(
    anywhere: RunningPlatform, developer_at: NewDeveloper
) -> None:
    owner = developer_at(anywhere)
    owner.join()
    codes = owner.switch_totp_on()
    invited(owner, developer_at, "OWNER")
    owner.send("/portal/partner/rules", ("needs_two", "1"), page="/portal/partner/people")
    app_key = owner.create_app()
    before = anywhere.get(f"/sandbox/apps/{app_key}")
    assert owner.send(f"/portal/apps/{app_key}/secret", ("grace", "24")).status_code == 303
    seller = new_seller(anywhere, anywhere.get(f"/sandbox/apps/{app_key}"))
    assert anywhere.rotate_keys() >= 4
    assert seller.signed("getAuthorizedShops").but(app=before).send(anywhere).code == 105005
    owner.log_in()
    assert owner.send("/portal/log-in/code", ("code", codes[0])).status_code == 303
    assert "Asked" not in words_of(owner.open("/portal/audit")), "nobody needs to log in here, so nobody is asked"
