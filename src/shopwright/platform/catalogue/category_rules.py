"""What a category asks of a listing in a region, from ``data/category_rules.json`` (ours, invented).

``CategoryRules`` has the fields of *Get Category Rules* with their names and shapes, so that
``msgspec.to_builtins(rules)`` is its reply; ``ListingPolicy`` holds what that reply does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import msgspec

from shopwright.platform.market import regions as markets

from . import taxonomy
from .category_rules_file import (
    CertificateUse,
    Certifications,
    MeasurementType,
    PermissionStatus,
    R,
    SizeCharts,
    SpecialProductType,
    by_branch,
    longest,
    rules_file,
)
from .taxonomy import RequirementCondition, Version


class RequiredFlag(msgspec.Struct, frozen=True):
    """``{"is_required": …}``."""

    is_required: bool


class SupportedFlag(msgspec.Struct, frozen=True):
    """``{"is_supported": …}``."""

    is_supported: bool


class ProductCertification(msgspec.Struct, frozen=True):
    """A document that goes with the listing; any one condition that holds makes it required."""

    id: str
    name: str
    is_required: bool
    document_details: str
    expiration_date: RequiredFlag
    requirement_conditions: tuple[RequirementCondition, ...]


class SizeChartOption(msgspec.Struct, frozen=True):
    """A column of a size chart; ranges are [least, most] in cm, kg and inch, lb."""

    id: str
    name: str
    role: str
    unit: str
    metric_value_range: tuple[str, str]
    imperial_value_range: tuple[str, str]


class SizeChartMeasurement(msgspec.Struct, frozen=True):
    """The columns of one way to measure."""

    measurement_type: MeasurementType
    options: tuple[SizeChartOption, ...]


class SizeChartRule(msgspec.Struct, frozen=True):
    """Whether a size chart is accepted or asked for, and what it may hold."""

    is_supported: bool
    is_required: bool
    measurement_and_options: tuple[SizeChartMeasurement, ...]
    size_types: tuple[str, ...]


class Fee(msgspec.Struct, frozen=True):
    """A fee that the seller states with the price; ``type`` is PFAND."""

    type: str
    is_required: bool


class CategoryRules(msgspec.Struct, frozen=True):
    """GetCategoryRulesResponseData for one category and region."""

    product_certifications: tuple[ProductCertification, ...]
    size_chart: SizeChartRule
    cod: SupportedFlag
    package_dimension: RequiredFlag
    epr: RequiredFlag
    responsible_person: RequiredFlag
    manufacturer: RequiredFlag
    allowed_special_product_types: tuple[SpecialProductType, ...]
    fees: tuple[Fee, ...]
    seller_sku: RequiredFlag


class ListingPolicy(msgspec.Struct, frozen=True):
    """Who may list here: not open raises 12052446, PROHIBITED 12052220, ``needs_invitation`` 12052221.

    ``permission_statuses`` is PROHIBITED where the category is not open, and INVITE_ONLY also where listings of sellers
    who were not invited are taken and wait. Without the last two a seller's own
    sales or product attributes are refused with 12052240.
    """

    is_open: bool
    permission_statuses: tuple[PermissionStatus, ...]
    needs_invitation: bool
    allows_custom_sales_attributes: bool
    allows_custom_product_attributes: bool


def category_rules(category_id: str, region: str, version: Version) -> CategoryRules | None:
    """The rules of a category in a region (ISO code); None when the version has no such category."""
    category = taxonomy.category(category_id, version)
    return _rules(category.code, region) if category else None


def listing_policy(category_id: str, region: str, version: Version) -> ListingPolicy | None:
    """Who may list in a category in a region; None when the version has no such category."""
    category = taxonomy.category(category_id, version)
    return _policy(category.code, region) if category else None


@cache
def permissions(region: str, version: Version) -> Mapping[str, tuple[PermissionStatus, ...]]:
    """Category id to permission statuses, for the whole tree of a region."""
    rules = _region(region)
    return {category.id: (_status(rules, category.code),) for category in taxonomy.categories(version)}


@cache
def prohibited(region: str, version: Version) -> frozenset[str]:
    """Ids of the categories where nobody may list in a region."""
    return frozenset(
        category_id for category_id, statuses in permissions(region, version).items() if "PROHIBITED" in statuses
    )


class _Region:
    """The rules that hold in one region, by branch."""

    def __init__(self, region: str) -> None:
        file = rules_file()
        self.permissions = by_branch(file.permissions, region)
        self.not_open = by_branch(file.not_open, region)
        self.custom_attributes = by_branch(file.custom_attributes, region)
        self.certifications = by_branch(file.certifications, region)
        self.size_charts = by_branch(file.size_charts, region)
        self.cash_on_delivery = by_branch(file.cash_on_delivery, region)
        self.package_dimension = by_branch(file.package_dimension, region)
        self.epr = by_branch(file.epr, region)
        self.responsible_person = by_branch(file.responsible_person, region)
        self.manufacturer = by_branch(file.manufacturer, region)
        self.special_product_types = by_branch(file.special_product_types, region)
        self.fees = by_branch(file.fees, region)
        self.seller_sku = by_branch(file.seller_sku, region)


@lru_cache(maxsize=64)
def _region(region: str) -> _Region:
    return _Region(region)


def _winner(table: Mapping[str, Sequence[R]], code: str) -> R:
    return longest(table, code)[-1]


@lru_cache(maxsize=4096)
def _rules(code: str, region: str) -> CategoryRules:
    rules = _region(region)
    return CategoryRules(
        product_certifications=_certifications(longest(rules.certifications, code)),
        size_chart=_size_chart(_winner(rules.size_charts, code)),
        cod=SupportedFlag(_winner(rules.cash_on_delivery, code).supported),
        package_dimension=RequiredFlag(_winner(rules.package_dimension, code).required),
        epr=RequiredFlag(_winner(rules.epr, code).required),
        responsible_person=RequiredFlag(_winner(rules.responsible_person, code).required),
        manufacturer=RequiredFlag(_winner(rules.manufacturer, code).required),
        allowed_special_product_types=_winner(rules.special_product_types, code).types,
        fees=tuple(Fee(fee.type, fee.required) for fee in _winner(rules.fees, code).fees),
        seller_sku=RequiredFlag(_winner(rules.seller_sku, code).required),
    )


def _is_open(rules: _Region, code: str) -> bool:
    return not _winner(rules.not_open, code).closed


def _status(rules: _Region, code: str) -> PermissionStatus:
    return _winner(rules.permissions, code).status if _is_open(rules, code) else "PROHIBITED"


def _policy(code: str, region: str) -> ListingPolicy:
    rules = _region(region)
    custom = _winner(rules.custom_attributes, code)
    status = _status(rules, code)
    return ListingPolicy(
        is_open=_is_open(rules, code),
        permission_statuses=(status,),
        needs_invitation=status == "INVITE_ONLY" and not markets.region(region).takes_listings_without_invitation,
        allows_custom_sales_attributes=custom.sales,
        allows_custom_product_attributes=custom.product,
    )


def _certifications(rules: Iterable[Certifications]) -> tuple[ProductCertification, ...]:
    uses = {use.use: use for rule in rules for use in rule.certificates}
    return tuple(_certification(use) for use in uses.values())


def _certification(use: CertificateUse) -> ProductCertification:
    certificate = rules_file().certificates[use.use]
    return ProductCertification(
        id=certificate.id,
        name=certificate.name,
        is_required=use.required,
        document_details=certificate.document_details,
        expiration_date=RequiredFlag(certificate.expires),
        requirement_conditions=(taxonomy.condition(use.when),) if use.when else (),
    )


def _size_chart(rule: SizeCharts) -> SizeChartRule:
    template = rules_file().size_chart_templates[rule.template]
    return SizeChartRule(
        is_supported=rule.supported,
        is_required=rule.required,
        measurement_and_options=tuple(
            SizeChartMeasurement(
                measurement_type=measures.type,
                options=tuple(
                    SizeChartOption(option.id, option.name, option.role, option.unit, option.metric, option.imperial)
                    for option in measures.options
                ),
            )
            for measures in template.measurements
        ),
        size_types=template.size_types,
    )
