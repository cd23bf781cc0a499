"""Test suites as the plugin's users write them, run by a pytest of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.harness import launcher

SECONDS = 180


def run(
    folder: Path,
    suite: str,
    *arguments: str,
    ini: str = "",
    plugins: tuple[str, ...] = (),
    python: str = sys.executable,
    loads_plugin: bool = True,
    is_fresh: bool = False,
) -> tuple[int, str]:
    """Run a suite with warnings as errors; answers exit code and output. Plugins besides ours are named.

    ``loads_plugin``: whether the command line names ours; else the folder's conftest.py does. ``is_fresh``: in a new
    interpreter, for what is imported there; else in one that has imported the package.
    """
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{ini}")
    names = (*(("shopwright.testing.plugin",) * loads_plugin), *plugins)
    loaded = [part for name in names for part in ("-p", name)]
    command = ["pytest", "-p", "no:cacheprovider", *loaded, *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        environment.pop(name, None)
    if python == sys.executable and not is_fresh:
        done = launcher.run(command, cwd=folder, env=environment, timeout=SECONDS, preload=["pytest"])
        return done.returncode, done.stdout + done.stderr
    with (folder / "output").open("w+") as output:
        code = subprocess.run(
            [python, "-m", *command],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
            timeout=SECONDS,
            check=False,
        ).returncode
        output.seek(0)
        return code, output.read()
