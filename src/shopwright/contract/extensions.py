"""Operations and webhooks of ours beside the Partner API, each group an OpenAPI document of its own.

They live in ``data/extensions``, so that the documents of the Partner API hold TikTok's facts alone. What comes from
here is marked ``x-extension`` (docs/decisions/0057-extensions-are-kept-apart.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import cast

from shopwright import decoders

from .json_values import Json


def extensions() -> Iterator[Json]:
    """Each extension's document, by the name of its file."""
    folder = files("shopwright.contract").joinpath("data", "extensions")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        yield cast(Json, decoders.decode(path.read_bytes()))


def add_extensions(document: Json) -> None:
    """Add every extension to the Partner API's document; LookupError where one would replace what is there."""
    for extension in extensions():
        for group in ("paths", "webhooks"):
            entries = cast("dict[str, dict[str, Json]]", extension[group])
            for methods in entries.values():
                for source in methods.values():
                    source["x-extension"] = True
            _add(cast(Json, document[group]), cast(Json, entries))
        components = cast("dict[str, Json]", extension["components"])
        _add(cast("dict[str, Json]", document["components"])["schemas"], components["schemas"])
        cast("list[object]", document["tags"]).extend(cast("list[object]", extension["tags"]))


def _add(target: Json, entries: Json) -> None:
    taken = sorted(target.keys() & entries.keys())
    if taken:
        raise LookupError(f"an extension names what the Partner API has: {', '.join(taken)}")
    target.update(entries)
