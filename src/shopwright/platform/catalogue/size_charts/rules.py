"""What a size chart must be, and which indicators of an audit it does not meet (docs/reference/size-charts.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import SizeChartOption, SizeChartRule
from shopwright.platform.catalogue.errors import PARAMETERS_INVALID
from shopwright.platform.catalogue.listing import Listing

from .chart import ChartData, Column, Indicator

#: A value: one number or a span of two, such as ``80-84``.
_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,2})?"
_SPAN = re.compile(rf"({_NUMBER})(?:\s*[-–]\s*({_NUMBER}))?")

#: Names of sales attributes that are sizes.
_SIZE = re.compile(r"\bsizes?\b", re.IGNORECASE)


def checked(data: ChartData, rule: SizeChartRule) -> ChartData:
    """The data with the ids of columns that are named as options are. 12052910 for what no chart may be."""
    if not rule.is_supported:
        raise PARAMETERS_INVALID(reason="the category takes no size charts.")
    if not data.columns or not data.rows:
        raise PARAMETERS_INVALID(reason="a size chart has at least one column and one row.")
    if any(len(row) != len(data.columns) for row in data.rows):
        raise PARAMETERS_INVALID(reason=f"each row has {len(data.columns)} cells, one for each header.")
    if data.is_one_size and len(data.rows) > 1:
        raise PARAMETERS_INVALID(reason="a chart of one size has one row.")
    if unknown := sorted(set(data.size_types) - set(rule.size_types)):
        raise PARAMETERS_INVALID(reason=f"size_types knows no {unknown[0][:40]}.")
    options = options_of(data, rule)
    columns = [_identified(column, options) for column in data.columns]
    names, ids = [column.name.casefold() for column in columns], [column.id for column in columns if column.id]
    if len(set(names)) < len(names) or len(set(ids)) < len(ids):
        raise PARAMETERS_INVALID(reason="a header is given twice.")
    if any(not name.strip() for name in names) or any(not value.strip() for row in data.rows for value in row):
        raise PARAMETERS_INVALID(reason="a header or a cell is empty.")
    return ChartData(
        measurement_type=data.measurement_type,
        unit_system=data.unit_system,
        columns=columns,
        rows=data.rows,
        description=data.description,
        is_one_size=data.is_one_size,
        size_types=data.size_types,
    )


def options_of(data: ChartData, rule: SizeChartRule) -> Sequence[SizeChartOption]:
    """The columns that the category knows for the chart's way to measure; 12052910 where it is measured otherwise."""
    for measurement in rule.measurement_and_options:
        if measurement.measurement_type == data.measurement_type:
            return measurement.options
    raise PARAMETERS_INVALID(reason=f"the category has no {data.measurement_type}.")


def _identified(column: Column, options: Sequence[SizeChartOption]) -> Column:
    ids_by_name = {option.name.casefold(): option.id for option in options}
    if column.id and column.id not in {option.id for option in options}:
        raise PARAMETERS_INVALID(reason=f"the category has no measurement {column.id[:40]}.")
    return Column(column.name, column.id or ids_by_name.get(column.name.casefold(), ""))


def unmet_indicators(data: ChartData, rule: SizeChartRule, listing: Listing) -> Iterator[tuple[Indicator, str]]:
    """The indicators that a chart does not meet for a listing, each with what is missing."""
    sizes = {row[0].casefold() for row in data.rows}
    missing = [size for size in sizes_of(listing) if size.casefold() not in sizes]
    if missing and not data.is_one_size:
        yield Indicator.SIZES, f"no row for the size {missing[0]}"
    options = {option.id: option for option in options_of(data, rule)}
    ids = {column.id for column in data.columns}
    if needed := [option.name for option in options.values() if option.role == "KEY" and option.id not in ids]:
        yield Indicator.DIMENSIONS, f"no column for {needed[0]}"
    for number, column in enumerate(data.columns):
        option = options.get(column.id)
        if option is None:
            continue
        least, most = option.metric_value_range if data.unit_system == "METRIC" else option.imperial_value_range
        odd = next((row[number] for row in data.rows if not _is_within(row[number], least, most)), None)
        if odd is not None:
            yield Indicator.RANGES, f"{column.name} {odd} is not within {least} to {most}"
            return


def sizes_of(listing: Listing) -> list[str]:
    """The values of the sales attributes that are sizes by their names, each once."""
    sizes: dict[str, None] = {}
    for sku in listing.skus:
        for own in sku.sales_attributes or ():
            listed = taxonomy.attribute(own.id) if own.id else None
            names = {value.id: value.name for value in listed.values} if listed else {}
            size = own.value_name or names.get(own.value_id or "")
            if size and _SIZE.search(own.name or (listed.name if listed else "")):
                sizes[size] = None
    return list(sizes)


def _is_within(value: str, least: str, most: str) -> bool:
    span = _SPAN.fullmatch(value.strip())
    return span is not None and all(
        Decimal(least) <= Decimal(part) <= Decimal(most) for part in span.groups() if part is not None
    )
