"""The house as the code has it: rooms, their layers, and the imports between them.

A room is the first folder below the platform, whatever folders are inside it, or a file beside these folders that the
layers name. All other files beside the folders make a room of their own.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = "shopwright.platform"
TOP = "(top level)"

#: Rooms that serve every capability. Imports from and to them say nothing about how well capabilities are cut.
SHARED = frozenset({"server", "core", "gateway", "database", "clock", "sandbox", "portal", "capabilities", TOP})


@dataclass
class Room:
    """A room; ``imports`` counts, for each room, the modules of it that a module of this one imports."""

    name: str
    files: int = 0
    lines: int = 0
    folders: set[str] = field(default_factory=set)
    imports: Counter[str] = field(default_factory=Counter)

    @property
    def outward(self) -> int:
        return sum(count for name, count in self.imports.items() if name != self.name)


@dataclass(frozen=True)
class House:
    """The layers from the highest to the lowest, each with its rooms; rooms that no layer names are ``unbound``."""

    rooms: dict[str, Room]
    layers: tuple[tuple[str, ...], ...]
    unbound: tuple[str, ...]

    @property
    def bands(self) -> tuple[tuple[str, ...], ...]:
        """Unbound rooms above all layers."""
        return (self.unbound, *self.layers) if self.unbound else self.layers

    @property
    def business_imports(self) -> tuple[int, int]:
        """Imports between modules of capabilities: how many stay in one capability, and all."""
        inside = total = 0
        for room in self.rooms.values():
            for name, count in room.imports.items():
                if not {room.name, name} & SHARED:
                    total += count
                    inside += count if name == room.name else 0
        return inside, total


def read_house(root: Path) -> House:
    """Read the platform's source and the layers of `pyproject.toml` below the root of the repository."""
    layers = layers_of(root / "pyproject.toml")
    in_layers = {name for layer in layers for name in layer}
    platform = root / "src" / PACKAGE.replace(".", "/")
    modules = dict(modules_of(root / "src"))
    names = in_layers | {path.relative_to(platform).parts[0] for path in modules.values() if path.parent != platform}
    home = {module: room_of(module, names) for module in modules}
    rooms: dict[str, Room] = {}
    for module, path in modules.items():
        room = rooms.setdefault(home[module], Room(home[module]))
        room.files += 1
        room.lines += len(path.read_text(encoding="utf-8").splitlines())
        room.folders.add(str(path.parent))
        room.imports.update(home[target] for target in imports_of(module, path, modules))
    layers = _present(layers, rooms)
    return House(dict(sorted(rooms.items())), layers, tuple(sorted(set(rooms) - in_layers)))


def _present(layers: tuple[tuple[str, ...], ...], rooms: dict[str, Room]) -> tuple[tuple[str, ...], ...]:
    """Rooms that exist, each in the highest of the layers that name it or a part of it."""
    placed: set[str] = set()
    kept: list[tuple[str, ...]] = []
    for layer in layers:
        kept.append(tuple(name for name in layer if name in rooms and name not in placed))
        placed.update(layer)
    return tuple(layer for layer in kept if layer)


def layers_of(pyproject: Path) -> tuple[tuple[str, ...], ...]:
    """The layers of the longest contract whose one container is the platform, from the highest to the lowest."""
    contracts = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    candidates = [contract["layers"] for contract in contracts if contract.get("containers") == [PACKAGE]]
    if not candidates:
        raise LookupError(f"pyproject.toml has no contract of layers with the container {PACKAGE}")
    longest = max(candidates, key=len)
    split = (re.findall(r"[\w.]+", layer) for layer in longest)
    return tuple(tuple(dict.fromkeys(name.partition(".")[0] for name in names)) for names in split)


def modules_of(source: Path) -> Iterator[tuple[str, Path]]:
    """The platform's modules by name, itself left out. What Alembic loads by path is no module."""
    for path in sorted((source / PACKAGE.replace(".", "/")).rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name != PACKAGE and "migrations" not in parts:
            yield name, path


def room_of(module: str, names: set[str]) -> str:
    """The room of a module, by the names of all rooms but the top level's."""
    first = module.removeprefix(PACKAGE).lstrip(".").partition(".")[0]
    return first if first in names else TOP


def imports_of(module: str, path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of the platform that a module imports, wherever in the file."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    targets: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            names = {f"{base}.{alias.name}" for alias in node.names}
            targets.update(name if name in modules else base for name in names)
    return {name for name in targets if name in modules and name != module}


def _base(node: ast.ImportFrom, package: str) -> str:
    """The absolute name of what stands between `from` and `import`."""
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])
