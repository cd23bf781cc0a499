"""Sign up, confirm, join, log in and out; and the local mailbox."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from shopwright.platform.accounts.authorizations_store import hash_secret
from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import Ask, local_path
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers import log_in, sign_up
from shopwright.platform.developers.developer import PersonStatus, Session
from shopwright.platform.developers.errors import FIELD_WRONG, LOGIN_WRONG
from shopwright.platform.developers.log_in import SESSION_COOKIE
from shopwright.platform.developers.passwords import LONGEST, SHORTEST, check_password, hash_password, is_password
from shopwright.platform.developers.store import Developers, Mails, Sessions
from shopwright.platform.market.regions import all_regions
from shopwright.wire.errors import ApiError

from .who import LOG_IN, PARTNER, limit_tries, set_session, visitor_of

_LIMITS: dict[str, Any] = {"shortest": SHORTEST, "longest": LONGEST}
_FIELDS = ("email", "name", "company", "region", "website")
#: How the form names its fields.
_LABELS = {
    "email": "E-mail address",
    "password": "Password",
    "name": "Your name",
    "company": "Company",
    "region": "Region",
    "website": "Website",
}


async def sign_up_page(ask: Ask) -> Response:
    """``/portal/sign-up``: the same answer whether or not the address is known."""
    values = {name: ask.form.text(name) for name in _FIELDS}
    if ask.request.method != "POST":
        return _sign_up_form(ask, {**values, "region": ask.services.config.region})
    try:
        await limit_tries(ask, f"sign-up:{values['email'].lower()}")
    except ApiError as error:
        return _sign_up_form(ask, values, error)
    body, password = sign_up.SignUp(**{**values, "email": values["email"].lower()}), ask.form.text("password")
    if errors := list(sign_up.check_sign_up(body, password)):
        return _sign_up_form(ask, values, *errors)
    password_hash = await hash_password(password)
    await ask.write(lambda tx: sign_up.sign_up(tx, body, password_hash))
    return _confirm_form(ask, body.email)


def _sign_up_form(ask: Ask, values: dict[str, str], *errors: ApiError) -> Response:
    status = errors[0].error.http_status if errors else 200
    problems, regions = dict(map(problem_of, errors)), all_regions()
    return ask.page(
        "sign_up.html", status, values=values, problems=problems, labels=_LABELS, regions=regions, **_LIMITS
    )


async def confirm_page(ask: Ask) -> Response:
    """``/portal/sign-up/confirm``: take the code that was mailed."""
    email = ask.form.text("email").lower()
    if ask.request.method != "POST":
        return _confirm_form(ask, "")
    try:
        await limit_tries(ask, f"confirm:{email}")
        developer, code = await ask.read(lambda tx: tx[Developers].by_email(email)), ask.form.text("code")
        password_hash = developer.secrets.password_hash if developer else ""
        if not await is_password(password_hash, ask.form.text("password")):
            raise LOGIN_WRONG()
        sign_up.expect_code(await ask.write(lambda tx: sign_up.confirm(tx, email, code, password_hash)))
    except ApiError as error:
        return _confirm_form(ask, email, error)
    return ask.go(LOG_IN, "Your address is confirmed. Log in now.")


def _confirm_form(ask: Ask, email: str, error: ApiError | None = None) -> Response:
    status, problem = (error.error.http_status, problem_of(error)[1]) if error else (200, "")
    return ask.page("confirm.html", status, email=email, problem=problem)


async def join_page(ask: Ask) -> Response:
    """``/portal/join``: an invited person gives name and password, and the code of the invitation."""
    values = {name: ask.form.text(name) for name in ("email", "name")}
    if ask.request.method != "POST":
        return _join_form(ask, values, None)
    try:
        email = sign_up.email_of(values["email"])
        await limit_tries(ask, f"confirm:{email}")
        if not 1 <= len(values["name"]) <= 100:
            raise FIELD_WRONG(reason="It has 1 to 100 characters - at `$.name`.")
        check_password(ask.form.text("password"), email)
        password_hash = await hash_password(ask.form.text("password"))
        code, name = ask.form.text("code"), values["name"]
        sign_up.expect_code(await ask.write(lambda tx: sign_up.join(tx, email, code, name, password_hash)))
    except ApiError as error:
        return _join_form(ask, values, error)
    return ask.go(LOG_IN, "Welcome. Log in now.")


def _join_form(ask: Ask, values: dict[str, str], error: ApiError | None) -> Response:
    field, problem = problem_of(error) if error else ("", "")
    status = error.error.http_status if error else 200
    return ask.page("join.html", status, values=values, field=field, problem=problem, **_LIMITS)


async def log_in_page(ask: Ask) -> Response:
    """``/portal/log-in``: address and password; a second factor where the person has one."""
    onwards = local_path(ask.query("next") or PARTNER)
    if ask.request.method != "POST":
        again = ask.request.headers.get("sec-fetch-site") == "cross-site"
        return ask.page("log_in.html", email="", problem="", again=again)
    email = ask.form.text("email").lower()
    try:
        token, awaits_code = await _check_password(ask, email)
    except ApiError as error:
        return ask.page("log_in.html", error.error.http_status, email=email, problem=error.message, again=False)
    onwards = f"{LOG_IN}/code?next={onwards}" if awaits_code else onwards
    return set_session(ask, ask.go(onwards), token)


async def _check_password(ask: Ask, email: str) -> tuple[str, bool]:
    await limit_tries(ask, f"log-in:{email}")
    developer = await ask.read(lambda tx: tx[Developers].by_email(email))
    is_right = await is_password(developer.secrets.password_hash if developer else "", ask.form.text("password"))
    if developer is None or not is_right or developer.doc.status is PersonStatus.REMOVED:
        raise LOGIN_WRONG()
    if developer.doc.status is PersonStatus.UNCONFIRMED:
        raise FIELD_WRONG(reason="Confirm your e-mail address first: the code is in the mailbox.")
    return await ask.write(lambda tx: log_in.begin(tx, developer.developer_id)), developer.doc.has_totp


async def code_page(ask: Ask) -> Response:
    """``/portal/log-in/code``: the second factor."""
    waiting = await ask.read(lambda tx: _waiting(tx, ask))
    if waiting is None:
        return ask.go(LOG_IN)
    if ask.request.method != "POST":
        return ask.page("log_in_code.html", problem="")
    code = ask.form.text("code")
    try:
        await limit_tries(ask, f"code:{waiting.developer_id}")
        token = log_in.expect_code(await ask.write(lambda tx: log_in.pass_code(tx, waiting, code)))
    except ApiError as error:
        return ask.page("log_in_code.html", error.error.http_status, problem=error.message)
    return set_session(ask, ask.go(local_path(ask.query("next") or PARTNER)), token)


def _waiting(tx: Tx, ask: Ask) -> Session | None:
    token = ask.request.cookies.get(SESSION_COOKIE, "")
    session = tx[Sessions].get(hash_secret(token), wall_ms()) if token else None
    return session if session is not None and session.doc.awaits_code else None


async def prove_page(ask: Ask) -> Response:
    """``/portal/prove``: the password once more, before a sensitive act."""
    visitor, onwards = visitor_of(ask), local_path(ask.query("next") or PARTNER)
    person = visitor.logged_in()
    if ask.request.method != "POST":
        return ask.page("prove.html", problem="")
    email = person.developer.email
    try:
        await limit_tries(ask, f"log-in:{email}")
        if not await is_password(person.developer.secrets.password_hash, ask.form.text("password")):
            raise LOGIN_WRONG()
    except ApiError as error:
        problem = "That is not your password." if error.error is LOGIN_WRONG else error.message
        return ask.page("prove.html", error.error.http_status, problem=problem)
    token = await ask.write(lambda tx: log_in.prove(tx, person.session))
    return set_session(ask, ask.go(onwards), token)


async def log_out(ask: Ask) -> Response:
    """End the session, here and in the database."""
    token = ask.request.cookies.get(SESSION_COOKIE, "")
    if token:
        await ask.write(lambda tx: tx[Sessions].drop(hash_secret(token)))
    reply = ask.go(LOG_IN, "You are logged out.")
    reply.delete_cookie(SESSION_COOKIE)
    return reply


async def mailbox_page(ask: Ask) -> Response:
    """``/portal/mailbox``: what the portal would have mailed."""
    mails = await ask.read(lambda tx: tx[Mails].newest())
    return ask.page("mailbox.html", mails=mails)
