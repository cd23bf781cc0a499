"""What the listings do when other apps announce something."""

from __future__ import annotations

from shopwright.hub.background import kinds
from shopwright.hub.catalog import services as catalog
from shopwright.hub.catalog.attributes import when_asked_for_attributes
from shopwright.hub.catalog.price_guard import judge_by
from shopwright.hub.channels import intake
from shopwright.hub.channels.jobs import find_by
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Capability, Change, Session
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.channels.services import (
    difference_counters,
    fact_tellers,
    when_connected,
    when_switched_on,
    when_taken_up,
)
from shopwright.hub.core import work
from shopwright.hub.stock.announce import when_changed
from shopwright.hub.stock.places import when_mapped
from shopwright.hub.stock.queries import explainers

from . import adoption, availability, bulk_fields, drift, jobs, number_runs, prices, queries
from .brands import services as brands
from .categories import counts, import_report
from .categories import services as categories
from .categories.queries import asked_of
from .models import ListingRule, Offer
from .price_lists.changes import drops_with
from .price_lists.price_previews import PricePreview


def register() -> None:
    """Follow stock, and read what a new connection offers already."""
    bulk_fields.register()
    categories.register()
    brands.register()
    import_report.register()
    when_asked_for_attributes(asked_of)
    judge_by(drops_with)
    when_connected(_ask_for_listings)
    when_taken_up(_send_no_prices)
    when_changed(availability.recompute)
    catalog.when_changed(prices.follow_variants)
    catalog.when_changed(counts.follow_variants)
    catalog.when_asked_for_use(queries.variants_in_use)
    when_mapped(availability.follow_places)
    fact_tellers.append(queries.facts)
    explainers.append(availability.explain)
    when_switched_on(availability.catch_up)
    difference_counters.append(queries.count_differences)
    work.register(jobs.Lanes(), jobs.Numbers(), jobs.Prices(), jobs.Wishes())
    find_by("listing", jobs.find_listings)
    kinds.register(number_runs.Numbers(), number_runs.BufferPreview(), PricePreview())
    intake.handle("listings", _read_ids)
    intake.handle("listing", adoption.read_listing)
    intake.handle("pictures", drift.read_pictures)


def _ask_for_listings(connection: Connection) -> None:
    if Capability.LISTINGS in channel_of(connection.channel).capabilities:
        intake.keep(connection, [Change("listings", "all", "setup:listings", connection.created_at)], "setup")


def _send_no_prices(connection: Connection) -> None:
    """Prices may have changed meanwhile: whoever switches them on again is shown the drops."""
    ListingRule.objects.filter(connection=connection).update(sends_prices=False)
    prices.recompute_prices(Offer.objects.filter(connection=connection))


def _read_ids(connection: Connection, session: Session, _: str) -> None:
    """Have every listing of a connection looked at, one event each."""
    intake.keep(
        connection,
        [
            Change("listing", external_id, f"setup:listing:{external_id}", connection.created_at)
            for external_id in session.listing_ids()
        ],
        "setup",
    )
