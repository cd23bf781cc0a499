"""What a rule of stock would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferRule

from .availability import reckon_many
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
    rows = list(differences(rule, list(offers.order_by("pk"))))
    return Preview(rows[:_SHOWN], len(rows))


def differences(rule: BufferRule, offers: Sequence[Offer]) -> Iterator[Difference]:
    """Which of some offers would have another number if a rule were switched."""
    in_force = buffers.rules_in_force(rule.workspace_id, {offer.variant_id or 0 for offer in offers})
    others = [item for item in in_force if item.pk != rule.pk]
    now = reckon_many(offers, in_force)
    then = reckon_many(offers, others if rule.is_on else [*others, rule])
    for offer in offers:
        for before, after in zip(now.get(offer.pk, []), then.get(offer.pk, []), strict=True):
            if before.available != after.available:
                yield Difference(offer, before.place.name, before.available, after.available)
