"""The check of commit messages, in repositories made for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import check_commits
import pytest


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str) -> str:
    git(folder, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--message", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ("x" * 73, "subject of 73 characters"),
        ("Answer 429.", "full stop"),
        ("Answer 429\nat once", "no blank line"),
        ("Answer 429 (#12)", "(#12)"),
        ("Answer 429\n\nAs issue 7 wants.", "(issue 7)"),
    ],
)
def test_a_new_message_that_breaks_a_rule_is_refused(
    repository: Path, message: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    base = commit(repository, "Start")
    commit(repository, message)
    assert check_commits.main(repository, base) == 1
    assert complaint in capsys.readouterr().out


@pytest.mark.parametrize(
    "message",
    [
        "x" * 72,
        "Answer 429\n\nBecause clients wait for it.",
        "Draw arrows in #a02030 and #102030",
        "Escape it as &#39;",
    ],
)
def test_a_message_that_keeps_the_rules_passes(repository: Path, message: str) -> None:
    base = commit(repository, "Start")
    commit(repository, message)
    assert check_commits.main(repository, base) == 0


def test_messages_up_to_the_base_and_up_to_the_newest_tag_are_left_alone(repository: Path) -> None:
    commit(repository, "Old.")
    base = commit(repository, "Base.")
    commit(repository, "Released.")
    assert check_commits.main(repository, base) == 1
    git(repository, "tag", "v1")
    commit(repository, "Go on")
    assert check_commits.main(repository, base) == 0


def test_a_shallow_clone_passes_and_says_what_was_not_checked(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = commit(repository, "Start")
    commit(repository, "Wrong.")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))
    assert check_commits.main(clone, base) == 0
    assert f"shallow and does not reach {base[:9]}" in capsys.readouterr().out


def test_another_history_and_no_history_pass_and_say_so(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, "Wrong.")
    assert check_commits.main(repository, "0" * 39 + "1") == 0
    assert "does not hold 000000000" in capsys.readouterr().out
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    archive = tmp_path / "archive"
    archive.mkdir()
    assert check_commits.main(archive) == 0
    assert "not a clone" in capsys.readouterr().out
