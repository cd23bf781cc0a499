"""``shopwright sandbox settings``."""

from __future__ import annotations

from shopwright.cli.connection import Connection
from shopwright.cli.output import print_view
from shopwright.cli.sandbox.fields import Fields, fields_of


def show(*, connection: Connection | None = None) -> int:
    """Show all settings.

    For example:
        shopwright sandbox settings
    """
    platform = connection or Connection()
    print_view(platform.open().get("settings"), as_json=platform.as_json)
    return 0


def change(*fields: Fields, connection: Connection | None = None) -> int:
    """Change settings; what is not named stays.

    Fields: requests_per_second, hourly_quota, chat_calls_per_day (0 for no limit), lenient_multipart_sign,
    strict_cipher, same_key_other_body (first or refuse), refresh_grace_seconds, keep_requests, keep_deliveries,
    keep_days, trace.

    For example:
        shopwright sandbox settings change requests_per_second=5 trace=true
    """
    platform = connection or Connection()
    print_view(platform.open().patch("settings", fields_of(fields)), as_json=platform.as_json)
    return 0
