"""Accounts of developers: sign-up, mailbox, log-in, second factor; and what an attacker would try on each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import StartPlatform

from .conftest import NewDeveloper
from .developer import PASSWORD, DeveloperVisitor
from .visitor import Visitor, words_of


def test_on_loopback_everything_opens_without_a_log_in(visitor: Visitor) -> None:
    for path in ("/", "/portal/apps", "/portal/partner", "/portal/mailbox", "/portal/audit", "/portal/self-audit"):
        visitor.open(path)
    assert "Nobody needs to log in here." in words_of(visitor.open("/portal/partner"))


def test_a_developer_signs_up_confirms_and_logs_in(visitor: Visitor, developer_at: NewDeveloper) -> None:
    developer = developer_at(visitor.platform)
    developer.sign_up()
    assert developer.log_in() == "", "not before the address is confirmed"
    assert developer.confirm(developer.mailed_code()) == 303
    assert developer.log_in() == "/portal/partner"
    page = words_of(developer.open("/portal/partner"))
    assert "Example Ltd ada@example.com, owner" in page
    assert "Eleven steps 2 done" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "nobody", "That is no e-mail address."),
        ("password", "short", "A password has 12 to 200 characters."),
        ("password", "aaaaaaaaaaaaa", "too easy to guess"),
        ("company", "", "It has 1 to 100 characters."),
        ("region", "XX", "Choose a region of the list."),
        ("website", "javascript:alert(1)", "A website begins with"),
    ],
)
def test_a_profile_is_validated(visitor: Visitor, field: str, value: str, words: str) -> None:
    fields = {"email": "x@example.com", "password": PASSWORD, "name": "X", "company": "X", "region": "GB"}
    reply = visitor.send("/portal/sign-up", *{**fields, field: value}.items())
    assert reply.status_code == 400
    assert words in words_of(reply.text)
    assert PASSWORD not in reply.text


def test_all_faults_of_a_sign_up_are_told_at_once_each_beside_its_field(visitor: Visitor) -> None:
    wrong = {"email": "nobody", "password": "short", "name": "", "company": "", "region": "XX", "website": "ftp://x"}
    page = visitor.send("/portal/sign-up", *wrong.items()).text
    banner = page.partition('role="alert">')[2].partition("</div>")[0]
    told = re.findall(r'<a href="#f-(\w+)">([^<]+)</a>: ([^<]+)</li>', banner)
    assert {field for field, _, _ in told} == wrong.keys()
    for field, label, words in told:
        beside = page.partition(f'<label for="f-{field}">')[2].partition("</div>")[0]
        assert beside.startswith(label)
        assert words in beside
        assert 'aria-invalid="true"' in beside
    assert "To nobody" not in words_of(visitor.open("/portal/mailbox"))


def test_a_step_that_was_done_stays_done_in_a_later_session(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    assert "Eleven steps 2 done" in words_of(ada.open("/portal/partner"))
    assert ada.send("/portal/partner/steps/guide", page="/portal/partner").status_code == 303
    later = developer_at(ada.platform, ada.email, ada.operator)
    assert later.log_in() == "/portal/partner"
    page = words_of(later.open("/portal/partner"))
    assert "Eleven steps 3 done" in page
    assert "Read the onboarding guide It stands below. Done" in page
    assert later.send("/portal/partner/steps/other", page="/portal/partner").status_code == 400


def test_sign_up_does_not_tell_who_has_an_account(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    again = developer_at(ada.platform, operator=ada.operator)
    stranger = developer_at(ada.platform, "eve@example.com", ada.operator)
    known, fresh = (words_of(visitor.sign_up()).replace(visitor.email, "") for visitor in (again, stranger))
    assert known == fresh
    assert "You have an account" in words_of(ada.operator.open("/portal/mailbox"))
    assert developer_at(ada.platform).log_in() == "/portal/partner", "the password is still the owner's"


def test_log_in_does_not_tell_who_has_an_account(ada: DeveloperVisitor) -> None:
    pages = [
        ada.send("/portal/log-in", ("email", email), ("password", "wrong password"))
        for email in (ada.email, "eve@example.com")
    ]
    known, unknown = (words_of(page.text).replace(ada.email, "") for page in pages)
    assert [page.status_code for page in pages] == [401, 401]
    assert known == unknown.replace("eve@example.com", "")


def test_passwords_are_not_guessed_by_trying(ada: DeveloperVisitor) -> None:
    guesses = [
        ada.send("/portal/log-in", ("email", ada.email), ("password", f"guess number {count}")).status_code
        for count in range(9)
    ]
    assert guesses[0] == 401
    assert guesses[-1] == 429
    assert ada.log_in() == "", "not even with the right one, until the time is over"


def test_a_mailed_code_ends_after_five_wrong_ones(visitor: Visitor, developer_at: NewDeveloper) -> None:
    developer = developer_at(visitor.platform, "five@example.com")
    developer.sign_up()
    code = developer.mailed_code()
    assert [developer.confirm("wrongone") for _ in range(5)] == [401] * 5
    assert developer.confirm(code) == 401


def test_nobody_confirms_what_another_signed_up(visitor: Visitor, developer_at: NewDeveloper) -> None:
    victim, attacker = (developer_at(visitor.platform, "victim@example.com") for _ in range(2))
    victim.sign_up()
    attacker.sign_up(password="a password of the attacker")
    assert victim.confirm(victim.mailed_code()) == 401
    assert attacker.log_in("a password of the attacker") == ""
    victim.sign_up()
    assert victim.confirm(victim.mailed_code()) == 303
    assert attacker.log_in("a password of the attacker") == ""


def test_a_mailed_code_works_once(visitor: Visitor, developer_at: NewDeveloper) -> None:
    developer = developer_at(visitor.platform, "once@example.com")
    developer.sign_up()
    code = developer.mailed_code()
    assert [developer.confirm(code), developer.confirm(code)] == [303, 401]


def test_a_session_is_a_new_one_after_each_step_and_kept_from_scripts(
    ada: DeveloperVisitor, developer_at: NewDeveloper
) -> None:
    ada.switch_totp_on()
    planted = ada.http.cookies["shopwright_developer"]
    assert ada.log_in() == "/portal/log-in/code?next=/portal/partner"
    waiting = ada.http.cookies["shopwright_developer"]
    assert ada.http.get("/portal/apps").status_code == 303, "a password alone opens nothing"
    reply = ada.send("/portal/log-in/code", ("code", ada.totp(ahead=1)))
    cookie = next(item for item in reply.headers.get_list("set-cookie") if item.startswith("shopwright_developer="))
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    inside = ada.http.cookies["shopwright_developer"]
    assert len({planted, waiting, inside}) == 3
    thief = developer_at(ada.platform)
    thief.http.cookies.set("shopwright_developer", waiting)
    assert thief.http.get("/portal/apps").status_code == 303


def test_a_code_of_the_app_works_once(ada: DeveloperVisitor) -> None:
    ada.switch_totp_on()
    code = ada.totp(ahead=1)
    statuses = []
    for _ in range(2):
        ada.log_in()
        statuses.append(ada.send("/portal/log-in/code", ("code", code)).status_code)
    assert statuses == [303, 401]


def test_a_recovery_code_works_once_and_is_counted(ada: DeveloperVisitor) -> None:
    codes = ada.switch_totp_on()
    assert len(set(codes)) == 10
    statuses = []
    for code in (codes[0], codes[0], codes[1].upper()):
        ada.log_in()
        statuses.append(ada.send("/portal/log-in/code", ("code", code)).status_code)
    assert statuses == [303, 401, 303]
    assert "8 recovery codes left" in words_of(ada.open("/portal/security"))
    assert not any(code in ada.open("/portal/security") for code in codes), "they are shown once"


def test_new_recovery_codes_end_the_old_ones(ada: DeveloperVisitor) -> None:
    old = ada.switch_totp_on()[0]
    assert ada.send("/portal/security/codes", page="/portal/security").status_code == 200
    ada.log_in()
    assert ada.send("/portal/log-in/code", ("code", old)).status_code == 401


@pytest.mark.parametrize("onwards", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_logging_in_leads_to_no_other_site(ada: DeveloperVisitor, onwards: str) -> None:
    assert ada.log_in(onwards=onwards) == "/"


def test_a_form_that_was_not_shown_is_refused(ada: DeveloperVisitor) -> None:
    reply = ada.post("/portal/security/password", [("password", "another password 1")])
    assert reply.status_code == 403
    foreign = ada.send("/portal/security/sessions", page="/portal/security", headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_a_new_password_ends_other_sessions(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    elsewhere = developer_at(ada.platform)
    elsewhere.log_in()
    new = "another long walk, at night"
    assert ada.send("/portal/security/password", ("password", new), page="/portal/security").status_code == 303
    assert elsewhere.http.get("/portal/apps").status_code == 303
    ada.open("/portal/apps")
    assert elsewhere.log_in() == ""
    assert elsewhere.log_in(new) == "/portal/partner"


def test_logging_out_ends_the_session_for_whoever_copied_it(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    copied = ada.http.cookies["shopwright_developer"]
    ada.send("/portal/log-out", page="/portal/partner")
    thief = developer_at(ada.platform)
    thief.http.cookies.set("shopwright_developer", copied)
    assert thief.http.get("/portal/apps").status_code == 303


def test_accounts_outlive_a_restart_and_a_reset(
    start_platform: StartPlatform, tmp_path: Path, developer_at: NewDeveloper
) -> None:
    first = start_platform(folder=tmp_path)
    developer = developer_at(first)
    developer.join()
    first.post("/sandbox/reset")
    assert "Example Ltd" in developer.open("/portal/partner")
    first.stop()
    again = developer_at(start_platform(folder=tmp_path))
    assert again.log_in() == "/portal/partner"


@pytest.mark.parametrize("path", ["/portal/log-in", "/portal/log-in/code", "/portal/join"])
def test_pages_to_get_in_need_no_key_and_show_nothing(operator: Visitor, path: str, developer_at: NewDeveloper) -> None:
    stranger = developer_at(operator.platform)
    assert stranger.http.get(path).status_code in (200, 303)
    assert stranger.http.get("/portal/mailbox").status_code == 303
    assert stranger.http.get("/portal/sign-up").headers["location"].startswith("/portal/sign-in")
