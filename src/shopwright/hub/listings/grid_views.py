"""The grid of products by channels, and what is wanted of many of its cells at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog import queries as catalog
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import queries, services
from .lists import GRID
from .mend import mendings_on
from .models import Wish
from .preflight import Problem, problems_on

#: Where a session keeps what came of the last act until the grid has shown it.
_RESULTS = "grid-results"
#: Problems of a product that a result names.
_MOST_PROBLEMS = 3


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a wish for a product on a connection."""

    product_id: int
    product: str
    shop: str
    words: str
    is_done: bool


@page(Permission.LISTINGS_VIEW)
def show_grid(request: WorkspaceRequest) -> HttpResponseBase:
    """Products by channels: where each stands, at which price, with how many."""
    connections = list(
        Connection.objects.filter(workspace=request.workspace)
        .exclude(state=ConnectionState.GONE)
        .order_by("name", "pk")
    )
    rows = Product.objects.filter(workspace=request.workspace, is_archived=False)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(catalog.matching(text, request.workspace))
    rows, answer = begin_list(request, GRID, rows, Sorting())
    if answer:
        return answer
    shown = page_of(rows.prefetch_related("pictures"), Sorting(), request.GET.get("after", ""))
    cells = queries.cells(shown.rows)
    problems = {connection.pk: problems_on(connection, shown.rows) for connection in connections}
    mendings = {
        shop.pk: mendings_on(
            shop, [cell.listing for (_, pk), cell in cells.items() if pk == shop.pk], problems[shop.pk]
        )
        for shop in connections
    }
    lines = [
        (
            product,
            [
                (
                    shop,
                    cells.get((product.pk, shop.pk)),
                    problems[shop.pk][product.pk],
                    mendings[shop.pk].get(product.pk),
                )
                for shop in connections
            ],
        )
        for product in shown.rows
    ]
    context = {"page": shown, "lines": lines, "connections": queries.with_price_rules(connections), "q": text}
    results = [] if "x-live" in request.headers else request.session.pop(_RESULTS, [])
    return render(request, "listings/grid.html", {**context, "results": results})


def to_grid(request: WorkspaceRequest) -> HttpResponse:
    """Back to the grid as it was: ``query`` of the form has its search and page."""
    answer = redirect("grid", workspace=request.workspace.slug)
    if query := QueryDict(request.POST.get("query", "")).urlencode():
        answer["Location"] += f"?{query}"
    return answer


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def change_many(request: WorkspaceRequest) -> HttpResponseBase:
    """Want the same of many products on the chosen channels, with a result for each. Its pages lead to the grid's.

    What a channel would refuse is not sent: the result says why.
    """
    if request.method != "POST":
        return redirect(f"{reverse('grid', args=[request.workspace.slug])}?{request.GET.urlencode()}")
    chosen_ids, shop_ids = (ids_of(request.POST.getlist(name)) for name in ("products", "connections"))
    products = list(Product.objects.filter(workspace=request.workspace, pk__in=chosen_ids))
    shops = list(Connection.objects.filter(workspace=request.workspace, pk__in=shop_ids))
    wish = request.POST.get("wish", "")
    if not products or not shops or wish not in set(Wish) - {Wish.NONE}:
        messages.error(request, "Choose at least one product and one channel.")
        return to_grid(request)
    results = [result for shop in shops for result in _want(shop, products, Wish(wish))]
    done = sum(result.is_done for result in results)
    if done:
        messages.success(request, f"{done} listings: {Wish(wish).label.lower()} is on its way.")
    if done < len(results):
        messages.warning(request, f"{len(results) - done} were left out: what came of it says why.")
    request.session[_RESULTS] = [asdict(result) for result in sorted(results, key=lambda result: result.is_done)]
    return to_grid(request)


def _want(shop: Connection, products: Sequence[Product], wish: Wish) -> list[Result]:
    problems = problems_on(shop, products) if wish is Wish.PUBLISH else {}
    return [_want_one(shop, product, wish, problems.get(product.pk, [])) for product in products]


def _want_one(shop: Connection, product: Product, wish: Wish, problems: Sequence[Problem]) -> Result:
    if problems:
        named = " ".join(problem.words for problem in problems[:_MOST_PROBLEMS])
        more = f" And {len(problems) - _MOST_PROBLEMS} more." if len(problems) > _MOST_PROBLEMS else ""
        return Result(product.pk, product.title, str(shop), f"{len(problems)} to mend: {named}{more}", is_done=False)
    try:
        services.want(product, shop, wish)
    except services.ListingError as error:
        return Result(product.pk, product.title, str(shop), str(error), is_done=False)
    return Result(product.pk, product.title, str(shop), f"{wish.label} is on its way", is_done=True)
