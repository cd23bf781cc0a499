"""Pages of third parties: their settings, what they were handed, and what they told."""

from __future__ import annotations

import io
import zipfile

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.files.stamps import short_name
from shopwright.hub.channels.files.tables import MOST_BYTES, TableError
from shopwright.hub.core.downloads import send_content
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.spreadsheets import MEDIA_TYPES
from shopwright.hub.fulfilment.lists import HAND_OFFS, TRACKING
from shopwright.hub.fulfilment.requests import numbers_of
from shopwright.hub.lists.pages import begin_list
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import LocationKind
from shopwright.hub.stock.queries import locations
from shopwright.hub.stock.services import StockError

from . import columns, folder, hand_off, reports, services, tracking
from .models import Answer, FileFormat, HandOff, HandOffRow, ThirdParty, TrackingFile

_BY_NUMBER = Sorting(("number", "pk"), is_falling=False)
_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"


class NewForm(forms.Form):
    """``location``: one that is there; else a new one gets the name."""

    location = forms.IntegerField(required=False)
    name = forms.CharField(required=False, max_length=80)
    folder = forms.RegexField(_NAME, max_length=40)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    minutes = forms.IntegerField(
        min_value=0,
        max_value=10_080,
        label="Minutes between files",
        help_text="0: files are made by hand alone.",
    )
    columns = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 12}),
        label="Columns of hand-off files",
        help_text="A line each, in order: field = heading. action, order, sku and quantity are needed.",
    )
    tracking_columns = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Columns of tracking files",
        help_text="A line each: field = heading.",
    )

    class Meta:
        model = ThirdParty
        fields = ("file_format", "minutes", "columns", "tracking_columns")

    def clean_columns(self) -> list[tuple[str, str]]:
        try:
            return columns.read_columns(self.cleaned_data["columns"])
        except columns.ColumnsError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_tracking_columns(self) -> dict[str, str]:
        try:
            return columns.read_tracking_columns(self.cleaned_data["tracking_columns"])
        except columns.ColumnsError as error:
            raise forms.ValidationError(str(error)) from error


@page(Permission.SHIPMENTS_VIEW)
def list_third_parties(request: WorkspaceRequest) -> HttpResponse:
    rows = ThirdParty.objects.filter(workspace=request.workspace).select_related("location", "workspace")
    listed = [(row, hand_off.to_hand_over(row).count()) for row in rows.order_by("location__name")]
    own = locations(request.workspace).filter(kind=LocationKind.OWN)
    return render(request, "fulfilment/third_parties.html", {"third_parties": listed, "locations": own})


@act(Permission.CHANNELS_EDIT)
def add_third_party(request: WorkspaceRequest) -> HttpResponse:
    """Have a location be a third party's."""
    form = NewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give a name or choose a location, and a folder of letters, digits, - and _.")
        return redirect("third-parties", workspace=request.workspace.slug)
    data = form.cleaned_data
    location = locations(request.workspace).filter(pk=data["location"] or 0).first()
    try:
        made = services.add(request.workspace, data["name"], data["folder"], location)
    except (StockError, hand_off.HandOffError) as error:
        messages.error(request, str(error))
        return redirect("third-parties", workspace=request.workspace.slug)
    messages.success(request, f"{made} is added. Say under Routing which orders it sends.")
    return redirect("third-party", workspace=request.workspace.slug, third_party_id=made.pk)


@page(Permission.SHIPMENTS_VIEW)
def show_third_party(request: WorkspaceRequest, third_party_id: int) -> HttpResponseBase:
    """What a third party waits for, was handed, and told."""
    row = _third_party(request, third_party_id)
    files = HandOff.objects.filter(third_party=row).prefetch_related("rows__order")
    files, answer = begin_list(request, HAND_OFFS, files, Sorting())
    if answer:
        return answer
    return render(
        request,
        "fulfilment/third_party.html",
        {
            "third_party": row,
            "waiting": hand_off.to_hand_over(row).select_related("order")[:50],
            "waiting_count": hand_off.to_hand_over(row).count(),
            "cancellations": HandOffRow.objects.filter(third_party=row, hand_off=None).select_related("order"),
            "page": page_of(files, Sorting(), request.GET.get("after", ""), 20),
            "tracking_files": [
                (file, file.rows.count(), file.rows.filter(reports.TO_MEND).count())
                for file in TrackingFile.objects.filter(third_party=row).order_by("-pk")[:20]
            ],
            "place": folder.folder_of(row),
        },
    )


@page(Permission.CHANNELS_EDIT, methods=("GET", "POST"))
def change_third_party(request: WorkspaceRequest, third_party_id: int) -> HttpResponse:
    """The format, the columns and the times of a third party's files."""
    row = _third_party(request, third_party_id)
    initial = {
        "columns": columns.as_text([(field, heading) for field, heading in row.columns]),
        "tracking_columns": columns.as_text(row.tracking_columns.items()),
    }
    form = SettingsForm(request.POST or None, instance=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            hand_off.keep(form.save(commit=False))
            messages.success(request, "The settings are saved.")
            return redirect("third-party", workspace=request.workspace.slug, third_party_id=row.pk)
        except hand_off.HandOffError as error:
            messages.error(request, str(error))
    facts = {"third_party": row, "form": form, "fields": columns.FIELDS.items()}
    return render(request, "fulfilment/third_party_settings.html", facts)


@act(Permission.SHIPMENTS_EDIT)
def hand_over(request: WorkspaceRequest, third_party_id: int) -> HttpResponse:
    """Make a hand-off file now: into the folder, or to download."""
    row = _third_party(request, third_party_id)
    made = hand_off.make_hand_off(row, request.user, to_folder=request.POST.get("do") != "download")
    if made is None:
        messages.warning(
            request, "There is nothing to hand over yet. Orders with a label of their channel wait until it is there."
        )
    else:
        messages.success(request, f"{made} hands over {made.rows.count()} orders.")
    return redirect("third-party", workspace=request.workspace.slug, third_party_id=row.pk)


@act(Permission.SHIPMENTS_EDIT)
def change_handed_orders(request: WorkspaceRequest) -> HttpResponse:
    """Hand orders over again, ask for one back, or note what the third party said to that."""
    orders = list(Order.objects.filter(workspace=request.workspace, pk__in=numbers_of(request, "orders")))
    try:
        match request.POST.get("do", ""):
            case "again":
                made = hand_off.hand_off_again(orders, request.user)
                messages.success(request, f"{made} hands over {made.rows.count()} orders again, marked as such.")
            case "back":
                for order in orders:
                    hand_off.ask_back(order)
                messages.success(request, "The next file asks for it back.")
            case "stopped" | "too_late" as answer:
                for order in orders:
                    hand_off.answer_stop(order, Answer(answer))
                messages.success(request, "It is noted.")
    except hand_off.HandOffError as error:
        messages.error(request, str(error))
    if len(orders) == 1:
        return redirect("order", workspace=request.workspace.slug, order_id=orders[0].pk)
    return redirect("third-parties", workspace=request.workspace.slug)


@page(Permission.SHIPMENTS_EDIT)
def send_hand_off(request: WorkspaceRequest, hand_off_id: int) -> HttpResponse:
    """A hand-off file to download: with the labels that belong to it a ZIP archive."""
    rows = HandOff.objects.select_related("third_party__workspace", "third_party__location")
    row = get_object_or_404(rows, pk=hand_off_id, workspace=request.workspace)
    content, labels = hand_off.content_of(row)
    name, kind = folder.name_of(row), MEDIA_TYPES[row.third_party.file_format]
    if labels:
        both = io.BytesIO()
        with zipfile.ZipFile(both, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
            for label, file in labels.items():
                archive.writestr(f"labels/{label}", file)
        content, name, kind = both.getvalue(), f"{name.rpartition('.')[0]}.zip", "application/zip"
    return send_content(content, name, kind)


@act(Permission.SHIPMENTS_EDIT)
def take_tracking(request: WorkspaceRequest, third_party_id: int) -> HttpResponse:
    """Take in a tracking file that was sent here."""
    row = _third_party(request, third_party_id)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size or file.size > MOST_BYTES:
        messages.error(request, f"Choose a CSV or XLSX file of up to {MOST_BYTES >> 20} MB.")
        return redirect("third-party", workspace=request.workspace.slug, third_party_id=row.pk)
    try:
        taken = tracking.take_upload(row, short_name(file.name or "file"), file.read(), request.user)
    except TableError as error:
        messages.error(request, str(error))
        return redirect("third-party", workspace=request.workspace.slug, third_party_id=row.pk)
    return redirect("tracking-file", workspace=request.workspace.slug, file_id=taken.pk)


@page(Permission.SHIPMENTS_VIEW)
def show_tracking(request: WorkspaceRequest, file_id: int) -> HttpResponseBase:
    """What became of each row of a tracking file."""
    file = _tracking(request, file_id)
    rows = reports.rows_of(file)
    view = request.GET.get("view", "")
    listed, answer = begin_list(request, TRACKING, rows.filter(reports.TO_MEND) if view == "mend" else rows, _BY_NUMBER)
    if answer:
        return answer
    shown = page_of(listed, _BY_NUMBER, request.GET.get("after", ""))
    return render(
        request,
        "fulfilment/tracking_file.html",
        {
            "file": file,
            "page": shown,
            "rows": [(row, *reports.words_of(row)) for row in shown.rows],
            "view": view,
            "to_mend": rows.filter(reports.TO_MEND).count(),
            "waits": file.due_at is not None,
        },
    )


@page(Permission.SHIPMENTS_VIEW)
def send_faulty(request: WorkspaceRequest, file_id: int) -> HttpResponse:
    """The rows that have to be mended, as a file."""
    file = _tracking(request, file_id)
    form = FileFormat(file.third_party.file_format)
    return send_content(reports.report_of(file, faulty_only=True), f"to-mend-{file.pk}.{form}", MEDIA_TYPES[form])


def _third_party(request: WorkspaceRequest, third_party_id: int) -> ThirdParty:
    rows = ThirdParty.objects.select_related("location", "workspace")
    return get_object_or_404(rows, pk=third_party_id, workspace=request.workspace)


def _tracking(request: WorkspaceRequest, file_id: int) -> TrackingFile:
    rows = TrackingFile.objects.select_related("third_party__location", "third_party__workspace")
    return get_object_or_404(rows, pk=file_id, workspace=request.workspace)
