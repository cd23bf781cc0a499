"""The form of an edit of many SKUs: which, and what is to be done with them."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.price_rules import Rounding
from shopwright.hub.core.ids import ids_of
from shopwright.hub.lists.codes import split_codes

from .acts import DOINGS, Act
from .choose import Choice
from .fields import fields

_ROUNDINGS = [
    (Rounding.CENT, "the cent"),
    (Rounding.NICKEL, "0.05"),
    (Rounding.WHOLE, "whole numbers"),
    (Rounding.CHARM, ".99"),
]


def doing_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be done, by field: values like ``price:percent``."""
    return [
        (field.label, [(f"{name}:{doing}", f"{field.label}: {words}") for doing, words in DOINGS[field.kind].items()])
        for name, field in fields().items()
    ]


class ActForm(forms.Form):
    """One act. Empty ones are left out."""

    what = forms.ChoiceField(label="What to do", required=False)
    value = forms.CharField(label="Value", required=False, max_length=5_000, strip=False)
    extra = forms.CharField(label="Name, text to find, or currency", required=False, max_length=200, strip=False)
    rounding = forms.ChoiceField(label="Prices are rounded to", choices=_ROUNDINGS, required=False)

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["what"].choices = [("", "Nothing"), *doing_choices()]  # type: ignore[attr-defined]

    def act(self) -> Act | None:
        data = self.cleaned_data
        field, _, doing = data.get("what", "").partition(":")
        return Act(field, doing, data["value"], data["extra"], data["rounding"] or Rounding.CENT) if field else None


ActForms = forms.formset_factory(ActForm, extra=0, min_num=1, max_num=12, absolute_max=12)


def choice_in(data: Mapping[str, str], products: list[str], workspace: Workspace) -> Choice:
    """What a list or the form chose: products with a tick, a pasted list, or what the list's filter fits."""
    if skus := split_codes(data.get("skus", "")):
        return Choice("skus", skus=skus)
    chosen = ids_of(products)
    if chosen or data.get("kind") == "products":
        known = workspace.products.filter(pk__in=chosen).order_by("pk")
        return Choice("products", products=list(known.values_list("pk", flat=True)))
    q, brand, tag = (data.get(name, "").strip() for name in ("q", "brand", "tag"))
    return Choice("filter", q=q, brand=brand, tag=tag)
