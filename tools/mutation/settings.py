"""What is mutated, which tests judge, and what is left alone."""

from __future__ import annotations

#: Files below `src/shopwright` by kind, as globs. A kind without any file is an error, a glob without is not.
TARGETS: dict[str, tuple[str, ...]] = {
    "rules": (
        "platform/**/rules.py",
        "platform/**/trade_rules.py",
        "platform/**/listing_rules/*.py",
    ),
    "states": ("platform/**/states.py", "platform/**/*_states.py"),
    "masking": ("platform/**/masking.py", "platform/**/private_block.py"),
    "money": (
        "platform/**/pricing.py",
        "platform/**/amounts.py",
        "platform/**/money.py",
    ),
    "stock": ("platform/**/quantities.py",),
    "gateway steps": ("platform/**/steps/*.py",),
}

#: Files of these names are left alone: codes with their messages are a list, not rules; other checks compare them.
LEFT_OUT_TARGETS = ("__init__.py", "errors.py", "sku_errors.py")

#: Tests that do not judge: they start other processes, which nothing observes, or take too long for what they tell.
LEFT_OUT_MARKERS = "not slow and not postgres and not browser"
LEFT_OUT_FILES = (
    "tests/acceptance/test_conformance.py",
    "tests/cli",
    "tests/docs",
    "tests/store/test_kill.py",
    "tests/store/test_kill_world.py",
    "tests/store/test_two_processes.py",
    "tests/tools",
)
#: A plugin that only the conformance tests need, and that takes two seconds of each start.
LEFT_OUT_PLUGINS = ("schemathesis",)

#: Packages that the platform and its tests import: imported once, instead of once per mutant. No plugins of pytest,
#: which it must import itself.
WARM_MODULES = (
    "PIL.ImageDraw",
    "aiohttp",
    "alembic.command",
    "anyio.to_thread",
    "cryptography.hazmat.primitives.ciphers.aead",
    "httptools",
    "hypothesis",
    "jinja2",
    "jsonschema_rs",
    "msgspec",
    "psycopg",
    "python_multipart",
    "sqlalchemy.dialects.sqlite",
    "starlette.routing",
    "uvicorn",
    "uvloop",
)

#: Calls that no test should notice.
UNOBSERVED_CALLS = ("log.", "logger.", "logging.", "warnings.")

#: Subscripts and calls that say something about types, not about behaviour.
TYPE_NAMES = frozenset({"Annotated", "Literal", "NewType", "TypeVar", "cast"})
