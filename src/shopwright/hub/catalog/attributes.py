"""Attributes of a product as its form has them: rows of a name and a value, and the names that shops ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django import forms

from .models import Product

#: Empty rows below those that are filled.
_SPARE = 2


class AskedAttribute(NamedTuple):
    """An attribute that shops ask for. ``required_by``: those that list the product with it alone.

    ``values``: what the shop takes, where it has a list. ``takes_others``: a text of the seller's own too.
    """

    name: str
    required_by: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    takes_others: bool = True


Ask = Callable[[Product], Iterable[AskedAttribute]]
_askers: list[Ask] = []


def when_asked_for_attributes(handler: Ask) -> None:
    """Have a function called for the attributes that shops ask of a product."""
    _askers.append(handler)


def asked_of(product: Product) -> list[AskedAttribute]:
    """What shops ask of a product, each name once, required ones first."""
    asked: dict[str, AskedAttribute] = {}
    for attribute in (item for ask in _askers for item in ask(product)):
        key = attribute.name.casefold()
        known = asked.get(key, AskedAttribute(attribute.name))
        asked[key] = AskedAttribute(
            known.name,
            (*known.required_by, *attribute.required_by),
            tuple(dict.fromkeys([*known.values, *attribute.values])),
            known.takes_others and attribute.takes_others,
        )
    return sorted(asked.values(), key=lambda item: (not item.required_by, item.name))


class AttributeForm(forms.Form):
    """A row. ``was``: its name when the form was shown; without a value the attribute is removed."""

    was = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="Name", max_length=200, required=False)
    value = forms.CharField(label="Value", max_length=2000, required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("value") and not self.cleaned_data.get("name"):
            raise forms.ValidationError("Write the name of the attribute.")
        return self.cleaned_data


_Rows = forms.formset_factory(AttributeForm, extra=_SPARE, max_num=500)


class AttributeRow(NamedTuple):
    """A row of the page, with what shops say about its name."""

    form: AttributeForm
    asked: AskedAttribute | None


class AttributeRows:
    """The rows of a form. One that was sent without any leaves all attributes as they are."""

    prefix = "attributes"

    def __init__(self, product: Product | None, data: Mapping[str, str] | None) -> None:
        self._asked = asked_of(product) if product else []
        is_told = data is not None and f"{self.prefix}-TOTAL_FORMS" in data
        self.formset = _Rows(data if is_told else None, initial=self._initial(product), prefix=self.prefix)
        self._is_told = is_told

    def _initial(self, product: Product | None) -> list[dict[str, str]]:
        texts = product.attributes.items() if product else ()
        kept = {name: value for name, value in texts if isinstance(value, str)}
        known = {name.casefold() for name in kept}
        return [
            *({"was": name, "name": name, "value": value} for name, value in kept.items()),
            *({"name": item.name} for item in self._asked if item.name.casefold() not in known),
        ]

    def is_valid(self) -> bool:
        return not self._is_told or self.formset.is_valid()

    def applied_to(self, attributes: Mapping[str, object]) -> dict[str, object]:
        """Attributes after the form. What it does not show stays, whoever wrote it meanwhile."""
        if not self._is_told:
            return dict(attributes)
        rows = [row for row in self.formset.cleaned_data if row]
        shown = {row["was"] for row in rows if row["was"]}
        written = {row["name"]: row["value"] for row in rows if row["name"] and row["value"]}
        return {name: value for name, value in attributes.items() if name not in shown} | written

    def rows(self) -> list[AttributeRow]:
        by_name = {item.name.casefold(): item for item in self._asked}
        return [AttributeRow(form, by_name.get(str(form["name"].value() or "").casefold())) for form in self.formset]
