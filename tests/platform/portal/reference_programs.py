"""Runs programs that the reference prints, many in one process of their language."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shopwright.platform.reference.uploads import SAMPLES, sample_file

SECONDS = 120

_PHP = """<?php
foreach (json_decode(file_get_contents("jobs.json"), true) as [$name, $file, $values]) {
    foreach ($values as $key => $value) { putenv("$key=$value"); }
    ob_start();
    (function () use ($file) { include $file; })();
    echo json_encode([$name, ob_get_clean()]), "\\n";
}
"""
_NODE = """
import { readFileSync } from "node:fs";
for (const [name, file, values] of JSON.parse(readFileSync("jobs.json", "utf8"))) {
  Object.assign(process.env, values);
  let said = "";
  console.log = (text) => { said += text; };
  await import(`./${file}`);
  process.stdout.write(JSON.stringify([name, said]) + "\\n");
}
"""
_BASH = """
while read -r name; do
  ( set -a; . "./$name.env"; set +a; . "./$name.sh" ) > "$name.out"
done < names
"""


@dataclass(frozen=True)
class Job:
    """A program, with what it takes from the environment."""

    name: str
    text: str
    environment: Mapping[str, str]


def run(language: str, jobs: list[Job], folder: Path) -> dict[str, str]:
    """What programs of a language print, by name. They are skipped where their language is not installed."""
    for name in SAMPLES:
        (folder / name).write_bytes(sample_file(name).content)
    return _LANGUAGES[language](jobs, folder)


def _in_one_process(command: str, driver: str, ending: str) -> Callable[[list[Job], Path], dict[str, str]]:
    def run_all(jobs: list[Job], folder: Path) -> dict[str, str]:
        rows = []
        for job in jobs:
            (folder / f"{job.name}{ending}").write_text(job.text, encoding="utf-8")
            rows.append([job.name, f"{job.name}{ending}", job.environment])
        (folder / "jobs.json").write_text(json.dumps(rows), encoding="utf-8")
        (folder / f"driver{ending}").write_text(driver, encoding="utf-8")
        lines = _said(command, folder, f"driver{ending}").splitlines()
        return dict(json.loads(line) for line in lines)

    return run_all


def _in_bash(jobs: list[Job], folder: Path) -> dict[str, str]:
    for job in jobs:
        (folder / f"{job.name}.sh").write_text(job.text, encoding="utf-8")
        values = "".join(f"{name}='{value}'\n" for name, value in job.environment.items())
        (folder / f"{job.name}.env").write_text(values, encoding="utf-8")
    (folder / "names").write_text("".join(f"{job.name}\n" for job in jobs), encoding="utf-8")
    (folder / "driver.sh").write_text(_BASH, encoding="utf-8")
    _said("bash", folder, "driver.sh")
    return {job.name: (folder / f"{job.name}.out").read_text(encoding="utf-8") for job in jobs}


def _said(command: str, folder: Path, *arguments: str) -> str:
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    program = [command, *arguments]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-600:]
    return done.stdout


def _in_python(jobs: list[Job], folder: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    with contextlib.chdir(folder):
        for job in jobs:
            with _environment(job.environment):
                said[job.name] = _printed(job.text)
    return said


def _printed(text: str) -> str:
    """What a program prints, or the error that it ends with."""
    names: dict[str, Any] = {}
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, "program", "exec"), names)
    except Exception as error:  # noqa: BLE001  the test tells refusals of the platform from faults of the program
        return f"{type(error).__name__}: {getattr(error, 'code', '')} {error}"
    finally:
        if "shop" in names:
            names["shop"].close()
    return out.getvalue()


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


_LANGUAGES: Mapping[str, Callable[[list[Job], Path], dict[str, str]]] = {
    "curl": _in_bash,
    "shopwright": _in_python,
    "tiktok-shop-api": _in_python,
    "php": _in_one_process("php", _PHP, ".php"),
    "typescript": _in_one_process("node", _NODE, ".mjs"),
}
