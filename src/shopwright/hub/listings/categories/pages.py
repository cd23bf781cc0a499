"""Pages of categories: how the seller's own map to a shop's, and what the shop's require."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.categories import CategoryAttribute, CategoryDetails
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.listings.lists import CATEGORIES
from shopwright.hub.listings.papers.queries import CHART, PaperBook
from shopwright.hub.lists.pages import begin_list

from . import services
from .counts import FACTS, is_waiting, sources_of
from .facts import facts_of, fill
from .models import BY_PRODUCT, AttributeFill, CategoryMapping, ChannelCategory
from .queries import with_titles

_SORTING = Sorting(("is_accepted", "pk"), is_falling=False)
#: Texts of a fact that a page offers to map.
_MOST_TEXTS = 30
#: Categories that a search for one by hand offers.
_MOST_FOUND = 40


class AttributeLine(NamedTuple):
    """An attribute that can be required: how many products lack it, how it is filled, texts that are no value there."""

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
    rows = with_titles(rows)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in ("accepted", "suggested"):
        rows = rows.filter(is_accepted=state == "accepted")
    elif state == "gaps":
        rows = rows.filter(is_accepted=True).exclude(gaps={})
    if text:
        rows = rows.filter(Q(source__icontains=text) | Q(title__icontains=text))
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
        and (
            is_waiting(connection)
            or connection.events.filter(kind__in=["categories", "category"], state="new").exists()
        ),
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
        mine = with_titles(CategoryMapping.objects.filter(connection=connection))
        mapping = get_object_or_404(mine, pk=id_of(wanted))
        try:
            row = services.choose(mapping, request.POST.get(f"path-{wanted}", ""))
            messages.success(request, f"“{mapping.words}” goes to {row.path}.")
        except services.CategoryError as error:
            messages.error(request, str(error))
    answer = redirect("categories", workspace=request.workspace.slug)
    answer["Location"] += f"?shop={connection.pk}"
    return answer


class PaperLine(NamedTuple):
    """A size chart or certificate that a category takes: how many products lack it. ``details``: what it shows."""

    name: str
    is_required: bool
    lacking: int
    details: str


@page(Permission.LISTINGS_VIEW)
def show_category(request: WorkspaceRequest, category_id: int) -> HttpResponse:
    """What a category requires, how many products lack it, and how to fill it."""
    category = get_object_or_404(
        ChannelCategory.objects.select_related("connection"), pk=category_id, connection__workspace=request.workspace
    )
    details = category.facts
    mine = CategoryMapping.objects.filter(category=category, is_accepted=True)
    sources = list(mine.values_list("source", flat=True))
    named = [source for source in sources if not source.startswith(BY_PRODUCT)]
    rows = sources_of(category.connection.workspace_id).filter(source__in=sources)
    products = list(rows.only(*FACTS))
    names = sorted({name for product in products for name in facts_of(product)})
    context = {
        "category": category,
        "details": details,
        "lines": _lines(category.connection, details, products) if details else [],
        "papers": _papers(category, details, products) if details else [],
        "chart_name": CHART,
        "names": names,
        "total": len(products),
        "source": named[0] if len(named) == len(sources) == 1 else "",
    }
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


def _fills(connection: Connection) -> dict[str, AttributeFill]:
    return {row.attribute_id: row for row in AttributeFill.objects.filter(connection=connection)}


def _lines(connection: Connection, details: CategoryDetails, products: Sequence[Product]) -> list[AttributeLine]:
    fills = _fills(connection)
    lacking: Counter[str] = Counter()
    texts: dict[str, Counter[str]] = {}
    for product in products:
        for gap in fill(details.attributes, facts_of(product), fills)[1]:
            lacking[gap.attribute.external_id] += 1
            if gap.text:
                texts.setdefault(gap.attribute.external_id, Counter())[gap.text] += 1
    lines = []
    for item in details.attributes:
        if item.is_required or item.conditions:
            rule = fills.get(item.external_id)
            mapped = rule.values if rule else {}
            most = texts.get(item.external_id, Counter()).most_common(_MOST_TEXTS)
            own = [(text, str(mapped.get(text, "")), number) for text, number in most]
            lines.append(AttributeLine(item, lacking[item.external_id], rule, own))
    return lines


def _papers(category: ChannelCategory, details: CategoryDetails, products: Sequence[Product]) -> list[PaperLine]:
    book, fills = PaperBook(category.connection.workspace_id), _fills(category.connection)
    lacking: Counter[str] = Counter()
    for product in products:
        filled = fill(details.attributes, facts_of(product), fills)[0]
        papers = book.papers_of(product, details, {item.external_id: item.values for item in filled})
        lacking.update({gap.name for gap in papers.gaps})
    chart = details.size_chart
    columns = ", ".join(column.name for columns in chart.columns.values() for column in columns) if chart else ""
    lines = [PaperLine(CHART, chart.is_required, lacking[CHART], columns and f"Columns: {columns}.")] if chart else []
    return lines + [
        PaperLine(item.name, item.is_required, lacking[item.name], item.details) for item in details.certifications
    ]
