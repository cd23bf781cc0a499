"""``shopwright scan-secrets``."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .output import print_rows
from .refusal import RefusedError
from .secret_patterns import find_secrets
from .text import print_message, visible

#: Folders of other people's code, and of what programs make.
_SKIPPED = frozenset({".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", "vendor", "site", "dist"})

_MOST_BYTES = 5_000_000

ALLOW_FILE = ".secrets-allowed"


def scan_secrets(
    *paths: Annotated[Path, Parameter(help="Files and folders; this folder unless named.")],
    staged: Annotated[
        bool, Parameter(negative="", show_default=False, help="What is about to be committed, as git has it.")
    ] = False,
    allow: Annotated[
        Path | None, Parameter(help=f"A file of allowed fingerprints; {ALLOW_FILE} in this folder unless named.")
    ] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON.")] = False,
) -> int:
    """Find app secrets, tokens and private keys in files.

    In a git repository it reads what is tracked or could be. A secret is shown by its head, with a fingerprint by which
    it can be allowed. Exit code 1 says that there is one.

    For example:
        shopwright scan-secrets
        shopwright scan-secrets src config.yml --json
        shopwright scan-secrets --staged
    """
    if staged and paths:
        raise RefusedError("--staged reads what git has, and takes no paths", "leave one of them out")
    allowed = allowed_in(allow or Path(ALLOW_FILE), must_exist=allow is not None)
    texts = _staged() if staged else _texts(paths or (Path(),))
    rows = [
        {"path": name, **secret._asdict()}
        for name, content in texts
        for secret in find_secrets(_text(content), allowed)
    ]
    print_rows(rows, "path line kind masked fingerprint", as_json=as_json)
    if rows:
        print_message(
            f"{len(rows)} found: take them out and replace the keys, or put the fingerprint of what is none into "
            f"{ALLOW_FILE}"
        )
    return 1 if rows else 0


def allowed_in(file: Path, *, must_exist: bool = True) -> set[str]:
    """The fingerprints of a file: the first word of each line; # begins a remark."""
    if not must_exist and not file.exists():
        return set()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"cannot read {visible(str(file))}", "name a text file of fingerprints") from error
    words = [line.partition("#")[0].split() for line in lines]
    return {each[0] for each in words if each}


def files_of(path: Path) -> list[Path]:
    """The files below a folder: those of git where it is in a repository, else all but other people's."""
    if path.is_file():
        return [path]
    if not path.exists():
        raise RefusedError(f"there is no {visible(str(path))}", "name files or folders")
    listed = _git(path, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is not None:
        return [path / name for name in dict.fromkeys(listed.decode("utf-8", "surrogateescape").split("\0")) if name]
    below = (each for each in path.rglob("*") if not _SKIPPED.intersection(each.relative_to(path).parts))
    return sorted(each for each in below if each.is_file())


def _texts(paths: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    for file in (file for path in paths for file in files_of(path)):
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= _MOST_BYTES:
            yield str(file), file.read_bytes()


def _staged() -> Iterator[tuple[str, bytes]]:
    names = _git(Path(), "diff", "--cached", "--name-only", "-z", "--diff-filter=ACMR")
    if names is None:
        raise RefusedError("this is no git repository", "leave --staged out")
    for name in names.decode("utf-8", "surrogateescape").split("\0"):
        content = _git(Path(), "show", f":{name}") if name else None
        if content is not None and len(content) <= _MOST_BYTES:
            yield name, content


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git says, or None where it is missing or the folder is in no repository."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def _text(content: bytes) -> str:
    """A file as text; a binary one has none."""
    return "" if b"\0" in content[:8_000] else content.decode("utf-8", "replace")
