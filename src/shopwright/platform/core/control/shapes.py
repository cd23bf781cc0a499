"""What the bodies and replies of the control API have in common."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


def whole(pattern: str) -> str:
    r"""A regular expression that all of a text matches: after ``$`` alone the end of a line may follow."""
    return rf"^(?:{pattern})$(?!\n)"


#: An amount of money without a sign, as decimal text; the currency says how many decimals it has.
PlainAmount = Annotated[
    str,
    Meta(pattern=whole(r"[0-9]{1,12}(\.[0-9]{1,4})?"), description="decimal text, in the market's currency"),
]

#: A name to be read by people.
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]

#: An id or key that must exist; the look-up says whether it does.
Key = Annotated[str, Meta(min_length=1, max_length=300)]

#: A whole number that any column holds.
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]

PageSize = Annotated[int, Meta(ge=1, le=200)]

Seconds = Annotated[int, Meta(description="unix seconds")]
PlatformSeconds = Annotated[int, Meta(description="unix seconds of the platform's clock")]
WallMilliseconds = Annotated[int, Meta(description="unix milliseconds of the machine's clock")]


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A request body; a field that it does not know is refused."""


class Query(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Query parameters; one that it does not know is refused."""


class View(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The data of a reply; every field is always there."""


class Removed(View):
    """How many were removed."""

    removed: int
