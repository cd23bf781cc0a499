"""Pages of picking, made for a phone in one hand."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.downloads import send_content
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.fulfilment.lists import PICKS
from shopwright.hub.fulfilment.models import BoxState, PickKind, PickList
from shopwright.hub.fulfilment.requests import numbers_of, wants_part
from shopwright.hub.fulfilment.routing.services import refuse_third_party
from shopwright.hub.fulfilment.sheets.letters import missing_scripts
from shopwright.hub.lists.pages import begin_list
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.services import StockError

from . import paper, queries, services


@page(Permission.SHIPMENTS_VIEW)
def list_picks(request: WorkspaceRequest) -> HttpResponseBase:
    """The pick lists, what could go onto a new one, and what has to be taken back."""
    rows, answer = begin_list(request, PICKS, queries.lists(request.workspace), Sorting())
    if answer:
        return answer
    waiting = queries.to_pick(request.workspace)
    return render(
        request,
        "fulfilment/picks.html",
        {
            "page": page_of(rows, Sorting(), request.GET.get("after", "")),
            "waiting": waiting.count(),
            "singles": queries.singles(waiting).count(),
            "pulls": queries.pulls(request.workspace)[:100],
            "most": services.MOST_ORDERS,
        },
    )


@act(Permission.SHIPMENTS_EDIT)
def make_pick_list(request: WorkspaceRequest) -> HttpResponse:
    """A list for the orders that were chosen, or for all that wait, or for those of a single piece."""
    what = request.POST.get("what", "")
    waiting = queries.to_pick(request.workspace)
    if what == "singles":
        chosen = list(queries.singles(waiting)[: services.MOST_ORDERS])
    elif what == "all":
        chosen = list(waiting[: services.MOST_ORDERS])
    else:
        chosen = list(Order.objects.filter(workspace=request.workspace, pk__in=numbers_of(request, "orders")))
    kind = PickKind.SINGLES if what == "singles" else PickKind.ORDERS
    try:
        made = services.make_list(request.workspace, chosen, request.user, kind)
    except services.PickError as error:
        messages.error(request, str(error))
        return redirect("picks", workspace=request.workspace.slug)
    if held := [order.number for order in chosen if not order.is_ready]:
        messages.warning(request, f"Left out, since they cannot be shipped now: {', '.join(held[:10])}.")
    for words in list(refuse_third_party(chosen).values())[:5]:
        messages.warning(request, words)
    return redirect("pick", workspace=request.workspace.slug, list_id=made.pk)


@page(Permission.SHIPMENTS_VIEW)
def show_pick_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    return _show(request, _list(request, list_id))


@act(Permission.SHIPMENTS_EDIT)
def mark_row(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Tick a row off, take the tick back, or say what is wrong with it."""
    pick_list = _list(request, list_id)
    key, pieces = request.POST.get("row", ""), request.POST.get("pieces", "")
    try:
        match request.POST.get("do", ""):
            case "pick":
                services.pick(pick_list, key, request.user)
            case "undo":
                services.undo(pick_list, key)
            case "short":
                held = services.report_short(pick_list, key, _count(pieces), request.user)
                numbers = ", ".join(order.number for order in held)
                messages.warning(request, f"Held: {numbers}. The bin is counted; of a bundle count its parts.")
            case "damaged":
                token = uuid.UUID(request.POST.get("token", ""))
                services.report_damaged(pick_list, key, _count(pieces), str(token), request.user)
                messages.success(request, f"{pieces} damaged. Take others in their place, or say that none is there.")
    except (services.PickError, StockError) as error:
        messages.error(request, str(error))
    except ValueError:
        messages.error(request, "Give a whole number of pieces.")
    if wants_part(request):
        return _show(request, pick_list)
    return redirect("pick", workspace=request.workspace.slug, list_id=pick_list.pk)


@page(Permission.SHIPMENTS_VIEW)
def print_pick_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """The list on paper."""
    pick_list = _list(request, list_id)
    return send_content(paper.draw(pick_list), f"{pick_list}.pdf", "application/pdf", is_inline=True)


def _list(request: WorkspaceRequest, list_id: int) -> PickList:
    return get_object_or_404(PickList, pk=list_id, workspace=request.workspace)


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 999_999:
        raise ValueError(text)
    return number


def _show(request: WorkspaceRequest, pick_list: PickList) -> HttpResponse:
    rows = queries.rows_of(pick_list)
    orders = queries.orders_of(pick_list).prefetch_related("shipments", "boxes").order_by("lines__picks__slot")
    template = "fulfilment/_pick.html" if wants_part(request) else "fulfilment/pick.html"
    return render(
        request,
        template,
        {
            "list": pick_list,
            "rows": rows,
            "open": sum(row.open_quantity for row in rows),
            "pieces": sum(row.quantity for row in rows),
            "orders": list({order.pk: order for order in orders}.values()),
            "packed": BoxState.PACKED,
            "token": uuid.uuid4(),
            "is_singles": pick_list.kind == PickKind.SINGLES,
            "missing": missing_scripts(text for row in rows for text in (row.bin, row.sku, row.title, row.options)),
        },
    )
