"""The shape of ``data/category_rules.json`` and which of its rules covers a category in a region.

Every rule names the branches of the category tree it covers, by source code (``hg-11-2``, or ``*`` for all), and
the regions it holds in: ISO codes, a group such as ``EU``, or ``*`` when it names none. The file is ours and invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, TypeVar

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

ALL = "*"

PermissionStatus = Literal["AVAILABLE", "INVITE_ONLY", "NON_MAIN_CATEGORY", "PROHIBITED"]
SpecialProductType = Literal["PRE_ORDER", "MADE_TO_ORDER", "CUSTOM"]
MeasurementType = Literal["GENERIC_MEASUREMENTS", "BODY_MEASUREMENTS", "PRODUCT_MEASUREMENTS"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a rule."""


class _Block(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every block of the file says about itself."""

    invented: Literal[True]
    why: str


class Rule(_Block, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block that holds for some branches in some regions."""

    branches: tuple[str, ...]
    regions: tuple[str, ...] = (ALL,)


class Handles(_Block, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attribute handles, with hyphens, that have something in common."""

    handles: frozenset[str]


class When(_Part, frozen=True, forbid_unknown_fields=True):
    """True when the product has ``value`` (a value's name) for ``attribute`` (a handle)."""

    attribute: str
    value: str


class OwnAttribute(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An attribute that the source taxonomy lacks; ``values`` are ``[id, name]``."""

    id: int
    handle: str
    name: str
    values: tuple[tuple[int, str], ...]


class RequiredAttributes(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attributes that a product must have, where its category offers them."""

    handles: frozenset[str]


class ConditionalAttribute(_Block, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An attribute that becomes required, where its category offers both, by the value of another."""

    handle: str
    when: When


class Permission(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may list."""

    status: PermissionStatus


class Closed(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the category is not open in the region at all."""

    closed: bool


class Certificate(_Part, frozen=True, forbid_unknown_fields=True):
    """A document; ``expires`` when the seller must give its last day."""

    id: str
    name: str
    document_details: str
    expires: bool


class CertificateUse(_Part, frozen=True, forbid_unknown_fields=True):
    """A certificate, by its key in the file, asked for or accepted; ``when`` makes it conditional."""

    use: str
    required: bool
    when: When | None = None


class Certifications(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Certificates of a branch."""

    certificates: tuple[CertificateUse, ...]


class Measure(_Part, frozen=True, forbid_unknown_fields=True):
    """One column of a size chart; ``metric`` and ``imperial`` are [least, most] in cm, kg or inch, lb."""

    id: str
    name: str
    role: Literal["KEY", "RECOMMEND"]
    unit: Literal["NONE", "LENGTH", "WEIGHT", "HEIGHT"]
    metric: tuple[str, str]
    imperial: tuple[str, str]


class Measures(_Part, frozen=True, forbid_unknown_fields=True):
    """The columns of one way to measure."""

    type: MeasurementType
    options: tuple[Measure, ...]


class SizeChartTemplate(_Block, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a size chart may hold."""

    size_types: tuple[str, ...]
    measurements: tuple[Measures, ...]


class SizeCharts(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a size chart is accepted or asked for, and what it holds."""

    supported: bool
    required: bool
    template: str


class Support(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A thing that is offered or not."""

    supported: bool


class Duty(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A thing that must be given or not."""

    required: bool


class SpecialProductTypes(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ways to sell what is not in stock."""

    types: tuple[SpecialProductType, ...]


class FeeUse(_Part, frozen=True, forbid_unknown_fields=True):
    """A fee added to the price."""

    type: Literal["PFAND"]
    required: bool


class Fees(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fees of a branch."""

    fees: tuple[FeeUse, ...]


class CustomAttributes(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a seller may name attributes of their own."""

    sales: bool
    product: bool


class RulesFile(_Part, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    about: str
    region_groups: dict[str, frozenset[str]]
    sales_properties: Handles
    single_choice: Handles
    closed_values: Handles
    numeric_values: Handles
    own_attributes: tuple[OwnAttribute, ...]
    required_attributes: tuple[RequiredAttributes, ...]
    conditional_attributes: tuple[ConditionalAttribute, ...]
    permissions: tuple[Permission, ...]
    not_open: tuple[Closed, ...]
    certificates: dict[str, Certificate]
    certifications: tuple[Certifications, ...]
    size_chart_templates: dict[str, SizeChartTemplate]
    size_charts: tuple[SizeCharts, ...]
    cash_on_delivery: tuple[Support, ...]
    package_dimension: tuple[Duty, ...]
    manufacturer: tuple[Duty, ...]
    responsible_person: tuple[Duty, ...]
    epr: tuple[Duty, ...]
    seller_sku: tuple[Duty, ...]
    special_product_types: tuple[SpecialProductTypes, ...]
    fees: tuple[Fees, ...]
    custom_attributes: tuple[CustomAttributes, ...]


R = TypeVar("R", bound=Rule)
T = TypeVar("T")


@cache
def rules_file() -> RulesFile:
    """The file, read once."""
    return decoders.decode(read_data_file("catalogue", "category_rules.json"), type=RulesFile)


def by_branch(rules: Iterable[R], region: str) -> dict[str, list[R]]:
    """Branch to the rules that hold in ``region``, from the widest region to the narrowest."""
    groups = {ALL} | {name for name, members in rules_file().region_groups.items() if region in members}
    table: dict[str, list[R]] = {}
    for rule in sorted(rules, key=lambda rule: (region in rule.regions, ALL not in rule.regions)):
        if region in rule.regions or not groups.isdisjoint(rule.regions):
            for branch in rule.branches:
                table.setdefault(branch, []).append(rule)
    return table


def longest(table: Mapping[str, Sequence[T]], code: str) -> Sequence[T]:
    """What the longest branch that covers ``code`` holds; empty when none does."""
    while code:
        if code in table:
            return table[code]
        code = code.rpartition("-")[0]
    return table.get(ALL, ())
