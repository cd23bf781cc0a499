"""The time that a connection goes by: the machine's, or a platform's where the app names its clock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone

from shopwright.hub.core.addresses import AddressError
from shopwright.hub.core.fetch import FetchError, time_at

from .models import ChannelApp, Connection
from .named_files import open_address
from .plugin import HasAddress
from .protocol import ChannelError, Check, Session

#: Seconds that the hub may be off. TikTok takes signatures of five minutes; lists are read from when they changed.
_MOST_OFF = 60


def now_of(app: ChannelApp) -> datetime:
    """The time now, by an app's clock. Raises ChannelError while a platform's clock cannot be read."""
    if not app.clock_url:
        return timezone.now()
    try:
        file = open_address(app.clock_url, 1 << 16, 10)
        return datetime.fromtimestamp(json.loads(file.content)["data"]["now"], UTC)
    except (ChannelError, ValueError, LookupError, TypeError) as error:
        raise ChannelError(f"The clock at {app.clock_url} cannot be read.", is_passing=True) from error


def check_clock(connection: Connection, session: Session) -> Sequence[Check]:
    """How far the hub's clock is from that of the channel's server, by which signatures are judged."""
    if not isinstance(session, HasAddress):
        return ()
    try:
        there = time_at(session.api_address(), seconds=10)
    except (AddressError, FetchError) as error:
        return [Check("Clock", False, f"not known: {error}", "Test again later.")]
    if there is None:
        return [Check("Clock", True, "the channel does not tell its time")]
    seconds = round((timezone.now() - there).total_seconds())
    words = f"{abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} the channel's" if seconds else "the channel's"
    remedy = "Have the hub's machine set its clock by NTP: calls that are signed at another time are refused."
    return [Check("Clock", abs(seconds) <= _MOST_OFF, words, remedy)]
