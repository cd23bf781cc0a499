"""``shopwright platform keys``: asks a running platform for everything that a client needs to begin."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from cyclopts import Parameter

from .options import DEFAULT_URL, SANDBOX_KEY_VARIABLE
from .refusal import RefusedError
from .text import console, visible

_SECONDS = 10
_MOST_BYTES = 1_000_000


def keys(
    *,
    url: Annotated[str, Parameter(help="Where the platform runs.")] = DEFAULT_URL,
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", show_default=False, help="Print them as one JSON object.")
    ] = False,
    sandbox_key: Annotated[
        str | None, Parameter(env_var=SANDBOX_KEY_VARIABLE, help="The key that the platform was started with.")
    ] = None,
) -> int:
    """Show the keys of a running platform: demo app, tokens, shop."""
    data = ask_keys(url, sandbox_key)
    if as_json:
        print(json.dumps(data, indent=2 if sys.stdout.isatty() else None))
    else:
        _print_keys(data)
    return 0


def ask_keys(url: str, sandbox_key: str | None) -> dict[str, Any]:
    """Get the keys of a platform. Raises ``RefusedError`` where none answers."""
    try:
        parts = urlsplit(url)
        place = visible(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl())
        status, body = _get(parts, sandbox_key)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        remedy = "start it with 'shopwright platform serve', or say where it is with --url"
        raise RefusedError(f"no platform answers at {place}: {reason}", remedy) from error
    except ValueError as error:
        raise RefusedError("the URL or the sandbox key cannot be sent", f"write a URL such as {DEFAULT_URL}") from error
    if status == 401:
        raise RefusedError(
            "the sandbox key is missing or wrong", f"set {SANDBOX_KEY_VARIABLE} to the one it was started with"
        )
    try:
        reply = json.loads(body)
        data, message = reply["data"], str(reply["message"])
    except (ValueError, LookupError, TypeError) as error:
        problem = f"what answers at {place} is no Shopwright platform (HTTP {status})"
        raise RefusedError(problem, "say where the platform is with --url") from error
    if not isinstance(data, dict):
        raise RefusedError(
            f"the platform refuses: {visible(message)}", visible(str(reply.get("remedy") or "read its log"))
        )
    return data


def _get(url: SplitResult, sandbox_key: str | None) -> tuple[int, bytes]:
    """Send a GET straight to the host, without a proxy."""
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("not an HTTP URL")
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname, url.port, timeout=_SECONDS)
    try:
        headers = {"x-sandbox-key": sandbox_key} if sandbox_key else {}
        connection.request("GET", f"{url.path.rstrip('/')}/sandbox/keys", headers=headers)
        reply = connection.getresponse()
        return reply.status, reply.read(_MOST_BYTES)
    finally:
        connection.close()


def _print_keys(data: Mapping[str, Any]) -> None:
    """Print each key on one line, however long, so that people and programs can copy it."""
    from rich.text import Text

    rows = list(_rows(data))
    width = max((len(name) for name, _ in rows), default=0) + 2
    for name, value in rows:
        style = "dim" if value else "bold"
        console().print(Text.assemble((visible(name).ljust(width) if value else visible(name), style), visible(value)))


def _rows(data: Mapping[str, Any], indent: str = "") -> Iterator[tuple[str, str]]:
    """Names and values in order of output; groups come last, each under a heading without a value."""
    for name, value in data.items():
        if name.endswith("_expire_in") and isinstance(value, int):
            yield indent + name, f"{value}  ({_date(value)})"
        elif isinstance(value, list):
            yield indent + name, f"{len(value)}, which --json lists"
        elif not isinstance(value, Mapping):
            yield indent + name, str(value) or "(none)"
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield indent + name, ""
            yield from _rows(value, indent + "  ")


def _date(seconds: int) -> str:
    from datetime import datetime

    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return "?"
