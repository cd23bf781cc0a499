"""Which of a channel's warehouses offer which location's stock."""

from __future__ import annotations

from shopwright.hub.background import kinds
from shopwright.hub.catalog.imports.followers import when_it_is_done
from shopwright.hub.catalog.services import when_asked_for_use
from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Change, Session
from shopwright.hub.channels.services import stock_notes, when_connected
from shopwright.hub.core.watch import watch

from . import alert_rules, bulk_fields, file_runs
from .models import ChannelLocation
from .queries import is_halted, variants_in_use
from .services import default_location


def register() -> None:
    """Read a connection's warehouses once it is there."""
    bulk_fields.register()
    when_it_is_done(file_runs.next_steps)
    kinds.register(file_runs.FileStock())
    when_connected(_ask_for_locations)
    when_asked_for_use(variants_in_use)
    stock_notes.append(_halted_words)
    intake.handle("locations", read_locations)
    watch(*alert_rules.RULES)


def _halted_words(connection: Connection) -> str:
    is_at_zero = is_halted(connection.workspace_id)
    return "All channels are halted at 0: that is sent, and no other number." if is_at_zero else ""


def read_locations(connection: Connection, session: Session, _: str) -> None:
    """Keep the warehouses of a channel. The default one offers the default location's stock at first."""
    known = set(connection.locations.values_list("external_id", flat=True))
    for place in session.locations():
        if place.external_id in known:
            connection.locations.filter(external_id=place.external_id).update(name=place.name)
            continue
        ChannelLocation.objects.create(
            workspace_id=connection.workspace_id,
            connection=connection,
            external_id=place.external_id,
            name=place.name,
            is_default=place.is_default,
            location=default_location(connection.workspace) if place.is_default else None,
        )


def _ask_for_locations(connection: Connection) -> None:
    intake.keep(connection, [Change("locations", "all", "setup:locations", connection.created_at)], "setup")
