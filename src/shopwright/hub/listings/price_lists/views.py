"""Pages of price lists: what they hold, what a change would do, files in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.reauth import sensitive
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.views import to_run
from shopwright.hub.catalog.imports.problems import FileError
from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.core.downloads import send_table
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.uploads import was_too_large
from shopwright.hub.listings.models import ListingRule, PriceFile, PriceList
from shopwright.hub.people.models import Kind
from shopwright.hub.people.two_persons import ask_before, rule_of

from . import price_previews, services
from .changes import ask_before_deep, changes_of, guard_of, rules_with
from .files import PriceSheet, prices_of_list, read_prices
from .price_book import Supposed
from .services import PriceListError

if TYPE_CHECKING:
    ListFields = forms.ModelForm[PriceList]
else:
    ListFields = forms.ModelForm


class PriceListForm(ListFields):
    currency = forms.RegexField(r"^[A-Z]{3}$", help_text="Three capitals, like GBP.")

    class Meta:
        model = PriceList
        fields = ("name", "currency", "tax", "source", "base", "percent", "amount", "rounding")
        labels: ClassVar[dict[str, str]] = {"base": "That other list"}
        help_texts: ClassVar[dict[str, str]] = {
            "percent": "10 makes prices a tenth dearer than where they come from. Prices in the list stay as they are.",
            "base": "In the same currency: currencies are never exchanged.",
        }

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        others = PriceList.objects.filter(workspace_id=self.instance.workspace_id).order_by("name")
        self.fields["base"].queryset = others.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """What cannot be is said above the form."""
        if self.errors:
            return
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)
        try:
            services.check_list(self.instance)
        except PriceListError as error:
            raise forms.ValidationError(str(error)) from error
        self.cleaned_data["base"] = self.instance.base


@page(Permission.LISTINGS_VIEW)
def list_price_lists(request: WorkspaceRequest) -> HttpResponse:
    lists = PriceList.objects.filter(workspace=request.workspace).select_related("base").order_by("name")
    rules = ListingRule.objects.filter(workspace=request.workspace).select_related("connection")
    return render(
        request,
        "listings/price_lists.html",
        {
            "lists": lists.annotate(own=Count("prices")),
            "rules": [rule for rule in rules if rule.price_list_id and rule.connection.state != "gone"],
            "guard": guard_of(request.workspace),
        },
    )


@page(Permission.LISTINGS_VIEW)
def show_price_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Every SKU with its price in a list, and where that comes from."""
    price_list = _list(request, list_id)
    rows = Variant.objects.filter(workspace=request.workspace).select_related("product")
    text, own = request.GET.get("q", "").strip(), request.GET.get("own", "")
    if text:
        rows = rows.filter(sku__icontains=text) | rows.filter(product__title__icontains=text)
    if own:
        rows = rows.filter(list_prices__price_list=price_list)
    shown = page_of(rows, Sorting(), request.GET.get("after", ""))
    prices = prices_of_list(price_list, list(shown.rows))
    fixed = dict(price_list.prices.filter(variant__in=shown.rows).values_list("variant_id", "price"))
    return render(
        request,
        "listings/price_list.html",
        {
            "list": price_list,
            "page": shown,
            "lines": [(variant, prices[variant.pk], variant.pk in fixed) for variant in shown.rows],
            "q": text,
            "own": own,
            "rules": rules_with(price_list),
            "files": price_list.files.select_related("sent_by").order_by("-pk")[:10],
        },
    )


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def write_price_list(request: WorkspaceRequest, list_id: int | None = None) -> HttpResponse:
    """Make a list, or change its rule: what would change is looked at first, a deep drop asks who lets it.

    Of very many offers a worker looks, and who lets it is asked in any case.
    """
    is_new = list_id is None
    price_list = PriceList(workspace=request.workspace) if list_id is None else _list(request, list_id)
    before = id_of(request.GET.get("preview", ""))
    initial = price_previews.written(request.workspace, "list", price_list.pk, before) if before and not is_new else {}
    form, changes = PriceListForm(request.POST or None, instance=price_list, initial=initial), None
    if request.method == "POST" and form.is_valid():
        wanted = form.save(commit=False)
        rules = [] if is_new else rules_with(price_list)
        are_many = price_previews.are_many(rules)
        if are_many and "preview" in request.POST:
            return to_run(
                request, price_previews.begin_of_list(price_list, wanted, PriceListForm.Meta.fields, request.user)
            )
        supposed = Supposed(lists={price_list.pk: wanted})
        if not is_new and not are_many:
            changes = changes_of(rules, supposed)
        if "preview" not in request.POST:
            if are_many:
                price_previews.ask_before_many(request, rules, f"Price list {wanted}", supposed)
            ask_before_deep(request, request.workspace, changes, f"Price list {wanted}")
            try:
                services.save_list(wanted)
            except PriceListError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{wanted} is kept.")
                return redirect("price-list", workspace=request.workspace.slug, list_id=wanted.pk)
    context = {"form": form, "list": None if is_new else price_list, "changes": changes}
    return render(request, "listings/price_list_edit.html", context, status=422 if form.errors else 200)


@act(Permission.LISTINGS_EDIT)
def remove_price_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    price_list = _list(request, list_id)
    try:
        services.remove_list(price_list)
    except PriceListError as error:
        messages.error(request, str(error))
        return redirect("price-list", workspace=request.workspace.slug, list_id=list_id)
    messages.success(request, f"{price_list} is removed.")
    return redirect("price-lists", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def set_price(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Give a SKU a price of its own in a list; without one, the list's rule holds again."""
    price_list, sku = _list(request, list_id), request.POST.get("sku", "").strip()
    variant = variant_by_sku(request.workspace.pk, sku)
    field = forms.DecimalField(required=False, min_value=Decimal("0.01"), max_digits=14, decimal_places=2)
    try:
        price = field.clean(request.POST.get("price", ""))
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if variant is None:
            messages.error(request, f"There is no SKU {sku}." if sku else "Name a SKU.")
        else:
            supposed = Supposed(prices={(price_list.pk, variant.pk): price})
            changes = changes_of(rules_with(price_list), supposed, [variant.pk])
            ask_before_deep(request, request.workspace, changes, f"A price in {price_list}")
            services.set_prices(price_list, [(variant.pk, price)])
            messages.success(request, f"{sku} has {'no price of its own' if price is None else price} in {price_list}.")
    return redirect("price-list", workspace=request.workspace.slug, list_id=list_id)


@act(Permission.LISTINGS_EDIT)
def send_file(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Read a file of prices, and show what it would change."""
    price_list, file = _list(request, list_id), request.FILES.get("file")
    if file is None:
        messages.error(request, "The file is too large." if was_too_large(request) else "Choose a file.")
        return redirect("price-list", workspace=request.workspace.slug, list_id=list_id)
    try:
        kept = read_prices(price_list, file, file.name or "prices", request.user)
    except FileError as error:
        messages.error(request, str(error))
        return redirect("price-list", workspace=request.workspace.slug, list_id=list_id)
    return redirect("price-file", workspace=request.workspace.slug, file_id=kept.pk)


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def show_file(request: WorkspaceRequest, file_id: int) -> HttpResponse:
    """What a file would change; sent, it holds. Of very many offers a worker looks, and who lets it is always asked."""
    files = PriceFile.objects.select_related("price_list", "workspace")
    file = get_object_or_404(files, pk=file_id, workspace=request.workspace)
    price_list, changes = file.price_list, None
    rules = rules_with(price_list) if file.applied_at is None else []
    are_many = price_previews.are_many(rules, [pk for pk, _ in file.rows])
    if are_many and "preview" in request.POST:
        return to_run(request, price_previews.begin_of_file(file, request.user))
    if file.applied_at is None and not are_many:
        changes = changes_of(rules, _supposed(file), [pk for pk, _ in file.rows])
    if request.method == "POST":
        if are_many:
            named = [pk for pk, _ in file.rows]
            price_previews.ask_before_many(request, rules, f"A file for {price_list}", _supposed(file), named)
        ask_before_deep(request, request.workspace, changes, f"A file for {price_list}")
        try:
            count = services.apply_file(file)
        except PriceListError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{count} prices changed in {price_list}.")
        return redirect("price-list", workspace=request.workspace.slug, list_id=price_list.pk)
    context = {"file": file, "list": price_list, "changes": changes, "are_many": are_many}
    return render(request, "listings/price_file.html", {**context, "run": price_previews.last_of_file(file)})


@page(Permission.LISTINGS_VIEW)
def export_price_list(request: WorkspaceRequest, list_id: int) -> HttpResponseBase:
    """A list as a file, which changes nothing when it is sent again."""
    price_list = _list(request, list_id)
    sheet, form = PriceSheet(price_list), "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    file, _ = send_table(request, price_list.name, form, sheet.header, sheet.rows(), title="Prices")
    return file


@act(Permission.LISTINGS_EDIT)
@sensitive()
def set_guard(request: WorkspaceRequest) -> HttpResponse:
    """Say how far prices may drop unasked."""
    text = request.POST.get("percent", "")
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 100:
        now = guard_of(request.workspace).percent
        if int(text) > now and rule_of(request.workspace).prices:
            words = f"Prices may drop by {int(text)} % unasked, where {now} % is the limit"
            ask_before(request, Kind.PRICE, words, words)
        services.set_guard(request.workspace, int(text))
        messages.success(request, f"A drop by more than {int(text)} % asks for the password from now on.")
    else:
        messages.error(request, "Give a whole number from 1 to 100.")
    return redirect("price-lists", workspace=request.workspace.slug)


def _supposed(file: PriceFile) -> Supposed:
    """The prices of a file, as if they held."""
    return Supposed(prices={(file.price_list_id, row): price for row, price in services.prices_in(file)})


def _list(request: WorkspaceRequest, list_id: int) -> PriceList:
    return get_object_or_404(PriceList.objects.select_related("base"), pk=list_id, workspace=request.workspace)
