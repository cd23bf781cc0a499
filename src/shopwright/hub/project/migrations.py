"""Which migrations a database has, beside those that this release knows; and the dump before it gets new ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from shopwright.release import installed_release

from .dump import dump_database
from .refusal import HubRefusedError
from .schema import migrations_of, read_schema

Names = set[tuple[str, str]]
_HUB = Path(__file__).resolve().parent.parent

#: How many dumps from before upgrades are kept.
KEPT_DUMPS = 3


def own_migrations() -> Names:
    """The migrations of the hub's own apps that this release brings, as pairs of app and name."""
    return {(path.parent.parent.name, path.stem) for path in _HUB.glob("*/migrations/[0-9]*.py")}


def newer_than_this(applied: Iterable[tuple[str, str]]) -> list[str]:
    """What a database has that this release does not know: of the hub's apps, or of an app that it does not have."""
    own = own_migrations()
    apps = {app for app, _ in own}
    known_apps = apps | {app for app, _ in migrations_of(read_schema())}
    return sorted(
        f"{app}.{name}" for app, name in applied if app not in known_apps or (app in apps and (app, name) not in own)
    )


def check_not_newer() -> None:
    """Raise HubRefusedError for a database that a newer release has brought up to date."""
    if newer := newer_than_this(applied_migrations()):
        raise HubRefusedError(
            f"the database is of a newer release than {installed_release()}: it has {', '.join(newer[:3])}"
            + (f" and {len(newer) - 3} more" if newer[3:] else ""),
            "install that release again; or restore a back-up from before it into an empty database",
        )


def applied_migrations() -> Names:
    """What was done in the database; nothing in an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations')")
        if cursor.fetchone()[0] is None:
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def pending_migrations(applied: Names) -> Names:
    """What the installed programs bring and the database does not have, those of libraries included."""
    return set(MigrationLoader(None).disk_migrations or ()) - applied


def dump_before_upgrade(url: str, data: Path) -> Path:
    """Dump the database into the data folder before its tables change; the last three such dumps are kept.

    Raises HubRefusedError: an upgrade that cannot be taken back is not begun.
    """
    folder = data / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = folder / f"before-{installed_release()}-{stamp}.dump"
    draft = target.with_suffix(".part")
    try:
        dump_database(url, draft)
        draft.replace(target)
    except (OSError, HubRefusedError) as error:
        remedy = error.remedy if isinstance(error, HubRefusedError) else "make room"
        raise HubRefusedError(
            f"the tables are to be brought up to date, and the dump before that failed: {error}",
            f"{remedy}; or back up by means of your own, then run: shopwright hub migrate --no-dump",
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    for old in sorted(folder.glob("before-*.dump"), key=lambda path: path.stat().st_mtime)[:-KEPT_DUMPS]:
        old.unlink()
    return target
