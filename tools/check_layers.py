"""Checks the layers inside every capability, by the names of its files.

Pages and control endpoints stand on operations, these on timers, presenters and units of work, these on stores, then
rules, documents, and the states that documents are in. A file may import those of its own layer and of those below.
What a file without such a name imports counts for those that import it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from house.model import PACKAGE, SHARED, imports_of, modules_of

ROOT = Path(__file__).parent.parent

#: The layers from the highest to the lowest: what is in them, and the names of its files and folders.
LAYERS = (
    ("page or control endpoint", re.compile(r"pages|\w+_pages|sandbox|endpoints")),
    ("operation", re.compile(r"operations")),
    ("timer, presenter or unit of work", re.compile(r"timers|(\w+_)?presenter|\w+_change")),
    ("store", re.compile(r"(\w+_)?store")),
    ("rule", re.compile(r"(\w+_)?rules")),
    ("document", re.compile(r"cancellation|model|order|package|product|return_case")),
    ("state", re.compile(r"states")),
)

#: Not capabilities, and not looked at.
SHELLS = SHARED - {"clock"}


def main(source: Path = ROOT / "src") -> int:
    broken = sorted(broken_imports(read_imports(source)))
    for chain in broken:
        print(f"a {kind_of(chain[0])} may not use a {kind_of(chain[-1])}: {' -> '.join(chain)}", file=sys.stderr)
    return 1 if broken else 0


def read_imports(source: Path) -> dict[str, set[str]]:
    """What each module of a capability imports of it."""
    modules = dict(modules_of(source))
    return {
        module: {target for target in imports_of(module, path, modules) if capability_of(target) == capability}
        for module, path in modules.items()
        if (capability := capability_of(module)) not in SHELLS
    }


def broken_imports(imports: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Chains of imports that lead up, from a file of a layer through files of none to a file of a layer."""
    for module in imports:
        layer = layer_of(module)
        if layer is not None:
            yield from (chain for chain in _chains(module, imports) if _is_above(chain[-1], layer))


def _is_above(module: str, layer: int) -> bool:
    other = layer_of(module)
    return other is not None and other < layer


def _chains(module: str, imports: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """The shortest chain to each file of a layer that is reached through files of none."""
    chains: list[tuple[str, ...]] = [(module,)]
    seen = {module}
    for chain in chains:
        for target in sorted(imports.get(chain[-1], ())):
            if target in seen:
                continue
            seen.add(target)
            if layer_of(target) is None:
                chains.append((*chain, target))
            else:
                yield (*chain, target)


def capability_of(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.").partition(".")[0]


def layer_of(module: str) -> int | None:
    """The number of a file's layer, 0 for the highest; None where its name says nothing."""
    for part in module.removeprefix(f"{PACKAGE}.").split(".")[1:]:
        for number, (_, names) in enumerate(LAYERS):
            if names.fullmatch(part):
                return number
    return None


def kind_of(module: str) -> str:
    layer = layer_of(module)
    assert layer is not None
    return LAYERS[layer][0]


if __name__ == "__main__":
    sys.exit(main())
