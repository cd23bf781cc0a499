"""Mends what a channel refused, where the refusal stands, and tries again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from shopwright.hub.access.guard import WorkspaceRequest, act
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.price_guard import CataloguePrice, Prices, ask_before_drop
from shopwright.hub.catalog.services import (
    CatalogError,
    ProductDraft,
    VariantDraft,
    add_picture,
    rename_sku,
    update_product,
)

from . import services
from .categories.facts import fill
from .categories.services import accept_for
from .grid_views import to_grid
from .mend import Mending, mending_of, missing_certificates, takes
from .models import Listing
from .papers.services import PaperError, Scope, write_certificate
from .preflight import problems_of, sku_problems

_KINDS: dict[str, type[forms.Field]] = {"file": forms.FileField, "date": forms.DateField}


class MendForm(forms.Form):
    """What is left empty stays as it is. ``price``: of all variants, where they cost the same."""

    title = forms.CharField(max_length=300, required=False)
    brand = forms.CharField(max_length=120, required=False)
    description = forms.CharField(max_length=100_000, required=False)
    weight_grams = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    price = forms.DecimalField(min_value=Decimal("0.01"), max_digits=14, decimal_places=2, required=False)
    picture = forms.FileField(required=False)

    def __init__(self, mending: Mending, data: Any, files: Any) -> None:
        super().__init__(data, files)
        self._mending = mending
        self._named = {f"attribute-{gap.attribute.external_id}": gap.attribute for gap in mending.place.gaps}
        for item in mending.fields:
            if item.kind in _KINDS:
                self.fields[item.name] = _KINDS[item.kind](required=False, label=item.label)
            elif item.name not in self.fields:
                self.fields[item.name] = forms.CharField(max_length=item.most, required=False, label=item.label)

    def clean(self) -> dict[str, Any]:
        for name, attribute in self._named.items():
            text = self.cleaned_data.get(name)
            if text and not fill([attribute], {attribute.name.casefold(): text}, {})[0]:
                self.add_error(name, f"“{text}” is no value of it there. {takes(attribute)}")
        for variant_id, sku in self.skus().items():
            for problem in sku_problems(sku, self._mending.bounds):
                self.add_error(f"sku-{variant_id}", problem.words)
        return self.cleaned_data

    def skus(self) -> dict[int, str]:
        """The SKUs that are written, by the id of the variant."""
        prefix = "sku-"
        named = {name: value for name, value in self.cleaned_data.items() if name.startswith(prefix) and value}
        return {int(name.removeprefix(prefix)): str(value).strip() for name, value in named.items()}

    def attributes(self) -> dict[str, str]:
        """The attributes that are written, by name."""
        texts = {attribute.name: self.cleaned_data.get(name) for name, attribute in self._named.items()}
        return {name: text for name, text in texts.items() if text}

    def certificates(self) -> list[tuple[str, UploadedFile[bytes], date | None]]:
        """The certificates that are sent: how the shop calls each, its file and its last day."""
        data = self.cleaned_data
        return [
            (name, data[field], data.get(f"last-day-of-{field}"))
            for field, name in missing_certificates(self._mending.place).items()
            if data.get(field)
        ]

    def facts(self) -> dict[str, Any]:
        """The other facts of the product that are written."""
        names = ("title", "brand", "description", "weight_grams")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


@act(Permission.CATALOG_EDIT)
def mend_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    """Change the product of a refused listing, and send it again. A program needs the scopes of both."""
    listing = get_object_or_404(
        Listing.objects.select_related("product", "connection", "workspace"), pk=listing_id, workspace=request.workspace
    )
    if not request.member.may(Permission.LISTINGS_EDIT):
        raise PermissionDenied("Sending it again needs listings.edit too.")
    if listing.product is None:
        messages.error(request, "The listing is linked to no product. Link it first.")
    else:
        _mend_product(request, listing, listing.product)
    if request.POST.get("back") == "grid":
        return to_grid(request)
    return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)


def _mend_product(request: WorkspaceRequest, listing: Listing, product: Product) -> None:
    form = MendForm(mending_of(listing, problems_of(product, listing.connection)), request.POST, request.FILES)
    if not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label or name.replace("_", " ").capitalize()
            messages.error(request, f"{label}: {' '.join(str(item) for item in errors)}")
        return
    try:
        price: Decimal | None = form.cleaned_data["price"]
        if price is not None:
            ask_before_drop(request, request.workspace, _prices_after(product, price))
        with transaction.atomic():
            _write(Product.objects.select_for_update().get(pk=product.pk), listing, form)
            services.publish(product, listing.connection)
        messages.success(request, f"{form.facts().get('title', product.title)} goes to {listing.connection} again.")
    except (CatalogError, PaperError, services.ListingError) as error:
        messages.error(request, str(error))


def _prices_after(product: Product, price: Decimal) -> Prices:
    return {pk: CataloguePrice(price, currency) for pk, currency in product.variants.values_list("pk", "currency")}


def _write(product: Product, listing: Listing, form: MendForm) -> None:
    facts, written = form.facts(), form.attributes()
    if written:
        others = {name: value for name, value in product.attributes.items() if name.casefold() not in _keys(written)}
        facts["attributes"] = others | written
        accept_for(product, listing.connection)
    for variant in product.variants.filter(pk__in=form.skus()):
        rename_sku(variant, form.skus()[variant.pk])
    if picture := form.cleaned_data.get("picture"):
        add_picture(product, picture.read())
    for name, file, last_day in form.certificates():
        scope = Scope(sku=product.variants.values_list("sku", flat=True)[0])
        write_certificate(product.workspace, name, scope, [file], last_day=last_day)
    drafts = [
        VariantDraft(item.sku, [(name, value) for name, value in item.options], item.price, item.currency, item.gtin)
        for item in product.variants.select_for_update().order_by("position", "pk")
    ]
    price: Decimal | None = form.cleaned_data["price"]
    if price is not None:
        drafts = [replace(draft, price=price) for draft in drafts]
    update_product(product, ProductDraft(str(facts.pop("title", product.title)), drafts, facts))


def _keys(attributes: dict[str, str]) -> set[str]:
    return {name.casefold() for name in attributes}
