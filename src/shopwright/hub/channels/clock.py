"""The time that a connection goes by: the machine's, or a platform's where the app names its clock."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime

from django.utils import timezone

from .models import ChannelApp
from .protocol import ChannelError


def now_of(app: ChannelApp) -> datetime:
    """The time now, by an app's clock. Raises ChannelError while a platform's clock cannot be read."""
    if not app.clock_url:
        return timezone.now()
    try:
        with urllib.request.urlopen(app.clock_url, timeout=10) as reply:
            return datetime.fromtimestamp(json.load(reply)["data"]["now"], UTC)
    except (urllib.error.URLError, TimeoutError, ValueError, LookupError) as error:
        raise ChannelError(f"The clock at {app.clock_url} cannot be read.", is_passing=True) from error
