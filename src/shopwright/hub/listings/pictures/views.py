"""The page of a shop's pictures: the template, and what it makes of some products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.listings.models import PictureTemplate

from .services import pictures_for, template_of

if TYPE_CHECKING:
    TemplateFields = forms.ModelForm[PictureTemplate]
else:
    TemplateFields = forms.ModelForm

#: Products of which a preview is made.
_SHOWN = 3


class PictureForm(TemplateFields):
    most = forms.IntegerField(min_value=1, max_value=30, label="At most so many pictures")
    least_side = forms.IntegerField(min_value=0, max_value=3000, label="Shortest side in pixels")
    most_side = forms.IntegerField(min_value=100, max_value=3000, label="Longest side in pixels")

    class Meta:
        model = PictureTemplate
        fields = ("most", "order", "option_value", "is_square", "least_side", "most_side")


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def edit_pictures(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """How pictures go to a shop, with what a change makes of some products before it is kept."""
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    form, template = PictureForm(request.POST or None, instance=template_of(connection)), template_of(connection)
    if request.method == "POST" and form.is_valid():
        template = form.save(commit=False)
        if "preview" not in request.POST:
            template.save()
            messages.success(request, "Kept. Listings get these pictures when they are published or revised next.")
            return redirect("picture-template", workspace=request.workspace.slug, connection_id=connection.pk)
    products = Product.objects.filter(workspace=request.workspace, is_archived=False, pictures__isnull=False)
    shown = products.distinct().order_by("-pk")[:_SHOWN]
    context = {
        "form": form,
        "connection": connection,
        "limits": channel_of(connection.channel).limits,
        "samples": [(product, pictures_for(product, template)) for product in shown],
    }
    return render(request, "listings/pictures.html", context, status=422 if form.errors else 200)
