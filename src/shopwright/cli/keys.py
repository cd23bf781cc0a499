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
from .refusal import Refusal
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
    data = _ask(url, sandbox_key)
    if as_json:
        print(json.dumps(data, indent=2 if sys.stdout.isatty() else None))
    else:
        _print_table(data)
    return 0


def _ask(url: str, sandbox_key: str | None) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        place = visible(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl())
        status, body = _get(parts, sandbox_key)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        remedy = "start it with 'shopwright platform serve', or say where it is with --url"
        raise Refusal(f"no platform answers at {place}: {reason}", remedy) from error
    except ValueError as error:
        raise Refusal("the URL or the sandbox key cannot be sent", f"write a URL such as {DEFAULT_URL}") from error
    if status == 401:
        raise Refusal("the sandbox key is missing or wrong", f"set {SANDBOX_KEY_VARIABLE} to the one it was started with")
    try:
        reply = json.loads(body)
        data, message = reply["data"], str(reply["message"])
    except (ValueError, LookupError, TypeError) as error:
        problem = f"what answers at {place} is no Shopwright platform (HTTP {status})"
        raise Refusal(problem, "say where the platform is with --url") from error
    if not isinstance(data, dict):
        raise Refusal(f"the platform refuses: {visible(message)}", visible(str(reply.get("remedy") or "read its log")))
    return data


def _get(url: SplitResult, sandbox_key: str | None) -> tuple[int, bytes]:
    """One GET, straight to the host: no proxy stands between a developer and their own machine."""
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


def _print_table(data: Mapping[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(data):
        table.add_row(Text(visible(name)), Text(visible(value)))
    # Where it is read by a program or goes to a file, a long token stays on one line.
    out = console()
    out.print(table, soft_wrap=False, width=None if out.is_terminal else 10_000)


def _rows(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Names and values as they are shown; what belongs together stands under one heading."""
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from ((" ", " "), (f"{prefix}{name}", ""))
            yield from _rows(value, "  ")
        elif name.endswith("_expire_in") and isinstance(value, int):
            yield f"{prefix}{name}", f"{value}  ({_date(value)})"
        else:
            yield f"{prefix}{name}", str(value)


def _date(seconds: int) -> str:
    from datetime import datetime

    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return "?"
