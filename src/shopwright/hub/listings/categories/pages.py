"""Pages of categories: how the seller's own map to a shop's, and what the shop's require."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.categories import CategoryAttribute
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.listings.lists import CATEGORIES
from shopwright.hub.lists.pages import begin_list

from . import services
from .facts import facts_of, fill
from .models import AttributeFill, CategoryMapping, ChannelCategory

_SORTING = Sorting(("is_accepted", "pk"), is_falling=False)
#: Texts of a fact that a page offers to map.
_MOST_TEXTS = 30
#: Categories that a search for one by hand offers.
_MOST_FOUND = 40


class AttributeLine(NamedTuple):
    """A required attribute: how many products lack it, how it is filled, and texts that are no value there."""

    attribute: CategoryAttribute
    lacking: int
    rule: AttributeFill | None
    texts: list[tuple[str, str, int]]


@page(Permission.LISTINGS_VIEW)
def list_categories(request: WorkspaceRequest) -> HttpResponseBase:
    """The seller's categories on each shop that has categories."""
    shops = [row for row in _connections(request) if services.has_categories(row)]
    chosen = request.GET.get("shop", "")
    connection = next((row for row in shops if str(row.pk) == chosen), shops[0] if shops else None)
    rows = CategoryMapping.objects.filter(connection=connection).select_related("category", "connection")
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in ("accepted", "suggested"):
        rows = rows.filter(is_accepted=state == "accepted")
    elif state == "gaps":
        rows = rows.filter(is_accepted=True).exclude(gaps={})
    if text:
        rows = rows.filter(source__icontains=text)
    rows, answer = begin_list(request, CATEGORIES, rows, _SORTING)
    if answer:
        return answer
    find = request.GET.get("find", "").strip()
    offered = ChannelCategory.objects.filter(connection=connection, path__icontains=find, is_open=True)
    context = {
        "page": page_of(rows, _SORTING, request.GET.get("after", "")),
        "shops": shops,
        "shop": connection,
        "state": state,
        "states": [("suggested", "Suggested"), ("accepted", "Accepted"), ("gaps", "With gaps")],
        "q": text,
        "find": find,
        "offered": offered[:_MOST_FOUND] if find else [],
        "waits": connection is not None
        and connection.events.filter(kind__in=["categories", "category", "category-counts"], state="new").exists(),
    }
    return render(request, "listings/categories.html", context)


@act(Permission.LISTINGS_EDIT)
def change_categories(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """Suggest anew, accept the chosen suggestions, or map one by hand."""
    connection = get_object_or_404(_connections(request), pk=connection_id)
    wanted = request.POST.get("do", "")
    if wanted == "look":
        services.look_again(connection)
        messages.success(request, f"The categories of {connection} are read and suggested.")
    elif wanted == "accept":
        number = services.accept(connection, ids_of(request.POST.getlist("mappings")))
        messages.success(request, f"{number} accepted.")
    elif id_of(wanted):
        mapping = get_object_or_404(CategoryMapping, pk=id_of(wanted), connection=connection)
        try:
            row = services.choose(mapping, request.POST.get(f"path-{wanted}", ""))
            messages.success(request, f"“{mapping.source}” goes to {row.path}.")
        except services.CategoryError as error:
            messages.error(request, str(error))
    answer = redirect("categories", workspace=request.workspace.slug)
    answer["Location"] += f"?shop={connection.pk}"
    return answer


@page(Permission.LISTINGS_VIEW)
def show_category(request: WorkspaceRequest, category_id: int) -> HttpResponse:
    """What a category requires, how many products lack it, and how to fill it."""
    category = get_object_or_404(
        ChannelCategory.objects.select_related("connection"), pk=category_id, connection__workspace=request.workspace
    )
    details = category.facts
    products = _facts_in(category)
    names = sorted({name for facts in products for name in facts})
    attributes = details.attributes if details else ()
    lines = [_line(category.connection, item, products) for item in attributes if item.is_required]
    context = {"category": category, "details": details, "lines": lines, "names": names, "total": len(products)}
    return render(request, "listings/category.html", context)


@act(Permission.LISTINGS_EDIT)
def fill_category(request: WorkspaceRequest, category_id: int) -> HttpResponse:
    """Say what an attribute is filled with: another fact, a fixed value, and the channel's value for each text."""
    category = get_object_or_404(ChannelCategory, pk=category_id, connection__workspace=request.workspace)
    texts, values = request.POST.getlist("text"), request.POST.getlist("mapped")
    mapped = {text: value.strip() for text, value in zip(texts, values, strict=False) if value.strip()}
    known = AttributeFill.objects.filter(
        connection=category.connection, attribute_id=request.POST.get("attribute", "")
    ).first()
    services.set_fill(
        category.connection,
        request.POST.get("attribute", "")[:60],
        source=request.POST.get("source", ""),
        value=request.POST.get("value", ""),
        values={**(known.values if known else {}), **mapped},
    )
    messages.success(request, "Kept. It holds in every category of this shop that asks for it.")
    return redirect("category", workspace=request.workspace.slug, category_id=category.pk)


def _connections(request: WorkspaceRequest) -> QuerySet[Connection]:
    return Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE).order_by("name")


def _facts_in(category: ChannelCategory) -> list[dict[str, str]]:
    """The facts of each product that goes to a category by an accepted mapping."""
    sources = CategoryMapping.objects.filter(category=category, is_accepted=True).values_list("source", flat=True)
    rows = services.sources_of(category.connection.workspace_id).filter(source__in=list(sources))
    return [facts_of(product) for product in rows.only("attributes", "brand", "origin")]


def _line(connection: Connection, item: CategoryAttribute, products: Sequence[dict[str, str]]) -> AttributeLine:
    rule = AttributeFill.objects.filter(connection=connection, attribute_id=item.external_id).first()
    fills = {item.external_id: rule} if rule else {}
    gaps = [gap for facts in products for gap in fill([item], facts, fills)[1]]
    texts = Counter(gap.text for gap in gaps if gap.text)
    mapped = rule.values if rule else {}
    lines = [(text, str(mapped.get(text, "")), number) for text, number in texts.most_common(_MOST_TEXTS)]
    return AttributeLine(item, len(gaps), rule, lines)
