"""Developer apps: the list, a new one, and the page of one of them."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from shopwright import decoders
from shopwright.contract.load import all_scopes, webhooks
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.pages.scopes import SCOPES, scope_groups
from shopwright.platform.accounts.sandbox.apps import (
    AppChange,
    AppView,
    AppWithSecret,
    NewApp,
    change_app,
    create_app,
    show_app,
)
from shopwright.platform.core.pages.forms import Form, problem_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.words import topic_words
from shopwright.wire.errors import ApiError

from .app_parts import own, own_app
from .who import visitor_of

_BLANK: dict[str, object] = {
    "name": "",
    "type": "custom",
    "status": "ACTIVE",
    "redirect_url": "",
    "webhook_url": "",
    "scopes": sorted(SCOPES),
    "topics": None,
}


class Choice(msgspec.Struct, frozen=True):
    """A webhook topic to choose."""

    topic: int
    words: str
    event_name: str


async def apps_page(ask: Ask) -> Response:
    """``/portal/apps``."""
    visitor = visitor_of(ask)
    app_list = await ask.read(lambda tx: [show_app(tx, app.app_key) for app in tx[Apps].all() if visitor.owns(app)])
    return ask.page("apps.html", apps=app_list)


async def new_app(ask: Ask) -> Response:
    """``/portal/apps/new``."""
    visitor = visitor_of(ask)
    if ask.request.method != "POST":
        # The app of a partner begins with nothing switched on, as theirs do; without a log-in, with everything.
        packages = {"scopes": []} if visitor.person else {"scopes": list(all_scopes())}
        return _form_page(ask, None, {**_BLANK, **packages, "type": "public" if visitor.person else "custom"})
    fields = _body_of(ask.form)

    def make(tx: Tx) -> AppWithSecret:
        made = create_app(tx, ask.services, body)
        own(tx, visitor, made.app_key)
        visitor.note(tx, "Created an app", f"{made.name} ({made.type})")
        return made

    try:
        body = decoders.convert({name: value for name, value in fields.items() if name != "status"}, NewApp)
        made = await ask.write(make)
    except (ApiError, msgspec.ValidationError) as error:
        return _form_page(ask, None, fields, problem_of(error))
    return ask.go(f"/portal/apps/{made.app_key}", "The app is created. Its keys are below.")


async def app_page(ask: Ask) -> Response:
    """``/portal/apps/{app_key}``."""
    app_key, visitor = ask.path("app_key"), visitor_of(ask)

    def read(tx: Tx) -> AppWithSecret:
        own_app(tx, visitor, app_key)
        return show_app(tx, app_key)

    app = await ask.read(read)
    if ask.request.method != "POST":
        return _form_page(ask, app, msgspec.structs.asdict(app))
    fields = _body_of(ask.form)

    def change(tx: Tx) -> None:
        own_app(tx, visitor, app_key)
        change_app(tx, ask.services, app_key, body)
        visitor.note(tx, "Changed an app", app.name)

    try:
        kept = fields if ask.form.has("scopes") else {key: fields[key] for key in fields if key != "scopes"}
        body = decoders.convert(kept, AppChange)
        await ask.write(change)
    except (ApiError, msgspec.ValidationError) as error:
        return _form_page(ask, app, fields, problem_of(error))
    return ask.go(f"/portal/apps/{app_key}", "Saved.")


def _body_of(form: Form) -> dict[str, object]:
    """The form as the body of the control API, which checks it."""
    topics = [int(topic) for topic in form.many("topics") if topic.isascii() and topic.isdigit()]
    return {
        "name": form.text("name"),
        "type": form.text("type"),
        "status": form.text("status") or "ACTIVE",
        "redirect_url": form.text("redirect_url"),
        "webhook_url": form.text("webhook_url") or None,
        "scopes": form.many("scopes"),
        "topics": None if form.text("all_topics") else topics,
    }


def _form_page(
    ask: Ask, app: AppWithSecret | None, values: dict[str, object], problem: tuple[str, str] | None = None
) -> Response:
    field, words = problem or ("", "")
    return ask.page(
        "app.html",
        400 if problem else 200,
        app=app,
        values=values,
        field=field,
        problem=_plain(words),
        groups=scope_groups(all_scopes()),
        topics=[Choice(hook.type, topic_words(hook.type), hook.event_name or "") for hook in webhooks().values()],
        links=consent_links(app, ask.services.address_for(str(ask.request.base_url))) if app else [],
    )


def consent_links(app: AppView, base_url: str) -> list[tuple[str, str]]:
    """The consent pages of an app, for each kind of user."""
    return [
        ("Seller", f"{base_url}/open/authorize?{urlencode({'service_id': app.service_id})}"),
        ("Seller, older path", f"{base_url}/oauth/authorize?{urlencode({'app_key': app.app_key})}"),
        ("Creator", f"{base_url}/alliance/creator/auth?{urlencode({'app_key': app.app_key})}"),
    ]


def _plain(words: str) -> str:
    """A message of msgspec in plain words."""
    if re.search(r"length >= 1\b", words) or "matching regex" in words:
        return "It must not be empty."
    longest = re.search(r"length <= (\d+)", words)
    return f"It has more than {longest[1]} characters." if longest else words
