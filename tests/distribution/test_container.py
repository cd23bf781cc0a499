"""The container's files: what they copy builds, what they start serves, what they ask tells."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.cli.commands import run_command, served

from .container_files import ROOT, compose, instructions, on_loopback, program
from .wheel import SECONDS, built_wheel

pytestmark = pytest.mark.slow

KEY = {"SHOPWRIGHT_SANDBOX_KEY": "a key for these tests"}


def copied_files() -> list[str]:
    """What the first stage copies from this repository."""
    lines = [line.split() for line in instructions("COPY") if not line.startswith("--from")]
    return [name for words in lines for name in words[:-1]]


def test_what_is_copied_builds_the_whole_wheel(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = built_wheel(tmp_path_factory)
    context = tmp_path / "context"
    context.mkdir()
    for name in copied_files():
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, context / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, context)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(tmp_path), str(context)]
    subprocess.run(build, check=True, timeout=SECONDS, capture_output=True)
    (wheel,) = tmp_path.glob("shopwright-*.whl")
    assert set(zipfile.ZipFile(wheel).namelist()) == set(zipfile.ZipFile(whole).namelist())


def test_the_build_is_sent_what_it_copies() -> None:
    sent = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(sent) == sorted(copied_files())


def test_it_installs_extras_that_exist() -> None:
    (install,) = (line for line in instructions("RUN") if "pip install" in line)
    asked = re.search(r"\.\[(.+)\]", install)
    assert asked is not None
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(asked[1].split(",")) <= set(extras)


def test_it_does_not_run_as_root_and_its_volume_is_where_the_data_is() -> None:
    assert instructions("USER") == ["shopwright"]
    assert instructions("VOLUME") == ["/data"]
    assert instructions("EXPOSE") == ["8600"]


@pytest.mark.parametrize("source", ["Dockerfile", "compose.yaml"])
def test_what_it_starts_serves_and_its_health_is_told(source: str, tmp_path: Path) -> None:
    assert program("ENTRYPOINT") == ["shopwright"]
    arguments = program("CMD") if source == "Dockerfile" else compose()["services"]["shop"]["command"]
    with served(tmp_path, tuple(on_loopback(arguments, tmp_path / "data")), KEY) as server:
        check = [word.replace("8600", str(server.ready["port"])) for word in program("HEALTHCHECK")]
        assert check[0] == "python"
        assert subprocess.run([sys.executable, *check[1:]], timeout=SECONDS, check=False).returncode == 0
        server.end()
        failed = subprocess.run([sys.executable, *check[1:]], timeout=SECONDS, check=False, capture_output=True)
        assert failed.returncode == 1


def test_without_a_key_it_does_not_start(tmp_path: Path) -> None:
    ended = run_command(tmp_path, ("platform", "serve", "--host", "0.0.0.0"), {})
    assert ended.code == 2
    assert "SHOPWRIGHT_SANDBOX_KEY" in ended.err


def test_compose_names_the_key_the_port_and_the_volume() -> None:
    shop = compose()["services"]["shop"]
    assert set(shop["environment"]) == set(KEY)
    assert shop["ports"] == ["127.0.0.1:8600:8600"]
    assert shop["volumes"] == ["shop:/data"]
    assert set(compose()["volumes"]) == {"shop"}
    assert "--public-url=http://shop:8600" in shop["command"]
