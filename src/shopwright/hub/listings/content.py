"""What the hub left on a channel of a listing, so that what others change there is seen as theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from shopwright.hub.channels.protocol import ExternalListing, ListingDraft, ListingState

from . import drift_values
from .drift_models import DriftField
from .models import Listing, State

#: As JSON keeps it: a text, a number, or lists of them.
Value = Any
_TAGS = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
#: States that a seller sets. Under review or refused is the channel's own doing.
SET_BY_SELLERS = frozenset({State.LIVE, State.PAUSED, State.ENDED})
#: What is sent whole with each revision.
SENT = (DriftField.TITLE, DriftField.DESCRIPTION, DriftField.PICTURES, DriftField.CATEGORY, *drift_values.FIELDS)


def values_of(seen: ExternalListing) -> dict[str, Value]:
    """The fields of a listing as its channel has them."""
    return {
        DriftField.TITLE: seen.title,
        DriftField.DESCRIPTION: seen.description,
        DriftField.PICTURES: list(seen.image_ids or seen.image_urls),
        DriftField.CATEGORY: seen.category_id,
        DriftField.STATE: seen.state.value,
        **drift_values.seen_values(seen),
    }


def note_new(listing: Listing, values: Mapping[str, Value]) -> None:
    """What is told of a field for the first time is what the hub left there."""
    for field in values.keys() - listing.content["kept"].keys():
        accept(listing, field, values[field])


def note_first(listing: Listing, seen: ExternalListing) -> None:
    """What a channel had when it was looked at first is what the hub left there."""
    values = values_of(seen)
    if seen.state not in (ListingState.LIVE, ListingState.PAUSED):
        values[DriftField.STATE] = State.LIVE.value
    listing.content = {"kept": values, "before": {}, "settling": []}


def note_sent(listing: Listing, draft: ListingDraft, seen: ExternalListing | None) -> None:
    """Keep what was sent. Until the channel has it, what stood there before is no change of anybody's.

    Channels give pictures ids of their own, and choose a category where none was named: what they show first is taken
    for what was sent.
    """
    known = listing.content.get("kept", {})
    shown = values_of(seen) if seen is not None else {}
    before = {**known, **shown}
    kept: dict[str, Value] = {
        DriftField.TITLE: draft.title,
        DriftField.DESCRIPTION: draft.description,
        DriftField.PICTURES: [""] * len(draft.images),
        DriftField.CATEGORY: draft.category_id,
        DriftField.STATE: State.LIVE.value,
        **drift_values.sent_values(draft),
    }
    listing.content = {"kept": kept, "before": before, "settling": list(SENT)}
    for field in drift_values.FIELDS:
        if field in shown and field not in known:
            accept(listing, field, shown[field])
    settle(listing, shown)


def note_step(listing: Listing, state: State) -> None:
    """The hub itself paused, relisted or ended a listing."""
    content = listing.content or {"kept": {}, "before": {}, "settling": []}
    listing.content = {**content, "kept": {**content["kept"], DriftField.STATE: state.value}}


def await_field(listing: Listing, field: str, value: Value) -> None:
    """A field is about to be sent again: what stands there meanwhile is known."""
    content = listing.content
    settling = [*(name for name in content["settling"] if name != field), field]
    listing.content = {**content, "before": {**content["before"], field: value}, "settling": settling}


def stop_waiting(listing: Listing) -> None:
    """What was to be sent was refused: what stands there is a change again."""
    if listing.content:
        listing.content = {**listing.content, "settling": []}


def accept(listing: Listing, field: str, value: Value) -> None:
    """What stands on the channel is right from now on."""
    content = listing.content
    settling = [name for name in content["settling"] if name != field]
    listing.content = {**content, "kept": {**content["kept"], field: value}, "settling": settling}


def settle(listing: Listing, values: Mapping[str, Value]) -> None:
    """Note which fields the channel has by now as they were sent."""
    kept = listing.content["kept"]
    for field in list(listing.content["settling"]):
        if field not in values:
            continue
        value = values[field]
        if _is_first_sight(field, kept[field], value) or same(field, kept[field], value):
            accept(listing, field, value)


def _is_first_sight(field: str, sent: Value, value: Value) -> bool:
    """Whether a channel shows what was sent in the way that is its own."""
    if field == DriftField.PICTURES:
        return bool(sent == [""] * len(value) and value != [])
    if field == DriftField.ATTRIBUTES:
        return drift_values.covers(value, sent)
    return field == DriftField.CATEGORY and not sent and bool(value)


def differing_fields(listing: Listing, values: Mapping[str, Value]) -> list[str]:
    """Fields that somebody else changed on the channel."""
    kept, before, settling = (listing.content[name] for name in ("kept", "before", "settling"))
    return [
        field
        for field, value in values.items()
        if field in kept
        and not same(field, kept[field], value)
        and not (field in settling and field in before and same(field, before[field], value))
        and not (field == DriftField.STATE and not _is_set_by_seller(listing, str(value)))
    ]


def same(field: str, mine: Value, theirs: Value) -> bool:
    """Whether two values are the same to a buyer: markup and gaps of texts do not count."""
    if field in (DriftField.TITLE, DriftField.DESCRIPTION):
        return _plain(str(mine)) == _plain(str(theirs))
    if field == DriftField.PICTURES:
        return list(mine or ()) == list(theirs or ())
    if field in drift_values.FIELDS:
        return drift_values.same(field, mine, theirs)
    return bool(mine == theirs)


def words_of(field: str, value: Value, other: Value = "") -> str:
    """A value as people read it."""
    if field == DriftField.STATE:
        return State(str(value)).label
    if field == DriftField.PICTURES:
        return _pictures(list(value), list(other))
    if field in drift_values.FIELDS:
        return drift_values.words_of(field, value, other)[:2000]
    return _plain(str(value))[:2000]


def _is_set_by_seller(listing: Listing, theirs: str) -> bool:
    return not listing.wish and State(theirs) in SET_BY_SELLERS


def _pictures(ids: Sequence[str], others: Sequence[str]) -> str:
    words = f"{len(ids)} picture{'' if len(ids) == 1 else 's'}"
    if not others:
        return words
    new = len(set(ids) - set(others))
    return f"{words}, {new} of them new" if new else f"{words}, in another order" if len(ids) == len(others) else words


def _plain(text: str) -> str:
    # Tags become gaps: a paragraph's end parts two words.
    return _SPACE.sub(" ", html.unescape(_TAGS.sub(" ", text))).strip()
