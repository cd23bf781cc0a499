"""Imports that are added to a module stand where the linter wants them."""

from __future__ import annotations

from scaffold.imports import add_import, sort_imports

MODULE = '''"""A module."""

from __future__ import annotations

import json
from typing import Any

from shopwright.wire.errors import ErrorCode

from .store import Orders  # why

X = 1
'''


def test_a_name_joins_the_statement_of_its_module() -> None:
    text = add_import(MODULE, "shopwright.wire.errors", "ApiError", "FIRST", "last")
    assert "from shopwright.wire.errors import FIRST, ApiError, ErrorCode, last\n" in text
    assert text.count("from shopwright.wire.errors") == 1


def test_a_module_stands_in_its_block_by_the_alphabet() -> None:
    text = add_import(add_import(MODULE, "re"), "tests.harness.calls", "Seller")
    assert "import json\nimport re\nfrom typing import Any\n" in text
    assert "import ErrorCode\nfrom tests.harness.calls import Seller\n\nfrom .store" in text


def test_a_block_that_was_not_there_is_set_off_by_empty_lines() -> None:
    text = add_import(MODULE, "msgspec")
    assert "import Any\n\nimport msgspec\n\nfrom shopwright" in text
    assert "# why\n\nX = 1\n" in text


def test_a_renamed_module_has_a_statement_of_its_own() -> None:
    text = add_import(add_import(MODULE, ".finance", "errors as finance_errors"), ".finance", "store as finance_store")
    assert "from .finance import errors as finance_errors\nfrom .finance import store as finance_store\n" in text


def test_imports_for_types_stand_below_type_checking() -> None:
    text = add_import(MODULE, "a.replies", "Reply", for_types=True)
    assert "from typing import TYPE_CHECKING, Any\n" in text
    assert "# why\n\nif TYPE_CHECKING:\n    from a.replies import Reply\n\nX = 1\n" in text
    again = add_import(text, "a.replies", *(f"Rather{'Long' * 8}{number}" for number in range(3)), for_types=True)
    assert again.count("if TYPE_CHECKING:") == 1
    assert "    from a.replies import (\n        RatherLong" in again
    assert "\n        Reply,\n    )\n\nX = 1\n" in again


def test_imports_are_sorted() -> None:
    mixed = MODULE.replace("import json\nfrom typing import Any", "from typing import Any\nimport json")
    assert sort_imports(mixed) == sort_imports(MODULE) == MODULE
