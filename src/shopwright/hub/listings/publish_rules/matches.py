"""Which products a rule concerns now, in one query."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from shopwright.hub.catalog.models import Product, ProductPicture, Variant
from shopwright.hub.listings.models import Listing, PublishRule, RuleFiring, State, Wish
from shopwright.hub.stock.models import Balance

from .models import RuleAct

#: A rule leaves a listing alone for so long after it did something with it, so that two rules do not fight.
REST = timedelta(hours=24)


def products_of(rule: PublishRule) -> QuerySet[Product]:
    """Products that meet a rule's conditions, and with which its act is possible now. The oldest come first."""
    rows = Product.objects.filter(workspace_id=rule.workspace_id, is_archived=False)
    rows = _with_stock(_with_price(_with_facts(rows, rule), rule), rule)
    return _possible(rows, rule).order_by("pk")


def _with_facts(rows: QuerySet[Product], rule: PublishRule) -> QuerySet[Product]:
    if rule.new_days is not None:
        rows = rows.filter(created_at__gte=timezone.now() - timedelta(days=rule.new_days))
    if rule.tag:
        rows = rows.filter(tags__contains=[rule.tag])
    if rule.brand:
        rows = rows.filter(brand__iexact=rule.brand)
    if rule.kind:
        rows = rows.filter(attributes__type__iexact=rule.kind)
    return rows


def _with_price(rows: QuerySet[Product], rule: PublishRule) -> QuerySet[Product]:
    prices = Variant.objects.filter(product=OuterRef("pk"))
    if rule.price_least is not None:
        rows = rows.filter(Exists(prices.filter(price__gte=rule.price_least)))
    if rule.price_most is not None:
        rows = rows.filter(Exists(prices.filter(price__lte=rule.price_most)))
    return rows


def _with_stock(rows: QuerySet[Product], rule: PublishRule) -> QuerySet[Product]:
    if rule.stock_least is None and rule.stock_most is None:
        return rows
    own = Balance.objects.filter(variant__product=OuterRef("pk")).order_by().values("variant__product")
    total = own.annotate(total=Sum(F("on_hand") - F("reserved"))).values("total")
    rows = rows.annotate(in_stock=Coalesce(Subquery(total, output_field=IntegerField()), 0))
    if rule.stock_least is not None:
        rows = rows.filter(in_stock__gte=rule.stock_least)
    if rule.stock_most is not None:
        rows = rows.filter(in_stock__lte=rule.stock_most)
    return rows


def _possible(rows: QuerySet[Product], rule: PublishRule) -> QuerySet[Product]:
    there = Listing.objects.filter(product=OuterRef("pk"), connection_id=rule.connection_id).exclude(state=State.ENDED)
    if rule.act == RuleAct.PUBLISH:
        done = RuleFiring.objects.filter(rule=rule.pk, product=OuterRef("pk"), act=RuleAct.PUBLISH)
        return _complete(rows).filter(~Exists(there), ~Exists(done))
    quiet = there.filter(wish=Wish.NONE)
    lately = RuleFiring.objects.filter(
        listing__product=OuterRef("pk"), connection_id=rule.connection_id, at__gt=timezone.now() - REST
    )
    if rule.act == RuleAct.REVISE:
        sent = quiet.filter(state=State.LIVE).values("sent_at")[:1]
        # What was never sent from here stays as its owner made it on the channel.
        rows = rows.annotate(sent=Subquery(sent, output_field=DateTimeField()))
        return rows.filter(~Exists(lately), updated_at__gt=F("sent"))
    fitting = {
        RuleAct.PAUSE: Q(state=State.LIVE),
        RuleAct.RESUME: Q(state=State.PAUSED, is_paused_by_stock=False),
        RuleAct.END: Q(state__in=[State.LIVE, State.PAUSED, State.REFUSED]),
    }[RuleAct(rule.act)]
    return rows.filter(Exists(quiet.filter(fitting)), ~Exists(lately))


def _complete(rows: QuerySet[Product]) -> QuerySet[Product]:
    """Products that can be published: what is not complete waits until it is."""
    pictures = ProductPicture.objects.filter(product=OuterRef("pk"))
    variants = Variant.objects.filter(product=OuterRef("pk"))
    return rows.filter(Exists(pictures), Exists(variants), ~Exists(variants.filter(price=None)), weight_grams__gt=0)
