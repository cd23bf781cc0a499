"""Writes the reference of the API as pages that need no server: operations, webhooks, and a search over all of it.

``python tools/reference_site.py FOLDER``; the build of the documentation runs it (tools/reference_pages.py).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from site_search import search_entries

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.changes import Change, changes
from shopwright.contract.feed import NAME, atom
from shopwright.contract.load import operations, webhooks
from shopwright.platform.core.config import Config
from shopwright.platform.core.registry import BUILT
from shopwright.platform.reference.entries import (
    codes_by_area,
    operation_entry,
    operations_by_area,
    share_of_fields,
    webhook_entry,
)
from shopwright.platform.reference.examples import example_sample
from shopwright.platform.reference.programs import programs
from shopwright.platform.reference.search_index import search_index

HERE = Path(__file__).parent
PLATFORM = HERE.parent / "src" / "shopwright" / "platform"
FILES = (
    PLATFORM / "core" / "pages" / "static" / "portal.css",
    PLATFORM / "reference" / "static" / "reference.css",
    PLATFORM / "reference" / "static" / "reference_search.js",
)
BASE_URL = f"http://127.0.0.1:{Config().port}"
#: Entries for the search of the site that the reference becomes a part of; tools/reference_pages.py puts them there.
SITE_SEARCH = "site_search.json"


class Addresses:
    """Where things stand in the built site, seen from the reference's folder."""

    index = "index.html"
    operations = "operations.html"
    webhooks = "webhooks.html"
    codes = "codes.html"

    def operation(self, operation_id: str) -> str:
        return f"{operation_id}.html"

    def webhook(self, number: int | str) -> str:
        return f"webhook-{number}.html"

    def code(self, number: int | str) -> str:
        return f"../error-codes.html#{number}"

    def guide(self, key: str) -> str:
        return f"../{key}.html"


def pages() -> Iterator[tuple[str, str]]:
    """Every file of the reference by its name."""
    at = Addresses()
    template = _environment().get_template("page.html")
    hooks = list(webhooks().values())
    written, total = share_of_fields()
    common = {"at": at, "index_url": "", "built": BUILT, "areas": operations_by_area(), "hooks": hooks}
    common |= {"families": codes_by_area(), "written": written, "total": total}
    for here, kind, title in (
        (at.index, "index", "API reference"),
        (at.operations, "operations", "All operations"),
        (at.webhooks, "webhooks", "All webhooks"),
        (at.codes, "codes", "All error codes"),
    ):
        yield here, template.render(**common, kind=kind, title=title, here=here)
    for operation in operations().values():
        entry, texts = operation_entry(operation), programs(example_sample(operation.id), BASE_URL)
        yield (
            at.operation(operation.id),
            template.render(**common, kind="operation", title=operation.summary, here="", entry=entry, programs=texts),
        )
    for hook in hooks:
        title = f"Webhook {hook.type}: {hook.name}"
        yield (
            at.webhook(hook.type),
            template.render(**common, kind="webhook", title=title, here="", entry=webhook_entry(hook)),
        )
    yield NAME, atom(changes(), _documented_at)
    yield SITE_SEARCH, json.dumps(list(search_entries()), ensure_ascii=False)
    yield "index.js", f"globalThis.referenceIndex = {search_index().decode()};\n"
    for file in FILES:
        yield file.name, file.read_text(encoding="utf-8")


def _documented_at(change: Change) -> str | None:
    """The page of the documentation that a change names, seen from the reference's folder."""
    page, _, spot = change.source.removeprefix("docs/").partition("#")
    if not change.source.startswith("docs/") or not page.endswith(".md"):
        return None
    return f"../{page.removesuffix('.md')}.html" + (f"#{spot}" if spot else "")


def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(HERE / "reference_site"), PackageLoader("shopwright.platform.reference")]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages go; it is made if it is not there")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
