"""Compares returns and cancellations that changed lately, and those that are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from shopwright.hub.aftersales.models import OPEN, Case, Kind, Money, Party
from shopwright.hub.channels.cases import ExternalCase
from shopwright.hub.channels.clock import now_of
from shopwright.hub.channels.protocol import Session
from shopwright.hub.core.work import Link
from shopwright.hub.work.models import Run, What

from .notes import note, on_their_way

#: How far back cases are compared, by when they changed last.
DAYS = timedelta(days=7)
CHUNK = 50
#: So many open cases that have not changed for longer are read alone in one step.
_ALONE = 10
_OPEN = "open:"

Listed = Callable[[datetime], Iterator[ExternalCase]]
Alone = Callable[[str], ExternalCase | None]


def compare_returns(run: Run, session: Session) -> bool:
    """Compare the next returns; whether there are more."""
    return _step(run, "return", session.returns_since, session.return_case)


def compare_cancellations(run: Run, session: Session) -> bool:
    """Compare the next cancellations; whether there are more."""
    return _step(run, "cancellation", session.cancellations_since, session.cancellation)


def _step(run: Run, topic: str, listed: Listed, alone: Alone) -> bool:
    """One chunk of the list of what changed lately, by time; afterwards chunks of what has been open for longer."""
    if run.cursor.startswith(_OPEN):
        return _compare_open(run, topic, alone)
    since = datetime.fromisoformat(run.cursor) if run.cursor else now_of(run.connection.app) - DAYS
    cases, following = _chunk(listed(since), since)
    _compare(run, topic, cases)
    run.cases += len(cases)
    run.cursor = following.isoformat() if following else f"{_OPEN}0"
    return True


def _chunk(cases: Iterator[ExternalCase], since: datetime) -> tuple[list[ExternalCase], datetime | None]:
    """Cases of one chunk, and the time of the next one. Cases of the same moment stay together."""
    chunk: list[ExternalCase] = []
    for case in cases:
        if len(chunk) >= CHUNK and case.updated_at > max(chunk[-1].updated_at, since):
            return chunk, case.updated_at
        chunk.append(case)
    return chunk, None


def _compare(run: Run, topic: str, seen: list[ExternalCase]) -> None:
    ids = [case.external_id for case in seen]
    known = {case.external_id: case for case in _cases(run, topic).filter(external_id__in=ids)}
    skipped = on_their_way(run.connection, topic, ids)
    for case in seen:
        if case.external_id not in skipped:
            _compare_one(run, topic, known.get(case.external_id), case)


def _compare_open(run: Run, topic: str, alone: Alone) -> bool:
    old = now_of(run.connection.app) - DAYS
    rows = _cases(run, topic).exclude(waits_for=Party.NOBODY).filter(seen_at__lt=old)
    chunk = list(rows.filter(pk__gt=int(run.cursor.removeprefix(_OPEN))).order_by("pk")[:_ALONE])
    if not chunk:
        run.cursor = ""
        return False
    skipped = on_their_way(run.connection, topic, [case.external_id for case in chunk])
    for case in chunk:
        seen = alone(case.external_id) if case.external_id not in skipped else None
        if seen is not None:
            _compare_one(run, topic, case, seen)
    run.cases += len(chunk)
    run.cursor = f"{_OPEN}{chunk[-1].pk}"
    return True


def _compare_one(run: Run, topic: str, mine: Case | None, seen: ExternalCase) -> None:
    about = f"{topic.capitalize()} {seen.external_id} of order {seen.order_id}"
    if mine is None:
        note(run, What.CASE_MISSING, seen.external_id, about, "not here", state_of_seen(seen), topic)
        return
    if mine.money == Money.UNKNOWN or mine.acts.filter(state__in=OPEN).exists() or mine.seen_at > seen.updated_at:
        return  # an answer is on its way, or the hub has looked since
    if not is_same(mine, seen):
        link = Link("return", (mine.pk,))
        note(run, What.CASE_STATE, seen.external_id, about, state_of(mine), state_of_seen(seen), topic, link)


def is_same(mine: Case, seen: ExternalCase) -> bool:
    """Whether a case stands here as it does on its channel."""
    return (mine.raw_status, mine.money, mine.amount) == (seen.raw_status, seen.money.value, seen.amount)


def case_of(run: Run, topic: str, external_id: str) -> Case | None:
    return _cases(run, topic).filter(external_id=external_id).first()


def state_of(case: Case) -> str:
    """The state of a case here, in words."""
    return _state(case.raw_status, case.get_money_display(), case.amount, case.currency)


def state_of_seen(seen: ExternalCase) -> str:
    """The state of a case on its channel, in the same words."""
    return _state(seen.raw_status, str(Money(seen.money.value).label), seen.amount, seen.currency)


def _state(raw_status: str, money: str, amount: Decimal, currency: str) -> str:
    return f"{raw_status}, {money.lower()}, {amount:.2f} {currency}"


def _cases(run: Run, topic: str) -> QuerySet[Case]:
    rows = Case.objects.filter(connection=run.connection)
    return rows.filter(kind=Kind.CANCELLATION) if topic == "cancellation" else rows.exclude(kind=Kind.CANCELLATION)
