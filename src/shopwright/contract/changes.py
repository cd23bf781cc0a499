"""What has a day: corrections of the contract, notices and releases of Shopwright, the latest first."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from shopwright import decoders

from .notices import Kind, notices

#: Names the ids of entries, so that they are the same wherever the feed is written.
_SPACE = uuid.UUID("6f0a9c1e-7b0e-5b53-9d1c-2f6d6d0a86c4")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change. ``on`` is a day or a month; ``id`` stays the same as long as the change says the same."""

    id: str
    on: str
    kind: Literal["PATCH", "RELEASE"] | Kind
    what: str
    advice: str
    operations: tuple[str, ...] = ()
    source: str = ""


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A release of Shopwright, as a heading of the changelog names it."""

    version: str
    on: str


class Correction(msgspec.Struct, frozen=True):
    """A patch of the contract: what it changed at which places, and why."""

    on: str
    at: tuple[str, ...]
    changed: tuple[str, ...]
    reason: str
    source: str


@cache
def changes() -> tuple[Change, ...]:
    """Every change that has a day or a month, the latest first."""
    return tuple(sorted((*_corrections(), *_notices(), *_releases()), key=lambda change: change.on, reverse=True))


def since(day: str) -> list[Change]:
    """The changes from a day or a month on: ``2026-01-31`` or ``2026-01``."""
    return [change for change in changes() if change.on >= day[: len(change.on)]]


@cache
def releases() -> tuple[Release, ...]:
    """The releases, the latest first."""
    return decoders.decode(_read("notices", "releases.json"), type=tuple[Release, ...])


def _read(folder: str, name: str) -> bytes:
    return files("shopwright.contract").joinpath("data", folder, name).read_bytes()


def stable_id(*words: str) -> str:
    """An id that is the same for the same words."""
    return uuid.uuid5(_SPACE, "\n".join(words)).urn


def _corrections() -> Iterator[Change]:
    """What was corrected, as ``tools/generate_contract.py`` compiles it: an install has no patches."""
    raw = gzip.decompress(_read("compiled", "corrections.json.gz"))
    for row in decoders.decode(raw, type=list[Correction]):
        yield Change(
            id=stable_id("PATCH", row.on, *row.changed),
            on=row.on,
            kind="PATCH",
            what=row.reason,
            advice=f"Read the contract at {_places(row.at)}.",
            source=row.source,
        )


def _places(at: Sequence[str]) -> str:
    """Where something was corrected, without the document's scaffolding."""
    places = [place.removeprefix("#/").removeprefix("components/schemas/").replace("~1", "/") for place in at]
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more places" if len(places) > 3 else "")


def _notices() -> Iterator[Change]:
    for notice in notices():
        if notice.on:
            yield Change(
                id=stable_id(notice.kind, notice.on, notice.what),
                on=notice.on,
                kind=notice.kind,
                what=notice.what,
                advice=notice.advice,
                operations=notice.operations,
                source=notice.source,
            )


def _releases() -> Iterator[Change]:
    for release in releases():
        yield Change(
            id=stable_id("RELEASE", release.version),
            on=release.on,
            kind="RELEASE",
            what=f"Shopwright {release.version} is out.",
            advice="Read the changelog.",
            source="docs/support/changelog.md",
        )
