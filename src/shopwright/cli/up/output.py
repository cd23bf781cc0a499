"""What ``shopwright up`` prints once everything runs."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from shopwright.cli.addresses import DEFAULT_URL
from shopwright.cli.text import console
from shopwright.release import installed_release

if TYPE_CHECKING:
    from rich.panel import Panel

    from .start import Started


#: What a newcomer does first.
FIRST = (
    "Log in as packer. Picking: All that wait, Ship all, Print new labels. As owner: Today, Listings (the refused ones "
    "say why), and Stock, which each sale lowers on all shops."
)


def print_started(started: Started, *, as_line: bool) -> None:
    """A panel for people; a line of JSON, without links and other secrets, for programs."""
    if not as_line:
        console().print(_panel(started), soft_wrap=False)
        return
    line = {**started.platform, "console": started.config.url, "workspace": started.setup["workspace"] or None}
    try:
        print(json.dumps(line), flush=True)
    except BrokenPipeError:  # whoever started it does not listen; all of it can be used nevertheless
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _panel(started: Started) -> Panel:
    from rich.console import Group
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    def table() -> Table:
        rows = Table.grid(padding=(0, 2))
        rows.add_column(style="dim", no_wrap=True)
        rows.add_column(overflow="fold")
        return rows

    facts, hints = table(), table()
    facts.add_row("Hub", Text(started.setup["workspace"] or started.config.url, style="bold"))
    facts.add_row("Shop", Text(started.options.public_url or started.platform["url"], style="bold"))
    for person in started.setup["people"]:
        facts.add_row(f"Log in as {person['role']}", Text(person["link"], style="bold"))
    if started.setup["people"]:
        facts.add_row("", Text("each link works once, within half an hour", style="dim"))
    else:
        facts.add_row("Log in", f'shopwright hub new-owner YOU@EXAMPLE.COM --workspace "My shop"{_data(started)}')
    facts.add_row("Data", _where(started))
    for notice in started.setup["notices"]:
        facts.add_row("Note", notice)

    if started.setup["people"]:
        hints.add_row("First", FIRST)
        hints.add_row("Another link", f"shopwright hub link {started.setup['people'][0]['email']}{_data(started)}")
    url = started.platform["url"]
    hints.add_row("Keys of the shop", "shopwright platform keys" + ("" if url == DEFAULT_URL else f" --url {url}"))
    hints.add_row("Stop", "Ctrl+C")
    return Panel.fit(
        Group(facts, "", hints), title=f"Shopwright {installed_release()}", title_align="left", padding=(1, 2)
    )


def _data(started: Started) -> str:
    """The options by which a command of the hub reaches this one, where it would reach another."""
    from shopwright.hub.core.config import HubConfig

    default, config = HubConfig(), started.config
    data = "" if config.data == default.data.absolute() else f" --data {config.data}"
    return data + ("" if config.url == default.url else f" --url {config.url}")


def _where(started: Started) -> str:
    return "in memory, gone when this stops" if started.options.memory else str(started.config.data.parent)
