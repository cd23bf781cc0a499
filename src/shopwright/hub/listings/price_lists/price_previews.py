"""What prices of very many offers would become is worked out by a worker: by a list, by a rule, or by a file.

A list or a rule is not kept yet: the run has what somebody wrote into the form, and leads back to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.access.reauth import ask_who
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.core.money import money_words
from shopwright.hub.core.work import Link
from shopwright.hub.listings.models import ListingRule, Offer, PriceFile, PriceList
from shopwright.hub.listings.prices import rule_of
from shopwright.hub.people import two_persons

from .changes import PriceChange, Reckoner, ask_before_deep, changes_of, offers_of, rules_with
from .price_book import Supposed
from .services import prices_in

#: Offers whose prices a request reckons by itself; more are left to a worker.
MOST_AT_ONCE = 1_000
#: Offers of one step.
CHUNK = 1_000


def are_many(rules: Iterable[ListingRule], variant_ids: Collection[int] | None = None) -> bool:
    """Whether rules price more offers than a request reckons."""
    return offers_of(rules, variant_ids)[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE


def may_drop(rules: Iterable[ListingRule]) -> bool:
    """Whether prices of some rules reach shops, where a drop would be seen."""
    return any(rule.sends_prices for rule in rules)


def ask_before_many(
    request: HttpRequest,
    rules: Collection[ListingRule],
    what: str,
    supposed: Supposed | None = None,
    variant_ids: Collection[int] | None = None,
) -> None:
    """Ask who changes very many prices that shops see, whatever drops: to reckon them all takes seconds.

    A workspace that wants two people for deep drops waits for that, so that the second lets those happen alone.
    """
    if not may_drop(rules):
        return
    ask_who(request)
    workspace = next(iter(rules)).workspace
    if two_persons.rule_of(workspace).prices:
        ask_before_deep(request, workspace, changes_of(rules, supposed, variant_ids), what)


def begin_of_list(price_list: PriceList, wanted: PriceList, fields: Sequence[str], by: User) -> BackgroundRun:
    """Have worked out what a list with other fields would change."""
    facts = {"about": "list", "id": price_list.pk, "values": values_of(wanted, fields)}
    total = offers_of(rules_with(price_list)).count()
    return _begin(price_list.workspace, by, f"What changes with the rule of {wanted}", facts, total)


def begin_of_rule(wanted: ListingRule, fields: Sequence[str], by: User) -> BackgroundRun:
    """Have worked out what another rule of a shop would change."""
    facts = {"about": "rule", "id": wanted.connection_id, "values": values_of(wanted, fields)}
    words = f"What changes with the rule of prices of {wanted.connection}"
    return _begin(wanted.connection.workspace, by, words, facts, offers_of([wanted]).count())


def begin_of_file(file: PriceFile, by: User) -> BackgroundRun:
    """Have worked out what a file of prices would change."""
    facts = {"about": "file", "id": file.pk}
    total = offers_of(rules_with(file.price_list), [pk for pk, _ in file.rows]).count()
    return _begin(file.workspace, by, f"What changes with the prices of {file.name}", facts, total)


def last_of_file(file: PriceFile) -> BackgroundRun | None:
    return background.last_run(file.workspace_id, PricePreview.name, f"prices:file:{file.pk}")


def written(workspace: Workspace, about: str, pk: int, run_id: int) -> dict[str, Any]:
    """What somebody had written into a form when its preview was begun; empty for a run of something else."""
    run = BackgroundRun.objects.filter(workspace=workspace, kind=PricePreview.name, pk=run_id).first()
    if run is None or (run.facts["about"], run.facts["id"]) != (about, pk):
        return {}
    return {name.removesuffix("_id"): value for name, value in run.facts["values"].items()}


def _begin(workspace: Workspace, by: User, words: str, facts: Mapping[str, Any], total: int) -> BackgroundRun:
    plan = Plan(PricePreview.name, words, facts, total, f"prices:{facts['about']}:{facts['id']}")
    return background.begin(workspace, by, plan)


def values_of(row: Model, fields: Sequence[str]) -> dict[str, object]:
    """Fields of a row that is not kept, by the names of their columns."""
    columns = [field.attname for field in row._meta.concrete_fields if field.name in fields]
    values = {name: getattr(row, name) for name in columns}
    return {name: value if value is None or isinstance(value, bool) else str(value) for name, value in values.items()}


def _restored(row: Model, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        field = next(field for field in row._meta.concrete_fields if field.attname == name)
        setattr(row, name, field.to_python(value))


class PricePreview(Kind):
    name, title = "price-preview", "What prices would become"
    sees, acts = Permission.LISTINGS_VIEW, Permission.LISTINGS_EDIT
    stays = "Nothing was changed."

    def step(self, run: BackgroundRun) -> bool:
        rules, chosen = _rules(run)
        known = offers_of(rules, chosen).filter(pk__gt=run.cursor).order_by("pk")
        offers = list(known.select_related("variant__product", "connection")[:CHUNK])
        supposed = _supposed(run, offers)
        for rule in rules:
            own = [offer for offer in offers if offer.connection_id == rule.connection_id]
            background.note(run, [_line(change) for change in Reckoner(rule, supposed).changes(own)])
        if offers:
            run.cursor, run.done = offers[-1].pk, min(run.to_do, run.done + len(offers))
        return len(offers) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        about, pk = run.facts["about"], run.facts["id"]
        if about == "rule":
            return Link("listing-rule", (pk,), f"preview={run.pk}")
        if about == "list" and PriceList.objects.filter(pk=pk).exists():
            return Link("price-list-edit", (pk,), f"preview={run.pk}")
        is_there = about == "file" and PriceFile.objects.filter(pk=pk).exists()
        return Link("price-file", (pk,)) if is_there else Link("price-lists")


def _rules(run: BackgroundRun) -> tuple[list[ListingRule], Collection[int] | None]:
    """The rules whose prices would change, and the variants that alone count; nothing where it is gone."""
    about, pk = run.facts["about"], run.facts["id"]
    if about == "rule":
        connection = run.workspace.connections.exclude(state="gone").filter(pk=pk).first()
        if connection is None:
            return [], None
        rule = rule_of(connection)
        _restored(rule, run.facts["values"])
        return [rule], None
    if about == "list":
        price_list = PriceList.objects.filter(workspace=run.workspace_id, pk=pk).first()
        return (rules_with(price_list), None) if price_list else ([], None)
    file = _file(run)
    return (rules_with(file.price_list), [row for row, _ in file.rows]) if file else ([], None)


def _supposed(run: BackgroundRun, offers: Sequence[Offer]) -> Supposed:
    """What would be otherwise, as far as these offers need it."""
    about, pk = run.facts["about"], run.facts["id"]
    if about == "list" and (price_list := PriceList.objects.filter(workspace=run.workspace_id, pk=pk).first()):
        _restored(price_list, run.facts["values"])
        return Supposed(lists={pk: price_list})
    if about == "file" and (file := _file(run)):
        wanted = {offer.variant_id for offer in offers}
        return Supposed(prices={(file.price_list_id, row): price for row, price in prices_in(file) if row in wanted})
    return Supposed()


def _file(run: BackgroundRun) -> PriceFile | None:
    """The file, unless its prices hold already."""
    files = PriceFile.objects.select_related("price_list").filter(workspace=run.workspace_id, applied_at=None)
    return files.filter(pk=run.facts["id"]).first()


def _line(change: PriceChange) -> Line:
    offer = change.offer
    sku = offer.variant.sku if offer.variant else ""
    if change.then is None:
        words = f"{offer.connection.name}: it would have no price from here, and the shop keeps its own"
        return Line(sku, Outcome.REFUSED, words, "listing", offer.listing_id)
    now = money_words(change.now, offer.currency) if change.now is not None else "none"
    drop = ". The drop is further than the limit" if change.is_deep else ""
    words = f"{offer.connection.name}: {now} → {money_words(change.then, offer.connection.currency)}{drop}"
    return Line(sku, Outcome.WOULD, words, "listing", offer.listing_id)
