"""Checks that each import contract of ``pyproject.toml`` holds, and that it can fail. Needs import-linter.

Into a copy of the graph of imports goes one that the contract forbids: from each layer to the one above it, between
siblings that may not know each other, from each source to a forbidden module. A contract that does not report it guards
nothing.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

from grimp import ImportGraph, build_graph
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).parent.parent
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract}


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    configure()
    session = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    graph = build_graph(session["root_package"], include_external_packages=True, cache_dir=None)
    problems = [problem for contract in session["contracts"] for problem in problems_of(graph, session, contract)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def problems_of(graph: ImportGraph, session: Mapping[str, Any], contract: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a contract."""
    name = contract["name"]
    if not is_kept(graph, session, contract):
        yield f"{name}: it is broken"
    for importer, imported in forbidden_imports(contract):
        spoilt = deepcopy(graph)
        for module in (importer, imported):
            if module not in spoilt.modules:
                spoilt.add_module(module, is_squashed="." not in module and not module.startswith("shopwright"))
        spoilt.add_import(importer=importer, imported=imported)
        if is_kept(spoilt, session, contract):
            yield f"{name}: it does not notice that {importer} imports {imported}"


def is_kept(graph: ImportGraph, session: Mapping[str, Any], contract: Mapping[str, Any]) -> bool:
    texts = {key: str(value) if isinstance(value, bool) else value for key, value in contract.items()}
    options = {key: value for key, value in texts.items() if key not in {"name", "type"}}
    settings = {"root_packages": [session["root_package"]], "include_external_packages": "True"}
    checked = KINDS[contract["type"]](contract["name"], settings, options)
    return bool(checked.check(deepcopy(graph), verbose=False).kept)


def forbidden_imports(contract: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Imports that a contract forbids, as importer and imported."""
    if contract["type"] == "forbidden":
        yield from ((source, contract["forbidden_modules"][0]) for source in contract["source_modules"])
        yield from ((contract["source_modules"][0], module) for module in contract["forbidden_modules"])
        return
    for container in contract.get("containers", [""]):
        prefix = f"{container}." if container else ""
        layers = [[prefix + name for name in re.findall(r"[\w.]+", layer)] for layer in contract["layers"]]
        yield from ((low[0], high[0]) for high, low in pairwise(layers))
        for text, layer in zip(contract["layers"], layers, strict=True):
            if "|" in text and len(layer) > 1:
                yield layer[0], layer[1]
                yield layer[1], layer[0]


if __name__ == "__main__":
    sys.exit(main())
