"""Pages of the order desk."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.json_pages import json_page, wants_json
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import queries, services
from .holds import queries as holds
from .lists import ORDERS
from .models import Hold, Order
from .tags import TagError, read_tags, tag_orders, tagged

#: The chips above the list: the value in the address and the words.
VIEWS = (
    ("", "All"),
    ("ship", "To ship"),
    ("held", "Held"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
)
#: The reasons that held orders are filtered by.
HOLDS = (
    (holds.BEYOND_HOUR, "All but the buyer's hour"),
    *((value, words) for value, words in Hold.choices if value),
)
_BY_TIME = Sorting(("placed_at", "pk"))


@page(Permission.ORDERS_VIEW, has_json=True)
def list_orders(request: WorkspaceRequest) -> HttpResponseBase:
    rows = queries.orders(request.workspace)
    text, view, shop, tag = (request.GET.get(name, "").strip() for name in ("q", "view", "shop", "tag"))
    if text and not view and (order := queries.order_of_code(request.workspace, text)):
        return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
    if text:
        fits = queries.matching(request.workspace, text, by_buyer=request.member.may(Permission.BUYERS_VIEW))
        rows = rows.filter(pk__in=Order.objects.filter(fits, workspace=request.workspace))
    if shop:
        rows = rows.filter(connection_id=id_of(shop))
    if tag:
        rows = tagged(rows, tag)
    held = request.GET.get("held", "")
    rows = _narrowed(rows, view)
    if view == "held" and held:
        rows = rows.filter(holds.held_for(held))
    rows, answer = begin_list(request, ORDERS, rows.prefetch_related("lines", holds.open_holds()), _BY_TIME)
    if answer:
        return answer
    shown = page_of(rows, _BY_TIME, request.GET.get("after", ""))
    if wants_json(request):
        sees_buyers = request.member.may(Permission.BUYERS_VIEW)
        return json_page(request, shown, partial(queries.order_as_json, with_buyer=sees_buyers))
    return render(
        request,
        "orders/orders.html",
        {
            "page": shown,
            "rows": [(order, queries.groups(order.lines.all())) for order in shown.rows],
            "q": text,
            "view": view,
            "shop": shop,
            "tag": tag,
            "views": VIEWS,
            "held": held,
            "kinds": HOLDS,
            "connections": Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE),
        },
    )


def _narrowed(rows: QuerySet[Order], view: str) -> QuerySet[Order]:
    if view == "ship":
        return rows.filter(queries.OPEN, can_ship=True, hold=Hold.NONE)
    if view == "held":
        return rows.filter(queries.OPEN).exclude(hold=Hold.NONE)
    return rows.filter(progress=view) if view in dict(VIEWS) and view else rows


@page(Permission.ORDERS_VIEW)
def show_order(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(queries.orders(request.workspace), pk=order_id)
    return render(
        request,
        "orders/order.html",
        {
            "order": order,
            "groups": queries.groups(
                order.lines.select_related("variant__product")
                .prefetch_related("variant__product__pictures")
                .order_by("pk")
            ),
            "holds": holds.holds_of(order),
            "buyer": order.buyer if request.member.may(Permission.BUYERS_VIEW) else None,
        },
    )


@act(Permission.ORDERS_EDIT)
def change_order(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Hold an order, let it go, tag it, or write a note on it."""
    order = get_object_or_404(Order, pk=order_id, workspace=request.workspace)
    try:
        match request.POST.get("do", ""):
            case "hold":
                services.hold(order, request.user, request.POST.get("words", ""))
            case "let_go":
                services.let_go(order, request.user)
            case "note":
                services.write_note(order, request.POST.get("note", ""))
                messages.success(request, "The note is saved.")
            case "tag" | "untag" as act_on:
                tags = read_tags(request.POST.get("tag", ""))
                (verdict,) = tag_orders(request.workspace, [order.pk], tags, adds=act_on == "tag")
                if not verdict.is_done:
                    messages.error(request, verdict.words)
    except (services.OrderError, TagError) as error:
        messages.error(request, str(error))
    return redirect("order", workspace=request.workspace.slug, order_id=order.pk)


@act(Permission.ORDERS_EDIT)
def change_tags(request: WorkspaceRequest) -> HttpResponse:
    """Ask which tags to add to the orders that were chosen, or to take off; then do so, with a result for each."""
    ids = ids_of(request.POST.getlist("orders"))
    text, do = request.POST.get("tag", ""), request.POST.get("do", "")
    context: dict[str, object] = {"chosen": queries.orders(request.workspace).filter(pk__in=ids), "tag": text}
    if do in ("add", "remove"):
        try:
            verdicts = tag_orders(request.workspace, ids, read_tags(text), adds=do == "add")
            context |= {"verdicts": verdicts, "done": sum(verdict.is_done for verdict in verdicts), "do": do}
        except TagError as error:
            messages.error(request, str(error))
    return render(request, "orders/tags.html", context)
