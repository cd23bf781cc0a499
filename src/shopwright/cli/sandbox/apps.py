"""``shopwright sandbox apps``."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.sandbox.choices import topics_of, words_of
from shopwright.cli.sandbox.fields import Fields, fields_of

AppKey = Annotated[str, Parameter(help="The app's key.")]


def list_apps(*, connection: Connection | None = None) -> int:
    """List all apps, without their secrets.

    For example:
        shopwright sandbox apps
    """
    platform = connection or Connection()
    rows = platform.open().get("apps")["apps"]
    print_rows(rows, "app_key status type service_id name webhook_url topics", as_json=platform.as_json)
    return 0


def show(app_key: AppKey, *, connection: Connection | None = None) -> int:
    """Show an app with its secret.

    For example:
        shopwright sandbox apps show 5e2a5e355a6f1
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"apps/{in_path(app_key)}"), as_json=platform.as_json)
    return 0


def create(
    name: Annotated[str, Parameter(help="What it is called.")],
    *,
    connection: Connection | None = None,
    kind: Annotated[Literal["custom", "public"] | None, Parameter(help="Who may use it.")] = None,
    redirect_url: Annotated[str | None, Parameter(help="Where browsers go after consent.")] = None,
    scopes: Annotated[str | None, Parameter(help="Scopes, joined by commas; all unless named.")] = None,
    webhook_url: Annotated[str | None, Parameter(help="Where its notifications go.")] = None,
    topics: Annotated[str | None, Parameter(help="Topics, joined by commas; all unless named.")] = None,
) -> int:
    """Make an app with fresh keys.

    For example:
        shopwright sandbox apps create "My app" --webhook-url http://127.0.0.1:5000/webhook
    """
    platform = connection or Connection()
    body = {
        "name": name,
        "type": kind,
        "redirect_url": redirect_url,
        "scopes": words_of(scopes),
        "webhook_url": webhook_url,
        "topics": topics_of(topics) if topics else None,
    }
    print_view(platform.open().post("apps", body), as_json=platform.as_json)
    return 0


def change(app_key: AppKey, *fields: Fields, connection: Connection | None = None) -> int:
    """Change an app: its webhook address, topics, scopes, state.

    Fields: name, type (custom, public), status (ACTIVE, DISABLED), redirect_url, scopes, webhook_url, topics; null
    takes an address or topics away.

    For example:
        shopwright sandbox apps change 5e2a5e355a6f1 webhook_url=http://127.0.0.1:5000/webhook
        shopwright sandbox apps change 5e2a5e355a6f1 webhook_url=null 'topics=[1, 4]'
    """
    platform = connection or Connection()
    reply = platform.open().ask("PATCH", f"apps/{in_path(app_key)}", fields_of(fields))
    print_view(reply, as_json=platform.as_json)
    return 0
