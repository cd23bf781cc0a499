"""What the reference of the API and the table of codes add to the search of the documentation's site."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import TypedDict

from shopwright.contract.load import operations, webhooks
from shopwright.contract.model import Operation, Webhook
from shopwright.platform.reference.entries import operation_entry, webhook_entry
from shopwright.platform.reference.fields import Field
from shopwright.wire.meanings import Meaning, meanings

#: Pages of the reference count less than guides, which tell what many operations are for.
BEHIND_GUIDES = 0.3


class SearchEntry(TypedDict):
    """A page, or a spot on one, as the site's search keeps it; ``text`` is HTML."""

    location: str
    title: str
    text: str
    boost: float


def search_entries() -> Iterator[SearchEntry]:
    """An entry for each operation, webhook and code."""
    yield from map(_operation, operations().values())
    yield from map(_webhook, webhooks().values())
    for code, meaning in meanings().items():
        yield _code(code, meaning)


def _operation(operation: Operation) -> SearchEntry:
    entry = operation_entry(operation)
    text = _paragraphs(
        operation.id,
        f"{operation.method} {operation.path}",
        f"Scopes: {', '.join(operation.scopes) or 'none'}",
        f"Packages: {', '.join(entry.packages) or 'none'}",
        f"Fields: {_names([*entry.parameters, *entry.body, *entry.reply])}",
    )
    return SearchEntry(
        location=f"api/{operation.id}.html",
        title=f"{operation.summary} · {operation.id}",
        text=text,
        boost=BEHIND_GUIDES,
    )


def _webhook(webhook: Webhook) -> SearchEntry:
    text = _paragraphs(webhook.event_name or "", f"Fields: {_names(webhook_entry(webhook).fields)}")
    return SearchEntry(
        location=f"api/webhook-{webhook.type}.html",
        title=f"Webhook {webhook.type}: {webhook.name}",
        text=text,
        boost=BEHIND_GUIDES,
    )


def _code(code: int, meaning: Meaning) -> SearchEntry:
    text = _paragraphs(meaning.meaning, meaning.cause, meaning.remedy)
    return SearchEntry(location=f"error-codes.html#{code}", title=str(code), text=text, boost=1)


def _names(fields: Iterable[Field]) -> str:
    return " ".join(dict.fromkeys(field.name for field in fields))


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in texts if text)
