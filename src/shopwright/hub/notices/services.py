"""Every write of people about messages: texts, switches, and what to do with a message that was not sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.clock import now_of
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Capability, ChannelError
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.wake import wake

from . import texts
from .fields import TextError, check_text
from .models import RETRIED, Notice, NoticeSwitch, NoticeText, State, Step

#: Texts longer than this have no place on a page.
LONGEST_TEXT = 1_500


class NoticeError(Exception):
    """What cannot be done about messages; the text says why and what to do."""


class Verdict(NamedTuple):
    """What became of a message that was to be sent again."""

    notice: Notice
    trouble: str


def has_messages(connection: Connection) -> bool:
    """Whether a connection's channel lets the hub write to buyers."""
    return Capability.MESSAGES in channel_of(connection.channel).capabilities


def write_text(workspace: Workspace, step: str, language: str, text: str, connection: Connection | None = None) -> None:
    """Keep a text, or go back to the one that comes with the hub where it is empty. Raises TextError."""
    if step not in Step.values or language not in texts.languages():
        raise TextError("Choose a step and a language.")
    text = text.replace("\r\n", "\n").strip()
    place: dict[str, Any] = {"workspace": workspace, "step": step, "language": language, "connection": connection}
    if not text:
        NoticeText.objects.filter(**place).delete()
        return
    if len(text) > LONGEST_TEXT:
        raise TextError(f"The text has {len(text):,} characters; {LONGEST_TEXT:,} are allowed.")
    check_text(step, text)
    NoticeText.objects.update_or_create(**place, defaults={"text": text})


def switch(connection: Connection, step: str, *, is_on: bool) -> None:
    """Tell buyers of a step from now on, or no longer.

    Raises NoticeError for a channel that has no messages, and before a dry run has shown the texts as they are now.
    """
    if is_on and not has_messages(connection):
        raise NoticeError(f"{channel_of(connection.channel).title} has no messages to buyers.")
    row = NoticeSwitch.objects.filter(connection=connection, step=step).first()
    if not is_on:
        if row is not None:
            row.is_on, row.since = False, None
            row.save(update_fields=["is_on", "since"])
        return
    if row is None or row.tried != texts.hashes(connection.workspace, connection)[step]:
        raise NoticeError("Do a dry run first: it shows what the last orders would have caused with the texts of now.")
    if row.is_on:
        return
    try:
        row.since = now_of(connection.app).replace(microsecond=0)  # channels tell times in seconds
    except ChannelError as error:
        raise NoticeError(str(error)) from error
    row.is_on = True
    row.save(update_fields=["is_on", "since"])


def send_again(workspace: Workspace, ids: Collection[int]) -> list[Verdict]:
    """Send messages that were refused, given up or withdrawn; says of each what became of it."""
    verdicts = []
    with transaction.atomic():
        rows = Notice.objects.select_for_update(of=("self",)).select_related("order")
        for notice in rows.filter(workspace=workspace, pk__in=ids).order_by("pk"):
            trouble = ""
            if notice.state in RETRIED or is_for_a_person(notice):
                _plan(notice)
            else:
                trouble = f"It is {notice.get_state_display().lower()}."
            verdicts.append(Verdict(notice, trouble))
        wake("notices")
    return verdicts


def _plan(notice: Notice) -> None:
    notice.state, notice.due_at, notice.attempts, notice.text = State.INTENT, timezone.now(), 0, ""
    notice.code = notice.trouble = notice.remedy = ""
    notice.save()


def is_for_a_person(notice: Notice) -> bool:
    """Whether only a person can find out if a message was sent: the channel did not answer, and cannot be asked."""
    return notice.state == State.UNKNOWN and notice.due_at is None


def confirm_sent(notice: Notice) -> None:
    """A person saw the message in the channel. Raises NoticeError where nobody was asked."""
    with transaction.atomic():
        row = Notice.objects.select_for_update().get(pk=notice.pk)
        if not is_for_a_person(row):
            raise NoticeError(f"It is {row.get_state_display().lower()}.")
        row.state, row.sent_at, row.trouble, row.remedy = State.SENT, timezone.now(), "", ""
        row.save()
