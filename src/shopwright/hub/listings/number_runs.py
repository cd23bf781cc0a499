"""Numbers of very many offers: reckoned anew, or as a rule would have them, by a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.core.work import Link
from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferRule

from . import rules
from .availability import recompute, recompute_offers
from .models import Offer

#: Offers whose numbers a request reckons by itself; more are left to a worker.
MOST_AT_ONCE = 1_000
#: SKUs, and offers of a preview, of one step.
CHUNK = 1_000

Scope = Mapping[str, int | str]


def scope_of(rule: BufferRule) -> Scope:
    """Which offers a rule is for, as a run keeps it: the rule may be gone by then."""
    scope = {
        "variant_id": rule.variant_id,
        "variant__product__tags__contains": rule.tag,
        "connection_id": rule.connection_id,
        "connection__channel": rule.channel,
    }
    return {name: value for name, value in scope.items() if value}


def reckon_anew(workspace: Workspace, by: User | None, scope: Scope, words: str) -> BackgroundRun | None:
    """Set anew what is wanted of the offers in a scope; returns the run that does it where there are very many."""
    offers = Offer.objects.filter(_within(workspace.pk, scope))
    count = offers.count()
    if count <= MOST_AT_ONCE:
        recompute_offers(offers)
        return None
    skus = offers.values("variant_id").distinct().count()
    return background.begin(workspace, by, Plan(Numbers.name, words, {"scope": dict(scope)}, skus, _key(scope)))


def is_large(rule: BufferRule) -> bool:
    """Whether a rule is for more offers than a request looks at."""
    return Offer.objects.filter(buffers.concerned(rule))[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE


def begin_preview(rule: BufferRule, by: User | None) -> BackgroundRun:
    """Have worked out what would change if a rule were switched."""
    words = f"What changes if what is held back of {buffers.words_of(rule)} is {'off' if rule.is_on else 'on'}"
    total = Offer.objects.filter(buffers.concerned(rule)).count()
    plan = Plan(BufferPreview.name, words, {"rule": rule.pk}, total, f"buffer:{rule.pk}")
    return background.begin(rule.workspace, by, plan)


def last_preview(rule: BufferRule) -> BackgroundRun | None:
    return background.last_run(rule.workspace_id, BufferPreview.name, f"buffer:{rule.pk}")


def _within(workspace_id: int, scope: Scope) -> Q:
    known = {name: [value] if name.endswith("__contains") else value for name, value in scope.items()}
    return Q(workspace_id=workspace_id, variant__isnull=False, **known)


def _key(scope: Scope) -> str:
    return f"numbers:{hashlib.sha256(msgspec.json.encode(dict(scope), order='sorted')).hexdigest()[:32]}"


class Numbers(Kind):
    name, title = "numbers", "Numbers of shops"
    sees, acts = Permission.LISTINGS_VIEW, Permission.LISTINGS_EDIT
    no_cancel = "The rule holds already, and its numbers follow. Switch the rule back instead."

    def step(self, run: BackgroundRun) -> bool:
        offers = Offer.objects.filter(_within(run.workspace_id, run.facts["scope"]), variant_id__gt=run.cursor)
        ids: Sequence[int] = list(offers.order_by("variant_id").values_list("variant_id", flat=True).distinct()[:CHUNK])
        if ids:
            recompute(ids)
            run.cursor, run.done = ids[-1], run.done + len(ids)
        return len(ids) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        return Link("stock") if not run.facts["scope"] else Link("rules")


class BufferPreview(Kind):
    name, title = "buffer-preview", "What a rule would change"
    sees, acts = Permission.LISTINGS_VIEW, Permission.LISTINGS_EDIT
    stays = "Nothing was changed."

    def step(self, run: BackgroundRun) -> bool:
        rule = BufferRule.objects.filter(workspace=run.workspace_id, pk=run.facts["rule"]).first()
        if rule is None:
            return False
        chosen = Offer.objects.filter(buffers.concerned(rule), pk__gt=run.cursor)
        offers = list(chosen.select_related("connection", "variant__product").order_by("pk")[:CHUNK])
        background.note(run, [_line(item) for item in rules.differences(rule, offers)])
        if offers:
            run.cursor, run.done = offers[-1].pk, run.done + len(offers)
        return len(offers) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        is_there = BufferRule.objects.filter(pk=run.facts["rule"]).exists()
        return Link("buffer", (run.facts["rule"],)) if is_there else Link("rules")


def _line(item: rules.Difference) -> Line:
    words = f"{item.offer.connection.name}, {item.place}: {item.now} → {item.then}"
    sku = item.offer.variant.sku if item.offer.variant else ""
    return Line(sku, Outcome.WOULD, words, "listing", item.offer.listing_id)
