"""Shopwright: an open TikTok Shop that you run yourself.

The parts are imported by name (``shopwright.platform``, ``shopwright.wire`` …); this module loads none of them.
"""

TYPE_CHECKING = False  # type checkers take it for true, and the typing module need not be imported for it

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """Look the version up when it is asked for: reading package metadata costs more than importing the package."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import version

        return version("shopwright")
