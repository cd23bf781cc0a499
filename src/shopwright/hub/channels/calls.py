"""Calls of a connection's shop that may fail as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .models import Connection
from .protocol import ChannelError, Outcome, Session
from .services import open_session


def ask(connection: Connection, kind: str, call: Callable[[Session], Sequence[Outcome]]) -> Sequence[Outcome] | None:
    """Outcomes of a call; None where the channel could not be asked at all."""
    try:
        with open_session(connection, kind) as session:
            return call(session)
    except ChannelError:
        return None  # kept as the connection's trouble; what is due stays due
