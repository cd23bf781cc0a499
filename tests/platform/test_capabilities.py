"""The one list of what each capability brings names all of it."""

from __future__ import annotations

import importlib
import pkgutil

from shopwright import platform
from shopwright.platform.capabilities import error_codes
from shopwright.wire.errors import ErrorCode


def test_every_code_that_a_module_of_errors_defines_is_listed() -> None:
    names = [package.name for package in pkgutil.walk_packages(platform.__path__, "shopwright.platform.")]
    modules = [importlib.import_module(name) for name in names if name.rpartition(".")[2].endswith("errors")]
    defined = {value for module in modules for value in vars(module).values() if isinstance(value, ErrorCode)}
    assert len(defined) > 300
    assert defined - set(error_codes()) == set()
