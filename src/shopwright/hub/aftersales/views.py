"""Pages of returns and cancellations."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location
from shopwright.hub.stock.services import StockError, default_location

from . import inspection, queries, services
from .amounts import amount_of
from .lists import RETURNS
from .models import OPEN, Case, Goods, Kind, Party
from .second_person import ask_before_answers

#: The chips above the list: the value in the address and the words.
VIEWS = (
    ("", "To answer"),
    ("inspect", "To inspect"),
    ("waiting", "Waiting for others"),
    ("unknown", "Being looked up"),
    ("over", "Over"),
    ("all", "All"),
)
_BY_DEADLINE = Sorting(("urgent_at", "pk"), is_falling=False)
_NEWEST = Sorting(("pk",))


@page(Permission.RETURNS_VIEW)
def list_cases(request: WorkspaceRequest) -> HttpResponseBase:
    text, view, shop, kind = (request.GET.get(name, "").strip() for name in ("q", "view", "shop", "kind"))
    rows = _narrowed(request, view)
    if text:
        rows = rows.filter(queries.matching(request.workspace, text))
    if shop:
        rows = rows.filter(connection_id=id_of(shop))
    if kind in Kind:
        rows = rows.filter(kind=kind)
    sorting = _NEWEST if view else _BY_DEADLINE
    rows, answer = begin_list(request, RETURNS, rows.prefetch_related("lines__line"), sorting)
    if answer:
        return answer
    shown = page_of(rows, sorting, request.GET.get("after", ""))
    return render(
        request,
        "aftersales/cases.html",
        {
            "page": shown,
            "rows": [(case, queries.groups(case.lines.all())) for case in shown.rows],
            "q": text,
            "view": view,
            "shop": shop,
            "kind": kind,
            "views": VIEWS,
            "kinds": Kind.choices,
            "connections": Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE),
        },
    )


def _narrowed(request: WorkspaceRequest, view: str) -> QuerySet[Case]:
    rows = queries.cases(request.workspace)
    match view:
        case "":
            return queries.to_answer(request.workspace)
        case "inspect":
            return queries.to_inspect(request.workspace)
        case "unknown":
            return queries.unknown(request.workspace)
        case "waiting":
            return rows.filter(waits_for__in=[Party.BUYER, Party.CHANNEL])
        case "over":
            return rows.filter(waits_for=Party.NOBODY)
    return rows


@page(Permission.RETURNS_VIEW)
def show_case(request: WorkspaceRequest, case_id: int) -> HttpResponse:
    """A case with what the buyer says, what can be answered, and its order beside it."""
    case = get_object_or_404(queries.cases(request.workspace), pk=case_id)
    default_location(request.workspace)
    lines = case.lines.select_related("line__variant__product").order_by("pk")
    return render(
        request,
        "aftersales/case.html",
        {
            "case": case,
            "groups": queries.groups(lines.prefetch_related("line__variant__product__pictures")),
            "acts": case.acts.select_related("by").order_by("-pk"),
            "is_busy": case.acts.filter(state__in=OPEN).exists(),
            "has_goods": case.goods != Goods.NONE,
            "locations": Location.objects.filter(workspace=request.workspace).order_by("-is_default", "name"),
            "sees_buyer": request.member.may(Permission.BUYERS_VIEW),
        },
    )


@act(Permission.RETURNS_EDIT)
def answer_case(request: WorkspaceRequest, case_id: int) -> HttpResponse:
    """Answer one case as the channel allows."""
    case = get_object_or_404(queries.cases(request.workspace), pk=case_id)
    form, decision = request.POST, request.POST.get("decision", "")
    try:
        amount = amount_of(form.get("amount", ""))
        with transaction.atomic():
            ask_before_answers(request, [(case, decision, amount)])
            services.answer(
                case,
                decision,
                request.user,
                reason=form.get("reason", ""),
                comment=form.get("comment", "").strip()[:500],
                amount=amount,
            )
    except services.CaseError as error:
        messages.error(request, str(error))
    return redirect("return", workspace=request.workspace.slug, case_id=case.pk)


@act(Permission.RETURNS_EDIT)
@transaction.atomic
def approve_cases(request: WorkspaceRequest) -> HttpResponse:
    """Approve the cases that were chosen; what cannot be approved is said, each with its reason."""
    chosen = queries.cases(request.workspace).filter(pk__in=_numbers(request.POST.getlist("cases")))
    approved, refused = 0, []
    ask_before_answers(request, [(case, decision, None) for case in chosen if (decision := _approval_of(case))])
    for case in chosen:
        try:
            services.answer(case, services.approval_of(case), request.user)
            approved += 1
        except services.CaseError as error:
            refused.append(str(error))
    if approved:
        messages.success(request, f"{approved} of {len(chosen)} are being approved.")
    for words in refused[:5]:
        messages.error(request, words)
    if len(refused) > 5:
        messages.error(request, f"{len(refused) - 5} more could not be approved.")
    if not chosen:
        messages.error(request, "Choose at least one.")
    return redirect("returns", workspace=request.workspace.slug)


def _approval_of(case: Case) -> str:
    try:
        return services.approval_of(case)
    except services.CaseError:
        return ""


@act(Permission.RETURNS_INSPECT)
def inspect_case(request: WorkspaceRequest, case_id: int) -> HttpResponse:
    """Book what somebody found in a parcel that came back."""
    case = get_object_or_404(queries.cases(request.workspace), pk=case_id)
    place = request.POST.get("location", "")
    location = get_object_or_404(Location, pk=id_of(place), workspace=request.workspace)
    good: dict[int, int] = {}
    try:
        for group in queries.groups(case.lines.select_related("line").order_by("pk")):
            good |= _spread(group, request.POST.get(f"good-{group.line.pk}", ""))
        case = inspection.inspect(case, good, location, request.user)
        messages.success(request, f"{case}: {case.get_goods_display().lower()}.")
    except (services.CaseError, StockError) as error:
        messages.error(request, str(error))
    return redirect("return", workspace=request.workspace.slug, case_id=case.pk)


def _spread(group: queries.Group, typed: str) -> dict[int, int]:
    """The good pieces of a group, put on its lines one after the other."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10) or int(typed) > group.quantity:
        raise services.CaseError(f"Say how many of {group.line.line.title} are good: 0 to {group.quantity}.")
    left, each = int(typed), group.quantity // len(group.ids)
    good = {}
    for pk in group.ids:
        good[pk] = min(left, each)
        left -= good[pk]
    return good


@page(Permission.RETURNS_EDIT, methods=("GET", "POST"))
def cancel_order(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Choose a reason of the channel's and what to cancel; then it is cancelled in the background."""
    order = get_object_or_404(
        Order.objects.select_related("connection__app", "connection__workspace"),
        pk=order_id,
        workspace=request.workspace,
    )
    if request.method == "POST":
        try:
            lines = request.POST.getlist("lines")
            open_lines = list(order.lines.filter(is_cancelled=False).values_list("external_id", flat=True))
            chosen = [key for key in open_lines if key in lines]
            services.cancel_order(
                order,
                request.POST.get("reason", ""),
                request.user,
                chosen if len(chosen) < len(open_lines) else None,
            )
            messages.success(request, "The order is being cancelled. It is held until that is done.")
            return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
        except services.CaseError as error:
            messages.error(request, str(error))
    try:
        with open_session(order.connection, "returns") as session:
            reasons = session.cancel_reasons(order.external_id)
    except ChannelError as error:
        messages.error(request, f"{error} {error.remedy}".strip())
        return redirect("order", workspace=request.workspace.slug, order_id=order.pk)
    return render(
        request,
        "aftersales/cancel_order.html",
        {"order": order, "reasons": reasons, "lines": order.lines.filter(is_cancelled=False).order_by("pk")},
    )


def _numbers(values: Iterable[str]) -> list[int]:
    return ids_of(values)
