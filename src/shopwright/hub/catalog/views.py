"""Pages of products."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.json_pages import json_page, wants_json
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import queries, services
from .attributes import AttributeRows
from .bulk.models import BulkEdit
from .forms import ProductForm, VariantForms, initial_of
from .lists import PRODUCTS
from .models import Picture, Product
from .price_guard import ask_before_drop, prices_of_drafts


@page(Permission.CATALOG_VIEW, has_json=True)
def list_products(request: WorkspaceRequest) -> HttpResponseBase:
    rows = queries.products(request.workspace)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(queries.matching(text, request.workspace))
    if brand := request.GET.get("brand", ""):
        rows = rows.filter(brand=brand)
    if tag := request.GET.get("tag", ""):
        rows = rows.filter(tags__contains=[tag])
    rows, answer = begin_list(request, PRODUCTS, rows, Sorting())
    if answer:
        return answer
    shown = page_of(rows.prefetch_related("pictures__picture", "variants"), Sorting(), request.GET.get("after", ""))
    if wants_json(request):
        return json_page(request, shown, queries.product_as_json)
    return render(request, "catalog/products.html", {"page": shown, "q": text})


@page(Permission.CATALOG_VIEW)
def show_product(request: WorkspaceRequest, product_id: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=product_id, workspace=request.workspace)
    return render(
        request,
        "catalog/product.html",
        {
            "product": product,
            "variants": product.variants.prefetch_related("balances__location").order_by("position", "pk"),
            "pictures": product.pictures.select_related("picture"),
            "edits": BulkEdit.objects.filter(rows__product=product).distinct().order_by("-pk")[:5],
            "listings": product.listings.select_related("connection").order_by("connection__name"),
            "open_connections": request.workspace.connections.filter(state="active")
            .exclude(listings__in=product.listings.exclude(state="ended"))
            .order_by("name"),
        },
    )


@page(Permission.CATALOG_EDIT, methods=("GET", "POST"))
def create_product(request: WorkspaceRequest) -> HttpResponse:
    return _edit(request, None)


@page(Permission.CATALOG_EDIT, methods=("GET", "POST"))
def edit_product(request: WorkspaceRequest, product_id: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Product, pk=product_id, workspace=request.workspace))


def _edit(request: WorkspaceRequest, product: Product | None) -> HttpResponse:
    form = ProductForm(request.POST or None, instance=product)
    begun = [initial_of(variant) for variant in product.variants.order_by("position", "pk")] if product else []
    variants = VariantForms(request.POST or None, initial=begun, prefix="variants")
    attributes = AttributeRows(product, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and variants.is_valid() and attributes.is_valid():
        try:
            if product is not None:
                product.refresh_from_db()
            named = attributes.applied_to(product.attributes if product else {})
            draft = form.draft([item.draft() for item in variants if item.cleaned_data], named)
            if product is None:
                product = services.create_product(request.workspace, draft)
            else:
                ask_before_drop(request, request.workspace, prices_of_drafts(product, draft.variants))
                services.update_product(product, draft)
            for file in request.FILES.getlist("pictures"):
                services.add_picture(product, file.read())
        except services.CatalogError as error:
            form.add_error(error.field_name if error.field_name in form.fields else None, error.message)
        else:
            messages.success(request, f"{product.title} is saved.")
            return redirect("product", workspace=request.workspace.slug, product_id=product.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "variants": variants, "attributes": attributes, "product": product}
    return render(request, "catalog/edit_product.html", context, status=status)


@act(Permission.CATALOG_EDIT)
def remove_picture(request: WorkspaceRequest, product_id: int, picture_id: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=product_id, workspace=request.workspace)
    product.pictures.filter(pk=picture_id).delete()
    return redirect("product", workspace=request.workspace.slug, product_id=product.pk)


@act(Permission.CATALOG_EDIT)
def move_picture(request: WorkspaceRequest, product_id: int, picture_id: int) -> HttpResponse:
    """Put a picture one place further up or down; the first one is the main picture."""
    product = get_object_or_404(Product, pk=product_id, workspace=request.workspace)
    services.move_picture(product, picture_id, -1 if request.POST.get("to") == "up" else 1)
    return redirect("product", workspace=request.workspace.slug, product_id=product.pk)


@page(Permission.CATALOG_VIEW)
def show_picture(request: WorkspaceRequest, picture_id: int) -> FileResponse:
    """A picture's file, for members alone."""
    picture = get_object_or_404(Picture, pk=picture_id, workspace=request.workspace)
    reply = FileResponse(picture.file.open("rb"), content_type=picture.media_type)
    reply.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return reply
