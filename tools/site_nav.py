"""A hook of MkDocs: folders in the menu (``decisions/*``) stand for their pages, and pages that moved lead on."""

from __future__ import annotations

import html
import os
import tomllib
from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """Replace the folders in the menu by their pages; those that the menu names itself are left out."""
    docs = Path(config["docs_dir"])
    own_entries = set(_pages(config["nav"]))
    config["nav"] = [_expanded(item, docs, own_entries) for item in config["nav"]]
    return config


def on_post_build(config: Any) -> None:
    """Write a page at each old address of docs/redirects.toml."""
    moved = tomllib.loads((Path(config["docs_dir"]) / "redirects.toml").read_text(encoding="utf-8"))
    for page, target in moved.items():
        path = Path(config["site_dir"]) / page.replace(".md", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(leads_on(page, target), encoding="utf-8")


def leads_on(page: str, target: str) -> str:
    """A page that sends its reader on, relative to where it stands, so that it works from disk too."""
    file, _, anchor = target.partition("#")
    address = os.path.relpath(file.replace(".md", ".html"), Path(page).parent) + (f"#{anchor}" if anchor else "")
    link = html.escape(Path(address).as_posix())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Moved</title>'
        f'<meta http-equiv="refresh" content="0; url={link}">'
        f'<p>This page moved: <a href="{link}">go on</a>.</p></html>\n'
    )


def _pages(items: list[Any]) -> list[str]:
    pages = []
    for item in items:
        value = next(iter(item.values())) if isinstance(item, dict) else item
        pages += _pages(value) if isinstance(value, list) else [str(value)]
    return pages


def _expanded(item: Any, docs: Path, own_entries: set[str]) -> Any:
    if not isinstance(item, dict):
        return item
    ((title, value),) = item.items()
    if not isinstance(value, list):
        return item
    children: list[Any] = []
    for child in value:
        if isinstance(child, str) and child.endswith("/*"):
            pages = sorted(str(page.relative_to(docs)) for page in (docs / child[:-2]).glob("*.md"))
            children += [page for page in pages if page not in own_entries]
        else:
            children.append(_expanded(child, docs, own_entries))
    return {title: children}
