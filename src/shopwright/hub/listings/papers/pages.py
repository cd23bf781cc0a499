"""The page of size charts and certificates."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import DateField
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.uploads import was_too_large
from shopwright.hub.listings.categories.models import ChannelCategory

from . import services
from .models import MEASURED, Certificate, CertificateFile, SizeChart


@page(Permission.LISTINGS_VIEW)
def list_papers(request: WorkspaceRequest) -> HttpResponse:
    """Size charts and certificates, and forms to add some; ``certificate`` and ``own_category`` fill them in."""
    text = request.GET.get("q", "").strip()
    certificates = Certificate.objects.filter(workspace=request.workspace).select_related("product")
    if text:
        fits = Q(name__icontains=text) | Q(brand__icontains=text) | Q(own_category__icontains=text)
        certificates = certificates.filter(fits)
    rows = page_of(certificates.prefetch_related("files"), Sorting(("pk",)), request.GET.get("after", ""))
    charts = SizeChart.objects.filter(workspace=request.workspace).select_related("product").order_by("name")
    context = {
        "page": rows,
        "q": text,
        "charts": charts,
        "edited": charts.filter(name=request.GET.get("chart", "")).first(),
        "measured": MEASURED,
        "names": _asked_names(request),
        "certificate": request.GET.get("certificate", ""),
        "own_category": request.GET.get("own_category", ""),
        "today": timezone.now().date(),
    }
    return render(request, "listings/papers.html", context)


def _asked_names(request: WorkspaceRequest) -> list[str]:
    """Certificates that categories of the shops ask for, by name."""
    rows = ChannelCategory.objects.filter(connection__workspace=request.workspace, details__isnull=False)
    return sorted({item.name for row in rows if (facts := row.facts) for item in facts.certifications})


@act(Permission.LISTINGS_EDIT)
def write_chart(request: WorkspaceRequest) -> HttpResponse:
    """Keep a size chart, in the place of the one of that name."""
    picture = request.FILES.get("picture")
    try:
        _bounded(request)
        chart = services.write_chart(
            request.workspace,
            request.POST.get("name", ""),
            _scope(request),
            table=request.POST.get("table", ""),
            measured=request.POST.get("measured", ""),
            is_imperial=request.POST.get("units") == "imperial",
            picture=picture.read() if picture and (picture.size or 0) <= services.MOST_BYTES else b"",
        )
        messages.success(request, f"The size chart “{chart}” is kept for {chart.scope_words}.")
    except services.PaperError as error:
        messages.error(request, str(error))
    return redirect("papers", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def remove_chart(request: WorkspaceRequest, chart_id: int) -> HttpResponse:
    services.remove_chart(get_object_or_404(SizeChart, pk=chart_id, workspace=request.workspace))
    messages.success(request, "Removed. Listings keep what they have.")
    return redirect("papers", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def write_certificate(request: WorkspaceRequest) -> HttpResponse:
    """Keep a certificate with its files."""
    try:
        _bounded(request)
        last_day = DateField(required=False).clean(request.POST.get("last_day", ""))
        row = services.write_certificate(
            request.workspace,
            request.POST.get("name", ""),
            _scope(request),
            request.FILES.getlist("files"),
            last_day=last_day,
        )
        messages.success(request, f"The certificate “{row}” is kept for {row.scope_words}.")
    except ValidationError:
        messages.error(request, "Give the last day as a date.")
    except services.PaperError as error:
        messages.error(request, str(error))
    return redirect("papers", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def remove_certificate(request: WorkspaceRequest, certificate_id: int) -> HttpResponse:
    services.remove_certificate(get_object_or_404(Certificate, pk=certificate_id, workspace=request.workspace))
    messages.success(request, "Removed. Listings keep what they have.")
    return redirect("papers", workspace=request.workspace.slug)


@page(Permission.LISTINGS_VIEW)
def show_file(request: WorkspaceRequest, file_id: int) -> FileResponse:
    """A file of a certificate, for members alone."""
    kept = get_object_or_404(CertificateFile, pk=file_id, certificate__workspace=request.workspace)
    return FileResponse(kept.file.open("rb"), content_type=kept.media_type, as_attachment=True, filename=kept.name)


def _scope(request: WorkspaceRequest) -> services.Scope:
    names = ("sku", "tag", "own_category", "brand")
    return services.Scope(**{name: request.POST.get(name, "").strip() for name in names})


def _bounded(request: WorkspaceRequest) -> None:
    if was_too_large(request):
        raise services.PaperError("The file is too large. Save it smaller and send it again.")
