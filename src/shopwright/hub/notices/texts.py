"""Which text a step is told with: the shop's own, the workspace's, or the one that comes with the hub."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order

from .models import NoticeText, Step

ENGLISH = "en"
Own = Mapping[tuple[str, str, int | None], str]


class Text(NamedTuple):
    language: str
    text: str


@cache
def languages() -> Mapping[str, str]:
    """The names of the languages that texts may be written in, by their codes."""
    names: Mapping[str, str] = _data("languages")["names"]
    return names


def language_of(country: str, region: str) -> str:
    """The language of a buyer's country, or else of the shop's market."""
    known: Mapping[str, str] = _data("languages")["countries"]
    return known.get(country.upper()) or known.get(region.upper(), ENGLISH)


def language_of_order(order: Order) -> str:
    return language_of(order.buyer.country, order.connection.region)


def own_texts(workspace_id: int) -> Own:
    """The texts that people of a workspace wrote, by step, language and connection."""
    rows = NoticeText.objects.filter(workspace_id=workspace_id)
    return {(row.step, row.language, row.connection_id): row.text for row in rows}


def text_for(own: Own, step: str, language: str, connection_id: int | None) -> Text:
    """The text of a step in a language, in English where there is none in it."""
    for code in (language, ENGLISH):
        for place in (connection_id, None):
            if text := own.get((step, code, place)):
                return Text(code, text)
        if text := built_in(step, code):
            return Text(code, text)
    raise LookupError(step)


def built_in(step: str, language: str) -> str:
    """The text that comes with the hub; empty in a language that it has none in."""
    text: str = _data("texts").get(language, {}).get(step, "")
    return text


def hashes(workspace: Workspace, connection: Connection) -> dict[str, str]:
    """A hash of all texts that each step may be told with in a shop: another one once any of them changes."""
    own = own_texts(workspace.pk)
    by_step = {}
    for step in Step.values:
        texts = [text_for(own, step, language, connection.pk) for language in languages()]
        by_step[step] = hashlib.sha256(repr(texts).encode()).hexdigest()
    return by_step


@cache
def _data(name: str) -> dict[str, dict[str, str]]:
    content = files(__package__).joinpath("data", f"{name}.json").read_bytes()
    read: dict[str, dict[str, str]] = json.loads(content)
    return read
