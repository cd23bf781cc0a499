"""Which Shopwright this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import shopwright


def installed_release() -> str:
    """The installed version; a source folder that was not installed has none."""
    try:
        return shopwright.__version__
    except PackageNotFoundError:
        return "0+source"
