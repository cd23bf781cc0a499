"""The content type: JSON where the operation takes JSON, multipart where it takes a file."""

from __future__ import annotations

import re

from shopwright.platform.core.call import Call
from shopwright.wire.gateway_codes import NOT_JSON, NOT_MULTIPART
from shopwright.wire.signing import is_multipart

_QUOTED = re.compile(r'"[^"]*"')


def media_type(content_type: str) -> str:
    """A content type without its parameters, lower case."""
    return content_type.split(";", 1)[0].strip().lower()


def check_content_type(call: Call) -> None:
    """Refuse a body of another type than the operation takes, and two types (docs/reference/gateway.md#codes).

    Operations without a body tolerate any one type; several clients send a type with nothing behind it.
    """
    body, content_type = call.operation.body, call.request.headers.get("content-type", "")
    if "," in _QUOTED.sub("", content_type):
        raise NOT_JSON()
    if body is not None and body.is_multipart:
        if not is_multipart(content_type):
            raise NOT_MULTIPART()
    elif call.request.body and media_type(content_type) != "application/json":
        raise NOT_JSON()
