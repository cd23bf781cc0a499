"""Titles and descriptions of a channel, made from a template with the facts of a product."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shopwright.hub.catalog.models import Product

#: What a template may name, in braces.
NAMES = ("title", "brand", "description", "origin")
_NAME = re.compile(r"\{(\w*)\}")
_GAPS = re.compile(r"\s{2,}")


def unknown_names(template: str) -> list[str]:
    """Names in braces that no product has."""
    return [name for name in _NAME.findall(template) if name not in NAMES]


def title_of(product: Product, template: str) -> str:
    """The title that a channel gets; without a template it is the product's."""
    return _GAPS.sub(" ", _fill(template or "{title}", _facts(product))).strip(" -–,|")


def description_of(product: Product, template: str) -> str:
    return _fill(template or "{description}", _facts(product)) or product.title


def _facts(product: Product) -> Mapping[str, str]:
    return {name: str(getattr(product, name) or "") for name in NAMES}


def _fill(template: str, facts: Mapping[str, str]) -> str:
    # One pass: what a fact itself has in braces is left alone.
    return _NAME.sub(lambda match: facts.get(match[1], ""), template)
