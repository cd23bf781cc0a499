"""Where channels send notifications, and registering that with those that let an app do it by itself."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from . import intake
from .models import Connection
from .plugin import RegistersHooks
from .protocol import Change, Check, Session

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
    """Whether a channel tells what changes; what is missing is registered by the way."""
    if not isinstance(session, RegistersHooks):
        return ()
    address = public_address(connection)
    if not address:
        words = "poll mode: the hub has no public https address, so it looks at the shop every minute"
        return [Check("Notifications", True, words)]
    return session.register_hooks(address)
