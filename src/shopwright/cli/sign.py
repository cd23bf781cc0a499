"""``shopwright sign explain``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from .refusal import RefusedError
from .secret_input import app_secret
from .text import console, visible

if TYPE_CHECKING:
    from .signed_call import SignatureCheck


def explain(
    url: Annotated[str, Parameter(help="The whole URL of the call, in quotes.")],
    /,
    *,
    method: Annotated[str | None, Parameter(help="GET unless named, or POST when there is a body.")] = None,
    body: Annotated[
        str | None, Parameter(allow_leading_hyphen=True, help="The body as it is sent; - reads it from standard input.")
    ] = None,
    body_file: Annotated[
        str | None,
        Parameter(allow_leading_hyphen=True, help="A file with the very bytes of the body; - is standard input."),
    ] = None,
    content_type: Annotated[str, Parameter(help="The content type that is sent.")] = "application/json",
    sign: Annotated[str | None, Parameter(help="The signature to check, if the URL holds none.")] = None,
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", show_default=False, help="Answer with one JSON object.")
    ] = False,
) -> int:
    """Show what a call's signature is made of, and why one does not fit.

    The app secret is asked for, or taken from SHOPWRIGHT_APP_SECRET; it is never an argument and never shown.
    SHOPWRIGHT_ACCESS_TOKEN, and the secrets of other logins, are tried as keys. Mistakes are tried alone, then two at
    once. Exit code 1 says that the call would be refused, 0 that its signature fits or that there is none.

    For example:
        shopwright sign explain "http://127.0.0.1:8600/order/202309/orders/search?app_key=a&timestamp=1&sign=b"
        shopwright sign explain "$URL" --body-file body.json --json
    """
    from .profiles import known_secrets
    from .signed_call import examine, read_call

    token = os.environ.get("SHOPWRIGHT_ACCESS_TOKEN")
    call, carried = read_call(url, method, _body(body, body_file), content_type, token)
    secret = app_secret()
    others = [other for other in known_secrets() if other != secret]
    check = examine(secret, call, carried if sign is None else sign, others)
    if as_json:
        print(json.dumps(check._asdict()))
    else:
        _print(check)
    return 1 if check.matches is False or check.mistake else 0


def _body(text: str | None, file: str | None) -> bytes:
    if text is not None and file is not None:
        raise RefusedError("--body and --body-file exclude each other", "leave one of them out")
    if "-" in (text, file):
        return sys.stdin.buffer.read()
    if file is None:
        return (text or "").encode("utf-8", "surrogateescape")
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise RefusedError(
            f"cannot read the body from {visible(file)}: {error.strerror}", "name a file with it"
        ) from error


def _print(check: SignatureCheck) -> None:
    from rich.text import Text

    out = console()

    def section(title: str, text: str, style: str = "") -> None:
        out.print(Text(title, "bold"))
        out.print(Text.assemble("  ", (visible(text), style)))

    section("String to sign", check.canonical)
    section("Right sign", check.sign, "green")
    if check.received is not None:
        verdict, style = ("it fits", "green") if check.matches else ("it does not fit", "red")
        verdict += ", but the call is refused all the same" if check.matches and check.mistake else ""
        section(f"Given sign: {verdict}", check.received or "(none)", style)
    if check.matches is False or check.mistake:
        section("Likely mistake", check.mistake or "none of the known ones", "yellow")
        section("Remedy", check.remedy or "")
    for note in check.notes:
        out.print(Text.assemble(("Note ", "bold"), visible(note)))
