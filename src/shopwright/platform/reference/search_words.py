"""What the search knows beside the contract: pages of the documentation, and what people type for codes."""

from __future__ import annotations

import tomllib
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file


class Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page of the documentation, by its file in the repository.

    ``also``: words that its title does not have. ``here``: the page of this platform that it is about.
    """

    title: str
    file: str
    also: str
    here: str = ""

    @property
    def key(self) -> str:
        """Its place in the documentation, as addresses name it."""
        return self.file.removeprefix("docs/").removesuffix(".md")

    @property
    def published(self) -> str:
        """Its name in the site that ``make docs`` builds."""
        return f"site/{self.key}.html"


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wants to do, and the pages about it."""

    wish: str
    guides: tuple[Guide, ...]


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    wishes: tuple[Wish, ...]
    codes: dict[str, str]


@cache
def _words() -> _Words:
    text = read_data_file("reference", "search.toml").decode()
    return decoders.convert(tomllib.loads(text), _Words)


def wishes() -> tuple[Wish, ...]:
    """Where the documentation is, by what somebody wants to do."""
    return _words().wishes


def words_for(code: int) -> str:
    """What people type who look for a code, beside its number and message."""
    return _words().codes.get(str(code), "")
