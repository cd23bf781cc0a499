"""Which rule an order fits, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.models import Location
from shopwright.hub.stock.queries import locations_with_all, places
from shopwright.hub.stock.services import default_location

from .models import RoutingRule


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules ask of an order. ``grams``: None where the weight of something in it is not known.

    ``stocked``: ids of the locations that have everything of it. ``held_at``: where its goods are held now.
    """

    country: str
    connection_id: int
    tags: frozenset[str]
    grams: int | None
    stocked: frozenset[int]
    held_at: Location


@dataclass(frozen=True, slots=True)
class Decision:
    """From where an order is sent: by a rule, or without one."""

    location: Location
    rule: RoutingRule | None
    reason: str


def active_rules(workspace_id: int) -> list[RoutingRule]:
    """The rules that are on, the first one first."""
    rules = RoutingRule.objects.filter(workspace=workspace_id, is_on=True)
    return list(rules.select_related("location", "connection").order_by("position", "pk"))


def decide(rules: Sequence[RoutingRule], facts: Facts) -> Decision:
    """The place of the first rule that fits; where none does, the goods are sent from where they are held."""
    for rule in rules:
        if fits(rule, facts):
            return Decision(rule.location, rule, f"Rule: {words_of(rule)}")
    return Decision(facts.held_at, None, "No rule fits: sent from where its goods are held.")


def fits(rule: RoutingRule, facts: Facts) -> bool:
    if rule.connection_id and rule.connection_id != facts.connection_id:
        return False
    if rule.countries and facts.country not in rule.countries:
        return False
    if rule.tag and rule.tag.casefold() not in facts.tags:
        return False
    if rule.min_grams is not None and (facts.grams is None or facts.grams < rule.min_grams):
        return False
    if rule.max_grams is not None and (facts.grams is None or facts.grams > rule.max_grams):
        return False
    return not rule.needs_stock or rule.location_id in facts.stocked


def words_of(rule: RoutingRule) -> str:
    """A rule as people read it."""
    parts = []
    if rule.connection:
        parts.append(f"of {rule.connection.name}")
    if rule.countries:
        parts.append(f"to {', '.join(rule.countries)}")
    if rule.tag:
        parts.append(f"tagged {rule.tag}")
    if rule.min_grams is not None:
        parts.append(f"of {rule.min_grams:,} g or more")
    if rule.max_grams is not None:
        parts.append(f"of {rule.max_grams:,} g or less")
    if rule.needs_stock:
        parts.append(f"while {rule.location} has everything")
    return f"orders {', '.join(parts)} go to {rule.location}" if parts else f"all orders go to {rule.location}"


def facts_of(order: Order, rules: Sequence[RoutingRule]) -> Facts:
    """What the rules need to know of an order."""
    rows = order.lines.filter(is_cancelled=False, is_gone=False).select_related("variant__product")
    lines = list(rows.order_by("pk"))
    causes = [line.cause for line in lines]
    wanted = {rule.location_id for rule in rules if rule.needs_stock}
    # Goods that the catalogue does not know lie at no location that the hub could name.
    is_known = all(line.variant_id for line in lines)
    stocked = locations_with_all(order.workspace_id, causes, wanted) if wanted and is_known else set()
    return Facts(
        country=_country(order) if any(rule.countries for rule in rules) else "",
        connection_id=order.connection_id,
        tags=_tags(order, lines),
        grams=_grams(lines),
        stocked=frozenset(stocked),
        held_at=_held_at(order, causes),
    )


def _country(order: Order) -> str:
    return (order.buyer.country or order.connection.region).upper()


def _tags(order: Order, lines: Sequence[OrderLine]) -> frozenset[str]:
    goods = (tag for line in lines if line.variant for tag in line.variant.product.tags)
    return frozenset(tag.casefold() for tag in (*order.tags, *goods))


def _grams(lines: Sequence[OrderLine]) -> int | None:
    total = 0
    for line in lines:
        grams = line.variant.product.weight_grams if line.variant else None
        if grams is None:
            return None
        total += grams * line.quantity
    return total


def _held_at(order: Order, causes: Sequence[str]) -> Location:
    held = places(order.workspace_id, causes)
    first = next((held[cause].location_id for cause in causes if cause in held), None)
    return default_location(order.workspace) if first is None else Location.objects.get(pk=first)
