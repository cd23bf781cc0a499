"""The column of each field in a file, and the error for files that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

#: Columns a file may do without: `buyer=` or `country=` says that there is none.
OPTIONAL = frozenset({"buyer", "country"})


class HistoryError(Exception):
    """The file or the options cannot be used: ``problem`` says what is wrong, ``remedy`` what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}: {remedy}")
        self.problem = problem
        self.remedy = remedy


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True):
    """The file's column name for each field. The defaults are those of UCI's Online Retail.

    ``buyer`` and ``country`` may be empty: then every invoice has an unknown buyer, or no country.
    """

    order: str = "InvoiceNo"
    sku: str = "StockCode"
    title: str = "Description"
    units: str = "Quantity"
    date: str = "InvoiceDate"
    price: str = "UnitPrice"
    buyer: str = "CustomerID"
    country: str = "Country"

    @classmethod
    def parse(cls, assignments: Iterable[str]) -> ColumnMap:
        """The defaults changed by assignments such as ``order=Invoice``; HistoryError when one is not understood."""
        columns: dict[str, str] = {}
        for assignment in assignments:
            field, equals, column = (part.strip() for part in assignment.partition("="))
            if not equals or field not in FIELDS:
                raise HistoryError(
                    f"{assignment!r} does not map a column",
                    f"write FIELD=COLUMN, where FIELD is one of {', '.join(FIELDS)}",
                )
            if field in columns:
                raise HistoryError(f"the field {field!r} is mapped twice", "name one column for it")
            if not column and field not in OPTIONAL:
                raise HistoryError(f"the field {field!r} is mapped to nothing", "name the column that holds it")
            columns[field] = column
        return cls(**columns)

    def column(self, field: str) -> str:
        """The file's name for one of FIELDS."""
        name: str = getattr(self, field)
        return name

    def missing_from(self, header: Sequence[str]) -> list[str]:
        """The fields whose columns are missing from the header."""
        return [field for field in FIELDS if self.column(field) and self.column(field) not in header]

    def places(self, header: Sequence[str]) -> tuple[int, ...]:
        """The index of each of FIELDS in a row; ``len(header)`` for a field without a column.

        Raises HistoryError, which names the file's columns, when a column is missing or stands there twice.
        """
        if missing := self.missing_from(header):
            wanted = ", ".join(f"{self.column(field)!r} ({field})" for field in missing)
            example = f"{missing[0]}={next((name for name in header if name), 'COLUMN')}"
            raise HistoryError(
                f"the file has no column {wanted}; its columns are {', '.join(map(repr, header))}",
                f"map each to one of the file's columns, for example {example}",
            )
        fields = [self.column(field) for field in FIELDS if self.column(field)]
        if twice := sorted({name for name in fields if fields.count(name) > 1 or header.count(name) > 1}):
            raise HistoryError(
                f"the columns {', '.join(map(repr, twice))} are used or named twice",
                "give every field a column of its own",
            )
        return tuple(header.index(self.column(field)) if self.column(field) else len(header) for field in FIELDS)


#: The fields in the order in which a row is read.
FIELDS = tuple(ColumnMap.__struct_fields__)
