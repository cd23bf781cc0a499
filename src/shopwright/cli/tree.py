"""Builds the command's tree of words from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cyclopts import App, Group

from .commands import HEADINGS, ROWS, TITLES, Row

_ABOUT = """An open TikTok Shop that you run yourself.

For example:
    shopwright platform serve
    shopwright sandbox buy --status AWAITING_SHIPMENT
    shopwright listen --forward-to http://127.0.0.1:5000/webhook
    shopwright call order.get_order_list --page-size 20

Exit codes: 0 done; 1 the server refused, or something is wrong; 2 not
understood, or nobody there; 130 interrupted."""


def build(arguments: Sequence[str] = ()) -> App:
    """The whole tree. The command that the arguments name gets its help from its docstring, which says most."""
    app = App(
        name="shopwright",
        help=_ABOUT,
        help_format="plaintext",
        version=_version,
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
    )
    apps = {"": app}
    for number, row in enumerate(ROWS):
        before, _, name = row.words.rpartition(" ")
        _parent(apps, before, number).command(
            f"shopwright.cli.{row.target}",
            name=name,
            help=None if _names(arguments, row) else row.help,
            group=_group(row.title),
            sort_key=number,
        )
    return app


def with_default(arguments: list[str]) -> list[str]:
    """The arguments with the word that may be left out: ``sandbox clock`` is ``sandbox clock show``."""
    for row in ROWS:
        words = row.words.split()[:-1]
        rest = arguments[len(words) :]
        if row.is_default and arguments[: len(words)] == words and _begins_options(rest):
            return [*row.words.split(), *rest]
    return arguments


def words_after(before: str) -> list[str]:
    """The words that may follow others, in the order of the table."""
    start = f"{before} " if before else ""
    return list(dict.fromkeys(row.words[len(start) :].split()[0] for row in ROWS if row.words.startswith(start)))


def _begins_options(rest: Sequence[str]) -> bool:
    return not rest or (rest[0].startswith("-") and rest[0] not in ("--help", "-h"))


def _names(arguments: Sequence[str], row: Row) -> bool:
    words = row.words.split()
    return list(arguments[: len(words)]) == words


def _parent(apps: dict[str, App], words: str, number: int) -> App:
    """The part of the tree for words that begin commands, made when it is first needed."""
    if words not in apps:
        before, _, name = words.rpartition(" ")
        heading = HEADINGS[words]
        apps[words] = App(name=name, help=heading.help, group=_group(heading.title), sort_key=number)
        _parent(apps, before, number).command(apps[words])
    return apps[words]


@cache
def _group(title: str) -> Group | None:
    """The group of a title: the same for all commands under it."""
    return Group(title, sort_key=TITLES.index(title)) if title else None


def _version() -> str:
    from shopwright.release import installed_release

    return f"shopwright {installed_release()}"
