"""What of the API changes and what ends, with dates: what was announced, older paths, and deprecated fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from shopwright import decoders

from .load import operations

Kind = Literal["CHANGE", "END", "SUPERSEDED", "DEPRECATED"]

_VERSION = re.compile(r"/(\d{4})(\d{2})/")


#: Where deprecated fields are marked.
_OF_FIELDS = "src/shopwright/contract/data/partner-api.openapi.json"


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One notice. ``on``: the day from which it holds, or the month of a version, or empty where none is known.

    CHANGE: it goes on otherwise; END: it stops; SUPERSEDED: a newer version stands beside an older path; DEPRECATED: a
    field is still filled, and another tells the same. ``advice``: what to do.
    """

    on: str
    kind: Kind
    what: str
    operations: tuple[str, ...]
    advice: str
    source: str

    def is_about(self, word: str) -> bool:
        """Whether a word is in what it says, or in the operations that it names."""
        return word.casefold() in " ".join((self.what, *self.operations)).casefold()


@cache
def notices() -> tuple[Notice, ...]:
    """Every notice, the latest first, those without a day last."""
    announced = decoders.decode(_read("announced.json"), type=tuple[Notice, ...])
    return tuple(sorted((*announced, *_older_paths(), *_older_fields()), key=lambda notice: notice.on, reverse=True))


def _older_paths() -> Iterator[Notice]:
    for operation in operations().values():
        month = _VERSION.search(operation.path)
        for older in operation.legacy:
            yield Notice(
                f"{month[1]}-{month[2]}" if month else "",
                "SUPERSEDED",
                f"{older.method.upper()} {older.path} has a newer version, beside which it still answers.",
                (operation.id,),
                f"Call {operation.method.upper()} {operation.path}.",
                "docs/decisions/0025-older-paths.md",
            )


def _older_fields() -> Iterator[Notice]:
    for place in decoders.decode(_read("deprecated_fields.json"), type=tuple[str, ...]):
        schema, _, field = place.rpartition(".")
        what = f"The field {field} of {schema} is deprecated."
        yield Notice("", "DEPRECATED", what, (), "Read the fields beside it, which tell the same.", _OF_FIELDS)


def _read(name: str) -> bytes:
    return files("shopwright.contract").joinpath("data", "notices", name).read_bytes()
