"""Finds what others changed of listings on their channels, shows both values, and settles it by rule or by hand."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.catalog.services import MOST_BYTES, CatalogError, keep_picture
from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Change, ExternalListing, Session
from shopwright.hub.core.addresses import AddressError
from shopwright.hub.core.fetch import FetchError, fetch
from shopwright.hub.core.ids import id_of

from . import content, drift_values, services
from .drift_models import Drift, DriftField, DriftPolicy, DriftState
from .models import Listing, ListingRule, State, Wish
from .prices import rule_of

#: After so many times within a day that a rule set a field back, a person decides.
_MOST_TIMES, _WITHIN = 3, timedelta(days=1)


class DriftError(Exception):
    """A decision that cannot be carried out; the text says why and what to do."""


def compare(listing: Listing, seen: ExternalListing) -> None:
    """Find what somebody else changed of a listing, and what is as it was again."""
    if not listing.content:
        content.note_first(listing, seen)
        listing.save(update_fields=["content"])
        return
    values = content.values_of(seen)
    content.note_new(listing, values)
    content.settle(listing, values)
    listing.save(update_fields=["content"])
    differing = content.differing_fields(listing, values)
    now = timezone.now()
    Drift.objects.filter(listing=listing, state=DriftState.OPEN).exclude(field__in=differing).update(
        state=DriftState.GONE, settled_at=now
    )
    for field in differing:
        _open(listing, field, values[field], seen)


def note_gone(listing: Listing) -> None:
    """A listing is not there any more. Where the hub did not end it, somebody else did."""
    kept = listing.content.get("kept", {}).get(DriftField.STATE)
    if kept in (State.LIVE, State.PAUSED) and not listing.wish:
        _open(listing, DriftField.STATE, State.ENDED.value, None)


def _open(listing: Listing, field: str, value: content.Value, seen: ExternalListing | None) -> None:
    mine = listing.content["kept"][field]
    theirs: object = value if field != DriftField.PICTURES else _addresses(seen)
    drift, is_new = Drift.objects.update_or_create(
        listing=listing,
        field=field,
        state=DriftState.OPEN,
        defaults={
            "workspace_id": listing.workspace_id,
            "connection_id": listing.connection_id,
            "mine": content.words_of(field, mine, value if field in drift_values.FIELDS else ""),
            "theirs": content.words_of(field, value, mine),
            "value": {"shown": value, "taken": theirs},
        },
    )
    policy = policy_for(rule_of(listing.connection), field)
    if is_new and policy is not DriftPolicy.ASK:
        _by_rule(drift, policy)


def _addresses(seen: ExternalListing | None) -> list[str]:
    return list(seen.image_urls) if seen else []


def policy_for(rule: ListingRule, field: str) -> DriftPolicy:
    """What a connection's rule says about changes of a field."""
    group = {
        DriftField.TITLE: rule.text_drift,
        DriftField.DESCRIPTION: rule.text_drift,
        DriftField.PICTURES: rule.picture_drift,
        DriftField.CATEGORY: rule.category_drift,
        DriftField.ATTRIBUTES: rule.fact_drift,
        DriftField.WEIGHT: rule.fact_drift,
        DriftField.SIZE: rule.fact_drift,
        DriftField.OPTIONS: rule.option_drift,
        DriftField.STATE: rule.state_drift,
    }
    return DriftPolicy(group[DriftField(field)])


def _by_rule(drift: Drift, policy: DriftPolicy) -> None:
    lately = Drift.objects.filter(
        listing_id=drift.listing_id,
        field=drift.field,
        state=DriftState.KEPT,
        is_by_rule=True,
        settled_at__gt=timezone.now() - _WITHIN,
    )
    if policy is DriftPolicy.KEEP and lately.count() >= _MOST_TIMES:
        drift.words = f"Set back {_MOST_TIMES} times within a day, and changed again: find out who does it."
        drift.save(update_fields=["words"])
        return
    if drift.field == DriftField.PICTURES and policy is DriftPolicy.TAKE:
        # Whoever compares holds the listing; pictures are read once it is free.
        change = Change("pictures", str(drift.pk), f"drift:{drift.pk}", timezone.now())
        intake.keep(drift.listing.connection, [change], "check")
        return
    _settle_by_rule(drift, policy)


def read_pictures(connection: Connection, session: Session, drift_id: str) -> None:
    """Take over pictures that a rule takes."""
    drift = Drift.objects.filter(connection=connection, pk=id_of(drift_id), state=DriftState.OPEN).first()
    if drift is not None and policy_for(rule_of(connection), drift.field) is DriftPolicy.TAKE:
        _settle_by_rule(drift, DriftPolicy.TAKE)


def _settle_by_rule(drift: Drift, policy: DriftPolicy) -> None:
    try:
        settle(drift, policy)
    except DriftError as error:
        drift.words = str(error)
        drift.save(update_fields=["words"])


def settle(drift: Drift, policy: DriftPolicy, by: User | None = None) -> None:
    """Set a field back on the channel, or take over what stands there. Raises DriftError where it cannot be."""
    takes_pictures = drift.field == DriftField.PICTURES and policy is DriftPolicy.TAKE
    # Before anything is locked: whoever serves a picture may take their time.
    pictures = _pictures_of(drift.listing.connection, drift.value["taken"]) if takes_pictures else []
    with transaction.atomic():
        locked = Drift.objects.select_for_update().get(pk=drift.pk)
        if locked.state != DriftState.OPEN:
            raise DriftError("It is decided already.")
        if takes_pictures and locked.value != drift.value:
            raise DriftError("The pictures were changed there again meanwhile. Look at them and decide anew.")
        listing = Listing.objects.select_for_update().get(pk=locked.listing_id)
        words = _keep(locked, listing) if policy is DriftPolicy.KEEP else _take(locked, listing, pictures)
        drift.state = DriftState.KEPT if policy is DriftPolicy.KEEP else DriftState.TAKEN
        drift.words, drift.settled_at, drift.settled_by, drift.is_by_rule = words, timezone.now(), by, by is None
        drift.save(update_fields=["state", "words", "settled_at", "settled_by", "is_by_rule"])


def _keep(drift: Drift, listing: Listing) -> str:
    if drift.field == DriftField.STATE:
        return _keep_state(listing, str(drift.value["shown"]))
    if listing.product is None:
        raise DriftError("The listing is linked to no product: link it first, so that there is something to send.")
    content.await_field(listing, drift.field, drift.value["shown"])
    listing.save(update_fields=["content"])
    _wish(listing, Wish.PUBLISH)
    return "It is sent again."


def _keep_state(listing: Listing, theirs: str) -> str:
    mine = State(listing.content["kept"][DriftField.STATE])
    if theirs == State.ENDED:
        if listing.product is None:
            raise DriftError("It was ended there and is linked to no product: publish the product instead.")
        try:
            services.publish(listing.product, listing.connection)
        except services.ListingError as error:
            raise DriftError(str(error)) from error
        return "It is published anew."
    _wish(listing, Wish.PAUSE if mine is State.PAUSED else Wish.RESUME)
    return "It is paused again." if mine is State.PAUSED else "It is relisted."


def _wish(listing: Listing, wish: Wish) -> None:
    try:
        services.wish_for(listing, wish)
    except services.ListingError as error:
        raise DriftError(str(error)) from error


def _take(drift: Drift, listing: Listing, pictures: list[int]) -> str:
    """What is taken over holds for this listing alone; the catalogue and other channels keep theirs."""
    if drift.field == DriftField.PICTURES:
        listing.overrides = {**listing.overrides, "pictures": pictures}
    elif drift.field == DriftField.STATE:
        listing.is_paused_by_stock = False
    elif drift.field == DriftField.OPTIONS:
        listing.overrides = {**listing.overrides, drift.field: _options_to_take(drift, listing)}
    else:
        listing.overrides = {**listing.overrides, drift.field: drift.value["taken"]}
    content.accept(listing, drift.field, drift.value["shown"])
    listing.save(update_fields=["overrides", "content", "is_paused_by_stock"])
    return "It stays as it is there."


def _options_to_take(drift: Drift, listing: Listing) -> dict[str, object]:
    """The options of each SKU that is there, and the SKUs that were taken out."""
    there = drift_values.options_of(drift.value["taken"])
    own = set(listing.product.variants.values_list("sku", flat=True)) if listing.product else set()
    if new := sorted(there.keys() - own):
        raise DriftError(f"{', '.join(new[:5])} is no SKU of the product. Add it to the product, or keep yours.")
    left = drift_values.options_of(listing.content["kept"][DriftField.OPTIONS]).keys() - there.keys()
    return {"there": drift.value["taken"], "without": sorted(left)}


def _pictures_of(connection: Connection, addresses: list[str]) -> list[int]:
    try:
        files = [fetch(url, most_bytes=MOST_BYTES, seconds=20).content for url in addresses]
        return [keep_picture(connection.workspace, file).pk for file in files]
    except (AddressError, FetchError, CatalogError) as error:
        raise DriftError(f"A picture cannot be read from there: {error}") from error


def drop_override(listing: Listing, field: str) -> None:
    """Use the catalogue's value again from the next revision on, which is wished for."""
    with transaction.atomic():
        listing.overrides = {name: value for name, value in listing.overrides.items() if name != field}
        listing.save(update_fields=["overrides"])
        _wish(listing, Wish.PUBLISH)
