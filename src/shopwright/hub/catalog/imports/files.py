"""Reads a file that somebody sent: what it is, how it is meant, and the table that all later steps read."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
from django.core.files import File

from .faulty import HEADER as MEND
from .guess import guess_layout, guess_text
from .models import ImportProfile, ImportRun
from .problems import FileError
from .settings import Settings
from .sources import map_columns
from .table import MOST_BYTES, TOO_LARGE, TableRow, first_rows, kind_of, write_table

#: Rows that are looked at for guesses and previews.
SAMPLE = 60


class Sent:
    """A file in a folder of its own while it is read; ``sha256`` of its bytes."""

    def __init__(self, path: Path, size: int, sha256: str) -> None:
        self.path, self.size, self.sha256 = path, size, sha256


@contextmanager
def received(file: IO[bytes]) -> Iterator[Sent]:
    """Write a file down to read it. Raises FileError for one that is too large."""
    with tempfile.TemporaryDirectory(prefix="shopwright-import-") as folder:
        path, size, digest = Path(folder, "file"), 0, hashlib.sha256()
        with path.open("wb") as target:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise FileError(TOO_LARGE)
                digest.update(chunk)
                target.write(chunk)
        yield Sent(path, size, digest.hexdigest())


def read_sent(run: ImportRun, sent: Sent, settings: Settings | None, currency: str) -> None:
    """Write the run's table and guess how it is meant, or read it as the settings say."""
    with sent.path.open("rb") as file:
        kind = kind_of(file)
        if settings is None:
            settings = guess_text(file) if kind == "csv" else Settings(kind="xlsx")
    table = sent.path.with_name("table")
    run.row_total, sheet, run.sheets = write_table(sent.path, settings, table)
    if not run.row_total:
        raise FileError("The file has no rows. Export it again, and look at it in a spreadsheet first.")
    with table.open("rb") as rows:
        sample = first_rows(rows, SAMPLE)
        rows.seek(0)
        run.table.save(f"{run.workspace_id}-{sent.sha256[:16]}.table", File(rows), save=False)
    guessed, headers, columns = guess_layout(_with_sheet(settings, sheet), sample, currency)
    run.settings, run.headers, run.columns = _plain(guessed), headers, columns
    _use_known_profile(run)


def _with_sheet(settings: Settings, sheet: str) -> Settings:
    return msgspec.structs.replace(settings, sheet=sheet)


def _plain(settings: Settings) -> dict[str, object]:
    return dict(msgspec.to_builtins(settings))


def _use_known_profile(run: ImportRun) -> None:
    """Read the file as one with the same headers was read, where a profile knows them."""
    for profile in ImportProfile.objects.filter(workspace_id=run.workspace_id).order_by("-updated_at"):
        if set(profile.columns) - {MEND} == set(run.headers) - {MEND}:
            use_profile(run, profile)
            return


def use_profile(run: ImportRun, profile: ImportProfile) -> None:
    """Map the run's columns as a profile says. How the file itself is written stays as it was found."""
    own = run.reading
    kept = ("kind", "encoding", "delimiter", "quote", "sheet", "header_first", "header_last", "data_from")
    run.settings = {**profile.settings, **{name: getattr(own, name) for name in kept}}
    guessed = map_columns(run.headers, run.reading.source)
    run.columns = [profile.columns.get(header, name) for header, name in zip(run.headers, guessed, strict=True)]
    run.profile_name = profile.name


def sample_of(run: ImportRun, count: int = SAMPLE) -> list[TableRow]:
    """The first rows of the run's table."""
    with run.table.open("rb") as table:
        return first_rows(table.file, count)
