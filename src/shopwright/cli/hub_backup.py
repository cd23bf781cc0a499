"""``shopwright hub backup`` and ``hub restore``: the hub in one file, its keys apart."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .hub import Address, Data, Database, opened, prepared


def backup(file: Path, *, data: Data = None, database: Database = None, url: Address = None) -> int:
    """Back the hub up into a file while it works.

    The file has the database and the files of the data folder: pictures, labels, folders of channels. It does not have
    the keys that decrypt them: keep keys.json in another place. A file that exists is not overwritten.

    For example:
        shopwright hub backup hub-2026-12-01.backup
    """
    with prepared(data, database, url) as config:
        from shopwright.hub.project.backup import back_up

        tell = _progress()
        made = back_up(config, file, tell)
        tell("")
        outside = [str(folder) for folder in config.folders_elsewhere]
        print(f"{file}: the database and {made.files - 1:,} files, {file.stat().st_size / 1e6:,.1f} MB")
        if outside:
            print(f"Not in it: {', '.join(outside)}")
        print(
            f"Not in it either: {config.data / 'keys.json'}. Copy it to another place. Without it nobody can read the\n"
            "buyers, tokens and labels of this back-up, and whoever has both can read them all."
        )
    return 0


def restore(
    file: Path,
    *,
    keys: Annotated[
        Path | None, Parameter(help="The keys.json of that time, unless it lies in the data folder already.")
    ] = None,
    data: Data = None,
    database: Database = None,
    url: Address = None,
) -> int:
    """Put a back-up into an empty place.

    Data folder and database must be empty, but for keys.json. All of it is restored, or nothing; what was killed is
    run again.

    For example:
        shopwright hub restore hub-2026-12-01.backup --keys keys.json --data new/hub
    """
    with opened(data, database, url) as config:
        from shopwright.hub.project.restore import restore as put_back
        from shopwright.hub.project.start import migrate, prepare

        tell = _progress()
        header = put_back(config, file, keys, tell)
        tell("")
        prepare(config)
        migrate(dumps=False)
        from shopwright.hub.project.missing_files import missing_files

        print(f"Restored what Shopwright {header.release} had at {header.made_at}, with the keys of that time.")
        missing = list(missing_files())
        for name in missing[:20]:
            print(f"missing: {name}")
        if missing:
            print(f"{len(missing):,} files are missing: they were missing, or just being written, in the hub itself.")
        if header.outside:
            print(f"Not in the back-up, put them back by hand: {', '.join(header.outside)}")
        if header.url != config.url:
            print(
                f"It answered at {header.url} and now does at {config.url}: shops notify it there until told otherwise."
            )
        print(
            "Let only one of the two run: two hubs would sell the same stock twice. Start it with: shopwright hub serve"
        )
    return 0


def _progress() -> Callable[[str], None]:
    """Shows how far something is: in one line of a terminal, elsewhere not at all."""
    if not sys.stderr.isatty():
        return lambda text: None
    return lambda text: print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
