"""Pages where orders are split into parcels, and sent together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.fulfilment.queries import open_lines
from shopwright.hub.fulfilment.services import why_not
from shopwright.hub.orders.models import Order
from shopwright.hub.orders.queries import groups

from . import plans, services, work
from .models import Regroup, RegroupState
from .suggestions import MOST_AT_ONCE, advice_on, suggestions

#: Orders that one request asks about.
MOST_ORDERS = 1_000


@page(Permission.SHIPMENTS_EDIT, methods=("GET", "POST"))
def split_order(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """How many pieces go into which parcel; ``do=preview`` shows the parcels, ``do=split`` asks the channel."""
    order = _order(request, order_id)
    try:
        if not order.is_ready:
            raise services.RegroupError(why_not(order))
        advice = advice_on(order)
    except (services.RegroupError, ChannelError) as error:
        messages.error(request, str(error))
        return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
    parcels = min(max(id_of(request.POST.get("parcels", "")) or 2, 2), plans.MOST_PARCELS)
    things = plans.things(list(open_lines().filter(order=order).order_by("pk")))
    plans.fill(things, {name: str(value) for name, value in request.POST.items()}, parcels)
    trouble, parts = "", []
    if request.POST.get("do") in ("preview", "split"):
        try:
            parts = plans.parts_of(things, advice)
            if request.POST["do"] == "split":
                ids = [[line.external_id for line in part] for part in parts]
                return _asked(request, services.begin_split(order, ids, request.user), order)
        except services.RegroupError as error:
            trouble = str(error)
    facts = {
        "order": order,
        "advice": advice,
        "things": things,
        "parcels": range(parcels),
        "numbers": range(2, plans.MOST_PARCELS + 1),
        "parts": [groups(part) for part in parts],
        "trouble": trouble,
    }
    return render(request, "fulfilment/split.html", facts)


@page(Permission.SHIPMENTS_EDIT, methods=("GET", "POST"))
def combine_orders(request: WorkspaceRequest) -> HttpResponse:
    """Which orders may go together with those that were chosen; ``do=combine`` puts those that are ticked together."""
    values = request.POST if request.method == "POST" else request.GET
    related = "connection__app", "connection__workspace"
    rows = Order.objects.filter(workspace=request.workspace, pk__in=ids_of(values.getlist("orders"))[:MOST_ORDERS])
    chosen = list(rows.select_related(*related).order_by("placed_at", "pk"))
    if not chosen:
        messages.error(request, "Choose at least one order that is not shipped yet.")
        return redirect("orders", workspace=request.workspace.slug)
    if request.method == "POST" and values.get("do") == "combine":
        return _combine(request, chosen)
    offers, troubles = suggestions(chosen)
    facts = {
        "chosen": chosen,
        "suggestions": offers[:MOST_AT_ONCE],
        "left": len(offers) - MOST_AT_ONCE,
        "troubles": troubles,
    }
    return render(request, "fulfilment/together.html", facts)


def _combine(request: WorkspaceRequest, orders: list[Order]) -> HttpResponse:
    """Put the orders of each group, named ``group-NUMBER``, into one parcel; each has an outcome of its own."""
    known = {order.pk: order for order in orders}
    names = [name for name in request.POST if name.startswith("group-")][:MOST_AT_ONCE]
    done, last = 0, orders[0]
    for name in names:
        members = [known[pk] for pk in ids_of(request.POST.getlist(name)) if pk in known]
        try:
            row = services.begin_combine(members, request.user)
        except services.RegroupError as error:
            messages.error(request, f"{', '.join(order.number for order in members) or 'Nothing'}: {error}")
            continue
        last, done = members[0], done + 1
        if len(names) == 1:
            return _asked(request, row, last)
        work.work(row.pk)
        row.refresh_from_db()
        _say(request, row)
    if not names:
        messages.error(request, "Tick at least two orders that go together.")
    if len(names) == 1 or done == 0:
        return redirect("order", workspace=request.workspace.slug, order_id=last.pk)
    return redirect("orders", workspace=request.workspace.slug)


@act(Permission.SHIPMENTS_EDIT)
def take_out(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Send an order apart that waits in one parcel with others."""
    order = _order(request, order_id)
    try:
        return _asked(request, services.begin_take_out(request.POST.get("parcel", ""), [order], request.user), order)
    except services.RegroupError as error:
        messages.error(request, str(error))
    return redirect("order", workspace=request.workspace.slug, order_id=order.pk)


def _asked(request: WorkspaceRequest, row: Regroup, order: Order) -> HttpResponse:
    """Ask the channel now, and go to the order, whose page says what became of it."""
    work.work(row.pk)
    row.refresh_from_db()
    _say(request, row)
    return redirect("order", workspace=request.workspace.slug, order_id=order.pk)


def _say(request: WorkspaceRequest, row: Regroup) -> None:
    numbers = ", ".join(item.order.number for item in row.rows.select_related("order").order_by("order"))
    if row.state == RegroupState.DONE:
        messages.success(request, f"{row.get_kind_display()}: {numbers}. The parcels show within seconds.")
    elif row.state == RegroupState.REFUSED:
        messages.error(request, f"{numbers}: {row.trouble} {row.remedy}".strip())
    else:
        messages.warning(request, f"{numbers}: its channel did not answer yet. It is looked up, and asked once.")


def _order(request: WorkspaceRequest, order_id: int) -> Order:
    orders = Order.objects.select_related("connection__app", "connection__workspace", "workspace")
    return get_object_or_404(orders, pk=order_id, workspace=request.workspace)
