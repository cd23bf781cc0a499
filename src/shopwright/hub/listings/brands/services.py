"""Every write about brands: looked up on a channel, accepted, chosen, created."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import cast

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels import intake
from shopwright.hub.channels.categories import BrandSession, ExternalBrand
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Capability, Change, ChannelError, Session
from shopwright.hub.channels.registry import channel_of

from .models import BrandMapping, BrandReason

#: Brands that one event looks up.
_AT_ONCE = 50
#: Brands of a channel that are kept for a choice by hand.
_MOST_OFFERS = 20


class BrandError(Exception):
    """Something that cannot be; the text says why and what to do."""


def has_brands(connection: Connection) -> bool:
    return Capability.BRANDS in channel_of(connection.channel).capabilities


def register() -> None:
    """Look brands up when it is asked for, and create them."""
    intake.handle("brands", _look_up)
    intake.handle("brand-create", _create)


def look_again(connection: Connection) -> None:
    """Have the catalogue's brands looked up on a channel, in the background, those aside that are accepted."""
    if not has_brands(connection):
        return
    rows = Product.objects.filter(workspace_id=connection.workspace_id, is_archived=False).exclude(brand="")
    counts = dict(rows.values_list("brand").annotate(number=Count("pk")).order_by())
    with transaction.atomic():
        mine = BrandMapping.objects.filter(connection=connection)
        mine.filter(is_accepted=False).update(looked_at=None)
        mine.exclude(brand__in=counts).filter(is_accepted=False).delete()
        BrandMapping.objects.bulk_create(
            [
                BrandMapping(
                    workspace_id=connection.workspace_id, connection=connection, brand=brand, product_count=number
                )
                for brand, number in counts.items()
            ],
            2_000,
            update_conflicts=True,
            unique_fields=["connection", "brand"],
            update_fields=["product_count"],
        )
        _ask(connection, "brands", "all")


def _ask(connection: Connection, kind: str, external_id: str) -> None:
    change = Change(kind, external_id, f"{kind}:{secrets.token_hex(12)}", timezone.now())
    intake.keep(connection, [change], "brands")


def _asked(session: Session) -> BrandSession:
    if not isinstance(session, BrandSession):
        raise ChannelError("This channel keeps no list of brands.")
    return cast(BrandSession, session)


def _look_up(connection: Connection, session: Session, _: str) -> None:
    asked = _asked(session)
    waiting = BrandMapping.objects.filter(connection=connection, looked_at=None, is_accepted=False)
    for row in waiting.order_by("-product_count", "pk")[:_AT_ONCE]:
        offers = asked.find_brands(row.brand)[:_MOST_OFFERS]
        best, row.reason = _best(row.brand, offers)
        row.external_id, row.name = (best.external_id, best.name) if best and best.is_open else ("", "")
        row.trouble = ""
        if best and not best.is_open:
            row.reason, row.trouble = (
                BrandReason.NONE,
                f"The shop is not authorised for {best.name}. Apply for it there.",
            )
        row.offers = [[offer.external_id, offer.name, offer.is_open] for offer in offers]
        row.looked_at = timezone.now()
        row.save()
    if waiting.exists():
        _ask(connection, "brands", "all")


def _best(brand: str, offers: Sequence[ExternalBrand]) -> tuple[ExternalBrand | None, BrandReason]:
    """The offer of the same name; of several the one that the shop may list."""
    ways = ((BrandReason.NAME, str.casefold), (BrandReason.NEAR, _letters))
    for reason, simple in ways:
        same = [offer for offer in offers if simple(offer.name) == simple(brand)]
        if same:
            return next((offer for offer in same if offer.is_open), same[0]), reason
    return None, BrandReason.NONE


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def accept(connection: Connection, mapping_ids: Collection[int]) -> int:
    """Accept suggestions; returns how many."""
    rows = BrandMapping.objects.filter(connection=connection, pk__in=mapping_ids).exclude(external_id="")
    return rows.update(is_accepted=True)


def choose(mapping: BrandMapping, text: str) -> None:
    """Take one of the brands that the channel has of that beginning. Raises BrandError for another one."""
    wanted = text.strip().casefold()
    for external_id, name, is_open in mapping.offers:
        if wanted in (external_id, name.casefold()):
            if not is_open:
                raise BrandError(f"{mapping.connection} is not authorised for {name}. Apply for it there.")
            mapping.external_id, mapping.name, mapping.reason = external_id, name, BrandReason.HAND
            mapping.is_accepted, mapping.trouble = True, ""
            mapping.save()
            return
    raise BrandError(f"{mapping.connection} has no brand “{text.strip()[:60]}”. Choose one of the list, or create it.")


def release(mapping: BrandMapping) -> None:
    """Send products without this brand again, until another one is accepted."""
    mapping.is_accepted = False
    mapping.save(update_fields=["is_accepted"])


def create(connection: Connection, mapping_ids: Collection[int]) -> int:
    """Have brands created on the channel in the background; returns how many. Those that are accepted are left out."""
    rows = BrandMapping.objects.filter(connection=connection, pk__in=mapping_ids, is_accepted=False)
    with transaction.atomic():
        for row in rows:
            _ask(connection, "brand-create", str(row.pk))
    return len(rows)


def _create(connection: Connection, session: Session, mapping_id: str) -> None:
    row = BrandMapping.objects.filter(connection=connection, pk=int(mapping_id), is_accepted=False).first()
    if row is None:
        return
    try:
        made = _asked(session).create_brand(row.brand)
    except ChannelError as error:
        if error.is_passing or error.needs_consent:
            raise
        row.trouble = f"{error.message} {error.remedy}".strip()[:400]
        row.save(update_fields=["trouble"])
        return
    row.external_id, row.name, row.reason, row.is_accepted = made.external_id, made.name, BrandReason.MADE, True
    row.trouble = ""
    row.save()
