"""The form of how a file is read."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django import forms

from shopwright import decoders

from .models import ImportRun
from .settings import DECIMALS, DELIMITERS, EMPTIES, ENCODINGS, MISSING_SKUS, QUOTES, Settings
from .sources import SOURCES
from .values import SIDE_UNITS, WEIGHT_UNITS


def _choice(label: str, choices: Mapping[str, str]) -> forms.ChoiceField:
    # A tab as the value of a choice would be stripped by browsers and by Django: places stand for values.
    return forms.ChoiceField(label=label, choices=[(str(place), words) for place, words in enumerate(choices.values())])


class ReadingForm(forms.Form):
    """Everything that was guessed about a file. Choices are sent as their places."""

    source = _choice("The file is", SOURCES)
    sheet = forms.CharField(label="Sheet", required=False, max_length=40)
    encoding = _choice("Encoding", ENCODINGS)
    delimiter = _choice("Columns are separated by", DELIMITERS)
    quote = _choice("Texts stand in", QUOTES)
    header_first = forms.IntegerField(label="Header from line", min_value=1, max_value=10_000)
    header_last = forms.IntegerField(label="Header to line", min_value=1, max_value=10_000)
    data_from = forms.IntegerField(label="Goods from line", min_value=2, max_value=1_000_000)
    decimal = _choice("Decimal sign", DECIMALS)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label="Currency of prices without one", required=False, max_length=3, strip=True
    )
    weight_unit = _choice("Weights without a unit are in", {unit: unit for unit in WEIGHT_UNITS})
    side_unit = _choice("Sides without a unit are in", {unit: unit for unit in SIDE_UNITS})
    missing_sku = _choice("A row without SKU", MISSING_SKUS)
    empties = _choice("An empty cell", EMPTIES)

    _CHOICES: dict[str, list[str]] = {  # noqa: RUF012  read alone
        "source": list(SOURCES), "encoding": list(ENCODINGS), "delimiter": list(DELIMITERS), "quote": list(QUOTES),
        "decimal": list(DECIMALS), "weight_unit": list(WEIGHT_UNITS), "side_unit": list(SIDE_UNITS),
        "missing_sku": list(MISSING_SKUS), "empties": list(EMPTIES),
    }  # fmt: skip

    def __init__(self, run: ImportRun, data: Mapping[str, object] | None = None) -> None:
        settings = run.reading
        begun = msgspec.structs.asdict(settings)
        for name, values in self._CHOICES.items():
            begun[name] = str(values.index(begun[name])) if begun[name] in values else "0"
        super().__init__(data, initial=begun)
        self._kind = settings.kind
        if settings.kind == "xlsx":
            self.fields["sheet"] = forms.ChoiceField(label="Sheet", choices=[(name, name) for name in run.sheets])
            for name in ("encoding", "delimiter", "quote"):
                del self.fields[name]
        else:
            del self.fields["sheet"]

    def clean(self) -> dict[str, object]:
        data = {**self.cleaned_data}
        first, last, begin = (data.get(name, 0) for name in ("header_first", "header_last", "data_from"))
        if first and last and begin and not first <= last < begin:
            raise forms.ValidationError("The header ends after it begins, and goods come below it.")
        if last and first and last - first > 5:
            raise forms.ValidationError("A header has six lines or fewer.")
        return data

    @property
    def summary(self) -> str:
        """What matters most of it, in a line."""
        words = []
        for name in ("source", "encoding", "delimiter", "decimal"):
            if name in self.fields:
                place = int(str(self.initial[name]))
                words.append(str(self.fields[name].choices[place][1]))  # type: ignore[attr-defined]
        words.append(f"header on line {self.initial['header_last']}")
        if self.initial["currency"]:
            words.append(str(self.initial["currency"]))
        return " · ".join(words)

    @property
    def settings(self) -> Settings:
        """What the form says."""
        data = {
            name: self._CHOICES[name][int(str(value))] if name in self._CHOICES else value
            for name, value in self.cleaned_data.items()
        }
        data["currency"] = str(data["currency"]).upper()
        return decoders.convert({**data, "kind": self._kind}, Settings)
