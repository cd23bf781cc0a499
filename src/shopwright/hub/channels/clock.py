"""The time that a connection goes by: the machine's, or a platform's where the app names its clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.utils import timezone

from .models import ChannelApp
from .named_files import open_address
from .protocol import ChannelError


def now_of(app: ChannelApp) -> datetime:
    """The time now, by an app's clock. Raises ChannelError while a platform's clock cannot be read."""
    if not app.clock_url:
        return timezone.now()
    try:
        file = open_address(app.clock_url, 1 << 16, 10)
        return datetime.fromtimestamp(json.loads(file.content)["data"]["now"], UTC)
    except (ChannelError, ValueError, LookupError, TypeError) as error:
        raise ChannelError(f"The clock at {app.clock_url} cannot be read.", is_passing=True) from error
