"""The help of every command, and the table that all of them stand in."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib import import_module

import pytest

from shopwright.cli.commands import HEADINGS, ROWS, Row
from shopwright.cli.main import main
from shopwright.cli.tree import build, with_default

from .commands import DEADLINE, environment

EVERY_ROW = pytest.mark.parametrize("row", ROWS, ids=[row.words for row in ROWS])


def examples_in(text: str) -> list[str]:
    """The command lines below "For example"."""
    lines = text.partition("For example:\n")[2].splitlines()
    return [line.strip() for line in lines if line.strip()]


def docstring_of(row: Row) -> str:
    module, _, function = row.target.partition(":")
    text: str = getattr(import_module(f"shopwright.cli.{module}"), function).__doc__
    return text


@EVERY_ROW
def test_the_list_of_commands_says_what_the_commands_own_help_begins_with(row: Row) -> None:
    assert docstring_of(row).strip().partition("\n")[0] == row.help


@EVERY_ROW
def test_help_shows_the_whole_docstring_with_examples(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*row.words.split(), "--help"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for sentence in docstring_of(row).split("\n\n"):
        assert " ".join(sentence.split()) in out
    assert examples_in(docstring_of(row))


@pytest.mark.parametrize(
    "line",
    dict.fromkeys(line for row in ROWS for line in examples_in(docstring_of(row)) if line.startswith("shopwright ")),
)
def test_an_example_is_understood(line: str) -> None:
    words = shlex.split(line.partition(" > ")[0].partition(" | ")[0])[1:]
    build(words).parse_args(with_default(words))


@pytest.mark.parametrize("words", HEADINGS)
def test_words_that_begin_commands_list_what_may_follow(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words.split(), "--help"]) == 0
    out = capsys.readouterr().out
    below = {row.words.removeprefix(words).split()[0] for row in ROWS if row.words.startswith(f"{words} ")}
    assert all(f"│ {word} " in out for word in below)


def test_help_loads_neither_the_client_nor_the_module_of_any_command() -> None:
    script = f"""
import sys
from shopwright.cli.main import main
assert main(["--help"]) == 0
for words in {list(HEADINGS)!r}:
    assert main([*words.split(), "--help"]) == 0
commands = {{"shopwright.cli." + target.partition(":")[0] for target in {[row.target for row in ROWS]!r}}}
heavy = {{"aiohttp", "asyncio", "msgspec", "shopwright.client", "shopwright.contract", "urllib3", "rich.markdown"}}
assert not (loaded := (commands | heavy) & sys.modules.keys()), loaded
"""
    subprocess.run([sys.executable, "-c", script], env=environment(), check=True, timeout=DEADLINE, capture_output=True)


def test_a_command_that_is_not_there_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "byu"]) == 2
    assert "did you mean buy?" in capsys.readouterr().err
    assert main(["sandbox", "xyzzy"]) == 2
    assert "buy, pay, cancel" in capsys.readouterr().err


def test_a_sandbox_key_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["sandbox", "clock", "show"], ["platform", "keys"], ["listen"], ["login"]):
        assert main([*words, "--sandbox-key", "k-4711"]) == 2
        out, err = capsys.readouterr()
        assert "k-4711" not in out + err
        assert "--sandbox-key-file" in err
