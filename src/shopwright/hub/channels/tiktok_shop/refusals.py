"""TikTok's refusals of listings in a seller's words: which SKU is meant, and what to do about it here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from shopwright.hub.channels.protocol import ListingVariant, Outcome

#: What a developer would send: the name of an operation, or of a field.
_FOR_DEVELOPERS = re.compile(r"\b[a-z]+[A-Z]\w+\b|\b[a-z]+_[a-z_]+\b|^Send\b")
#: Where in a request a refusal begins, as some messages say.
_PLACE = re.compile(r"^(?P<field>[a-z_]+)(?:\[(?P<number>\d+)\])?(?:[.\[][\w.\[\]]*)?: ")
_GENERAL = "Change in the product what the message says, then publish again."


@cache
def _groups() -> Mapping[str, Mapping[str, str]]:
    table = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))
    return {str(code): group for group in table["group"] for code in group["codes"]}


def field_of(code: str) -> str:
    """What of a listing a refusal is about, or "" where its code does not say."""
    return _groups().get(code, {}).get("field", "")


def for_sellers(outcome: Outcome, variants: Sequence[ListingVariant]) -> Outcome:
    """A refusal of a listing as its seller reads it. ``variants``: as they were sent."""
    return replace(outcome, message=_message(outcome.message, variants), remedy=_remedy(outcome))


def _message(message: str, variants: Sequence[ListingVariant]) -> str:
    place = _PLACE.match(message)
    if place is None:
        return message
    rest, number = message[place.end() :], place["number"]
    if place["field"] == "skus" and number is not None and int(number) < len(variants):
        return f"{variants[int(number)].sku}: {rest}"
    return rest


def _remedy(outcome: Outcome) -> str:
    usual = _GENERAL if _FOR_DEVELOPERS.search(outcome.remedy) else outcome.remedy
    return _groups().get(outcome.code, {}).get("remedy", usual)
