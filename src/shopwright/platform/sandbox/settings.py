"""``/sandbox/settings``: settings of the running platform; ``/sandbox/due``: the planned actions of the clock."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from shopwright.platform.clock.state import Count, Days, PlatformState, Repeated, Settings
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.control.shapes import Body, PlatformSeconds, View
from shopwright.platform.database.transaction import Tx


class SettingsView(Settings, omit_defaults=False):
    """``requests_per_second``, ``hourly_quota``, ``chat_calls_per_day``: 0 for no limit. ``lenient_multipart_sign``
    accepts a signed multipart body, ``strict_cipher`` refuses a cipher where none is needed, ``strict_shapes`` refuses
    ``[]`` for an object and the like, ``omit_empty_lists`` leaves empty lists out of replies, ``same_key_other_body``
    says what an idempotency key with another body meets, ``trace`` records each step of a call."""


class SettingsChange(Body):
    """What is not given stays as it is."""

    requests_per_second: Count | UnsetType = UNSET
    hourly_quota: Count | UnsetType = UNSET
    chat_calls_per_day: Count | UnsetType = UNSET
    lenient_multipart_sign: bool | UnsetType = UNSET
    strict_cipher: bool | UnsetType = UNSET
    strict_shapes: bool | UnsetType = UNSET
    omit_empty_lists: bool | UnsetType = UNSET
    same_key_other_body: Repeated | UnsetType = UNSET
    refresh_grace_seconds: Count | UnsetType = UNSET
    keep_requests: Count | UnsetType = UNSET
    keep_deliveries: Count | UnsetType = UNSET
    keep_days: Days | UnsetType = UNSET
    trace: bool | UnsetType = UNSET


class PlannedView(View):
    """How many actions of a name are planned, and when the first of them is due."""

    name: str
    count: int
    next_at: PlatformSeconds


class DueView(View):
    planned: list[PlannedView]


def show_settings(tx: Tx) -> SettingsView:
    """All settings."""
    return _view(tx[PlatformState].settings)


def change_settings(tx: Tx, body: SettingsChange) -> SettingsView:
    """Change settings; what is not given stays."""
    changes = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    return _view(tx[PlatformState].change_settings(changes))


def list_due(tx: Tx) -> DueView:
    """The planned actions by name, the next one first."""
    return DueView(
        planned=[
            PlannedView(name=planned.name, count=planned.count, next_at=planned.next_at // 1000)
            for planned in tx[DueActions].planned()
        ]
    )


def _view(settings: Settings) -> SettingsView:
    return SettingsView(**msgspec.structs.asdict(settings))
