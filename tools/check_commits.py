"""Check the messages of new commits: `python tools/check_commits.py [ROOT]`.

A subject has at most 72 characters and no full stop at its end, a blank line separates it from the body, and nothing
refers to a tracker by number, since the history outlives the tracker. Commits up to the base revision and the newest
tag are left alone. Where the history does not reach that far (a shallow clone, an unpacked archive), the check says
what it could not look at and passes. Exits 1 after naming each message that breaks a rule.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: The last commit that was made before this check.
BASE = "ff72920716984dbf1e95c2eb6e4dba1e13f3d391"
LIMIT = 72

#: `#12` and `issue 7`. Six-digit colours and HTML entities are no numbers of a tracker.
TRACKER_NUMBER = re.compile(r"(?<![\w&])#\d{1,5}\b|\b(?:issue|ticket|PR)s?[ -]#?\d+\b", re.IGNORECASE)

#: Ends each message in git's output; git messages cannot hold it.
END = "\0"


def main(root: Path, base: str = BASE) -> int:
    if (reason := unreachable(root, base)) is not None:
        print(f"commit messages not checked: {reason}")
        return 0
    commits = list(new_commits(root, base))
    complaints = [
        f"{revision[:9]} {text}: {message.splitlines()[0] if message else ''}"
        for revision, message in commits
        for text in complaints_about(message)
    ]
    print("\n".join([*complaints, f"{len(commits)} commit messages looked at, {len(complaints)} complaints"]))
    return 1 if complaints else 0


def unreachable(root: Path, base: str) -> str | None:
    """Why the commits since the base cannot be listed, or ``None`` when they can."""
    if git(root, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        return "this is not a clone with commits"
    if git(root, "cat-file", "-e", f"{base}^{{commit}}") is not None:
        return None
    if (git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true":
        return f"the clone is shallow and does not reach {base[:9]}"
    return f"the history does not hold {base[:9]}"


def new_commits(root: Path, base: str) -> Iterator[tuple[str, str]]:
    """Revision and message of each commit after the base and the newest tag, merges left out, newest first."""
    tag = git(root, "describe", "--tags", "--abbrev=0")
    borders = [f"^{base}", *([f"^{tag.strip()}"] if tag else [])]
    text = git(root, "log", "--no-merges", "--format=%H%n%B%x00", "HEAD", *borders, "--")
    if text is None:
        raise RuntimeError("git log failed")
    for record in text.split(END):
        revision, _, message = record.strip("\n").partition("\n")
        if revision:
            yield revision, message


def complaints_about(message: str) -> Iterator[str]:
    subject, *rest = message.splitlines() or [""]
    if not subject.strip():
        yield "has no subject"
    if len(subject) > LIMIT:
        yield f"has a subject of {len(subject)} characters, at most {LIMIT}"
    if subject.endswith("."):
        yield "has a subject that ends with a full stop"
    if rest and rest[0].strip():
        yield "has no blank line after its subject"
    if number := TRACKER_NUMBER.search(message):
        yield f"refers to a tracker by number ({number.group()})"


def git(root: Path, *arguments: str) -> str | None:
    """What git prints, or ``None`` where it fails."""
    command = ["git", "-C", str(root), *arguments]
    try:
        result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        return None
    return result.stdout if result.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
