"""``shopwright doctor diff``: a captured request beside what it should be."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .captures.command_line import looks_like_curl, looks_like_http, read_curl, read_http
from .captures.exchange import Exchange
from .captures.files import read_text
from .check_result import Verdict
from .doctor import print_result
from .refusal import RefusedError
from .request_diff import examine_request
from .text import visible

_FORMS = "a curl command, a HAR, raw HTTP, or a row of shopwright logs --details --json"


def diff(
    capture: Annotated[str, Parameter(allow_leading_hyphen=True, help=f"A file with {_FORMS}; - is standard input.")],
    *,
    entry: Annotated[
        int | None, Parameter(help="Which request of several, from 1; the last of the Partner API unless named.")
    ] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON.")] = False,
) -> int:
    """Compare a captured request with what it should be.

    It looks at address, headers, parameters, body and signature, field by field. The signature is checked with the
    secret in SHOPWRIGHT_APP_SECRET, or with that of a login with the same app key. Nothing is sent, and no secret is
    printed. Exit code 1 says that something is wrong.

    For example:
        shopwright doctor diff request.txt
        shopwright doctor diff session.har --entry 3 --json
    """
    results = examine_request(_request(_text(capture), entry))
    if as_json:
        print(json.dumps([result._asdict() for result in results]))
    else:
        for result in results:
            print_result(result)
    return 1 if any(result.verdict is Verdict.WRONG for result in results) else 0


def _text(capture: str) -> str:
    if capture == "-":
        return sys.stdin.read()
    try:
        return Path(capture).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RefusedError(f"cannot read {visible(capture)}: {error.strerror}", f"name a file with {_FORMS}") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{visible(capture)} is not text in UTF-8", f"name a file with {_FORMS}") from error


def _request(text: str, entry: int | None) -> Exchange:
    if looks_like_curl(text):
        return read_curl(text, "the curl command")
    if looks_like_http(text):
        return read_http(text, "the request")
    if not text.lstrip().startswith(("{", "[")):
        raise RefusedError("the capture is none that is known", f"give {_FORMS}")
    requests = [each for each in read_text(text, "the capture") if isinstance(each, Exchange)]
    if entry is not None and 1 <= entry <= len(requests):
        return requests[entry - 1]
    ours = [each for each in requests if each.operation is not None] or requests
    if entry is not None or not ours:
        raise RefusedError(f"the capture has {len(requests)} requests", "name one of them with --entry, from 1")
    return ours[-1]
