"""How many pieces are held back from a shop, and what happens there when nothing is left: the rule that holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.services import takes_backorders

from .models import BufferKind, BufferRule, SoldOutAct, SoldOutRule
from .services import StockError

#: Which of two rules holds: the one whose scope stands first. Of two tags the one that holds back more.
NARROWEST_FIRST: dict[tuple[str, str], str] = {
    ("sku", "shop"): "a SKU on one shop",
    ("sku", "channel"): "a SKU on a channel",
    ("sku", "all"): "a SKU everywhere",
    ("tag", "shop"): "a tag on one shop",
    ("tag", "channel"): "a tag on a channel",
    ("tag", "all"): "a tag everywhere",
    ("all", "shop"): "all SKUs on one shop",
    ("all", "channel"): "all SKUs on a channel",
    ("all", "all"): "all SKUs everywhere",
}


class Target(NamedTuple):
    """What a rule is looked up for: a variant with its product's tags, on a connection."""

    variant_id: int
    tags: Collection[str]
    connection_id: int
    channel: str


class HeldBack(NamedTuple):
    """Pieces that are held back, and the rule that says so."""

    pieces: int
    rule: BufferRule | None


NOTHING = HeldBack(0, None)


class Buffers:
    """Rules, sorted so that the one for an offer is found at once however many there are."""

    def __init__(self, rules: Iterable[BufferRule]) -> None:
        self._rules: dict[tuple[object, object], BufferRule] = {
            (rule.variant_id or rule.tag or None, rule.connection_id or rule.channel or None): rule for rule in rules
        }

    def held_back(self, target: Target, sellable: int) -> HeldBack:
        """What is held back of what could be sold."""
        if not self._rules or sellable <= 0:
            return NOTHING
        for subjects in ([target.variant_id], target.tags, [None]):
            for place in (target.connection_id, target.channel, None):
                rules = [self._rules[key] for subject in subjects if (key := (subject, place)) in self._rules]
                if rules:
                    return max(
                        (HeldBack(pieces_of(rule, sellable), rule) for rule in rules), key=lambda item: item.pieces
                    )
        return NOTHING


def pieces_of(rule: BufferRule, sellable: int) -> int:
    """What a rule holds back of what could be sold, at most all of it. Parts of a piece are held back whole."""
    if rule.kind == BufferKind.FIXED:
        return min(rule.amount, sellable)
    if rule.kind == BufferKind.PERCENT:
        return -(-sellable * rule.amount // 100)
    return sellable if sellable <= rule.amount else 0


def scope_of(rule: BufferRule) -> tuple[str, str]:
    """The key of a rule's scope in NARROWEST_FIRST."""
    subject = "sku" if rule.variant_id else "tag" if rule.tag else "all"
    return subject, "shop" if rule.connection_id else "channel" if rule.channel else "all"


def rules_in_force(workspace_id: int, variant_ids: Collection[int]) -> list[BufferRule]:
    """Rules that are switched on and can concern some variants."""
    return list(
        BufferRule.objects.filter(
            Q(variant=None) | Q(variant_id__in=variant_ids), workspace_id=workspace_id, is_on=True
        ).select_related("connection", "variant")
    )


def words_of(rule: BufferRule) -> str:
    """A rule's scope as people say it."""
    subject = f"the SKU {rule.variant.sku}" if rule.variant else f"the tag {rule.tag}" if rule.tag else "all SKUs"
    place = rule.connection.name if rule.connection else f"every {rule.channel} shop" if rule.channel else ""
    return f"{subject} on {place}" if place else f"{subject} everywhere"


def concerned(rule: BufferRule) -> Q:
    """Offers that a rule can concern, as a condition on offers."""
    where = Q(workspace_id=rule.workspace_id, variant__isnull=False)
    if rule.variant_id:
        where &= Q(variant_id=rule.variant_id)
    if rule.tag:
        where &= Q(variant__product__tags__contains=[rule.tag])
    if rule.connection_id:
        where &= Q(connection_id=rule.connection_id)
    if rule.channel:
        where &= Q(connection__channel=rule.channel)
    return where


class SoldOut:
    """What becomes of sold-out offers: by the rule of the SKU on the connection, of the SKU, of the connection."""

    def __init__(self, rules: Iterable[SoldOutRule]) -> None:
        self._rules: Mapping[tuple[int | None, int | None], SoldOutRule] = {
            (rule.variant_id, rule.connection_id): rule for rule in rules
        }

    def rule_for(self, variant_id: int, connection_id: int) -> SoldOutRule | None:
        for key in ((variant_id, connection_id), (variant_id, None), (None, connection_id), (None, None)):
            if key in self._rules:
                return self._rules[key]
        return None

    def has(self, act: SoldOutAct) -> bool:
        return any(rule.act == act for rule in self._rules.values())


def sold_out_rules(workspace_id: int, variant_ids: Collection[int]) -> SoldOut:
    return SoldOut(
        SoldOutRule.objects.filter(Q(variant=None) | Q(variant_id__in=variant_ids), workspace_id=workspace_id)
    )


def write_sold_out_rule(
    workspace_id: int,
    act: SoldOutAct,
    *,
    connection: Connection | None = None,
    variant: Variant | None = None,
    ships_on: date | None = None,
    pieces: int | None = None,
) -> SoldOutRule:
    """Keep what becomes of sold-out offers, in the place of what was said for the same before.

    Raises StockError for back-orders without a date, or on a channel that has none.
    """
    if act == SoldOutAct.BACKORDER:
        if ships_on is None:
            raise StockError("Give the day from which back-orders are sent.")
        if connection and not takes_backorders(connection):
            raise StockError(f"{connection.name} cannot sell what is sold out. Show it as sold out, or pause it.")
    rule, _ = SoldOutRule.objects.update_or_create(
        workspace_id=workspace_id,
        connection=connection,
        variant=variant,
        defaults={
            "act": act,
            "ships_on": ships_on if act == SoldOutAct.BACKORDER else None,
            "pieces": pieces if act == SoldOutAct.BACKORDER else None,
        },
    )
    return rule


def write_rule(
    workspace_id: int,
    kind: BufferKind,
    amount: int,
    *,
    connection: Connection | None = None,
    channel: str = "",
    tag: str = "",
    variant: Variant | None = None,
) -> BufferRule:
    """Keep a rule, switched off. Raises StockError where its scope has one already, and for more than 100 percent."""
    if kind == BufferKind.PERCENT and amount > 100:
        raise StockError("A percentage is 100 or less.")
    scope = {
        "connection": connection,
        "channel": "" if connection else channel,
        "tag": "" if variant else tag,
        "variant": variant,
    }
    with transaction.atomic():
        if BufferRule.objects.filter(workspace_id=workspace_id, **scope).exists():
            raise StockError("There is a rule for exactly this already. Remove it first, or narrow the new one.")
        return BufferRule.objects.create(workspace_id=workspace_id, kind=kind, amount=amount, **scope)


def pieces_of_skus(workspace_id: int, variant_ids: Collection[int]) -> dict[int, int | None]:
    """Pieces of SKUs that a rule of their own holds back on every shop; None without such a rule.

    SKUs whose rule holds back another way are left out.
    """
    rules = BufferRule.objects.filter(
        workspace_id=workspace_id, variant_id__in=variant_ids, channel="", connection=None, tag=""
    )
    amounts: dict[int, int | None] = dict.fromkeys(variant_ids)
    for rule in rules:
        if rule.kind == BufferKind.FIXED:
            amounts[rule.variant_id or 0] = rule.amount if rule.is_on else None
        else:
            amounts.pop(rule.variant_id or 0)
    return amounts


def set_pieces_of_skus(workspace_id: int, amounts: Mapping[int, int | None]) -> None:
    """Hold back pieces of SKUs on every shop from now on; None removes the rule. Offers are reckoned by the caller."""
    own = BufferRule.objects.filter(
        workspace_id=workspace_id, variant_id__in=amounts, channel="", connection=None, tag="", kind=BufferKind.FIXED
    )
    with transaction.atomic():
        own.delete()
        BufferRule.objects.bulk_create(
            BufferRule(workspace_id=workspace_id, kind=BufferKind.FIXED, amount=amount, variant_id=pk, is_on=True)
            for pk, amount in amounts.items()
            if amount is not None
        )
