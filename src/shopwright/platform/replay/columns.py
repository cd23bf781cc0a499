"""The column of each field in a file: by its format, by names given by hand, or by those of UCI's Online Retail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from .export_format import EXPORT_FIELDS, ExportFormat, all_formats, find_format, find_likely_format
from .history_error import HistoryError

#: Columns a file may do without: `buyer=` or `country=` says that there is none.
OPTIONAL = frozenset({"buyer", "country"})

#: Any format that is known weighs more than the columns of a ledger.
_KNOWN = 100


class Layout(msgspec.Struct, frozen=True):
    """Which cells of a row hold what.

    ``format`` is None for a ledger, whose rows have FIELDS; those of an export have EXPORT_FIELDS. ``columns`` are the
    file's names of the fields, for messages. ``places``: the index of each field in a row, the row's length for a field
    without a column. ``packed``: the indices of columns that hold items.
    """

    format: ExportFormat | None
    columns: Mapping[str, str]
    places: tuple[int, ...]
    packed: tuple[int, ...] = ()


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True):
    """The file's column name for each field. The defaults are those of UCI's Online Retail.

    ``buyer`` and ``country`` may be empty: then every invoice has an unknown buyer, or no country. ``others`` are
    columns of fields that exports alone have. ``assigned``: the fields that were named by hand; in a file of a known
    format the others are found by the format.
    """

    order: str = "InvoiceNo"
    sku: str = "StockCode"
    title: str = "Description"
    units: str = "Quantity"
    date: str = "InvoiceDate"
    price: str = "UnitPrice"
    buyer: str = "CustomerID"
    country: str = "Country"
    others: Mapping[str, str] = {}
    assigned: tuple[str, ...] = ()

    @classmethod
    def parse(cls, assignments: Iterable[str]) -> ColumnMap:
        """The defaults changed by assignments such as ``order=Invoice``; HistoryError when one is not understood."""
        columns: dict[str, str] = {}
        for assignment in assignments:
            field, equals, column = (part.strip() for part in assignment.partition("="))
            if not equals or field not in _ASSIGNABLE:
                raise HistoryError(
                    f"{assignment!r} does not map a column",
                    f"write FIELD=COLUMN, where FIELD is one of {', '.join(_ASSIGNABLE)}",
                )
            if field in columns:
                raise HistoryError(f"the field {field!r} is mapped twice", "name one column for it")
            if not column and field in FIELDS and field not in OPTIONAL:
                raise HistoryError(f"the field {field!r} is mapped to nothing", "name the column that holds it")
            columns[field] = column
        others = {field: columns.pop(field) for field in list(columns) if field not in FIELDS}
        return cls(**columns, others=others, assigned=(*columns, *others))

    def column(self, field: str) -> str:
        """The file's name for one of FIELDS, or of the other fields that were named."""
        name: str = getattr(self, field) if field in FIELDS else self.others.get(field, "")
        return name

    def missing_from(self, header: Sequence[str]) -> list[str]:
        """The fields whose columns are missing from the header of a ledger."""
        return [field for field in FIELDS if self.column(field) and self.column(field) not in header]

    def fit(self, header: Sequence[str]) -> int:
        """How well a header goes with what is known of formats and columns: the more the better."""
        export_format = find_format(header, self.assigned)
        if export_format is not None:
            return _KNOWN + len(export_format.find_columns(header)) + len(export_format.find_packed(header))
        return len(FIELDS) - len(self.missing_from(header))

    def layout(self, header: Sequence[str]) -> Layout:
        """Which cells of a row hold what.

        Raises HistoryError, which names the file's columns, when a column is missing or a ledger has it twice.
        """
        export_format = find_format(header, self.assigned)
        if export_format is None and (likely := find_likely_format(header, self.assigned)):
            raise _incomplete(*likely, header)
        if export_format is None and not any(self.others.values()):
            return Layout(None, {field: self.column(field) for field in FIELDS}, self._ledger_places(header))
        if export_format is None:
            export_format = _by_hand()
        found = export_format.find_columns(header)
        for field in self.assigned:
            found.pop(field, None)
            name = self.column(field)
            if name and name not in header:
                raise _missing([field], self, header)
            if name:
                found[field] = header.index(name)
        if lacking := export_format.lacking(found):
            raise _incomplete(export_format, lacking, header)
        places = tuple(found.get(field, len(header)) for field in EXPORT_FIELDS)
        names = {field: header[place] for field, place in found.items()}
        return Layout(export_format, names, places, export_format.find_packed(header))

    def _ledger_places(self, header: Sequence[str]) -> tuple[int, ...]:
        if missing := self.missing_from(header):
            raise _missing(missing, self, header)
        fields = [self.column(field) for field in FIELDS if self.column(field)]
        if twice := sorted({name for name in fields if fields.count(name) > 1 or header.count(name) > 1}):
            raise HistoryError(
                f"the columns {', '.join(map(repr, twice))} are used or named twice",
                "give every field a column of its own",
            )
        return tuple(header.index(self.column(field)) if self.column(field) else len(header) for field in FIELDS)


#: The fields of a ledger in the order in which a row is read.
FIELDS = ("order", "sku", "title", "units", "date", "price", "buyer", "country")

_ASSIGNABLE = (*FIELDS, *(field for field in EXPORT_FIELDS if field not in FIELDS))

_SHOWN_COLUMNS = 60


def _incomplete(export_format: ExportFormat, lacking: Sequence[str], header: Sequence[str]) -> HistoryError:
    """The error for a file that is of a format, but for a column that cannot be done without."""
    fields = [need.partition("|")[0] for need in lacking]
    names = [f"{(export_format.columns.get(field) or [field])[0]!r} ({field})" for field in fields]
    return HistoryError(
        f"the file has columns of {export_format.name} and none for {', '.join(names)}; its columns are "
        f"{_listed(header)}",
        f"export the orders again with all columns, or name it by hand, for example --columns {fields[0]}=COLUMN",
    )


def _listed(header: Sequence[str]) -> str:
    return ", ".join(map(repr, header[:_SHOWN_COLUMNS])) + (", …" if len(header) > _SHOWN_COLUMNS else "")


def _missing(fields: Sequence[str], columns: ColumnMap, header: Sequence[str]) -> HistoryError:
    wanted = ", ".join(f"{columns.column(field)!r} ({field})" for field in fields)
    example = f"{fields[0]}={next((name for name in header if name), 'COLUMN')}"
    known = ", ".join(export_format.name for export_format in all_formats())
    return HistoryError(
        f"the file has no column {wanted}; its columns are {_listed(header)}",
        f"map each to one of the file's columns, for example {example}; or name an export as it was downloaded, whose "
        f"columns are known: {known}",
    )


def _by_hand() -> ExportFormat:
    """A format whose columns are all named by hand; its words are those of Seller Center."""
    return msgspec.structs.replace(
        all_formats()[0], name="columns named by hand", columns={}, has_description_row=False, packed=None
    )
