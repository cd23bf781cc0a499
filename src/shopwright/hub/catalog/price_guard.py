"""Asks people who they are before prices of the catalogue drop deeply on shops: one rule for every page with prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest

from shopwright.hub.access.models import Workspace
from shopwright.hub.people.two_persons import ask_before_prices

from .bulk.models import BulkEdit
from .bulk.models import Outcome as BulkOutcome
from .imports.models import ImportRun
from .imports.models import Outcome as ImportOutcome
from .imports.models import State as ImportState
from .models import Product, Variant
from .services import VariantDraft


class CataloguePrice(NamedTuple):
    """What a variant would cost in the catalogue."""

    price: Decimal | None
    currency: str


Prices = Mapping[int, CataloguePrice]
#: The offers of a workspace that would drop deeply if variants cost so, as a text that tells them; empty for none.
Judge = Callable[[int, Prices], str]
_judges: list[Judge] = []
#: What an import that failed in a state goes on with.
_GOES_ON = {ImportState.RUNNING.value: "start", ImportState.UNDOING.value: "undo"}
#: SKUs that are named to whoever lets them cost less.
_SHOWN = 10


def judge_by(judge: Judge) -> None:
    """Have a function asked which offers drop deeply by prices of variants."""
    _judges.append(judge)


def ask_before_drop(request: HttpRequest, workspace: Workspace, prices: Prices) -> str:
    """Ask who somebody is where the prices that they want drop deeply on a shop. What they sent is done after that.

    Where the workspace wants two people for it, it waits for the second instead. Returns the drops that they asked for,
    as :func:`deep_drops` writes them.
    """
    lower, facts = _judged(workspace, prices)
    if facts:
        ask_before_prices(request, workspace, _words(lower), facts)
    return facts


def deep_drops(workspace: Workspace, prices: Prices) -> str:
    """All prices that are lower than now, and the offers that drop deeply by them, as a text; empty without these."""
    return _judged(workspace, prices)[1]


def _judged(workspace: Workspace, prices: Prices) -> tuple[Prices, str]:
    lower = _lower(workspace, prices) if prices else {}
    drops = [judge(workspace.pk, lower) for judge in _judges] if lower else []
    if not any(drops):
        return {}, ""
    return lower, repr((sorted((pk, str(item.price), item.currency) for pk, item in lower.items()), drops))


def _words(lower: Prices) -> str:
    """What drops, for whoever lets it: the first ten, and how many there are."""
    rows = Variant.objects.filter(pk__in=lower).order_by("sku").values_list("pk", "sku", "price", "currency")
    lines = [
        f"{sku}: {'no price' if now is None else f'{now} {currency}'} → {lower[pk].price} {lower[pk].currency}"
        for pk, sku, now, currency in rows[:_SHOWN]
    ]
    if len(lower) > _SHOWN:
        lines.append(f"and {len(lower) - _SHOWN:,} more")
    return "\n".join([f"{len(lower):,} SKU{'' if len(lower) == 1 else 's'} cost less", *lines])


def _lower(workspace: Workspace, prices: Prices) -> dict[int, CataloguePrice]:
    """Those that cost less than now, or were in another currency or had no price."""
    now = Variant.objects.filter(workspace=workspace, pk__in=prices).values_list("pk", "price", "currency")
    return {
        pk: prices[pk]
        for pk, price, currency in now
        if (then := prices[pk].price) is not None and (price is None or then < price or prices[pk].currency != currency)
    }


def prices_of_drafts(product: Product, drafts: Iterable[VariantDraft]) -> Prices:
    """What the variants of a product would cost by drafts of them."""
    known = dict(product.variants.values_list("sku", "pk"))
    wanted = {draft.sku.strip(): CataloguePrice(draft.price, draft.currency) for draft in drafts}
    return {known[sku]: price for sku, price in wanted.items() if sku in known}


def prices_of_edit(edit: BulkEdit, act: str) -> Prices:
    """What variants would cost once an edit is started or undone."""
    if act not in ("start", "undo"):
        return {}
    rows = edit.rows.filter(is_of_variant=True).exclude(variant=None)
    rows = rows.filter(outcome=BulkOutcome.UPDATE) if act == "start" else rows.filter(is_applied=True)
    side = "after" if act == "start" else "before"
    priced = rows.filter(_says_price(side))
    return _read(priced.values_list("variant_id", *_texts(side), "variant__price", "variant__currency"))


def prices_of_import(run: ImportRun, act: str) -> Prices:
    """What variants would cost once an import is started, goes on after it failed, or is undone."""
    if act == "retry":
        act = _GOES_ON.get(run.carry.get("state", ""), "")
    if act not in ("start", "undo"):
        return {}
    side = "variant_before" if act == "undo" else "variant_facts"
    rows = run.rows.filter(outcome=ImportOutcome.UPDATE, is_applied=act == "undo").exclude(variant_id=None)
    named = list(rows.filter(_says_price(side)).values_list("variant_id", *_texts(side)))
    now = Variant.objects.filter(pk__in=[pk for pk, _, _ in named]).values_list("pk", "price", "currency")
    known = {pk: (price, currency) for pk, price, currency in now}
    return _read((pk, price, currency, *known[pk]) for pk, price, currency in named if pk in known)


def _says_price(side: str) -> Q:
    """Rows with a price or a currency: a price in another currency is one that shops did not have."""
    return Q(**{f"{side}__has_key": "price"}) | Q(**{f"{side}__has_key": "currency"})


def _texts(side: str) -> tuple[KeyTextTransform, KeyTextTransform]:
    return KeyTextTransform("price", side), KeyTextTransform("currency", side)


def _read(rows: Iterable[tuple[int, str | None, str | None, Decimal | None, str]]) -> Prices:
    """Prices by variant; what a row does not say stays as it is."""
    return {
        pk: CataloguePrice(now if price is None else Decimal(price), currency or now_currency)
        for pk, price, currency, now, now_currency in rows
    }
