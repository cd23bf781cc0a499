"""Measures what a log of calls and notifications shows of an integration."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from shopwright import decoders
from shopwright.contract.load import operations, webhooks
from shopwright.contract.model import Operation
from shopwright.wire.gateway_codes import TOKEN_EXPIRED, TOO_MANY_REQUESTS

#: Notifications that were answered with 200.
_ACCEPTED = "DELIVERED"


class Feature(msgspec.Struct, frozen=True):
    """A row of ``data/features.json``: it is expected of who calls one of the areas or operations, and any call of
    ``any_of`` shows it. ``guide`` is a page of docs/guide."""

    feature: str
    any_of: tuple[str, ...]
    says: str
    guide: str
    areas: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()


class LoggedCall(NamedTuple):
    """A call, oldest first. ``name`` is an operation id, or what the log calls a path that is none."""

    name: str
    path: str
    status: int
    code: int


class Miss(NamedTuple):
    """What an integration does not do, or what was never seen."""

    feature: str
    says: str
    guide: str


def features() -> list[Feature]:
    text = (Path(__file__).parents[1] / "data" / "features.json").read_bytes()
    return decoders.decode(text, type=list[Feature])


def measure(
    calls: Sequence[LoggedCall], deliveries: Iterable[dict[str, Any]] | None, granted: Iterable[str]
) -> dict[str, Any]:
    """The whole report. ``deliveries`` is None where notifications are not known."""
    used = {call.name: operations()[call.name] for call in calls if call.name in operations()}
    hooks = None if deliveries is None else _webhooks(deliveries)
    needed = sorted({" or ".join(operation.scopes) for operation in used.values() if operation.scopes})
    named = {scope for operation in used.values() for scope in operation.scopes}
    misses = [*_missed_features(calls, used), *_missed_errors(calls)]
    if hooks is not None:
        misses += _missed_webhooks(hooks, used)
    return {
        "operations": _operations(calls, used),
        "areas": _areas(used),
        "webhooks": hooks,
        "scopes": {"used": needed, "granted_and_unused": sorted(set(granted) - named)},
        "misses": [miss._asdict() for miss in misses],
    }


def _operations(calls: Sequence[LoggedCall], used: dict[str, Operation]) -> list[dict[str, Any]]:
    codes: dict[str, Counter[int]] = defaultdict(Counter)
    for call in calls:
        codes[call.name][call.code] += 1
    return [
        {
            "operation": name,
            "calls": codes[name].total(),
            "fine": codes[name][0],
            "refused_with": {str(code): number for code, number in sorted(codes[name].items()) if code},
        }
        for name in sorted(used)
    ]


def _areas(used: dict[str, Operation]) -> list[dict[str, Any]]:
    """How much of each area that is touched is used, of what TikTok has there."""
    of = Counter(operation.area for operation in operations().values())
    counts = Counter(operation.area for operation in used.values())
    return [{"area": area, "used": counts[area], "of": of[area]} for area in sorted(counts)]


def _webhooks(deliveries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    sent: Counter[int] = Counter()
    accepted: Counter[int] = Counter()
    for delivery in deliveries:
        sent[delivery["topic"]] += 1
        accepted[delivery["topic"]] += delivery["status"] == _ACCEPTED
    names = {number: hook.name for number, hook in webhooks().items()}
    return [
        {"topic": topic, "name": names.get(topic, ""), "sent": sent[topic], "accepted": accepted[topic]}
        for topic in sorted(sent)
    ]


def _missed_features(calls: Sequence[LoggedCall], used: dict[str, Operation]) -> list[Miss]:
    areas = {operation.area for operation in used.values()}
    fine = {call.name for call in calls if call.code == 0}
    return [
        Miss(feature.feature, feature.says, _page(feature.guide))
        for feature in features()
        if (areas.intersection(feature.areas) or used.keys() & set(feature.operations))
        and not fine.intersection(feature.any_of)
    ]


def _missed_errors(calls: Sequence[LoggedCall]) -> list[Miss]:
    """What the log does not show of refusals that every integration meets one day."""
    misses = []
    refreshes = [call for call in calls if call.path.startswith("/api/") and "refresh" in call.path]
    if not any(call.code == 0 for call in refreshes):
        misses.append(Miss("token refresh", "No token was refreshed; they end after days.", _page("authorization")))
    waits = _recovered(calls, TOO_MANY_REQUESTS.code)
    if waits is not True:
        says = "No call came too fast, so what follows a 429 is not seen: shopwright sandbox fault add … --status 429."
        if waits is False:
            says = "A call was refused with 429, and never made again."
        misses.append(Miss("rate limits", says, _page("client-limits")))
    ended = _recovered(calls, TOKEN_EXPIRED.code)
    if ended is not True:
        says = "No call met an ended token: end one with shopwright sandbox tokens expire."
        if ended is False:
            says = "A call met an ended token, and was never made again."
        misses.append(Miss("ended tokens", says, _page("client-authorization")))
    if not any(call.status >= 500 for call in calls):
        says = "No call met a server in trouble: shopwright sandbox fault add … --status 500."
        misses.append(Miss("server errors", says, _page("sandbox")))
    return misses


def _recovered(calls: Sequence[LoggedCall], code: int) -> bool | None:
    """Whether an operation that was refused with a code was called well later on; None where none was refused."""
    waiting: set[str] = set()
    was_refused = False
    for call in calls:
        if call.code == code or (code == TOO_MANY_REQUESTS.code and call.status == 429):
            waiting.add(call.name)
            was_refused = True
        elif call.code == 0:
            waiting.discard(call.name)
    return not waiting if was_refused else None


def _missed_webhooks(hooks: list[dict[str, Any]], used: dict[str, Operation]) -> list[Miss]:
    if not used:
        return []
    if not any(hook["accepted"] for hook in hooks):
        says = "No notification was taken: the integration learns of changes by asking alone."
        return [Miss("webhooks", says, _page("webhooks"))]
    return [
        Miss(f"webhook {hook['topic']}", f"{hook['name']} was sent and never taken.", _page("webhooks"))
        for hook in hooks
        if not hook["accepted"]
    ]


def _page(name: str) -> str:
    return f"docs/guide/{name}.md"
