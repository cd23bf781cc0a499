"""What files and audiences may be; names and limits are ``contract/data/business/audience_rules.json``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from hashlib import md5
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import msgspec

from shopwright import decoders

from .refusals import read_table, refuse

_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,3})?")
_DIGITS = re.compile(r"[0-9]{1,30}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_MOST_CELL = 500
#: What a column of a list must hold, in words.
_WHAT = {
    "text": f"text of up to {_MOST_CELL} characters",
    "amount": "an amount such as 12.50",
    "digits": "an id of digits",
    "link": "an address that begins with https://",
}


class CalculateType(msgspec.Struct, frozen=True):
    """A kind of hash: how many hexadecimal digits it has, and what of a buyer it may be of (email, phone)."""

    digits: int
    of: tuple[str, ...]


class AudienceRules(msgspec.Struct, frozen=True):
    """The data file. ``lists``: by the name of a kind its columns, and what each holds."""

    calculate_types: dict[str, CalculateType]
    lists: dict[str, dict[str, str]]
    extensions: tuple[str, ...]
    sub_types: tuple[str, ...]
    least_entries: int
    longest_name: int
    most_files_at_once: int
    most_entries: int
    longest_retention_days: int
    match_hours: int
    file_days: int
    most_file_bytes: int
    most_list_rows: int
    most_files_kept: int
    most_audiences: int
    most_ids_at_once: int
    longest_history: int


@cache
def audience_rules() -> AudienceRules:
    return decoders.decode(read_table("audience_rules.json"), type=AudienceRules)


class Content(msgspec.Struct, frozen=True):
    """What a checked file holds: hashes of identifiers, or the rows of a list."""

    hashes: frozenset[bytes] = frozenset()
    rows: tuple[dict[str, str], ...] = ()


def content_of(name: str, data: bytes, signature: str, calculate_type: str) -> Content:
    """Check an uploaded file by what it is said to be. Refuses one that is something else."""
    rules = audience_rules()
    is_list = calculate_type in rules.lists
    if not is_list and calculate_type not in rules.calculate_types:
        raise refuse("calculate_type_wrong", allowed=", ".join([*rules.calculate_types, *rules.lists]))
    text = text_of_file(name, data, signature)
    if is_list:
        return Content(rows=tuple(rows_of_list(text, calculate_type)))
    return Content(hashes=frozenset(identifiers_of(text, calculate_type)))


def text_of_file(name: str, data: bytes, signature: str) -> str:
    """The text of a file that is CSV or TXT by name and content, and is what its MD5 says. Refuses any other.

    A name without an ending passes, as the official JavaScript package sends a buffer under the name ``file``.
    """
    rules = audience_rules()
    if not name or PurePosixPath(name.lower()).suffix not in ("", *rules.extensions):
        raise refuse("file_name_wrong")
    if len(data) > rules.most_file_bytes:
        raise refuse("file_too_large", limit=rules.most_file_bytes)
    if md5(data, usedforsecurity=False).hexdigest() != signature.strip().lower():
        raise refuse("signature_wrong")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("file_no_text") from error
    if "\0" in text:
        raise refuse("file_no_text")
    return text


def identifiers_of(text: str, calculate_type: str) -> set[bytes]:
    """The hashes of a file, each once. Its first line may be a header; no other line may be anything but a hash."""
    digits = audience_rules().calculate_types[calculate_type].digits
    hashes: set[bytes] = set()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip().strip('"')
        if len(line) == digits and _HEX.fullmatch(line):
            hashes.add(bytes.fromhex(line))
        elif line and not (number == 1 and _is_header(line)):
            raise refuse("line_wrong", line=number, calculate_type=calculate_type, digits=digits)
    if not hashes:
        raise refuse("file_empty")
    return hashes


def _is_header(line: str) -> bool:
    """Whether a first line is a column's name, and not an identifier that nobody hashed."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_ -]{0,39}", line) is not None


def rows_of_list(text: str, calculate_type: str) -> list[dict[str, str]]:
    """The rows of a list, each checked by the columns of its kind."""
    rules = audience_rules()
    columns = rules.lists[calculate_type]
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if reader.fieldnames is None or set(reader.fieldnames) != set(columns):
            raise refuse("columns_wrong", calculate_type=calculate_type, columns=", ".join(columns))
        rows: list[dict[str, str]] = []
        for row in reader:
            if len(rows) == rules.most_list_rows:
                raise refuse("rows_too_many", most=rules.most_list_rows)
            rows.append(_checked(row, columns, reader.line_num))
    except csv.Error as error:
        raise refuse("row_wrong", line=reader.line_num, column="the row", what="well-formed CSV") from error
    if not rows:
        raise refuse("file_empty")
    return rows


def _checked(row: Mapping[str, str | None], columns: Mapping[str, str], line: int) -> dict[str, str]:
    if len(row) != len(columns):
        raise refuse("row_wrong", line=line, column="the row", what=f"of {len(columns)} columns")
    for name, kind in columns.items():
        if not _fits(row[name], kind):
            raise refuse("row_wrong", line=line, column=name, what=_WHAT[kind])
    return {name: str(row[name]) for name in columns}


def _fits(value: str | None, kind: str) -> bool:
    if value is None or len(value) > _MOST_CELL:
        return False
    if kind == "amount":
        return _AMOUNT.fullmatch(value) is not None
    if kind == "digits":
        return _DIGITS.fullmatch(value) is not None
    return kind == "text" or _is_link(value)


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", value)
