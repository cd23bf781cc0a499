"""Manufacturers and responsible persons of the EU's product safety regulation.

Elsewhere they are cleared with a warning. How many a product may name is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shopwright.platform.accounts.persons import PersonKind
from shopwright.platform.catalogue.listing import Listing
from shopwright.wire.errors import ErrorCode

from . import errors as codes
from .context import ListingContext
from .problem import Problem, problem

PERSONS = 10


class _Errors(NamedTuple):
    """The codes of one of the two lists."""

    too_many: ErrorCode
    repeated: ErrorCode
    unknown: ErrorCode
    of_another: ErrorCode
    without_language: ErrorCode


_MANUFACTURERS = _Errors(
    codes.MANUFACTURERS_TOO_MANY,
    codes.MANUFACTURER_REPEATED,
    codes.MANUFACTURER_UNKNOWN,
    codes.MANUFACTURER_OF_ANOTHER,
    codes.MANUFACTURER_LANGUAGE,
)
_PERSONS = _Errors(
    codes.PERSONS_TOO_MANY,
    codes.PERSON_REPEATED,
    codes.PERSON_UNKNOWN,
    codes.PERSON_OF_ANOTHER,
    codes.PERSON_LANGUAGE,
)


def manufacturers(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052282 required, 12052283 too many, 12052295 twice, 12052284 unknown, 12052285 not yours.

    12052365 where its data lack the language of the market.
    """
    if not ctx.region.in_eu:
        return
    ids, facts = listing.manufacturer_ids or [], ctx.facts(listing)
    if not ids and facts and facts.rules.manufacturer.is_required and not ctx.is_draft:
        yield problem(codes.MANUFACTURER_REQUIRED, "manufacturer_ids")
    yield from _ids(ids, PersonKind.MANUFACTURER, ctx, "manufacturer_ids", _MANUFACTURERS)


def responsible_persons(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052287 required, 12052288 too many, 12052296 twice, 12052289 unknown, 12052290 not yours.

    12052366 where its data lack the language of the market.
    """
    if not ctx.region.in_eu:
        return
    ids, facts = listing.responsible_person_ids or [], ctx.facts(listing)
    if not ids and facts and facts.rules.responsible_person.is_required and not ctx.is_draft:
        yield problem(codes.PERSON_REQUIRED, "responsible_person_ids")
    yield from _ids(ids, PersonKind.RESPONSIBLE_PERSON, ctx, "responsible_person_ids", _PERSONS)


def _ids(ids: Sequence[str], kind: PersonKind, ctx: ListingContext, field: str, errors: _Errors) -> Iterator[Problem]:
    if len(ids) > PERSONS:
        yield problem(errors.too_many, field, count=len(ids), most=PERSONS)
    for number, id_ in enumerate(ids):
        person = ctx.persons.get(id_)
        if id_ in ids[:number]:
            yield problem(errors.repeated, f"{field}[{number}]", id=id_)
        elif person is None or person.kind is not kind:
            yield problem(errors.unknown, f"{field}[{number}]", id=id_)
        elif not person.is_own:
            yield problem(errors.of_another, f"{field}[{number}]", id=id_)
        elif not person.has_language:
            yield problem(errors.without_language, f"{field}[{number}]", id=id_)
