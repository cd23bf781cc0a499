"""Where channels send notifications, and registering that with those that let an app do it by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from . import intake, polls
from .models import Connection
from .plugin import HasAddress, RegistersHooks, ShowsHooks
from .protocol import Change, Check, Session

#: What a test says where no channel reaches the hub.
POLL_MODE = "poll mode: the hub has no public https address, so it looks at the shop every minute"
#: How long a shop may say nothing at first.
_SILENT = timedelta(days=1)
#: Ends of host names that nobody outside of a network finds.
_PRIVATE = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


def public_address(connection: Connection) -> str:
    """Where a channel reaches the hub; "" where the hub has no public https address, so that it is in poll mode."""
    url = urlsplit(settings.CANONICAL_URL)
    host = url.hostname or ""
    if url.scheme != "https" or not _is_public(host):
        return ""
    return settings.CANONICAL_URL + reverse("hook", args=[connection.channel, connection.app_id])


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_PRIVATE)


def ask_to_register(connection: Connection) -> None:
    """Have a new connection's notifications registered, where there is an address for them."""
    if public_address(connection):
        intake.keep(connection, [Change("hooks", "all", "setup:hooks", connection.created_at)], "setup")


def register(connection: Connection, session: Session, _: str) -> None:
    """Register what is missing. A channel that does not know this way is left alone."""
    address = public_address(connection)
    if address and isinstance(session, RegistersHooks):
        session.register_hooks(address)


def check_hooks(connection: Connection, session: Session) -> Sequence[Check]:
    """Whether a channel tells what changes, and when it did last; what is missing is registered by the way."""
    address = public_address(connection)
    if isinstance(session, ShowsHooks):
        path = reverse("hook", args=[connection.channel, connection.app_id])
        return [*session.hook_checks(address, path), _heard(connection, address)]
    if not isinstance(session, RegistersHooks):
        words = "the channel sends none: the hub looks at the shop every minute"
        return [Check("Notifications", True, words)] if isinstance(session, HasAddress) else ()
    if not address:
        return [Check("Notifications", True, POLL_MODE)]
    return [*session.register_hooks(address), _heard(connection, address)]


def _heard(connection: Connection, address: str) -> Check:
    """When the channel told something last. A shop that is new may have had nothing to tell yet."""
    heard = polls.last_heard(connection)
    if heard is None and not address:
        return Check("Last notification", True, f"none: {POLL_MODE}")
    is_new = connection.created_at > timezone.now() - _SILENT
    words = f"{timezone.localtime(heard):%Y-%m-%d %H:%M}" if heard else "none yet: the shop is looked at every minute"
    remedy = "Look in the channel's developer pages where notifications go, and whether the hub is reached from there."
    return Check("Last notification", heard is not None or is_new, words, remedy)
