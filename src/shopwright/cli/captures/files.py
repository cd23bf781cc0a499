"""Reads recordings from files: HAR, lines of JSON, JSON."""

from __future__ import annotations

import base64
import binascii
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shopwright.cli.refusal import RefusedError
from shopwright.cli.text import visible
from shopwright.contract.load import operations

from .exchange import UNKNOWN, Exchange, Notification

SUFFIXES = (".har", ".json", ".jsonl", ".ndjson")

#: The most bytes of one file.
_MOST_BYTES = 200_000_000

_REMEDY = "write HAR, or a JSON object for each call: see the guide to recordings (docs/guide/drift.md)"

Recorded = Exchange | Notification


def read_recordings(place: Path) -> list[Recorded]:
    """All that a directory or a file holds. Raises ``RefusedError``; refusals repeat nothing of the contents."""
    if place.is_dir():
        files = sorted(file for file in place.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    elif place.exists():
        files = [place]
    else:
        raise RefusedError(f"there is no {visible(str(place))}", "name a directory or a file of recorded calls")
    recorded = [each for file in files for each in read_text(_text_of(file), file.name)]
    if not recorded:
        endings = ", ".join(SUFFIXES)
        raise RefusedError(f"{visible(str(place))} holds no recorded calls", f"files end in {endings}; {_REMEDY}")
    return recorded


def read_standard_input() -> list[Recorded]:
    """All that standard input holds."""
    return list(read_text(sys.stdin.read(_MOST_BYTES), "standard input"))


def read_text(text: str, name: str) -> Iterator[Recorded]:
    """The recorded calls of a text: a HAR, a JSON list or object, or lines of JSON."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _lines(text, name)
        return
    if isinstance(whole, dict) and isinstance(whole.get("log"), dict):
        yield from _har(whole["log"], name)
        return
    rows = whole if isinstance(whole, list) else [whole]
    for number, row in enumerate(rows, 1):
        yield _row(row, f"{name}, entry {number}")


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise RefusedError(f"{visible(file.name)} is over {_MOST_BYTES} bytes", "cut it into several files")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RefusedError(f"{visible(file.name)} cannot be read: {error.strerror}", "name files with JSON") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{visible(file.name)} is not text in UTF-8", _REMEDY) from error


def _lines(text: str, name: str) -> Iterator[Recorded]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RefusedError(f"{visible(where)} is not JSON", _REMEDY) from error
        yield _row(row, where)


def _row(row: Any, where: str) -> Recorded:
    """A call of the simple form, a row of the platform's request log, or a notification."""
    if not isinstance(row, dict):
        raise RefusedError(f"{visible(where)} is not an object", _REMEDY)
    if isinstance(row.get("webhook"), dict):
        return Notification(where, row["webhook"])
    if "data" in row and isinstance(row.get("type"), int):
        return Notification(where, row)
    operation_id = row.get("operation")
    operation = operations().get(operation_id) if isinstance(operation_id, str) else None
    parts = _split(_string(row, "path", where, operation.path if operation else None), where)
    status = row.get("status", row.get("http_status"))
    if status is not None and not isinstance(status, int):
        raise RefusedError(f"{visible(where)} has a status that is no number", _REMEDY)
    query = row.get("query", parts[2])
    return Exchange(
        where,
        _string(row, "method", where, operation.method if operation else None).upper(),
        parts[1],
        query if isinstance(query, str) else "",
        _headers(row.get("headers")),
        _bytes(row.get("body")),
        status if status is not None else (200 if "reply" in row else None),
        _json_of(row.get("reply", UNKNOWN)),
        operation.id if operation else None,
        parts[0],
    )


def _har(log: Mapping[str, Any], name: str) -> Iterator[Exchange]:
    entries = log.get("entries")
    if not isinstance(entries, list):
        raise RefusedError(f"{visible(name)} is a HAR without entries", _REMEDY)
    for number, entry in enumerate(entries, 1):
        yield har_entry(entry, f"{name}, entry {number}")


def har_entry(entry: Any, where: str) -> Exchange:
    """An entry of a HAR file."""
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict):
        raise RefusedError(f"{visible(where)} has no request", _REMEDY)
    response = entry.get("response")
    response = response if isinstance(response, dict) else {}
    posted = request.get("postData")
    parts = _split(_string(request, "url", where, None), where)
    status = response.get("status")
    return Exchange(
        where,
        _string(request, "method", where, None).upper(),
        parts[1],
        parts[2],
        _headers(request.get("headers")),
        _bytes(posted.get("text")) if isinstance(posted, dict) else b"",
        status if isinstance(status, int) and status > 0 else None,
        _json_of(_content(response.get("content"))),
        None,
        parts[0],
    )


def _content(content: Any) -> Any:
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        return UNKNOWN
    if content.get("encoding") != "base64":
        return content["text"]
    try:
        return base64.b64decode(content["text"]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return UNKNOWN


def _split(url: str, where: str) -> tuple[str, str, str]:
    """Scheme and host, path, query."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise RefusedError(f"{visible(where)} has an address that cannot be read", _REMEDY) from error
    host = parts.netloc.rpartition("@")[2]
    return (f"{parts.scheme}://{host}" if host else "", parts.path, parts.query)


def _string(row: Mapping[str, Any], name: str, where: str, otherwise: str | None) -> str:
    value = row.get(name, otherwise)
    if not isinstance(value, str):
        raise RefusedError(f"{visible(where)} has no {name}", _REMEDY)
    return value


def _headers(headers: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(headers, dict):
        return tuple((str(name), str(value)) for name, value in headers.items())
    if isinstance(headers, list):
        pairs = [header for header in headers if isinstance(header, dict)]
        return tuple((str(pair.get("name", "")), str(pair.get("value", ""))) for pair in pairs)
    return ()


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return (body if isinstance(body, str) else json.dumps(body)).encode("utf-8", "surrogatepass")


def _json_of(reply: Any) -> Any:
    """A reply as JSON, where it was kept whole."""
    if not isinstance(reply, str):
        return reply
    try:
        return json.loads(reply)
    except (ValueError, RecursionError):
        return UNKNOWN
