"""Every rule that a listing must obey, in the order in which problems are reported.

``problems`` judges a listing as it would be kept, so a caller first takes ``cleared`` (see there), then the problems of
what it answers. A draft (``ListingContext.is_draft``) obeys the same rules for what it holds: shapes, limits, ids; what
it lacks is not missed, and permissions (brand, category by invitation) are asked for when it is submitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shopwright.platform.catalogue.listing import Listing

from . import (
    attributes,
    bundles,
    category,
    certificates,
    edits,
    identifiers,
    images,
    parcel,
    persons,
    presale,
    prices,
    skus,
    stock,
    text,
    variants,
)
from . import (
    sale_terms as selling,
)
from .cleared import cleared, warnings
from .context import ListingContext
from .problem import ListingWarning, Problem

Rule = Callable[[Listing, ListingContext], Iterator[Problem]]

__all__ = ["RULES", "STANDING", "ListingWarning", "Problem", "Rule", "cleared", "first_problem", "problems", "warnings"]

#: What the product is, how it is shown, what is sold and for how much, what the law asks, what an edit may not touch.
RULES: tuple[Rule, ...] = (
    category.category,
    category.brand,
    text.title,
    text.description,
    images.description_html,
    text.lists_of_words,
    images.main_images,
    images.video,
    images.size_chart,
    images.print_on_demand,
    attributes.product_attributes,
    attributes.required_attributes,
    skus.count_and_ids,
    skus.references,
    variants.repeated_kinds,
    variants.combinations,
    variants.names,
    variants.values,
    variants.images,
    prices.prices,
    prices.list_prices,
    prices.deposits,
    stock.places,
    stock.stock,
    parcel.parcel,
    presale.pre_sale,
    identifiers.identifier_codes,
    certificates.certificates,
    certificates.required_certificates,
    persons.manufacturers,
    persons.responsible_persons,
    selling.cash_on_delivery,
    selling.order_quantities,
    selling.platforms,
    selling.delivery,
    selling.scheduled_sale,
    bundles.bundles,
    edits.frozen_codes,
    edits.locked_pre_sale,
    edits.frozen_bundles,
)

#: Of these, what a listing may come to break by itself: as time passes, and as what it names changes.
STANDING: tuple[Rule, ...] = (certificates.certificates, selling.delivery, bundles.bundles)


def problems(listing: Listing, ctx: ListingContext) -> list[Problem]:
    """Everything that is wrong with a listing, in the order of ``RULES``; empty when it may be taken."""
    return [problem for rule in RULES for problem in rule(listing, ctx)]


def first_problem(listing: Listing, ctx: ListingContext) -> Problem | None:
    """The problem that a refused call answers with."""
    return next((problem for rule in RULES for problem in rule(listing, ctx)), None)
