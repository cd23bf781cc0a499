"""Every write about imports: a run from its file to its end, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import IO

import msgspec
from django.core.files import File
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.price_guard import deep_drops, prices_of_import
from shopwright.hub.core.wake import wake
from shopwright.hub.people.two_persons import digest_of

from .files import read_sent, received, sample_of, use_profile
from .guess import headers_of
from .models import APPLIED, WORKING, ImportProfile, ImportRun, State
from .problems import FileError
from .settings import Settings
from .sources import check_columns, map_columns

#: How long a run's rows and file are kept after its end, for its report and for undo.
KEPT = timedelta(days=30)
#: Where a run that waits for its turn keeps a digest of the drops that a person was asked about.
ASKED = "asked_drops"


class RunError(Exception):
    """Something that a run cannot do now; the text says why."""


def begin(workspace: Workspace, by: User | None, name: str, file: IO[bytes]) -> ImportRun:
    """A run for a file, read and guessed. Raises FileError for what is no table of goods."""
    run = ImportRun(workspace=workspace, by=by, file_name=PurePath(name).name[:200] or "file")
    with received(file) as sent:
        read_sent(run, sent, None, _usual_currency(workspace))
        run.size, run.sha256 = sent.size, sent.sha256
        with sent.path.open("rb") as content:
            run.upload.save(f"{workspace.pk}-{sent.sha256[:16]}", File(content), save=False)
    run.save()
    return run


def _usual_currency(workspace: Workspace) -> str:
    """The currency that most variants have."""
    usual = (
        Variant.objects.filter(workspace=workspace)
        .exclude(currency="")
        .values_list("currency")
        .annotate(times=Count("pk"))
        .order_by("-times")
        .first()
    )
    return usual[0] if usual else ""


def change(run: ImportRun, settings: Settings, columns: Sequence[str]) -> None:
    """Read the run's file otherwise. Other headers are mapped anew. Raises RunError, FileError."""
    with transaction.atomic():
        run = _locked(run, State.MAPPING, State.CHECKED)
        known = run.reading
        if not settings.reads_like(known):
            with run.upload.open("rb") as file, received(file) as sent:
                read_sent(run, sent, settings, settings.currency)
        else:
            headers = headers_of(sample_of(run), settings.header_first, settings.header_last)
            if not any(headers):
                raise FileError("The header has no text there. Choose the lines that name the columns.")
            is_same = headers == run.headers and settings.source == known.source
            run.headers = headers
            run.columns = check_columns(columns, headers) if is_same else map_columns(headers, settings.source)
            run.settings = msgspec.to_builtins(settings)
        run.state, run.counts, run.step = State.MAPPING, {}, ""
        run.save()


def save_profile(run: ImportRun, name: str) -> ImportProfile:
    """Keep how the run's file is read under a name. Raises RunError without one."""
    if not (name := name.strip()[:80]):
        raise RunError("A profile needs a name.")
    profile, _ = ImportProfile.objects.update_or_create(
        workspace_id=run.workspace_id,
        name=name,
        defaults={"settings": run.settings, "columns": dict(zip(run.headers, run.columns, strict=True))},
    )
    run.profile_name = name
    run.save(update_fields=["profile_name"])
    return profile


def use_saved_profile(run: ImportRun, profile: ImportProfile) -> None:
    """Read the run's file as a profile says. Raises RunError for a run that goes on already."""
    with transaction.atomic():
        run = _locked(run, State.MAPPING)
        use_profile(run, profile)
        run.save()


def remove_profile(profile: ImportProfile) -> None:
    profile.delete()


def reopen(run: ImportRun) -> None:
    """Go back from a report to the columns. Raises RunError for a run that is not checked."""
    with transaction.atomic():
        run = _locked(run, State.CHECKED)
        run.state, run.counts = State.MAPPING, {}
        run.save()


def check(run: ImportRun) -> None:
    """Have the run's rows checked; nothing is written to the catalogue. Raises RunError without a column for SKUs."""
    with transaction.atomic():
        run = _locked(run, State.MAPPING, State.CHECKED)
        fields = [name for name in run.columns if name]
        if "sku" not in fields and run.reading.missing_sku != "make":
            raise RunError("Choose the column that holds the SKU, or have SKUs made where there are none.")
        if twice := {name for name in fields if fields.count(name) > 1}:
            raise RunError(f"Two columns hold the same field: {', '.join(sorted(twice))}. Choose one of them.")
        run.rows.all().delete()
        _enqueue(run, State.CHECKING, "stage", run.goods_total)


def start(run: ImportRun, drops: str = "") -> None:
    """Have a checked run write. ``drops``: the deep drops of prices that a person was asked about.

    Raises RunError where there is nothing to write.
    """
    with transaction.atomic():
        run = _locked(run, State.CHECKED)
        to_do = writes(run.counts)
        if not to_do:
            raise RunError("There is nothing to import: mend the rows and send them again.")
        run.started_at, matched = timezone.now(), {**run.carry, ASKED: digest_of(drops)}
        _enqueue(run, State.RUNNING, "wait", to_do)
        ImportRun.objects.filter(pk=run.pk).update(carry=matched)


def ask_again(run: ImportRun, why: str) -> None:
    """Give a run whose turn came back to whoever began it, with the reason; the caller keeps it."""
    state = State.CHECKED if run.state == State.RUNNING else State(run.carry["was"])
    run.state, run.step, run.due_at, run.trouble = state, "", None, why
    run.finished_at = None if state == State.CHECKED else timezone.now()


def writes(counts: Mapping[str, int]) -> int:
    """Rows that are new or changed."""
    return counts.get("create", 0) + counts.get("update", 0)


def cancel(run: ImportRun) -> None:
    """End a run. What it wrote stays until it is undone. Raises RunError for one that has ended."""
    with transaction.atomic():
        run = _locked(run, State.MAPPING, State.CHECKING, State.CHECKED, State.RUNNING, State.FAILED)
        run.state, run.step, run.due_at, run.finished_at = State.CANCELLED, "", None, timezone.now()
        run.save()


def undo(run: ImportRun, drops: str = "") -> None:
    """Have taken back what a run wrote. ``drops``: as for a start. Raises RunError where nothing is left of it."""
    with transaction.atomic():
        run = _locked(run, *APPLIED)
        applied = run.rows.filter(is_applied=True)
        last = applied.order_by("-place").values_list("place", flat=True).first()
        if last is None:
            raise RunError("Nothing of this import is in the catalogue, or it is too long ago to be undone.")
        carry = {**run.carry, "was": run.state, ASKED: digest_of(drops)}
        _enqueue(run, State.UNDOING, "wait", applied.count())
        ImportRun.objects.filter(pk=run.pk).update(cursor=last + 1, carry=carry)


def retry(run: ImportRun, drops: str = "") -> None:
    """Have a run that failed go on where it was. ``drops``: the deep drops that a person was asked about.

    Raises RunError for any other run, and for one by which other prices drop.
    """
    with transaction.atomic():
        run = _locked(run, State.FAILED)
        if drops != deep_drops(run.workspace, prices_of_import(run, "retry")):
            raise RunError("Prices drop over the limit by what is left. Go on from the import's own page.")
        was = State(run.carry.get("state", State.RUNNING))
        run.state, run.step = was, str(run.carry.get("step", "wait"))
        run.attempts, run.trouble, run.due_at, run.finished_at = 0, "", timezone.now(), None
        run.save()
        wake("imports")


def _enqueue(run: ImportRun, state: State, step: str, to_do: int) -> None:
    run.state, run.step, run.cursor, run.carry = state, step, 0, {}
    run.done, run.to_do, run.attempts, run.trouble = 0, to_do, 0, ""
    run.due_at, run.finished_at = timezone.now(), None
    run.save()
    wake("imports")


def _locked(run: ImportRun, *states: State) -> ImportRun:
    """The run, locked, in one of the states. Raises RunError in any other."""
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if row.state not in states:
        raise RunError(f"The import is “{row.get_state_display()}” by now.")
    return row


def forget_old() -> None:
    """Remove rows and files of runs that ended long ago; the runs themselves stay."""
    old = ImportRun.objects.exclude(state__in=WORKING).filter(created_at__lt=timezone.now() - KEPT).exclude(upload="")
    for run in old[:20]:
        run.rows.all().delete()
        run.upload.delete(save=False)
        run.table.delete(save=False)
        run.save(update_fields=["upload", "table"])
