"""Pages of listings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.views import to_run
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.json_pages import json_page, wants_json
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list
from shopwright.hub.people.two_persons import ask_before_prices

from . import queries, services
from .availability import reckon
from .lists import DIFFERENCES, LISTINGS
from .mend import mending_of
from .models import Listing, ListingRule, PriceList, State, Wish
from .override_views import own_page
from .overrides import WRITTEN, label_of
from .preflight import problems_of
from .price_lists import price_previews
from .price_lists.changes import ask_before_deep, changes_of, drop_of_link
from .price_lists.services import PriceListError, check_tax
from .prices import differing, reckon_prices, rule_of
from .texts import NAMES, unknown_names

if TYPE_CHECKING:
    RuleFields = forms.ModelForm[ListingRule]
else:
    RuleFields = forms.ModelForm


@page(Permission.LISTINGS_VIEW, has_json=True)
def list_listings(request: WorkspaceRequest) -> HttpResponseBase:
    rows = Listing.objects.filter(workspace=request.workspace).select_related("connection", "product")
    text, state, shop = (request.GET.get(name, "").strip() for name in ("q", "state", "shop"))
    if text:
        rows = rows.filter(queries.matching(request.workspace, text))
    if state in State.values:
        rows = rows.filter(state=state)
    if shop:
        rows = rows.filter(connection_id=id_of(shop))
    rows, answer = begin_list(request, LISTINGS, rows, Sorting())
    if answer:
        return answer
    shown = page_of(rows, Sorting(), request.GET.get("after", ""))
    if wants_json(request):
        return json_page(request, shown, queries.listing_as_json)
    return render(
        request,
        "listings/listings.html",
        {
            "page": shown,
            "q": text,
            "state": state,
            "shop": shop,
            "states": State.choices,
            "connections": Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE),
        },
    )


@page(Permission.LISTINGS_VIEW)
def show_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    """A listing with its offers, and why each has the number that it has."""
    listing = get_object_or_404(
        Listing.objects.select_related("connection", "product", "workspace"), pk=listing_id, workspace=request.workspace
    )
    rows = list(listing.offers.select_related("variant", "connection").order_by("pk"))
    prices = reckon_prices([offer.variant for offer in rows if offer.variant], listing.connection)
    offers = [
        (
            offer,
            list(offer.stocks.select_related("place")),
            list(reckon(offer)) if offer.variant_id else [],
            prices.get(offer.variant_id or 0),
        )
        for offer in rows
    ]
    allowed = [wish for wish in Wish if wish and listing.state in services.ALLOWED[wish] and listing.product_id]
    problems = problems_of(listing.product, listing.connection) if listing.product else []
    may_own = listing.product is not None and listing.state != State.ENDED
    context = {
        "listing": listing,
        "own": own_page(listing.product, listing.connection) if may_own and listing.product else None,
        "taken": [(field, label_of(field)) for field in listing.overrides if field not in WRITTEN],
        "offers": offers,
        "allowed": allowed,
        "drifts": queries.open_drifts(listing),
        "firings": listing.firings.order_by("-pk")[:20],
        "problems": problems,
        "mending": mending_of(listing, problems) if listing.trouble else None,
    }
    return render(request, "listings/listing.html", context)


@page(Permission.LISTINGS_VIEW)
def show_differences(request: WorkspaceRequest, connection_id: int) -> HttpResponseBase:
    """What would change on a shop if stock were sent to it now."""
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    sorting = Sorting(is_falling=False)
    rows, answer = begin_list(request, DIFFERENCES, queries.differences(connection), sorting)
    if answer:
        return answer
    listed = page_of(rows, sorting, request.GET.get("after", ""))
    return render(request, "listings/differences.html", {"connection": connection, "page": listed})


@act(Permission.LISTINGS_EDIT)
def publish_product(request: WorkspaceRequest, product_id: int) -> HttpResponse:
    """Publish a product on the connections that were chosen."""
    product = get_object_or_404(Product, pk=product_id, workspace=request.workspace)
    chosen = Connection.objects.filter(workspace=request.workspace, pk__in=ids_of(request.POST.getlist("connections")))
    try:
        for connection in chosen:
            services.publish(product, connection)
    except services.ListingError as error:
        messages.error(request, str(error))
        return redirect("product", workspace=request.workspace.slug, product_id=product.pk)
    if chosen:
        messages.success(request, f"{product.title} goes to {', '.join(str(connection) for connection in chosen)}.")
    else:
        messages.error(request, "Choose at least one channel.")
    return redirect("product", workspace=request.workspace.slug, product_id=product.pk)


@act(Permission.LISTINGS_EDIT)
def change_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    listing = get_object_or_404(Listing, pk=listing_id, workspace=request.workspace)
    try:
        services.wish_for(listing, Wish(request.POST.get("wish", "")))
    except (services.ListingError, ValueError, KeyError) as error:
        messages.error(request, str(error))
    return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)


class RuleForm(RuleFields):
    class Meta:
        model = ListingRule
        fields = (
            "price_list", "percent", "amount", "rounding", "title_template", "description_template", "sends_prices",
            "drift", "text_drift", "picture_drift", "category_drift", "fact_drift",
            "option_drift", "state_drift",
        )  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = {
            "price_list": "Empty: the catalogue's prices.",
            "percent": "10 makes prices a tenth dearer than in the list or the catalogue, −10 cheaper.",
            "title_template": "Like “{brand} {title}”. Empty: the title as it is.",
            "description_template": "Like “{description} Made in {origin}.” Empty: the description as it is.",
            "sends_prices": "Until this is on, the shop keeps the prices that it has.",
        }

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        connection = self.instance.connection
        fitting = PriceList.objects.filter(workspace_id=connection.workspace_id, currency=connection.currency)
        self.fields["price_list"].queryset = fitting.order_by("name")  # type: ignore[attr-defined]
        for name in ("text_drift", "picture_drift", "category_drift", "fact_drift", "option_drift", "state_drift"):
            self.fields[name].required = False  # whoever does not name it leaves it as it is

    def clean_price_list(self) -> PriceList | None:
        price_list: PriceList | None = self.cleaned_data["price_list"]
        if price_list is not None:
            try:
                check_tax(price_list, self.instance.connection)
            except PriceListError as error:
                raise forms.ValidationError(str(error)) from error
        return price_list

    def clean_title_template(self) -> str:
        return self._checked("title_template")

    def clean_description_template(self) -> str:
        return self._checked("description_template")

    def _checked(self, name: str) -> str:
        template: str = self.cleaned_data[name]
        if unknown := unknown_names(template):
            raise forms.ValidationError(f"{{{unknown[0]}}} is no fact of a product. There are: {', '.join(NAMES)}.")
        return template


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def edit_rule(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """The prices and texts of a shop, with what they would change before they are switched on.

    Of very many offers a worker looks, and who lets a change of prices is asked in any case.
    """
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    before = id_of(request.GET.get("preview", ""))
    initial = price_previews.written(request.workspace, "rule", connection.pk, before) if before else {}
    form = RuleForm(request.POST or None, instance=rule_of(connection), initial=initial)
    if request.method == "POST" and form.is_valid():
        rule = form.save(commit=False)
        are_many = price_previews.are_many([rule])
        if are_many and "preview" in request.POST:
            return to_run(request, price_previews.begin_of_rule(rule, RuleForm.Meta.fields, request.user))
        changes = None if are_many else changes_of([rule])
        if "preview" in request.POST:
            shown = {"form": form, "connection": connection, "changes": changes}
            return render(request, "listings/rule.html", shown)
        if are_many:
            price_previews.ask_before_many(request, [rule], f"The prices of {connection}")
        ask_before_deep(request, request.workspace, changes, f"The prices of {connection}")
        count = services.set_rule(rule)
        messages.success(request, f"Saved for {count} offers of {connection}.")
        return redirect("listing-rule", workspace=request.workspace.slug, connection_id=connection.pk)
    context = {"form": form, "connection": connection, "differing": differing(connection)[:50]}
    return render(request, "listings/rule.html", context, status=422 if request.method == "POST" else 200)


@act(Permission.LISTINGS_EDIT)
def link_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    """Say of which product a listing is, by the SKU of one of its variants."""
    listing = get_object_or_404(Listing, pk=listing_id, workspace=request.workspace)
    sku = request.POST.get("sku", "").strip()
    if then := drop_of_link(listing, sku):
        words = f"The listing {listing.external_id} is linked to {sku}, and a price drops over the limit, to {then[0]}"
        ask_before_prices(request, request.workspace, words, f"{listing.pk} {sku} {' '.join(map(str, then))}")
    try:
        product = services.link(listing, sku)
        messages.success(request, f"It is {product.title} from now on.")
    except services.ListingError as error:
        messages.error(request, str(error))
    return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)
