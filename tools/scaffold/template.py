"""Fills in the templates of this folder."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER = Path(__file__).with_name("templates")


def fill(name: str, /, **values: object) -> str:
    """A template with its values, ending in one line break."""
    environment = Environment(  # noqa: S701 - what comes out is Python and Markdown
        loader=FileSystemLoader(_FOLDER), trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template(name).render(values).rstrip("\n") + "\n"
