"""Checks replies of the control API against its OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs

from shopwright.platform.sandbox.openapi import build
from shopwright.platform.sandbox.routes import ENDPOINTS


@cache
def document() -> dict[str, Any]:
    """The document as it is served."""
    return json.loads(json.dumps(build(ENDPOINTS)))  # type: ignore[no-any-return]


def check_reply(method: str, path: str, status: int, content_type: str, body: bytes) -> None:
    """Fail when a reply is not what the document says."""
    template = find_path(path, method)
    if template is None or content_type.startswith(("text/event-stream", "text/csv", "application/zip")):
        assert status < 500, body
        return
    assert content_type == "application/json", content_type
    assert status in {200, 400, 401, 403, 404, 405, 409, 413, 429}, (status, body)
    kind = "200" if status == 200 else "default"
    _validator(template, method.lower(), kind).validate(json.loads(body))


def find_path(path: str, method: str) -> str | None:
    """The path of the document that a path means."""
    for template, methods in document()["paths"].items():
        if method.lower() in methods and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            return str(template)
    return None


@cache
def _validator(template: str, method: str, kind: str) -> jsonschema_rs.Draft202012Validator:
    content = document()["paths"][template][method]["responses"][kind]["content"]
    schema = content["application/json"].get("schema", {})
    return jsonschema_rs.Draft202012Validator({**schema, "components": document()["components"]})
