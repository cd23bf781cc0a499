"""Pages of what a product has of its own on a shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Picture, Product
from shopwright.hub.channels.categories import ListingRules
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of

from . import drift, overrides, preflight, queries
from .brands.models import BrandMapping
from .models import Listing
from .prices import rule_of
from .services import ListingError

_PLACE = "place-"
#: A picture's place among those of a shop: the first is the main picture.
_MOST_PLACES = 99


class OwnForm(forms.Form):
    """Values for one shop; an empty one is the catalogue's. Pictures are named by ``place-`` and their id."""

    title = forms.CharField(max_length=300, required=False)
    brand = forms.CharField(max_length=120, required=False)
    description = forms.CharField(max_length=100_000, required=False, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, connection: Connection, data: Any = None, initial: overrides.Own | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._bounds = preflight.bounds_of(connection)
        self.fields["brand"].widget.attrs["list"] = "own-brands"

    def clean_title(self) -> str:
        return self._within("title", preflight.title_problems)

    def clean_description(self) -> str:
        return self._within("description", preflight.description_problems)

    def _within(self, field: str, check: Callable[[str, ListingRules], Iterator[preflight.Problem]]) -> str:
        text: str = self.cleaned_data[field]
        if text and (problems := [problem.words for problem in check(text, self._bounds)]):
            raise forms.ValidationError(problems)
        return text

    def values(self) -> dict[str, Any]:
        """What is written, with the pictures in the order of their places."""
        return {**self.cleaned_data, "pictures": pictures_in(self.data)}


def pictures_in(data: Mapping[str, Any]) -> list[int]:
    """The ids of pictures that have a place, in that order."""
    places = [(id_of(str(data[name])), id_of(name.removeprefix(_PLACE))) for name in data if name.startswith(_PLACE)]
    return [picture_id for place, picture_id in sorted(places) if 0 < place <= _MOST_PLACES]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A field of a shop's own beside the catalogue's. ``is_own``: the shop has another value."""

    field: forms.BoundField
    label: str
    catalogue: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What the form of a shop's own values shows."""

    form: OwnForm
    lines: list[OwnLine]
    pictures: list[tuple[Picture, int]]
    has_own_pictures: bool
    brands: list[str]
    prices: str

    @property
    def has_own(self) -> bool:
        return self.has_own_pictures or any(line.is_own for line in self.lines)


def own_page(product: Product, connection: Connection, form: OwnForm | None = None) -> OwnPage:
    """The form for a product on a connection, with the catalogue's values beside it."""
    listing = overrides.listing_on(product, connection)
    own = listing.overrides if listing else overrides.NOTHING
    form = form or OwnForm(connection, initial=own)
    rule = rule_of(connection)
    catalogue = {
        "title": overrides.title_for(product, rule, overrides.NOTHING),
        "brand": product.brand,
        "description": overrides.description_for(product, rule, overrides.NOTHING),
    }
    lines = [OwnLine(form[name], overrides.label_of(name), text, name in own) for name, text in catalogue.items()]
    brands = BrandMapping.objects.filter(connection=connection, is_accepted=True).order_by("brand")
    [(_, prices)] = queries.with_price_rules([connection])
    return OwnPage(
        form,
        lines,
        overrides.pictures_to_choose(product, own),
        "pictures" in own,
        list(brands.values_list("brand", flat=True)[:500]),
        prices,
    )


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def write_own(request: WorkspaceRequest, product_id: int, connection_id: int) -> HttpResponse:
    """Write what a product has of its own on a shop. One that is not listed there is published with it."""
    product = get_object_or_404(Product, pk=product_id, workspace=request.workspace)
    shops = Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE)
    connection = get_object_or_404(shops, pk=connection_id)
    form = OwnForm(connection, request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            listing = overrides.write(product, connection, form.values())
        except overrides.OverrideError as error:
            form.add_error(error.field_name if error.field_name in form.fields else None, str(error))
        except ListingError as error:
            form.add_error(None, str(error))
        else:
            words = "It is sent as you wrote it." if listing.wish else "Nothing was changed."
            messages.success(request, words)
            return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)
    context = {
        "product": product,
        "connection": connection,
        "own": own_page(product, connection, form),
        "listing": overrides.listing_on(product, connection),
    }
    return render(request, "listings/own.html", context, status=422 if form is not None else 200)


@act(Permission.LISTINGS_EDIT)
def drop_override(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    """Go back from a value of the listing's own to the catalogue's."""
    listing = get_object_or_404(Listing, pk=listing_id, workspace=request.workspace)
    try:
        drift.drop_override(listing, request.POST.get("field", ""))
    except (drift.DriftError, ListingError) as error:
        messages.error(request, str(error))
    return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)
