"""Every write about rules that publish: a dry run before one is switched on, and each firing kept."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.told_as import name_work
from shopwright.hub.listings import services
from shopwright.hub.listings.models import Listing, PublishRule, RuleFiring, Wish

from .matches import products_of
from .models import RuleAct

log = logging.getLogger("shopwright.hub.listings")

_DAY = timedelta(days=1)
#: Products that a dry run shows; it counts them all. And products that one sweep takes on per rule.
_SHOWN, _PER_SWEEP = 200, 50
_WISHES = {
    RuleAct.PUBLISH: Wish.PUBLISH,
    RuleAct.REVISE: Wish.PUBLISH,
    RuleAct.PAUSE: Wish.PAUSE,
    RuleAct.RESUME: Wish.RESUME,
    RuleAct.END: Wish.END,
}


class PublishRuleError(Exception):
    """What cannot be done with a rule; the text says why and what to do."""


class DryRun(NamedTuple):
    """What a rule would do: the first products, how many there are, and how many it may do today.

    ``is_full``: the shop takes no more listings for now.
    """

    products: list[Product]
    total: int
    left_today: int
    is_full: bool


def try_rule(rule: PublishRule) -> DryRun:
    """Reckon what a rule would do now, and do nothing."""
    rows = products_of(rule)
    return DryRun(
        list(rows.prefetch_related("variants")[:_SHOWN]), rows.count(), left_today(rule), is_full(rule.connection)
    )


def write_rule(rule: PublishRule) -> None:
    """Keep a rule, switched off: what it would do now is to be looked at first."""
    rule.is_on, rule.tried_at = False, None
    rule.save()


def note_trial(rule: PublishRule) -> None:
    """Somebody looked at the rule's dry run."""
    rule.tried_at = timezone.now()
    rule.save(update_fields=["tried_at"])


def switch(rule: PublishRule, *, is_on: bool) -> None:
    """Let a rule work from now on, or no longer. Raises PublishRuleError before its dry run was looked at."""
    if is_on and rule.tried_at is None:
        raise PublishRuleError("Look at its dry run first.")
    rule.is_on = is_on
    rule.save(update_fields=["is_on"])


def left_today(rule: PublishRule) -> int:
    """How many more a rule may do within 24 hours, by its own bound and by the channel's for the whole shop."""
    lately = RuleFiring.objects.filter(at__gt=timezone.now() - _DAY)
    left = rule.per_day - lately.filter(rule=rule).count()
    bound = channel_of(rule.connection.channel).limits.publishes_per_day
    if bound and rule.act in (RuleAct.PUBLISH, RuleAct.REVISE):
        sent = lately.filter(connection=rule.connection, act__in=[RuleAct.PUBLISH, RuleAct.REVISE]).count()
        left = min(left, bound - sent)
    if rule.act == RuleAct.PUBLISH and is_full(rule.connection):
        return 0
    return max(left, 0)


def is_full(connection: Connection) -> bool:
    """Whether a shop said within 24 hours that it takes no more listings."""
    return _refused_as_full(connection).filter(wish_due_at__gt=timezone.now() - _DAY).exists()


def _refused_as_full(connection: Connection) -> QuerySet[Listing]:
    codes = channel_of(connection.channel).limits.full_codes
    return Listing.objects.filter(connection=connection, code__in=codes, refused_wish=Wish.PUBLISH)


def work_due() -> int:
    """Let every rule that is on do what it has to do now; returns how many listings were wanted otherwise."""
    ids = PublishRule.objects.filter(is_on=True, connection__state=ConnectionState.ACTIVE).values_list("pk", flat=True)
    return sum(_fire(pk) for pk in ids)


def _fire(rule_id: int) -> int:
    with transaction.atomic():
        rule = (
            PublishRule.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("connection")
            .filter(pk=rule_id, is_on=True)
            .first()
        )
        if rule is None:
            return 0
        most = min(left_today(rule), _PER_SWEEP)
        if not most:
            return 0
        name_work(f"Rule {rule.name}")
        again = _send_again(rule, most) if rule.act == RuleAct.PUBLISH else 0
        return again + sum(_act(rule, product) for product in products_of(rule)[: most - again])


def _send_again(rule: PublishRule, most: int) -> int:
    """Want once more what a full shop refused to this rule a day ago; that counts as done now."""
    mine = RuleFiring.objects.filter(rule=rule, listing=OuterRef("pk"), act=RuleAct.PUBLISH)
    rows = list(_refused_as_full(rule.connection).filter(Exists(mine)).order_by("pk")[:most])
    for listing in rows:
        services.wish_for(listing, Wish.PUBLISH)
    RuleFiring.objects.filter(rule=rule, listing__in=rows, act=RuleAct.PUBLISH).update(at=timezone.now())
    return len(rows)


def _act(rule: PublishRule, product: Product) -> bool:
    try:
        with transaction.atomic():
            listing = services.want(product, rule.connection, _WISHES[RuleAct(rule.act)])
            RuleFiring.objects.create(
                rule=rule,
                rule_name=rule.name,
                connection=rule.connection,
                listing=listing,
                product=product,
                act=rule.act,
            )
    except services.ListingError as error:
        # Somebody was faster; what it says now is looked at in the next sweep.
        log.info("rule %s leaves product %s alone: %s", rule.pk, product.pk, error)
        return False
    return True
