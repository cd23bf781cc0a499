"""A logged call as text to copy: for the shell, and for Shopwright's own client. Neither holds a secret."""

from __future__ import annotations

import json
import shlex
from pprint import pformat
from urllib.parse import quote

from shopwright.contract.load import operations, schema
from shopwright.contract.model import Operation
from shopwright.platform.reference.json_samples import SHELL
from shopwright.platform.sandbox.inspection import RequestDetailView
from shopwright.wire.signing import UNSIGNED_PARAMETERS, parse_query

#: Parameters that are made anew for each call, and those that come from the client's settings.
_NEW = UNSIGNED_PARAMETERS | {"timestamp"}
_SETTINGS = frozenset({"app_key", "shop_cipher"})

_PYTHON = """\
# SHOPWRIGHT_APP_KEY, _APP_SECRET, _ACCESS_TOKEN and _SHOP_CIPHER: see `shopwright platform keys`
import os

from shopwright import Shop

os.environ.setdefault("SHOPWRIGHT_BASE_URL", {base!r})
with Shop.from_env() as shop:
    print({call})
"""


def why_not_copied(call: RequestDetailView) -> str:
    """Why a call cannot be made again from the log; empty when it can."""
    if call.operation not in operations():
        return "Only calls of known operations can be sent again."
    if call.headers.get("content-type", "").startswith("multipart/"):
        return "Uploads are not kept in the log, so that they cannot be sent again from here."
    if call.body.endswith(" bytes)") and "… (" in call.body[-30:]:
        return "The body was too long to be kept whole, so that it cannot be sent again from here."
    if "[redacted]" in call.body:
        return "The body had a secret in it that was not kept, so that it cannot be sent again from here."
    return ""


def kept_pairs(call: RequestDetailView) -> list[tuple[str, str]]:
    """The query without what is made anew for each call."""
    return [pair for pair in parse_query(call.query) if pair[0] not in _NEW]


def as_curl(call: RequestDetailView, base_url: str) -> str:
    """A shell script that signs the call anew and sends it, with openssl and curl."""
    pairs = kept_pairs(call)
    signed = sorted([*pairs, ("timestamp", "")], key=lambda pair: pair[0].encode())
    text = "".join(
        'timestamp"$timestamp"' if name == "timestamp" else shlex.quote(name + value) for name, value in signed
    )
    query = "".join(shlex.quote(f"{_quoted(name)}={_quoted(value)}&") for name, value in pairs)
    data = ' \\\n  --data-raw "$body"' if call.body else ""
    values = {"path": shlex.quote(call.path), "body": shlex.quote(call.body), "text": text, "query": query}
    return SHELL.format(
        needs="SHOPWRIGHT_APP_SECRET and SHOPWRIGHT_ACCESS_TOKEN",
        method=call.method,
        base=shlex.quote(base_url),
        data=data,
        **values,
    )


def as_python(call: RequestDetailView, base_url: str) -> str:
    """The same with the client: by the operation's method where its arguments are known, else by path; empty for a
    body that is no JSON, or nested too deeply to be read or written, which the client does not send."""
    try:
        return _python(call, json.loads(call.body or "{}"), base_url)
    except (ValueError, RecursionError):
        return ""


def _python(call: RequestDetailView, body: object, base_url: str) -> str:
    operation = operations()[call.operation or ""]
    arguments = _arguments(operation, call, body)
    if arguments is None:
        query = dict(pair for pair in kept_pairs(call) if pair[0] not in _SETTINGS)
        sent = f", body={_literal(body)}" if call.body else ""
        return _PYTHON.format(base=base_url, call=f"shop.request({call.method!r}, {call.path!r}, query={query}{sent})")
    written = ", ".join(f"{name}={_literal(value)}" for name, value in arguments.items())
    return _PYTHON.format(base=base_url, call=f"shop.{operation.area}.{operation.name}({written})")


def _arguments(operation: Operation, call: RequestDetailView, body: object) -> dict[str, object] | None:
    """What the operation's method takes; ``None`` where the call has something that it does not take."""
    pairs = [pair for pair in kept_pairs(call) if pair[0] not in _SETTINGS]
    query = dict(pairs)
    names = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    fields = schema(operation.body.schema).properties if operation.body else {}
    wanted, sent = operation.path.split("/"), call.path.split("/")
    if not isinstance(body, dict) or not names.issuperset(query) or not set(fields).issuperset(body):
        return None
    if len(query) != len(pairs) or len(wanted) != len(sent) or wanted[:3] != sent[:3]:
        return None
    path = {part[1:-1]: value for part, value in zip(wanted, sent, strict=True) if part.startswith("{")}
    numbers = {name: int(text) if text.isdecimal() and len(text) < 10 else text for name, text in query.items()}
    return {**path, **numbers, **body}


def _literal(value: object) -> str:
    return pformat(value, width=100, sort_dicts=False).replace("\n", "\n        ")


def _quoted(text: str) -> str:
    return quote(text, safe="")
