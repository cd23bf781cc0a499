"""``shopwright hub …``: the seller's hub, its web server, its worker, and its people."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter

from shopwright.extras import require

from .refusal import RefusedError

if TYPE_CHECKING:
    from shopwright.hub.core.config import HubConfig

Data = Annotated[Path | None, Parameter(help="Folder for keys, pictures and labels.")]
Database = Annotated[
    str | None, Parameter(help="PostgreSQL URL; a server of the hub's own in the data folder unless named.")
]
Address = Annotated[str | None, Parameter(help="The address that people use, like https://hub.example.")]

#: Commands of Django that would go past what the hub does: who logs in how, dumps before an upgrade, its own server.
_OWN_WAYS = {
    "changepassword": "log the person in once with: shopwright hub link",
    "createsuperuser": "make an owner with: shopwright hub new-owner",
    "makemigrations": "an upgrade brings its migrations",
    "migrate": "bring the tables up to date with: shopwright hub migrate",
    "runserver": "serve the hub with: shopwright hub serve",
    "testserver": "serve the hub with: shopwright hub serve",
}


def serve(
    *,
    data: Data = None,
    database: Database = None,
    url: Address = None,
    host: Annotated[str, Parameter(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, Parameter(help="Port to listen on; that of the address unless said.")] = None,
) -> int:
    """Serve the hub's console on this machine.

    It runs until Ctrl+C or SIGTERM. Tables are brought up to date first.

    For example:
        shopwright hub serve
        shopwright hub serve --database postgresql://hub@localhost/hub
    """
    with prepared(data, database, url, is_lasting=True) as config:
        from shopwright.hub.project.start import migrate as bring_up_to_date
        from shopwright.hub.project.start import port_of
        from shopwright.hub.project.start import serve as serve_console

        bring_up_to_date(tell=_say)
        serve_console(config, host, port or port_of(config), _say_ready)
    return 0


def worker(
    *,
    poll_seconds: Annotated[float, Parameter(help="How often shops are looked at, whatever they tell.")] = 60.0,
    data: Data = None,
    database: Database = None,
    url: Address = None,
) -> int:
    """Work on what the hub has to read and send.

    Any number of workers may run on any machines. It runs until Ctrl+C or SIGTERM.

    For example:
        shopwright hub worker --database postgresql://hub@localhost/hub
    """
    with prepared(data, database, url, is_lasting=True):
        from shopwright.hub.project.start import migrate as bring_up_to_date
        from shopwright.hub.project.start import work

        bring_up_to_date(tell=_say)
        work(poll_seconds)
    return 0


def migrate(
    *,
    data: Data = None,
    database: Database = None,
    url: Address = None,
    dump: Annotated[
        bool, Parameter(negative="--no-dump", help="Dump the database into the data folder before its tables change.")
    ] = True,
) -> int:
    """Bring the hub's tables up to date.

    The console and the worker do so too when they start.

    For example:
        shopwright hub migrate --database postgresql://hub@localhost/hub
    """
    with prepared(data, database, url):
        from shopwright.hub.project.start import migrate as bring_up_to_date

        bring_up_to_date(dumps=dump, tell=_say)
    print("The tables are up to date.")
    return 0


def new_owner(
    email: str,
    *,
    workspace: Annotated[str, Parameter(help="Name of the new workspace.")],
    data: Data = None,
    database: Database = None,
    url: Address = None,
) -> int:
    """Make a workspace with its owner, and a link that logs the owner in once.

    For example:
        shopwright hub new-owner ann@example.com --workspace "Ann's gifts"
    """
    with prepared(data, database, url) as config:
        from shopwright.hub.access import services
        from shopwright.hub.access.models import User
        from shopwright.hub.project.start import migrate as bring_up_to_date

        bring_up_to_date(tell=_say)
        owner = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
        made = services.create_workspace(workspace, owner)
        print(f"workspace  {config.url}/w/{made.slug}/")
        print(f"log in     {config.url}/link/{services.make_login_link(owner)}")
    return 0


def link(email: str, *, data: Data = None, database: Database = None, url: Address = None) -> int:
    """Make a link that logs a person in once.

    For example:
        shopwright hub link ann@example.com
    """
    with prepared(data, database, url) as config:
        from shopwright.hub.access.models import User
        from shopwright.hub.access.services import make_login_link
        from shopwright.hub.project.start import migrate as bring_up_to_date

        bring_up_to_date(tell=_say)
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise RefusedError(f"nobody here has the address {email}", "make an owner with: shopwright hub new-owner")
        print(f"{config.url}/link/{make_login_link(user)}")
    return 0


def manage(
    command: str,
    /,
    *words: Annotated[str, Parameter(allow_leading_hyphen=True, help="The command's own words and options.")],
    data: Data = None,
    database: Database = None,
    url: Address = None,
) -> int:
    """Run one of Django's management commands on the hub.

    Options that both have, like --database, are the command's own behind two dashes. `help` lists the commands.

    For example:
        shopwright hub manage check
        shopwright hub manage showmigrations orders
        shopwright hub manage dbshell -- -c "SELECT count(*) FROM orders_order"
    """
    if command in _OWN_WAYS:
        raise RefusedError(f"the hub has a way of its own in place of {command}", _OWN_WAYS[command])
    with prepared(data, database, url):
        from django.core.management import ManagementUtility

        try:
            ManagementUtility(["shopwright hub manage", command, *words]).execute()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def rotate_keys(*, data: Data = None, database: Database = None, url: Address = None) -> int:
    """Replace the master key, and encrypt buyers, tokens, apps and labels anew.

    Web and workers go on meanwhile. What was killed is run again, and goes on. Back up keys.json afterwards; a backup
    of the database from before needs the keys.json of that time.

    For example:
        shopwright hub rotate-keys
    """
    with prepared(data, database, url):
        from collections import Counter

        from shopwright.hub.project.rotation import RotationError, rotate

        counts: Counter[str] = Counter()
        try:
            dropped = rotate(lambda kind, count: counts.update({kind: count}))
        except RotationError as error:
            raise RefusedError(str(error), "the older keys are still in keys.json") from error
        for kind, count in counts.items():
            print(f"{count:>9,} {kind}")
        print(f"Encrypted with the new key. {dropped} older dropped; back up keys.json.")
    return 0


@contextmanager
def prepared(
    data: Path | None, database: str | None, url: str | None, *, is_lasting: bool = False
) -> Iterator[HubConfig]:
    """Load the hub with what the options say, and where they say nothing with what the environment says.

    Without a database it has one of its own until the block ends.
    """
    with opened(data, database, url, is_lasting=is_lasting) as config:
        from shopwright.hub.project.start import prepare

        prepare(config)
        yield config


@contextmanager
def opened(
    data: Path | None, database: str | None, url: str | None, *, is_lasting: bool = False
) -> Iterator[HubConfig]:
    """What the options and the environment say, with a database that runs, and without the hub loaded.

    What the hub refuses in the block leaves as RefusedError.
    """
    require("shopwright hub", "hub")
    _exit_on_signals((signal.SIGTERM, signal.SIGINT) if is_lasting else (signal.SIGTERM,))
    from shopwright.hub.core.config import read_config
    from shopwright.hub.project.dump import server_major
    from shopwright.hub.project.refusal import HubRefusedError

    said = read_config()
    folder, server = data or said.data, database or said.database
    try:
        with nullcontext(server) if server else _own_database(folder, is_lasting=is_lasting) as running:
            server_major(running)  # it answers, or is refused in words
            yield msgspec.structs.replace(said, data=folder, database=running, url=(url or said.url).rstrip("/"))
    except HubRefusedError as error:
        raise RefusedError(error.problem, error.remedy) from error


@contextmanager
def _own_database(data: Path, *, is_lasting: bool) -> Iterator[str]:
    from shopwright.hub.project.postgres import own_database
    from shopwright.hub.project.postgres_errors import PostgresError

    try:
        with own_database(data, is_lasting=is_lasting) as url:
            yield url
    except PostgresError as error:
        raise RefusedError(error.problem, error.remedy) from error


def _exit_on_signals(numbers: tuple[signal.Signals, ...]) -> None:
    """End the command in an orderly way, its database included, wherever it is when a signal arrives."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in numbers:
        signal.signal(number, leave)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _say_ready(url: str) -> None:
    if sys.stdout.isatty():
        print(f"The hub answers at {url}")
    else:
        print(json.dumps({"event": "ready", "url": url}), flush=True)
