"""The page that gives a part of an order's money back, on channels where that takes no return."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.cases import Refundable
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.channels.services import open_session
from shopwright.hub.orders.models import Order

from . import services
from .amounts import amount_of
from .second_person import ask_before_refund


@page(Permission.RETURNS_EDIT, methods=("GET", "POST"))
def refund_order(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Say how much is given back and why; then it is done in the background, once."""
    order = get_object_or_404(
        Order.objects.select_related("connection__app", "connection__workspace"),
        pk=order_id,
        workspace=request.workspace,
    )
    if not order.connection.can_refund:
        messages.error(request, "On this channel a refund answers a buyer's request.")
        return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
    try:
        with open_session(order.connection, "returns") as session:
            room = session.refundable(order.external_id)
    except ChannelError as error:
        messages.error(request, f"{error} {error.remedy}".strip())
        return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
    if request.method == "POST" and room is not None and _refund(request, order, room):
        return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
    return render(request, "aftersales/refund_order.html", {"order": order, "room": room})


def _refund(request: WorkspaceRequest, order: Order, room: Refundable) -> bool:
    """Whether it is decided; what was wrong with it is said."""
    try:
        amount = amount_of(request.POST.get("amount", ""))
        with transaction.atomic():
            if amount is not None and 0 < amount <= room.most:
                ask_before_refund(request, order, amount)
            services.refund_order(order, room, amount, request.POST.get("words", "").strip()[:500], request.user)
    except services.CaseError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, "The money is being given back.")
    return True
