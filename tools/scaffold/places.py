"""Where an operation lives: its capability, and the files of it that a new operation touches."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass

from shopwright.contract.model import Operation
from shopwright.platform.core.registry import BUILT

from .changes import Changes, Refusal

PACKAGE = "shopwright.platform"
PLATFORM = "src/shopwright/platform"
CAPABILITIES = f"{PLATFORM}/capabilities.py"

#: Guides whose name is not that of the folder.
GUIDES = {
    "accounts": "authorization",
    "logistics": "fulfilment",
    "sales/orders": "orders",
    "sales/packages": "fulfilment",
    "sales/cancellations": "returns",
    "sales/refunds": "returns",
    "sales/returns": "returns",
}


@dataclass(frozen=True)
class Place:
    """A folder of operations: ``folder`` is relative to the platform, such as ``catalogue`` or ``sales/returns``."""

    folder: str

    @property
    def capability(self) -> str:
        """The name in ``capabilities.py``."""
        return self.folder.partition("/")[0]

    @property
    def package(self) -> str:
        """Its dotted name."""
        return f"{PACKAGE}.{self.folder.replace('/', '.')}"

    @property
    def path(self) -> str:
        """Its path below the root."""
        return f"{PLATFORM}/{self.folder}"

    @property
    def label(self) -> str:
        """What its modules are called in ``capabilities.py``: its folder's name."""
        return self.folder.rpartition("/")[2]

    @property
    def guide(self) -> str:
        """Its page of the guide."""
        return f"docs/guide/{GUIDES.get(self.folder, self.capability.replace('_', '-'))}.md"


def place_of(operation: Operation, wish: str | None, changes: Changes) -> Place:
    """The folder that was named, or else that of the built operations whose paths are most alike."""
    known = capability_names(changes)
    folder = wish.strip("/").replace(".", "/") if wish else _of_sisters(operation) or _of_area(operation, known)
    if folder is None:
        raise Refusal(
            f"no capability has operations of /{operation.area}/ yet: name one with --capability, or begin one with "
            f"tools/new_capability.py ({', '.join(known)} are known)"
        )
    if folder.partition("/")[0] not in known or not (changes.root / PLATFORM / folder).is_dir():
        raise Refusal(f"there is no capability {folder} ({', '.join(known)} are known)")
    return Place(folder)


def capability_names(changes: Changes) -> list[str]:
    """The names in ``capabilities.py``, in its order."""
    tree = ast.parse(changes.read(CAPABILITIES))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    entries = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Capability"]
    values = [word.value for call in entries for word in call.keywords if word.arg == "name"]
    return [str(value.value) for value in values if isinstance(value, ast.Constant)]


def _of_sisters(operation: Operation) -> str | None:
    alike: Counter[str] = Counter()
    for built in BUILT.values():
        if built.operation.area == operation.area:
            folder = built.handler.__module__.removeprefix(f"{PACKAGE}.").partition(".operations")[0]
            alike[folder.replace(".", "/")] += 1 + 100 * _shared_words(built.operation.path, operation.path)
    return alike.most_common(1)[0][0] if alike else None


def _shared_words(path: str, other: str) -> int:
    """How many words after area and version the paths have in common from the left."""
    count = 0
    for word, its in zip(path.split("/")[3:], other.split("/")[3:], strict=False):
        if word != its:
            break
        count += 1
    return count


def _of_area(operation: Operation, known: list[str]) -> str | None:
    words = operation.area.split("_")
    names = ["_".join(words[:length]) for length in range(len(words), 0, -1)]
    return next((name for name in names if name in known), None)
