"""``/sandbox/apps``: developer apps, as Partner Center would show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shopwright import decoders
from shopwright.contract.load import all_scopes, webhook_by_event_name, webhooks
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.create import make_app
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Name, View
from shopwright.platform.core.identity import App, AppDocument
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.address_guard import address_problem

from .find import find_app

AppType = Literal["custom", "public"]
AppStatus = Literal["ACTIVE", "DISABLED"]
RedirectUrl = Annotated[str, Meta(max_length=2_000, description="http or https; empty for none")]
Scopes = Annotated[list[str], Meta(max_length=500)]
Topics = Annotated[list[int | str], Meta(max_length=200, description="webhook types, or names as in the Event API")]


class NewApp(Body):
    """A new app. Without ``scopes`` it has every scope; ``topics`` null stands for all of them."""

    name: Name
    type: AppType = "custom"
    redirect_url: RedirectUrl = ""
    scopes: Scopes | None = None
    webhook_url: str | None = None
    topics: Topics | None = None


class AppChange(Body):
    """What is not given stays as it is."""

    name: Name | UnsetType = UNSET
    type: AppType | UnsetType = UNSET
    status: AppStatus | UnsetType = UNSET
    redirect_url: RedirectUrl | UnsetType = UNSET
    scopes: Scopes | UnsetType = UNSET
    webhook_url: str | UnsetType | None = UNSET
    topics: Topics | UnsetType | None = UNSET


class AppView(View):
    app_key: str
    service_id: str
    name: str
    type: str
    status: str
    redirect_url: str
    scopes: list[str]
    webhook_url: str | None
    topics: list[int] | None
    is_demo: bool


class AppWithSecret(AppView):
    app_secret: str


class AppList(View):
    apps: list[AppView]


def list_apps(tx: Tx) -> AppList:
    """All apps, without their secrets."""
    return AppList(apps=[_view(app) for app in tx[Apps].all()])


def create_app(tx: Tx, services: Services, body: NewApp) -> AppWithSecret:
    """Make an app with fresh keys."""
    doc = AppDocument(
        name=body.name,
        type=body.type,
        redirect_url=_redirect(body.redirect_url),
        scopes=list(all_scopes()) if body.scopes is None else _scopes(body.scopes),
        webhook_url=_address(services, body.webhook_url),
        topics=_topics(body.topics),
        wall_created_ms=wall_ms(),
    )
    return _with_secret(make_app(tx, doc))


def show_app(tx: Tx, app_key: str) -> AppWithSecret:
    """One app with its secret."""
    return _with_secret(find_app(tx, app_key))


def change_app(tx: Tx, services: Services, app_key: str, body: AppChange) -> AppView:
    """Change an app; what is not given stays."""
    app = find_app(tx, app_key, for_change=True)
    doc = app.doc
    if body.name is not UNSET:
        doc.name = body.name
    if body.type is not UNSET:
        doc.type = body.type
    if body.redirect_url is not UNSET:
        doc.redirect_url = _redirect(body.redirect_url)
    if body.scopes is not UNSET:
        doc.scopes = _scopes(body.scopes)
    if body.webhook_url is not UNSET:
        doc.webhook_url = _address(services, body.webhook_url)
    if body.topics is not UNSET:
        doc.topics = _topics(body.topics)
    status = app.status if body.status is UNSET else body.status
    changed = msgspec.structs.replace(app, status=status, doc=doc)
    tx[Apps].save(changed)
    return _view(changed)


def _fields(app: App) -> dict[str, object]:
    return {
        "app_key": app.app_key,
        "service_id": app.service_id,
        "status": app.status,
        **{name: getattr(app.doc, name) for name in AppDocument.__struct_fields__ if name in AppView.__struct_fields__},
    }


def _view(app: App) -> AppView:
    return decoders.convert(_fields(app), AppView)


def _with_secret(app: App) -> AppWithSecret:
    return decoders.convert({**_fields(app), "app_secret": app.secret}, AppWithSecret)


def _scopes(scopes: Sequence[str]) -> list[str]:
    known = set(all_scopes())
    for scope in scopes:
        if scope not in known:
            raise BAD_REQUEST(reason=f"There is no scope `{scope}` - at `$.scopes`.")
    return sorted(set(scopes))


def _topics(topics: Sequence[int | str] | None) -> list[int] | None:
    if topics is None:
        return None
    by_name = webhook_by_event_name()
    types = {by_name[topic].type if isinstance(topic, str) and topic in by_name else topic for topic in topics}
    for topic in types:
        if topic not in webhooks():
            raise BAD_REQUEST(reason=f"There is no webhook topic `{topic}` - at `$.topics`.")
    return sorted(int(topic) for topic in types)


def _address(services: Services, url: str | None) -> str | None:
    problem = address_problem(url, services.config.webhook_hosts) if url is not None else None
    if problem:
        raise BAD_REQUEST(reason=f"The address cannot be used: {problem} - at `$.webhook_url`.")
    return url


def _redirect(url: str) -> str:
    try:
        parts = urlsplit(url)
        fits = not url or (parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.fragment)
    except ValueError:
        fits = False
    if not fits or any(sign.isspace() for sign in url):
        raise BAD_REQUEST(reason="The redirect URL must be http or https, without a fragment - at `$.redirect_url`.")
    return url
