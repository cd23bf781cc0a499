"""Apps that the control API makes and changes: as in accounts, with an entry in the audit trail."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from shopwright.platform.accounts.sandbox import apps
from shopwright.platform.accounts.sandbox.apps import AppChange, AppView, AppWithSecret, NewApp
from shopwright.platform.accounts.sandbox.find import find_app
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx

from .audit import CONTROL_API, record


def create_app(tx: Tx, services: Services, body: NewApp) -> AppWithSecret:
    """Make an app with fresh keys."""
    made = apps.create_app(tx, services, body)
    record(tx, "", CONTROL_API, "Created an app", f"{made.name} ({made.type})")
    return made


def change_app(tx: Tx, services: Services, app_key: str, body: AppChange) -> AppView:
    """Change an app; what is not given stays."""
    changed = apps.change_app(tx, services, app_key, body)
    given = [name for name, value in msgspec.structs.asdict(body).items() if value is not UNSET]
    if given:
        about = f"{changed.name}: {', '.join(name.replace('_', ' ') for name in given)}"
        record(tx, find_app(tx, app_key).doc.partner_id, CONTROL_API, "Changed an app", about)
    return changed


ENDPOINTS = (
    Endpoint("POST", "/sandbox/apps", create_app),
    Endpoint("PATCH", "/sandbox/apps/{app_key}", change_app),
)
