"""Every address of the hub."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.hub.harness import Hub

#: What stands in addresses in the place of a row that is not there.
_PARTS = {"channel": "tiktok_shop", "kind": "count", "step": "shipped"}


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


ALL = list(_patterns(get_resolver()))
OF_WORKSPACES = {entry.name: entry for path, entry in ALL if path.startswith("w/")}


def address(hub: Hub, name: str) -> str:
    converters = OF_WORKSPACES[name].pattern.converters
    parts = {part: _PARTS.get(part, 0) for part in converters}
    return reverse(name, kwargs={**parts, "workspace": hub.workspace.slug})


def permission_of(name: str) -> object:
    """What an address of a workspace asks for."""
    return getattr(OF_WORKSPACES[name].callback, "permission", None)
