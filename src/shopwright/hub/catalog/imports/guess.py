"""Guesses how a file is to be read: encoding, delimiter, quotation marks, header, decimal sign, currency."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

import msgspec

from .fields import field_of
from .settings import DELIMITERS, Settings
from .sources import map_columns, recognise, with_habits
from .table import TableRow
from .values import LONGEST_AMOUNT, SIGNS, text_of

_SAMPLE = 1 << 16
_HEADER_WITHIN = 15


def guess_text(file: BinaryIO) -> Settings:
    """Encoding, delimiter and quotation marks of a CSV file."""
    encoding = _encoding_of(file)
    file.seek(0)
    sample = codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(_SAMPLE))
    file.seek(0)
    lines = sample.splitlines(keepends=True)[:100]
    lines = lines[:-1] if len(sample) >= _SAMPLE // 4 and len(lines) > 1 else lines
    quote = _quote_of("".join(lines))
    delimiter = max(DELIMITERS, key=lambda sign: _evenness(lines, sign, quote))
    return Settings(encoding=encoding, delimiter=delimiter, quote=quote)


def _encoding_of(file: BinaryIO) -> str:
    head = file.read(4)
    file.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _quote_of(sample: str) -> str:
    single = len(re.findall(r"(?:^|[,;\t|])'", sample, re.MULTILINE))
    double = len(re.findall(r"(?:^|[,;\t|])\"", sample, re.MULTILINE))
    return "'" if single > 10 and double * 5 < single else '"'


def _evenness(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """How far a delimiter cuts all lines into the same number of cells."""
    try:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter, quotechar=quote) if row)
    except csv.Error:
        return 0
    width, times = max(counts.items(), key=lambda pair: pair[1] * (pair[0] - 1), default=(1, 0))
    return times / sum(counts.values()) * (width - 1) ** 0.5 if width > 1 else 0


def score_of(row: TableRow) -> int:
    """How much a row looks like a header: cells that name a field count most, numbers against it."""
    texts = [cell.strip() for cell in row.cells if isinstance(cell, str) and cell.strip()]
    fields = {field for text in texts if len(text) < 80 and (field := field_of(text))}
    numbers = len(row.cells) - sum(isinstance(cell, str) for cell in row.cells)
    numbers += sum(bool(re.fullmatch(r"[\d.,\s]+", text)) for text in texts)
    return 10 * len(fields) + min(len(set(texts)), 30) - 5 * numbers


def headers_of(rows: Sequence[TableRow], first: int, last: int) -> list[str]:
    """The header over some lines as a line of its own; what is merged over columns stands before each of them."""
    lines = [row.cells for row in rows if first <= row.number <= last]
    width = max((len(cells) for cells in lines), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, cells in enumerate(lines):
        texts = [" ".join(text_of(cell).split()) for cell in cells] + [""] * (width - len(cells))
        merged = ""
        for column, text in enumerate(texts):
            merged = text or merged
            # Only what stands over something is spread: a header's last line says what it says.
            kept = text if depth == len(lines) - 1 or not _below(lines, depth, column) else merged
            if kept and kept not in parts[column]:
                parts[column].append(kept)
    return [" ".join(part)[:200] for part in parts]


def _below(lines: Sequence[Sequence[object]], depth: int, column: int) -> bool:
    return any(column < len(cells) and cells[column] != "" for cells in lines[depth + 1 :])


def guess_layout(settings: Settings, rows: Sequence[TableRow], currency: str) -> tuple[Settings, list[str], list[str]]:
    """Header, source, columns, units, decimal sign and currency; returns settings, headers and the columns' fields."""
    settings = _find_header(settings, rows)
    headers = headers_of(rows, settings.header_first, settings.header_last)
    settings = msgspec.structs.replace(settings, source=recognise(headers))
    columns = map_columns(headers, settings.source)
    data = [row for row in rows if row.number >= settings.data_from]
    if settings.source == "tiktok":
        settings = msgspec.structs.replace(settings, data_from=_first_goods(data, columns, settings.data_from))
    prices = [_cell(row, columns, "price") for row in data]
    decimal = "," if settings.kind == "csv" and _uses_comma([*prices, *_others(data, columns)]) else "."
    settings = msgspec.structs.replace(settings, decimal=decimal)
    settings = with_habits(settings, headers, columns)
    return (
        msgspec.structs.replace(settings, currency=_currency_in(prices, headers, columns) or currency),
        headers,
        columns,
    )


def _find_header(settings: Settings, rows: Sequence[TableRow]) -> Settings:
    candidates = rows[:_HEADER_WITHIN]
    if not candidates:
        return settings
    best = max(range(len(candidates)), key=lambda place: (score_of(candidates[place]), -place))
    last = candidates[best]
    first = last.number
    if best and candidates[best - 1].number == last.number - 1:
        above = candidates[best - 1]
        filled = sum(cell != "" for cell in above.cells)
        if 1 < filled < len(last.cells) and _names_more(above, last):
            first = above.number
    following = next((row.number for row in rows if row.number > last.number), last.number + 1)
    return msgspec.structs.replace(settings, header_first=first, header_last=last.number, data_from=following)


def _names_more(above: TableRow, last: TableRow) -> bool:
    """Whether a line above a header belongs to it: it names what the header leaves empty, or tells twins apart."""
    below = [text_of(cell).strip() for cell in last.cells]
    texts = [text for text in below if text]
    fills = any(cell != "" and (column >= len(below) or not below[column]) for column, cell in enumerate(above.cells))
    return fills or len(texts) != len(set(texts))


def _cell(row: TableRow, columns: Sequence[str], field: str) -> str:
    """A text in a field of a row; empty for numbers of workbooks, which need no guess."""
    if field not in columns:
        return ""
    place = columns.index(field)
    value = row.cells[place] if place < len(row.cells) else ""
    return value.strip() if isinstance(value, str) else ""


def _others(rows: Sequence[TableRow], columns: Sequence[str]) -> list[str]:
    return [_cell(row, columns, field) for row in rows for field in ("cost", "weight_grams", "length_mm", "width_mm")]


def _uses_comma(values: Sequence[str]) -> bool:
    """Whether numbers have decimals behind a comma. Rupiah and dong have none, and group by points."""
    votes = 0
    for value in values:
        digits = re.sub(r"[^\d.,]", "", value)
        is_whole = re.fullmatch(r"\d{1,3}(\.\d{3})+", digits) and re.search(r"Rp|₫|IDR|VND", value)
        if is_whole or re.search(r",\d{1,2}$", digits) or re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", digits):
            votes += 1
        elif re.search(r"\.\d{1,2}$", digits) or re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+", digits):
            votes -= 1
    return votes > 0


def _currency_in(prices: Sequence[str], headers: Sequence[str], columns: Sequence[str]) -> str:
    """The currency that a price's header or sign names; empty where neither does."""
    texts = [header for header, column in zip(headers, columns, strict=True) if column == "price"] + list(prices)
    for text in texts:
        if code := re.search(r"(?<![A-Z])(GBP|EUR|USD|BRL|MXN|IDR|MYR|SGD|THB|PHP|VND|JPY|PLN)(?![A-Z])", text):
            return code[1]
        for sign in sorted(SIGNS, key=len, reverse=True):
            if sign in text:
                return SIGNS[sign]
    return ""


def _first_goods(rows: Sequence[TableRow], columns: Sequence[str], default: int) -> int:
    """The first line with a price that is a number: Seller Center's templates explain their columns before."""
    if "price" not in columns:
        return default
    place = columns.index("price")
    for row in rows:
        value = row.cells[place] if place < len(row.cells) else ""
        if not isinstance(value, str) or _is_price(value.strip()):
            return row.number
    return default


def _is_price(text: str) -> bool:
    """Whether a text is a number with signs around it. Longer ones are none, and would take the pattern long."""
    return len(text) <= LONGEST_AMOUNT and bool(re.fullmatch(r"[^\w]*[\d.,]+[^\w]*", text))
