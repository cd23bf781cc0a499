"""Sends messages that are due, each once: an intent before the call, a look-up after a call without an answer."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopwright.hub.aftersales.models import Case
from shopwright.hub.channels.clock import now_of
from shopwright.hub.channels.messages import FindsMessages
from shopwright.hub.channels.models import ConnectionState
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result, Session
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.core.wake import wake

from . import fields, texts
from .models import Notice, NoticeSwitch, State
from .parcels import parcel_values

_OPEN = (State.INTENT, State.UNKNOWN)
#: After so many attempts a message is given up: two days, with an hour between the later ones.
MOST_ATTEMPTS = 52
#: How long nobody else takes a message on that is being sent, and how long a paused shop's messages rest.
_CALL, _REST = timedelta(seconds=90), timedelta(minutes=5)
#: By how much the channel's clock may be behind the hub's.
_SKEW = timedelta(seconds=60)


class NotYetError(Exception):
    """A message that cannot be written yet, such as one with a tracking number that nobody knows."""


def work_due(limit: int = 50) -> int:
    """Take messages on that are due, one step each; returns how many steps worked."""
    due = Notice.objects.filter(state__in=_OPEN, due_at__lte=timezone.now()).order_by("due_at", "id")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(notice_id: int) -> bool:
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("connection__app", "connection__workspace", "order__connection")
            .filter(pk=notice_id, state__in=_OPEN, due_at__lte=timezone.now())
            .first()
        )
        if notice is None:
            return False
        if notice.connection.state == ConnectionState.GONE:
            return _withdraw(notice, "The shop was disconnected before the message was sent.")
        if notice.connection.state != ConnectionState.ACTIVE:
            Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() + _REST)
            return False
        if notice.state == State.INTENT and not _is_on(notice):
            return _withdraw(notice, "The step was switched off before the message was sent.")
        # Written down before the call: who finds it so after a crash looks up what became of it.
        Notice.objects.filter(pk=notice.pk).update(state=State.UNKNOWN, due_at=timezone.now() + _CALL)
    return _send(notice) if notice.state == State.INTENT else _look_up(notice)


def _withdraw(notice: Notice, words: str) -> bool:
    """Send nothing. Of a message that may have been sent, that stays what is known."""
    if notice.state == State.UNKNOWN:
        words = "The channel did not answer, and the shop was disconnected: it may have been sent."
    Notice.objects.filter(pk=notice.pk).update(state=State.WITHDRAWN, due_at=None, trouble=words)
    return True


def _is_on(notice: Notice) -> bool:
    return NoticeSwitch.objects.filter(connection=notice.connection_id, step=notice.step, is_on=True).exists()


def _send(notice: Notice) -> bool:
    """Write to the buyer. No answer leaves the message to be looked up."""
    try:
        with open_session(notice.connection, "messages") as session:
            _write(notice, session)
            outcome = session.send_message(notice.order.external_id, notice.text)
    except NotYetError as error:
        return _later(notice, str(error), is_sent=False)
    except fields.TextError as error:
        outcome = Outcome(Result.REFUSED, "", str(error), "Correct the text.")
    except ChannelError as error:
        return _failed(notice, error)
    if outcome.result is Result.LATER:
        return _later(notice, outcome.message, is_sent=outcome.is_unanswered)
    _settle(notice, outcome)
    return outcome.is_done


def _write(notice: Notice, session: Session) -> None:
    """Fill in the text and keep it, with the channel's time, before anything is sent.

    A text without words in the database is one of which nothing was sent.
    """
    order = notice.order
    language = texts.language_of_order(order)
    written = texts.text_for(texts.own_texts(notice.workspace_id), notice.step, language, notice.connection_id)
    case = Case.objects.filter(order=order, external_id=notice.subject).first() if notice.subject else None
    values = fields.values_of(order, case)
    if fields.check_text(notice.step, written.text) & fields.OF_PARCEL:
        parcel = parcel_values(order, session)
        if not parcel:
            raise NotYetError("The tracking number is not known yet.")
        values.update(parcel)
    notice.text, notice.language = fields.render(notice.step, written.text, values), written.language
    notice.begun_at = now_of(notice.connection.app)
    Notice.objects.filter(pk=notice.pk).update(text=notice.text, language=notice.language, begun_at=notice.begun_at)


def _failed(notice: Notice, error: ChannelError) -> bool:
    """What a call that raised means: with no text written down, nothing was sent."""
    if error.is_passing or error.needs_consent:
        return _later(notice, str(error), is_sent=bool(notice.begun_at) and error.is_passing)
    _settle(notice, Outcome(Result.REFUSED, error.code, error.message, error.remedy))
    return False


def _look_up(notice: Notice) -> bool:
    """Find out what became of a call without an answer, before it is made again."""
    if not notice.text or notice.begun_at is None:
        return _again(notice)
    try:
        with open_session(notice.connection, "messages") as session:
            if not isinstance(session, FindsMessages):
                return _ask_a_person(notice)
            sent = session.messages_sent(notice.order.external_id, notice.begun_at - _SKEW)
    except ChannelError as error:
        return _later(notice, str(error), is_sent=True)
    known = Notice.objects.filter(connection=notice.connection_id, external_id__in=[item.external_id for item in sent])
    taken = set(known.exclude(pk=notice.pk).values_list("external_id", flat=True))
    for item in sent:
        if item.text == notice.text and item.external_id not in taken:
            _settle(notice, Outcome(Result.DONE, external_id=item.external_id))
            return True
    return _again(notice)


def _again(notice: Notice) -> bool:
    Notice.objects.filter(pk=notice.pk).update(state=State.INTENT, due_at=timezone.now(), text="", begun_at=None)
    wake("notices")
    return True


def _ask_a_person(notice: Notice) -> bool:
    Notice.objects.filter(pk=notice.pk).update(
        due_at=None,
        trouble="The channel did not answer, and cannot be asked what it sent.",
        remedy="Look at the conversation there, then say whether the message is in it.",
    )
    return True


def _later(notice: Notice, trouble: str, *, is_sent: bool) -> bool:
    """Try later. ``is_sent``: the message may have been sent, so that it is looked up first."""
    attempts = notice.attempts + 1
    values: dict[str, object] = {"attempts": attempts, "trouble": trouble}
    if attempts >= MOST_ATTEMPTS and not is_sent:
        values |= {"state": State.GIVEN_UP, "due_at": None, "remedy": "Send it again once the cause is gone."}
    else:
        values |= {"due_at": timezone.now() + wait_after(Work.MESSAGE, notice.attempts)}
        if not is_sent:
            values |= {"state": State.INTENT, "text": "", "begun_at": None}
    Notice.objects.filter(pk=notice.pk).update(**values)
    return False


def _settle(notice: Notice, outcome: Outcome) -> None:
    is_done = outcome.is_done
    Notice.objects.filter(pk=notice.pk).update(
        state=State.SENT if is_done else State.REFUSED,
        external_id=outcome.external_id,
        sent_at=timezone.now() if is_done else None,
        due_at=None,
        code=outcome.code,
        trouble=outcome.message,
        remedy=outcome.remedy,
    )
