"""What the palette offers by name: pages, and acts that send a form. Each app says which it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.urls import reverse

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission

from .queries import views
from .registry import LISTS


class Command(NamedTuple):
    """``words``: what people look for. ``page``: where it leads, with the further parts of its address."""

    words: str
    page: str
    permission: Permission
    parts: tuple[str, ...] = ()
    query: str = ""


class Act(NamedTuple):
    """An act that sends a form of ``fields``. ``page``: the act that takes it; ``parts``: what its address has beside.

    ``question``: what is asked before, of acts that many things hang on; ``answer``: the button that does it.
    ``window``: the name of the window that its answer opens in, where it is a file.
    """

    words: str
    page: str
    permission: Permission
    fields: dict[str, str] = {}  # noqa: RUF012  nobody changes it
    parts: tuple[str, ...] = ()
    question: str = ""
    answer: str = ""
    window: str = ""
    name: str = ""


class Form(NamedTuple):
    """What an offer sends instead of being followed, see :class:`Act`."""

    fields: dict[str, str]
    question: str
    answer: str
    window: str
    name: str


class Offer(NamedTuple):
    """A command of a member, ready to be followed, or to be sent where it has a ``form``."""

    words: str
    note: str
    url: str
    form: Form | None = None


#: Acts of a member, told anew each time, since they hang on what there is.
ActTeller = Callable[[Member], Iterable[Act]]
COMMANDS: list[Command] = []
ACTS: list[ActTeller] = []


def add_commands(*commands: Command) -> None:
    COMMANDS.extend(commands)


def add_acts(*tellers: ActTeller) -> None:
    ACTS.extend(tellers)


def acts(member: Member) -> list[Act]:
    """The acts that a member may begin by name now."""
    return [act for tell in ACTS for act in tell(member) if member.may(act.permission)]


def _of_act(act: Act, slug: str) -> Offer:
    form = Form(act.fields, act.question, act.answer or act.words, act.window, act.name)
    return Offer(act.words, "", reverse(act.page, args=[slug, *act.parts]), form)


def offers(member: Member) -> list[Offer]:
    """The pages and acts that a member may use, and the views that the member sees."""
    slug = member.workspace.slug
    known = [
        Offer(item.words, "", f"{reverse(item.page, args=[slug, *item.parts])}{item.query}")
        for item in COMMANDS
        if member.may(item.permission)
    ]
    known += [_of_act(act, slug) for act in acts(member)]
    for view in views(member):
        listed = LISTS.get(view.list_name)
        if listed is not None and member.may(listed.permission):
            place = f"{reverse(listed.name, args=[slug])}?{view.query}"
            known.append(Offer(view.name, f"view of {listed.title.lower()}", place))
    return known
