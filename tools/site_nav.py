"""A hook of MkDocs: a folder in the menu (``decisions/*``) stands for its pages, in the order of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """Replace the folders in the menu by their pages; those that the menu names itself are left out."""
    docs = Path(config["docs_dir"])
    named = set(_pages(config["nav"]))
    config["nav"] = [_expanded(item, docs, named) for item in config["nav"]]
    return config


def _pages(items: list[Any]) -> list[str]:
    pages = []
    for item in items:
        value = next(iter(item.values())) if isinstance(item, dict) else item
        pages += _pages(value) if isinstance(value, list) else [str(value)]
    return pages


def _expanded(item: Any, docs: Path, named: set[str]) -> Any:
    if not isinstance(item, dict):
        return item
    ((title, value),) = item.items()
    if not isinstance(value, list):
        return item
    children: list[Any] = []
    for child in value:
        if isinstance(child, str) and child.endswith("/*"):
            pages = sorted(str(page.relative_to(docs)) for page in (docs / child[:-2]).glob("*.md"))
            children += [page for page in pages if page not in named]
        else:
            children.append(_expanded(child, docs, named))
    return {title: children}
