"""Forms of products."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from .models import Product, Variant
from .services import ProductDraft, VariantDraft

_FACTS = (
    "description", "brand", "weight_grams", "length_mm", "width_mm", "height_mm", "origin", "is_fragile", "is_hazmat",
    "packing_note", "is_archived",
)  # fmt: skip
_OPTION = re.compile(r"\s*([^:,]+):\s*([^,]+)")


if TYPE_CHECKING:
    _ProductFields = forms.ModelForm[Product]
else:
    _ProductFields = forms.ModelForm


class ProductForm(_ProductFields):
    tags_text = forms.CharField(label="Tags", required=False, help_text="Separated by commas.")

    class Meta:
        model = Product
        fields = ("title", *_FACTS)
        labels: ClassVar[dict[str, str]] = {
            "weight_grams": "Weight with packaging, in grams",
            "length_mm": "Length, in mm",
            "width_mm": "Width, in mm",
            "height_mm": "Height, in mm",
            "origin": "Country of origin",
            "is_fragile": "Fragile",
            "is_hazmat": "Dangerous goods",
            "packing_note": "Note for packers",
            "is_archived": "Archived: it stays here, and is not listed any more",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"description": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["tags_text"].initial = ", ".join(self.instance.tags)
        if self.instance.pk is None:
            del self.fields["is_archived"]

    def draft(self, variants: Sequence[VariantDraft], attributes: Mapping[str, object]) -> ProductDraft:
        """The product as the form, its variants and its attributes say."""
        facts = {name: self.cleaned_data[name] for name in _FACTS if name in self.fields}
        tags = [tag.strip() for tag in self.cleaned_data["tags_text"].split(",") if tag.strip()]
        return ProductDraft(self.cleaned_data["title"], variants, {**facts, "tags": tags, "attributes": attributes})


class VariantForm(forms.Form):
    sku = forms.CharField(label="SKU", max_length=80)
    options = forms.CharField(label="Options", required=False, max_length=200, help_text="Like “Colour: Red, Size: M”.")
    price = forms.DecimalField(label="Price", required=False, min_value=Decimal(0), max_digits=14, decimal_places=2)
    currency = forms.CharField(label="Currency", required=False, max_length=3, min_length=3)
    gtin = forms.RegexField(r"^\d{8,14}$", label="GTIN", required=False)
    cost = forms.DecimalField(label="Cost", required=False, min_value=Decimal(0), max_digits=14, decimal_places=4)

    def clean_options(self) -> list[tuple[str, str]]:
        text: str = self.cleaned_data["options"].strip()
        pairs = [(name.strip(), value.strip()) for name, value in _OPTION.findall(text)]
        if text and not pairs:
            raise forms.ValidationError("Write options as “Colour: Red, Size: M”.")
        return pairs

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"]
        return currency.upper()

    def draft(self) -> VariantDraft:
        data = self.cleaned_data
        return VariantDraft(
            data["sku"],
            data["options"],
            data["price"],
            data["currency"],
            data["gtin"],
            data["cost"],
            tells_cost=self.add_prefix("cost") in self.data,
        )


VariantForms = forms.formset_factory(VariantForm, extra=0, min_num=1, validate_min=True, max_num=300)


def cost_words(cost: Decimal) -> Decimal:
    """A cost with two decimals, or as many more as it has."""
    plain = cost.normalize()
    exponent = plain.as_tuple().exponent
    return plain if isinstance(exponent, int) and exponent < -2 else plain.quantize(Decimal("0.01"))


def initial_of(variant: Variant) -> dict[str, object]:
    """What the form of a variant begins with."""
    return {
        "sku": variant.sku,
        "options": ", ".join(f"{name}: {value}" for name, value in variant.options),
        "price": variant.price,
        "currency": variant.currency,
        "gtin": variant.gtin,
        "cost": None if variant.cost is None else cost_words(variant.cost),
    }
