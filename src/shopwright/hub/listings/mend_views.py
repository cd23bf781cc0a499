"""Mends what a channel refused, where the refusal stands, and tries again."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from shopwright.hub.access.guard import WorkspaceRequest, act
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.price_guard import CataloguePrice, Prices, ask_before_drop
from shopwright.hub.catalog.services import CatalogError, ProductDraft, VariantDraft, update_product

from . import services
from .models import Listing


class MendForm(forms.Form):
    """What is left empty stays as it is. ``price``: of all variants, where they cost the same."""

    title = forms.CharField(max_length=300, required=False)
    brand = forms.CharField(max_length=120, required=False)
    weight_grams = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    price = forms.DecimalField(min_value=Decimal("0.01"), max_digits=14, decimal_places=2, required=False)


@act(Permission.CATALOG_EDIT)
def mend_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    """Change the product of a refused listing, and send it again. A program needs the scopes of both."""
    listing = get_object_or_404(
        Listing.objects.select_related("product", "connection"), pk=listing_id, workspace=request.workspace
    )
    if not request.member.may(Permission.LISTINGS_EDIT):
        raise PermissionDenied("Sending it again needs listings.edit too.")
    form = MendForm(request.POST)
    if listing.product is None:
        messages.error(request, "The listing is linked to no product. Link it first.")
    elif not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{field.replace('_', ' ').capitalize()}: {' '.join(str(item) for item in errors)}")
    else:
        try:
            values = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
            if "price" in values:
                ask_before_drop(request, request.workspace, _prices_after(listing.product, values["price"]))
            with transaction.atomic():
                product = Product.objects.select_for_update().get(pk=listing.product.pk)
                _mend(product, values)
                services.publish(product, listing.connection)
            messages.success(request, f"{product.title} goes to {listing.connection} again.")
        except (CatalogError, services.ListingError) as error:
            messages.error(request, str(error))
    if request.POST.get("back") == "grid":
        return redirect("grid", workspace=request.workspace.slug)
    return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)


def _prices_after(product: Product, price: Decimal) -> Prices:
    return {pk: CataloguePrice(price, currency) for pk, currency in product.variants.values_list("pk", "currency")}


def _mend(product: Product, values: dict[str, object]) -> None:
    price = values.pop("price", None)
    title = str(values.pop("title", product.title))
    variants = [
        VariantDraft(
            item.sku,
            [(name, value) for name, value in item.options],
            price if isinstance(price, Decimal) else item.price,
            item.currency,
            item.gtin,
        )
        for item in product.variants.select_for_update().order_by("position", "pk")
    ]
    update_product(product, ProductDraft(title, variants, values))
