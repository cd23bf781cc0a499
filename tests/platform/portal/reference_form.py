"""The form of the reference that sends a call, read without JavaScript."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from .visitor import Visitor, token_of, words_of


def path_of(operation_id: str) -> str:
    """The page of an operation."""
    return f"/reference/operations/{operation_id}"


def fields_of(html: str) -> list[tuple[str, str]]:
    """The fields of the form with the values that the page gives them."""
    form = html[html.index('#result"') :].partition("</form>")[0]
    fields = [("form_token", token_of(form)), ("act", "send")]
    for name, options in re.findall(r'<select id="([\w-]+)"(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields.append((name, chosen[1] if chosen else ""))
    fields += [(name, unescape(text)) for name, text in re.findall(r'name="([pf]-\w+)" value="([^"]*)"', form)]
    fields += [("body", unescape(text)) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)]
    return fields


def ready(visitor: Visitor, operation_id: str) -> str:
    """The page of an operation whose form has all that it takes; what the shop lacks is made by its button."""
    html = visitor.open(path_of(operation_id))
    for _ in range(2):
        if 'value="make"' not in html:
            return html
        reply = visitor.post(path_of(operation_id), list((dict(fields_of(html)) | {"act": "make"}).items()))
        if reply.status_code != 303:
            raise AssertionError(f"{operation_id}: {words_of(reply.text.partition('result-title')[2])[:300]}")
        html = visitor.open(reply.headers["location"].partition("#")[0])
    return html


def sent(visitor: Visitor, operation_id: str, html: str, **changes: str) -> str:
    """Send the form as a page fills it in, with changes; answers the page that comes back."""
    fields = dict(fields_of(html)) | changes
    reply = visitor.post(path_of(operation_id), list(fields.items()))
    assert reply.status_code == 200, reply.text[:300]
    return reply.text


def tried(visitor: Visitor, operation_id: str, **changes: str) -> str:
    """Send the form of an operation's page, with changes; answers the page that comes back."""
    return sent(visitor, operation_id, visitor.open(path_of(operation_id)), **changes)


def code_of(html: str) -> int | None:
    """The code of the reply that a page shows; none where nothing was sent."""
    match = re.search(r'id="result" data-code="(-?\d+)"', html)
    return int(match[1]) if match else None


def reply_of(html: str) -> Any:
    """The reply that a page shows."""
    match = re.search(r'data-copy="([^"]*)" aria-label="Copy the reply"', html)
    assert match is not None, "nothing was sent"
    return json.loads(unescape(match[1]))
