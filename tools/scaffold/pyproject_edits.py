"""Edits the import contracts in ``pyproject.toml``: a layer, modules under a rule, another contract."""

from __future__ import annotations

import re

from .changes import Refusal

PURE = "rules, states and wire do no input or output and read no clock"
STORES_ONLY = "only stores speak to a database"
BETWEEN = "inside the platform: each capability uses those below it"


def add_layer(text: str, name: str, above: str) -> str:
    """The text with a layer of the platform, directly above the one of another capability."""
    begin, end = _contract(text, BETWEEN)
    lines = text[begin:end].splitlines(keepends=True)
    for number, line in enumerate(lines):
        if re.fullmatch(rf'    "(.* )?{re.escape(above)}( .*)?",\n', line):
            return text[:begin] + "".join([*lines[:number], f'    "{name}",\n', *lines[number:]]) + text[end:]
    raise Refusal(f"no layer of the platform has {above}")


def add_sources(text: str, contract: str, modules: list[str]) -> str:
    """The text with modules among the ``source_modules`` of a contract, in alphabetical order."""
    begin, end = _contract(text, contract)
    body = text[begin:end]
    head, opening, rest = body.partition("source_modules = [\n")
    listed, closing, tail = rest.partition("]\n")
    rows = listed.splitlines(keepends=True)
    for row in (f'    "{module}",\n' for module in modules):
        rows.insert(next((number for number, other in enumerate(rows) if number and other > row), len(rows)), row)
    return text[:begin] + head + opening + "".join(rows) + closing + tail + text[end:]


def add_contract(text: str, contract: str, before: str) -> str:
    """The text with a contract before the one of that name."""
    begin, _ = _contract(text, before)
    return f"{text[:begin]}{contract}\n{text[begin:]}"


def _contract(text: str, name: str) -> tuple[int, int]:
    """Where a contract begins and ends."""
    heading = "[[tool.importlinter.contracts]]"
    at = text.find(f'name = "{name}"')
    if at < 0:
        raise Refusal(f"pyproject.toml has no import contract {name!r}")
    begin = text.rfind(heading, 0, at)
    end = text.find(heading, at)
    return begin, end if end > 0 else len(text)
