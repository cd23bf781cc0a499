"""Shipments: ship orders, print labels, and how a workspace prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.views import to_run
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.config import read_config
from shopwright.hub.core.downloads import send_content
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list
from shopwright.hub.orders.models import Order
from shopwright.hub.orders.queries import groups

from . import print_runs, prints, queries, services, ship_runs
from .lists import SHIPMENTS
from .models import Print, Pull, Shipment, ShippingSettings, State
from .picks.queries import pulls
from .pulls import finish_pull as take_back
from .requests import numbers_of, wants_part
from .sheets.documents import PDF
from .sheets.fonts import font_states, set_fonts

#: The chips above the list of shipments.
VIEWS = (
    ("", "All"),
    ("print", "To print"),
    ("unreadable", "Unreadable"),
    ("reprints", "Reprints"),
    ("refused", "Refused"),
    ("back", "Called back"),
)


#: Labels of one file.
MOST_LABELS = 300


@page(Permission.SHIPMENTS_VIEW)
def list_shipments(request: WorkspaceRequest) -> HttpResponseBase:
    """Parcels with their carriers, numbers and prints."""
    rows = Shipment.objects.filter(workspace=request.workspace)
    view, text = request.GET.get("view", ""), request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(queries.matching(request.workspace, text))
    rows = _narrowed(rows, view).select_related("order__connection", "begun_by")
    rows = rows.prefetch_related("prints__by", "lines__line__order")
    rows, answer = begin_list(request, SHIPMENTS, rows, Sorting())
    if answer:
        return answer
    return render(
        request,
        "fulfilment/shipments.html",
        {
            "page": page_of(rows, Sorting(), request.GET.get("after", "")),
            "view": view,
            "views": VIEWS,
            "q": text,
            "waiting": prints.to_print(request.workspace).count(),
            "folder": prints.printer_folder(request.workspace),
        },
    )


def _narrowed(rows: QuerySet[Shipment], view: str) -> QuerySet[Shipment]:
    match view:
        case "print":
            return rows.filter(state=State.READY, is_printed=False, label_trouble="").exclude(label_file="")
        case "unreadable":
            return rows.filter(state=State.READY).exclude(label_trouble="")
        case "reprints":
            return rows.filter(pk__in=Print.objects.filter(is_reprint=True).values("shipment"))
        case "refused":
            return rows.filter(state=State.REFUSED)
        case "back":
            return rows.filter(state=State.CANCELLED)
    return rows


@act(Permission.SHIPMENTS_EDIT)
def ship_orders(request: WorkspaceRequest) -> HttpResponse:
    """Begin to ship the orders that were chosen; what cannot be shipped is said, each with its reason.

    The channel is asked for each of them, so that many are left to a worker.
    ``pick_list``: the page that asks, and leaves out what is begun already.
    """
    rows = Order.objects.select_related("connection__app", "connection__workspace").order_by("ship_by", "pk")
    rows = rows.filter(workspace=request.workspace, pk__in=numbers_of(request, "orders"))
    from_list = id_of(request.POST.get("pick_list", ""))
    if from_list:
        rows = queries.not_begun(rows)
    ids = list(rows.values_list("pk", flat=True))
    if len(ids) > ship_runs.MOST_AT_ONCE:
        return to_run(request, ship_runs.begin(request.workspace, request.user, ids, from_list))
    chosen, begun, refused = list(rows), 0, []
    for order in chosen:
        try:
            services.begin(order, request.user)
            begun += 1
        except services.CarrierNeededError as error:
            if len(chosen) == 1:
                return redirect("ship-own", workspace=request.workspace.slug, order_id=order.pk)
            refused.append(str(error))
        except (services.ShipError, ChannelError) as error:
            refused.append(str(error))
    _say_shipped(request, begun, len(chosen), refused)
    if not chosen:
        messages.error(request, "Choose at least one order that is not shipped yet.")
    if from_list:
        return redirect("pick", workspace=request.workspace.slug, list_id=from_list)
    if len(chosen) == 1:
        return redirect("order", workspace=request.workspace.slug, order_id=chosen[0].pk)
    return redirect("orders", workspace=request.workspace.slug)


def _say_shipped(request: WorkspaceRequest, begun: int, chosen: int, refused: Sequence[str]) -> None:
    if begun:
        messages.success(request, f"{begun} of {chosen} orders are being shipped. Labels come within seconds.")
    for words in refused[:5]:
        messages.error(request, words)
    if len(refused) > 5:
        messages.error(request, f"{len(refused) - 5} more could not be shipped.")


@page(Permission.SHIPMENTS_EDIT, methods=("GET", "POST"))
def ship_own(request: WorkspaceRequest, order_id: int) -> HttpResponse:
    """Ship an order with the seller's own carrier: its number is typed or scanned here."""
    orders = Order.objects.select_related("connection__app", "connection__workspace")
    order = get_object_or_404(orders, pk=order_id, workspace=request.workspace)
    carrier, number = (request.POST.get(name, "").strip()[:100] for name in ("carrier", "number"))
    try:
        if not number and (own := services.own_parcels(order)):
            goods = groups(order.lines.filter(external_id__in=own[0].line_ids).order_by("pk"))
            facts = {"order": order, "carriers": own[0].carriers, "goods": goods, "parcels": len(own)}
            return render(request, "fulfilment/ship_own.html", facts)
        if request.method == "POST":
            services.begin(order, request.user, carrier_id=carrier, number=number)
            if request.POST.get("more"):
                return redirect("ship-own", workspace=request.workspace.slug, order_id=order.pk)
    except (services.ShipError, ChannelError) as error:
        messages.error(request, str(error))
    return redirect("order", workspace=request.workspace.slug, order_id=order.pk)


@act(Permission.SHIPMENTS_EDIT)
def print_labels(request: WorkspaceRequest) -> HttpResponse:
    """The labels of shipments, or of the orders of a form, as they stand on their pick lists.

    ``new``: only those that nobody printed yet. ``all``: every label that nobody printed yet.
    """
    only_new = bool(request.POST.get("new"))
    rows = Shipment.objects.filter(workspace=request.workspace).exclude(state=State.CANCELLED)
    if request.POST.get("all"):
        rows, only_new = prints.to_print(request.workspace), True
    elif request.POST.getlist("shipments"):
        rows = rows.filter(pk__in=numbers_of(request, "shipments"))
    else:
        rows = rows.filter(queries.with_goods_of(numbers_of(request, "orders")))
        if only_new:
            rows = rows.filter(state=State.READY).exclude(label_file="")
    return _print(request, prints.in_pick_order(rows), only_new=only_new)


@act(Permission.SHIPMENTS_EDIT)
def fetch_labels(request: WorkspaceRequest) -> HttpResponse:
    """Ask the channels again for labels whose files cannot be printed."""
    rows = Shipment.objects.filter(workspace=request.workspace, pk__in=numbers_of(request, "shipments"))
    count = services.fetch_again(rows)
    if count:
        messages.success(request, f"{count} labels are fetched again. They come within seconds.")
    else:
        messages.error(request, "Choose parcels whose label cannot be printed.")
    return redirect("shipments", workspace=request.workspace.slug)


@page(Permission.SHIPMENTS_EDIT)
def show_slip(request: WorkspaceRequest, shipment_id: int) -> HttpResponse:
    """The packing slip of a parcel by itself."""
    rows = Shipment.objects.select_related("order", "workspace")
    shipment = get_object_or_404(rows, pk=shipment_id, workspace=request.workspace)
    return _file(prints.Paper(prints.slip_of(shipment), PDF, f"slip-{shipment.pk}.pdf"))


@act(Permission.SHIPMENTS_EDIT)
def print_last(request: WorkspaceRequest) -> HttpResponse:
    """Print the label again that this person printed last."""
    last = prints.last_print(request.workspace, request.user)
    if last is None:
        messages.error(request, "You have printed no label yet.")
        return redirect("shipments", workspace=request.workspace.slug)
    return _print(request, [last.shipment], only_new=False)


def _print(request: WorkspaceRequest, shipments: list[Shipment], *, only_new: bool) -> HttpResponse:
    wanted = prints.not_printed(shipments) if only_new else shipments
    left, wanted = len(wanted) - MOST_LABELS, wanted[:MOST_LABELS]
    try:
        if not shipments:
            raise services.ShipError("There is no label to print. Labels come within seconds of shipping.")
        if len(wanted) > print_runs.MOST_AT_ONCE:
            return _to_printing(request, wanted, left, only_new=only_new)
        if prints.printer_folder(request.workspace):
            done = prints.print_to_folder(request.workspace, wanted, request.user, only_new=only_new)
        else:
            done = prints.print_labels(wanted, request.user, only_new=only_new)
    except services.ShipError as error:
        messages.error(request, str(error))
        return redirect("shipments", workspace=request.workspace.slug)
    if left > 0:
        messages.warning(request, f"{left} more are left: {MOST_LABELS} labels are printed at once. Print again.")
    for words in done.refused[:5]:
        messages.error(request, words)
    if len(done.refused) > 5:
        messages.error(request, f"{len(done.refused) - 5} more labels cannot be printed.")
    if done.paper:
        return _file(done.paper)
    if wants_part(request):
        return HttpResponse(status=204)
    if done.labels:
        messages.success(request, f"{done.labels} labels are with the printer.")
    elif not done.refused:
        messages.success(request, "Somebody printed these labels a moment ago.")
    return redirect("shipments", workspace=request.workspace.slug)


def _to_printing(request: WorkspaceRequest, wanted: list[Shipment], left: int, *, only_new: bool) -> HttpResponse:
    """Many labels are drawn by a worker; the page that follows has the file when it is ready."""
    if left > 0:
        messages.warning(request, f"{left} more are left: {MOST_LABELS} labels are printed at once. Print again.")
    return to_run(request, print_runs.begin(request.workspace, request.user, wanted, only_new=only_new))


def _file(paper: prints.Paper) -> HttpResponse:
    is_inline = paper.media_type == PDF
    return send_content(paper.content, paper.name, paper.media_type, is_inline=is_inline)


@act(Permission.SHIPMENTS_EDIT)
def finish_pull(request: WorkspaceRequest, pull_id: int) -> HttpResponse:
    """What a cancelled order needed back is back."""
    pull = get_object_or_404(Pull, pk=pull_id, workspace=request.workspace)
    take_back(pull, request.user)
    messages.success(request, f"{pull.order.number}: taken back. {pulls(request.workspace).count()} left.")
    return redirect("picks", workspace=request.workspace.slug)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    printer = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_-]*$",
        required=False,
        max_length=40,
        label="Printer folder",
        help_text="Labels are written into it instead of into the browser. Letters, digits, - and _; empty for none.",
    )
    slip_seller = forms.CharField(
        required=False, max_length=80, label="Seller on packing slips", help_text="Empty for the workspace's name."
    )
    time_zone = forms.ChoiceField(choices=[(name, name) for name in sorted(available_timezones())])
    cut_off = forms.TimeField(
        required=False,
        label="Carrier comes at",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Today counts what has to be ready by then.",
    )

    class Meta:
        model = ShippingSettings
        fields = (
            "label_format",
            "media",
            "dpi",
            "printer",
            "with_slips",
            "slip_seller",
            "slip_note",
            "slip_prices",
            "cut_off",
            "time_zone",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("media", "dpi"):
            self.fields[name].required = False  # left out, they stay as they are
            self.fields[name].help_text = "For ZPL."


@page(Permission.CHANNELS_EDIT, methods=("GET", "POST"))
def change_settings(request: WorkspaceRequest) -> HttpResponse:
    """How labels are printed, and when the carrier comes."""
    known = ShippingSettings.objects.filter(workspace=request.workspace).first()
    form = SettingsForm(request.POST or None, instance=known or ShippingSettings(workspace=request.workspace))
    if request.method == "POST" and form.is_valid():
        services.keep_settings(form.save(commit=False))
        messages.success(request, "The shipping settings are saved.")
        return redirect("shipping-settings", workspace=request.workspace.slug)
    folder = read_config().printers / request.workspace.slug
    return render(
        request,
        "fulfilment/settings.html",
        {"form": form, "folder": folder, "fonts": font_states(), "set_fonts": set_fonts()},
    )
