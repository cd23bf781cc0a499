"""Tags of orders: the seller's own words, which lists are narrowed by and routing rules ask for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from shopwright.hub.access.models import Workspace

from .announce import announce_tagged
from .holds.services import changing
from .models import Order

#: Letters of a tag, and tags of an order.
LONGEST, MOST = 60, 20


class TagError(Exception):
    """A tag that cannot be kept; the text says why and what to do."""


class Verdict(NamedTuple):
    """What became of an order whose tags were to be changed. ``words``: its tags now, or why they stay."""

    order: Order
    is_done: bool
    words: str


def read_tags(text: str) -> list[str]:
    """The tags that somebody typed, apart by commas. Raises TagError where there is none, or one is too long."""
    tags: list[str] = []
    for part in text.split(","):
        tag = " ".join(part.split())
        if len(tag) > LONGEST:
            raise TagError(f"A tag has at most {LONGEST} letters. Shorten “{tag[:20]}…”.")
        if tag and not _has(tags, tag):
            tags.append(tag)
    if not tags:
        raise TagError("Type a tag, such as gift.")
    return tags


def tagged(orders: QuerySet[Order], tag: str) -> QuerySet[Order]:
    """Those of some orders that have a tag, written in whatever capital letters."""
    lowered = Cast(Lower(Cast("tags", TextField())), ArrayField(TextField()))
    return orders.alias(lowered_tags=lowered).filter(Q(lowered_tags__contains=[tag.lower()]))


def tag_orders(workspace: Workspace, ids: Collection[int], tags: Sequence[str], *, adds: bool) -> list[Verdict]:
    """Add tags to orders, or take them off, each order by itself; says of each what became of it."""
    rows = Order.objects.filter(workspace=workspace, pk__in=ids).select_related("connection")
    return [_tag(order, tags, adds=adds) for order in rows.order_by("-placed_at", "-pk")]


def _tag(order: Order, tags: Sequence[str], *, adds: bool) -> Verdict:
    with changing(order) as locked:
        if adds:
            wanted = [*locked.tags, *(tag for tag in tags if not _has(locked.tags, tag))]
        else:
            wanted = [tag for tag in locked.tags if not _has(tags, tag)]
        if wanted == locked.tags:
            return Verdict(order, is_done=False, words="It has that already." if adds else "It has no such tag.")
        if len(wanted) > MOST:
            return Verdict(order, is_done=False, words=f"An order has at most {MOST} tags. Take one off first.")
        locked.tags = wanted
        locked.save(update_fields=["tags"])
        announce_tagged(locked)
    return Verdict(order, is_done=True, words=", ".join(wanted) or "No tag")


def _has(tags: Sequence[str], tag: str) -> bool:
    """Whether a tag is among others, written in whatever capital letters."""
    return tag.casefold() in {known.casefold() for known in tags}
