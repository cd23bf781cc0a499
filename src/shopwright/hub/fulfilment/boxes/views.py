"""Pages of packing: every piece is scanned, and a wrong one stops the box."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.ids import id_of
from shopwright.hub.fulfilment.models import Box, BoxState, PickKind, PickLine, PickList, PickState, State
from shopwright.hub.fulfilment.prints import printer_folder
from shopwright.hub.fulfilment.queries import live_shipments_of
from shopwright.hub.fulfilment.requests import wants_part
from shopwright.hub.fulfilment.services import why_not
from shopwright.hub.orders.models import Order

from . import queries, services
from .codes import PhotoError, read_photo


@page(Permission.SHIPMENTS_VIEW)
def start_packing(request: WorkspaceRequest) -> HttpResponse:
    """Where an order or a pick list is scanned to begin."""
    recent = Box.objects.filter(workspace=request.workspace, order__progress__in=["open", "partly_shipped"])
    recent = recent.exclude(state=BoxState.PACKED)
    return render(
        request, "fulfilment/start.html", {"boxes": recent.select_related("order", "begun_by").order_by("-pk")[:20]}
    )


@act(Permission.SHIPMENTS_EDIT)
def find(request: WorkspaceRequest) -> HttpResponse:
    """Open what was scanned: an order, a parcel's label, or a pick list."""
    try:
        codes = _codes(request)
    except PhotoError as error:
        messages.error(request, str(error))
        return redirect("pack", workspace=request.workspace.slug)
    if address := _opened_by(request, codes):
        return redirect(address)
    messages.error(request, f"{codes[0] if codes else 'Nothing'} is no order, parcel or pick list here.")
    return redirect("pack", workspace=request.workspace.slug)


@page(Permission.SHIPMENTS_VIEW)
def show_order(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """The box of an order: what belongs into it, and what is in it. Orders of one parcel have one box."""
    order = _order(request, order_id)
    if order.pk != order_id:
        return redirect("pack-order", workspace=request.workspace.slug, order_id=order.pk)
    return _show(request, order)


@act(Permission.SHIPMENTS_EDIT)
def scan_piece(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Put a scanned piece into the order's box; the last one ships it. After that the next order may be scanned."""
    order, trouble = _order(request, order_id), ""
    try:
        codes = _scanned(request)
        if (box := queries.box_of(order)) and box.state == BoxState.PACKED and (after := _opened_by(request, codes)):
            return _go(request, after)
        box = services.scan(order, codes, request.user)
        if box.state == BoxState.PACKED:
            services.ship(box, request.user)
    except (services.PackError, PhotoError) as error:
        trouble = str(error)
    return _answer(request, order, trouble)


@act(Permission.SHIPMENTS_EDIT)
def change_box(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Go on after a stop, empty the box, or ship it again."""
    order, trouble = _order(request, order_id), ""
    try:
        match request.POST.get("do", ""):
            case "clear":
                services.clear(order, request.user)
            case "empty":
                services.empty(order, request.user)
            case "ship":
                carrier, number = (request.POST.get(name, "").strip()[:100] for name in ("carrier", "number"))
                if box := queries.box_of(order):
                    services.ship(box, request.user, carrier_id=carrier, number=number)
    except services.PackError as error:
        trouble = str(error)
    return _answer(request, order, trouble)


@page(Permission.SHIPMENTS_VIEW)
def show_singles(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Orders of a single piece: scan, print, next. ``order``: the one that was packed last."""
    pick_list = get_object_or_404(PickList, pk=list_id, workspace=request.workspace)
    last = request.GET.get("order", "")
    order = Order.objects.filter(workspace=request.workspace, pk=id_of(last)).first() if last else None
    return _show_single(request, pick_list, order)


@act(Permission.SHIPMENTS_EDIT)
def scan_single(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Pack and ship the next order of the list that wants the scanned piece."""
    pick_list = get_object_or_404(PickList, pk=list_id, workspace=request.workspace)
    order, trouble = None, ""
    try:
        box = services.scan_single(pick_list, _scanned(request), request.user)
        order = Order.objects.select_related("connection").get(pk=box.order_id)
        if box.state == BoxState.PACKED:
            services.ship(box, request.user)
    except (services.PackError, PhotoError) as error:
        trouble = str(error)
    if wants_part(request):
        return _show_single(request, pick_list, order, trouble)
    if trouble:
        messages.error(request, trouble)
    back = redirect("pack-singles", workspace=request.workspace.slug, list_id=pick_list.pk)
    if order:
        back.headers["Location"] += f"?order={order.pk}"
    return back


def _opened_by(request: WorkspaceRequest, codes: list[str]) -> str:
    """The address of what codes name: an order, a parcel's label, or a pick list; "" where it is none of them."""
    slug = request.workspace.slug
    for code in codes:
        if order := queries.order_with_code(request.workspace, code):
            return reverse("pack-order", args=[slug, order.pk])
        if pick_list := queries.list_with_code(request.workspace, code):
            return reverse("pack-singles" if pick_list.kind == PickKind.SINGLES else "pick", args=[slug, pick_list.pk])
    return ""


def _go(request: WorkspaceRequest, address: str) -> HttpResponse:
    """Send the browser on, also where a page's own script asked."""
    return HttpResponse(status=204, headers={"X-Go": address}) if wants_part(request) else redirect(address)


def _order(request: WorkspaceRequest, order_id: int) -> Order:
    """The order, or the one that it is packed with."""
    orders = Order.objects.select_related("connection", "workspace")
    order = get_object_or_404(orders, pk=order_id, workspace=request.workspace)
    first = queries.packed_for(order)
    return order if first.pk == order.pk else orders.get(pk=first.pk)


def _codes(request: WorkspaceRequest) -> list[str]:
    """What was scanned, typed or photographed."""
    photo = request.FILES.get("photo")
    if isinstance(photo, UploadedFile) and photo.file is not None:
        return read_photo(photo.file, photo.size or 0)
    code = request.POST.get("code", "").strip()
    return [code] if code else []


def _scanned(request: WorkspaceRequest) -> list[str]:
    codes = _codes(request)
    if not codes:
        raise services.PackError("Scan a piece, or type its SKU.")
    return codes


def _answer(request: WorkspaceRequest, order: Order, trouble: str) -> HttpResponse:
    order.refresh_from_db()
    if wants_part(request):
        return _show(request, order, trouble)
    if trouble:
        messages.error(request, trouble)
    return redirect("pack-order", workspace=request.workspace.slug, order_id=order.pk)


def _show(request: WorkspaceRequest, order: Order, trouble: str = "") -> HttpResponse:
    template = "fulfilment/_box.html" if wants_part(request) else "fulfilment/pack.html"
    return render(request, template, _facts(request, order, trouble))


def _show_single(
    request: WorkspaceRequest, pick_list: PickList, order: Order | None, trouble: str = ""
) -> HttpResponse:
    lines = PickLine.objects.filter(pick_list=pick_list).exclude(state__in=[PickState.DROPPED, PickState.SHORT])
    packed = lines.filter(line__order__boxes__state=BoxState.PACKED).values("line").distinct().count()
    template = "fulfilment/_single.html" if wants_part(request) else "fulfilment/singles.html"
    facts = _facts(request, order, trouble) if order else {"trouble": trouble, "sound": "wrong" if trouble else ""}
    return render(request, template, {**facts, "list": pick_list, "packed": packed, "pieces_all": lines.count()})


def _facts(request: WorkspaceRequest, order: Order, trouble: str) -> dict[str, object]:
    box = queries.box_of(order)
    things = queries.pieces(order, box)
    shipments = list(live_shipments_of(order).prefetch_related("prints", "lines__line__order"))
    is_packed = box is not None and box.state == BoxState.PACKED
    is_stopped = box is not None and box.state == BoxState.STOPPED
    return {
        "order": order,
        "box": box,
        "things": things,
        "others": [shared for shared in queries.orders_in(order, box) if shared.pk != order.pk],
        "left": sum(line.quantity for line in queries.lines_to_pack(order)) if is_packed and shipments else 0,
        "is_packed": is_packed,
        "is_stopped": is_stopped,
        "shipments": shipments,
        "waits": any(shipment.state in (State.INTENT, State.UNKNOWN, State.BOOKED) for shipment in shipments),
        "blocked": "" if order.is_ready or is_packed else why_not(order),
        "trouble": trouble,
        "sound": "wrong" if is_stopped or trouble or (box and box.trouble) else "done" if is_packed else "right",
        "packed_count": sum(thing.packed for thing in things),
        "wanted_count": sum(thing.wanted for thing in things),
        "prints_to_folder": printer_folder(request.workspace) is not None,
    }
