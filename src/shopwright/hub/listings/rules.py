"""What a rule of stock would change, and switching it on and off with what follows from it."""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferRule, SoldOutRule

from .availability import CHUNK, reckon_many, recompute_offers
from .models import Offer

#: Changes that a preview shows; it counts them all.
_SHOWN = 200


class Difference(NamedTuple):
    """An offer whose number would be another one."""

    offer: Offer
    place: str
    now: int
    then: int


class Preview(NamedTuple):
    """What would change if a rule were switched: the first changes, and how many there are."""

    rows: list[Difference]
    total: int


def preview(rule: BufferRule) -> Preview:
    """What would change if a rule that is off were switched on, or one that is on were switched off."""
    offers = Offer.objects.filter(buffers.concerned(rule)).select_related("connection", "variant__product")
    ids = list(offers.order_by("pk").values_list("pk", flat=True))
    rows: list[Difference] = []
    total = 0
    for start in range(0, len(ids), CHUNK):
        chunk = list(offers.filter(pk__in=ids[start : start + CHUNK]).order_by("pk"))
        in_force = buffers.rules_in_force(rule.workspace_id, {offer.variant_id or 0 for offer in chunk})
        others = [item for item in in_force if item.pk != rule.pk]
        now = reckon_many(chunk, in_force)
        then = reckon_many(chunk, others if rule.is_on else [*others, rule])
        for offer in chunk:
            for before, after in zip(now.get(offer.pk, []), then.get(offer.pk, []), strict=True):
                if before.available != after.available:
                    total += 1
                    if len(rows) < _SHOWN:
                        rows.append(Difference(offer, before.place.name, before.available, after.available))
    return Preview(rows, total)


def switch(rule: BufferRule, *, is_on: bool) -> None:
    """Let a rule hold from now on, or no longer."""
    with transaction.atomic():
        rule.is_on = is_on
        rule.save(update_fields=["is_on"])
        recompute_offers(Offer.objects.filter(buffers.concerned(rule)))


def remove(rule: BufferRule) -> None:
    with transaction.atomic():
        concerned = buffers.concerned(rule)
        rule.delete()
        recompute_offers(Offer.objects.filter(concerned))


def apply_sold_out(rule: SoldOutRule) -> None:
    """Have what a new rule for sold-out offers says happen."""
    recompute_offers(Offer.objects.filter(_concerned(rule)))


def remove_sold_out(rule: SoldOutRule) -> None:
    with transaction.atomic():
        concerned = _concerned(rule)
        rule.delete()
        recompute_offers(Offer.objects.filter(concerned))


def _concerned(rule: SoldOutRule) -> Q:
    where = Q(workspace_id=rule.workspace_id)
    if rule.variant_id:
        where &= Q(variant_id=rule.variant_id)
    if rule.connection_id:
        where &= Q(connection_id=rule.connection_id)
    return where
