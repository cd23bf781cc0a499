"""What a new capability consists of, and where each part goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import check_names

from shopwright.contract.load import operations

from .capability_list import add_entry
from .changes import Changes, Refusal
from .codes import platform_layers
from .imports import add_import, sort_imports
from .places import CAPABILITIES, PACKAGE, PLATFORM, capability_names
from .pyproject_edits import BETWEEN, PURE, STORES_ONLY, add_contract, add_layer, add_sources
from .python_code import tuple_of
from .template import fill

MIGRATIONS = f"{PLATFORM}/database/migrations/versions"

#: Parts that may be asked for, each with those that it stands on.
PARTS: dict[str, tuple[str, ...]] = {
    "states": (),
    "document": ("states",),
    "rules": ("document",),
    "store": ("document",),
    "timers": ("rules", "store"),
    "sandbox": ("store",),
    "pages": ("sandbox",),
}
#: Those whose tests are written along.
TESTED = ("states", "store", "sandbox", "pages")
#: Those that do no input or output, and those that leave SQL to the store.
WITHOUT_IO, WITHOUT_SQL = ("document", "rules", "states"), ("pages", "sandbox", "timers")


@dataclass(frozen=True)
class Plan:
    """A capability's name, what its document is called, the parts that it gets, and the one that it stands above."""

    name: str
    thing: str
    things: str
    parts: frozenset[str]
    above: str

    @property
    def words(self) -> dict[str, object]:
        """What templates are filled with."""
        things = self.things.replace("_", " ")
        area = self.name if any(each.area == self.name for each in operations().values()) else ""
        return {
            "name": self.name,
            "words": self.name.replace("_", " "),
            "title": self.name.replace("_", " ").capitalize(),
            "area": area,
            "thing": self.thing,
            "things": self.things,
            "Thing": self.thing.title().replace("_", ""),
            "Things": self.things.title().replace("_", ""),
            "thing_words": self.thing.replace("_", " "),
            "things_words": things,
            "Things_words": things.capitalize(),
        }

    def module(self, part: str) -> str:
        """The file of a part, without its ending: the document's is called by what it is."""
        return self.thing if part == "document" else part


def with_what_they_need(parts: Iterable[str]) -> frozenset[str]:
    """The parts and all that they stand on."""
    wanted = set(parts)
    for part in tuple(wanted):
        wanted |= with_what_they_need(PARTS[part])
    return frozenset(wanted)


def add_capability(changes: Changes, plan: Plan) -> None:
    """Gather everything for a new capability."""
    check(changes, plan)
    folder = f"{PLATFORM}/{plan.name}"
    changes.create(f"{folder}/__init__.py", fill("capability/init.py.jinja", **plan.words))
    changes.create(f"{folder}/errors.py", fill("capability/errors.py.jinja", **plan.words))
    changes.create(f"{folder}/operations/__init__.py", fill("capability/operations.py.jinja", **plan.words))
    for part in sorted(plan.parts):
        changes.create(
            f"{folder}/{plan.module(part)}.py", sort_imports(fill(f"capability/{part}.py.jinja", **plan.words))
        )
    for part in sorted(plan.parts.intersection(TESTED)):
        name = plan.things if part != "states" else "states"
        path = f"tests/platform/{plan.name}/test_{name}{'' if part in ('states', 'store') else f'_{part}'}.py"
        changes.create(path, _module(f"capability/test_{part}.py.jinja", plan))
    if "pages" in plan.parts:
        changes.create(f"{folder}/templates/{plan.things}.html", fill("capability/page.html.jinja", **plan.words))
    guide = f"docs/guide/{plan.name.replace('_', '-')}.md"
    if not changes.exists(guide):
        changes.create(guide, fill("capability/guide.md.jinja", **plan.words))
    list_capability(changes, plan)
    add_contracts(changes, plan)
    if "store" in plan.parts:
        add_migration(changes, plan)


def _module(template: str, plan: Plan) -> str:
    """A Python file; where its imports stand depends on the names in them."""
    return sort_imports(fill(template, **plan.words))


def check(changes: Changes, plan: Plan) -> None:
    """Refuse a name that is taken or none for a folder, and a layer that is not there."""
    for name in (plan.name, plan.thing, plan.things):
        if not re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", name):
            raise Refusal(f"'{name}' is no name for a module: use small letters, digits and _")
        if word := check_names.gerund(Path(name)):
            raise Refusal(f"'{word}' is no name for a folder: name what it holds")
    if plan.name in capability_names(changes) or (changes.root / PLATFORM / plan.name).exists():
        raise Refusal(f"{plan.name} exists already")
    if not any(plan.above in layer for layer in platform_layers(changes.read("pyproject.toml"))):
        raise Refusal(f"no layer of the platform has {plan.above}: see the contract '{BETWEEN}' in pyproject.toml")


def list_capability(changes: Changes, plan: Plan) -> None:
    """Name it in ``capabilities.py``, before the first entry of a layer above its own."""
    text = changes.read(CAPABILITIES)
    modules = ["operations", *(part for part in ("store", "timers") if part in plan.parts)]
    for module in ["errors", *modules, *(part for part in ("sandbox", "pages") if part in plan.parts)]:
        text = add_import(text, f".{plan.name}", f"{module} as {plan.name}_{module}")
    fields = {"registers": tuple_of([f"{plan.name}_{module}" for module in modules], indent=8, used=11)}
    if "sandbox" in plan.parts:
        fields["endpoints"] = f"{plan.name}_sandbox.ENDPOINTS"
    if "pages" in plan.parts:
        fields["pages"] = f"{plan.name}_pages.PAGES"
        fields["templates"] = f'("{PACKAGE}.{plan.name}",)'
    fields["errors"] = f"({plan.name}_errors,)"
    layers = platform_layers(changes.read("pyproject.toml"))
    own = next(number for number, layer in enumerate(layers) if plan.above in layer)
    higher = {name for layer in layers[:own] for name in layer}
    before = next((name for name in capability_names(changes) if name in higher), None)
    changes.change(CAPABILITIES, add_entry(text, plan.name, fields, before))


def add_contracts(changes: Changes, plan: Plan) -> None:
    """Put it under the import contracts."""
    package = f"{PACKAGE}.{plan.name}"
    text = add_layer(changes.read("pyproject.toml"), plan.name, plan.above)
    text = add_contract(text, fill("capability/contract.toml.jinja", **plan.words), PURE)
    pure = [f"{package}.{plan.module(part)}" for part in WITHOUT_IO if part in plan.parts]
    without_sql = [f"{package}.{part}" for part in ("operations", *WITHOUT_SQL) if part in plan.parts | {"operations"}]
    changes.change("pyproject.toml", add_sources(add_sources(text, PURE, pure), STORES_ONLY, without_sql))


def add_migration(changes: Changes, plan: Plan) -> None:
    """A revision of the schema with the new table, after the newest."""
    revisions = [path for path in changes.files(MIGRATIONS, ".py") if Path(path).name[:4].isdigit()]
    if any(f'op.create_table(\n        "{plan.things}"' in changes.read(path) for path in revisions):
        raise Refusal(f"there is a table {plan.things} already: choose another --thing")
    newest = Path(revisions[-1]).name[:4]
    number = f"{int(newest) + 1:04}"
    words = {**plan.words, "revision": number, "down_revision": newest}
    changes.create(f"{MIGRATIONS}/{number}_{plan.name}.py", fill("capability/migration.py.jinja", **words))
