"""Reads the models of the client library ``tiktok-shop-api`` one by one: to build all 2,300 takes four seconds of CPU.

The library's own files are executed, each when its model is first named.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

MODELS = "tiktok_shop_api.generated.models"

_IMPORT = re.compile(r"^from \.(\w+) import (\w+)$", re.MULTILINE)


class LazyModels(SourceFileLoader):
    """Loads the package of models, which imports a module for each name, without importing them."""

    def exec_module(self, module: ModuleType) -> None:
        homes = {name: home for home, name in _IMPORT.findall(self.get_data(self.path).decode())}
        assert homes, "the library's package of models is not what it was"

        def read_model(name: str) -> object:
            if name not in homes:
                raise AttributeError(f"module {MODELS!r} has no attribute {name!r}")
            model = getattr(import_module(f"{MODELS}.{homes[name]}"), name)
            setattr(module, name, model)
            return model

        module.__dict__["__getattr__"] = read_model


class LazyModelsFinder:
    """Finds that package, and nothing else."""

    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name == MODELS else None
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = LazyModels(spec.loader.name, spec.loader.path)
        return spec


def read_models_lazily() -> None:
    """Do so in this process."""
    sys.meta_path.insert(0, LazyModelsFinder)
