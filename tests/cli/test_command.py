from __future__ import annotations

import subprocess
import sys

import pytest

from shopwright.cli.main import main

from .commands import COMMAND, DEADLINE, Run, environment


def test_the_version_is_told(run: Run) -> None:
    ended = run("--version")
    assert ended.code == 0
    assert ended.out.startswith("shopwright ")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["platform", "--help"], ["platform", "serve", "--help"], ["sign", "explain", "--help"]]
)
def test_help_goes_to_standard_output(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Usage: shopwright")


def test_help_does_not_load_the_platform() -> None:
    script = """
import sys
from shopwright.cli.main import main
for arguments in (["--help"], ["platform", "--help"], ["platform", "serve", "--help"], ["sign", "explain", "--help"]):
    assert main(arguments) == 0
heavy = {"aiohttp", "alembic", "asyncio", "cryptography", "fsspec", "sqlalchemy", "starlette", "uvicorn"}
assert not (found := heavy & sys.modules.keys()), found
"""
    subprocess.run([sys.executable, "-c", script], env=environment(), check=True, timeout=DEADLINE, capture_output=True)


def test_secrets_as_arguments_are_refused_and_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--secret", "hunter2"], ["--secret=hunter2"], ["--app-secret", "hunter2"], ["hunter2"]):
        assert main(["sign", "explain", "https://h/p", *arguments]) == 2
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        assert "error: " in err


def test_an_unknown_command_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plattform"]) == 2
    assert "platform" in capsys.readouterr().err
    assert main(["platform", "server"]) == 2
    assert "serve" in capsys.readouterr().err


def test_a_reader_that_leaves_is_no_error() -> None:
    with subprocess.Popen(
        [*COMMAND, "--help"], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
