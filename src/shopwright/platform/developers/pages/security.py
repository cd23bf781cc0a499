"""A person's own security: authenticator app, recovery codes, password, sessions."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.developers import log_in
from shopwright.platform.developers.passwords import LONGEST, SHORTEST, check_password, hash_password
from shopwright.platform.developers.store import Developers, Sessions
from shopwright.platform.developers.totp import key_address, qr_path
from shopwright.wire.errors import ApiError

from .who import LOG_IN, go_and_prove, limit_tries, must_prove, set_session, visitor_of

SECURITY = "/portal/security"


async def security_page(ask: Ask) -> Response:
    """``/portal/security``."""
    return await _page(ask)


async def _page(ask: Ask, error: ApiError | None = None, codes: list[str] | None = None) -> Response:
    if visitor_of(ask).person is None:
        return ask.go(f"{LOG_IN}?next={SECURITY}")
    developer_id = visitor_of(ask).logged_in().developer.developer_id
    developer = await ask.read(lambda tx: tx[Developers].get(developer_id))
    assert developer is not None, "its session was just read"
    field, problem = problem_of(error) if error else ("", "")
    status = error.error.http_status if error else 200
    key = developer.secrets.new_totp
    size, path = qr_path(key_address(key, developer.email)) if key else (0, "")
    about: dict[str, Any] = {
        "developer": developer,
        "key": key,
        "qr_size": size,
        "qr_path": Markup(path),
        "codes": codes or [],
    }
    limits: dict[str, Any] = {"shortest": SHORTEST, "longest": LONGEST}
    return ask.page("security.html", status, **about, **limits, field=field, problem=problem)


async def begin_totp(ask: Ask) -> Response:
    """Make a key, and show it as a QR code."""
    if must_prove(ask):
        return go_and_prove(ask, SECURITY)
    person = visitor_of(ask).logged_in()
    await ask.write(lambda tx: log_in.new_totp(tx, person.developer.developer_id))
    return ask.go(f"{SECURITY}#second-factor")


async def confirm_totp(ask: Ask) -> Response:
    """Take the first code of the app, and show the recovery codes once."""
    person, code = visitor_of(ask).logged_in(), ask.form.text("code")
    if must_prove(ask):
        return go_and_prove(ask, SECURITY)
    try:
        await limit_tries(ask, f"code:{person.developer.developer_id}")
        codes = await ask.write(lambda tx: log_in.confirm_totp(tx, person.developer.developer_id, code))
    except ApiError as error:
        return await _page(ask, error)
    return await _page(ask, codes=codes)


async def renew_codes(ask: Ask) -> Response:
    """Fresh recovery codes, shown once."""
    if must_prove(ask):
        return go_and_prove(ask, SECURITY)
    person = visitor_of(ask).logged_in()
    codes = await ask.write(lambda tx: log_in.renew_recovery_codes(tx, person.developer.developer_id))
    return await _page(ask, codes=codes)


async def change_password(ask: Ask) -> Response:
    """A new password; every other session ends."""
    person = visitor_of(ask).logged_in()
    if must_prove(ask):
        return go_and_prove(ask, SECURITY)
    try:
        check_password(ask.form.text("password"), person.developer.email)
    except ApiError as error:
        return await _page(ask, error)
    password_hash = await hash_password(ask.form.text("password"))
    token = await ask.write(lambda tx: log_in.change_password(tx, person.session, password_hash))
    return set_session(ask, ask.go(SECURITY, "The password is changed. All other sessions have ended."), token)


async def end_sessions(ask: Ask) -> Response:
    """Log out everywhere else."""
    person = visitor_of(ask).logged_in()
    mine, this = person.developer.developer_id, person.session.session_hash
    await ask.write(lambda tx: tx[Sessions].drop_of(mine, but=this))
    return ask.go(SECURITY, "All other sessions have ended.")
