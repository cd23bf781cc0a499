"""Platforms in a process of another Python: the same fixtures, whatever the tests' own environment lacks."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import shopwright
from shopwright.release import installed_release
from tests.distribution.wheel import built_wheel

from .suites import SECONDS, run
from .test_plugin import EVERYTHING

TESTS = Path(__file__).parents[1]

#: What pytest consists of.
PYTEST = "pytest _pytest py pluggy iniconfig packaging"


def script(folder: Path, text: str) -> str:
    """A program that stands for a Python."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def other_python(tmp_path: Path) -> str:
    """This Python, under another path; it has the source that is tested."""
    source = Path(shopwright.__file__).parents[1]
    return script(tmp_path, f'PYTHONPATH="{source}" exec "{sys.executable}" "$@"')


def test_the_same_suite_runs_with_platforms_of_another_python(other_python: str, tmp_path: Path) -> None:
    elsewhere = """
import sys

def test_nothing_of_the_platform_is_here():
    assert not [name for name in ("shopwright.platform.server", "uvicorn", "sqlalchemy") if name in sys.modules]
"""
    ini = f"shopwright_region = DE\nshopwright_python = {other_python}\n"
    code, output = run(tmp_path, EVERYTHING + elsewhere, ini=ini, is_fresh=True)
    assert code == 0, output
    assert "8 passed" in output


def test_the_tests_own_environment_needs_the_base_and_pytest_only(other_python: str, tmp_path: Path) -> None:
    suite = """
def test_it(shopwright_platform, shop, webhook_inbox):
    seller = shopwright_platform.shop("DE")
    product = seller.list_product()
    order = seller.buy(product)
    assert webhook_inbox.wait_for("ORDER_STATUS_CHANGE").data["order_id"] == order.order_id
    shopwright_platform.faults.add("order.get_order_list", status=503, count=1)
    assert list(seller.client().order.iter_orders())[0]["id"] == order.order_id
"""
    (tmp_path / "test_suite.py").write_text(suite)
    program = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    command = [sys.executable, str(TESTS / "distribution" / "base_only.py"), program, "-p", "shopwright.testing.plugin"]
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "",
        "ALSO_INSTALLED": f"{PYTEST} test_suite",
    }
    for options, code, says in (
        ((), 1, "pip install 'shopwright[platform]'; or name a Python that has it: --shopwright-python"),
        (("--shopwright-python", other_python), 0, "1 passed"),
    ):
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider", *options, str(tmp_path)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert says in done.stdout


@pytest.mark.parametrize(
    ("stands_for_python", "says"),
    [
        (
            """echo '{"event": "ready", "url": "http://127.0.0.1:9", "port": 9, "version": "9.9"}'; exec cat""",
            f"has Shopwright 9.9, and the tests have {installed_release()}: install the same version in both",
        ),
        (
            """echo '{"event": "ready", "url": "http://127.0.0.1:9", "port": 9}'; exec cat""",
            "has Shopwright of an older release, and the tests have",
        ),
        ("echo 'No module named shopwright' >&2; exit 1", "ended with 1: No module named shopwright"),
    ],
)
def test_a_python_that_does_not_fit_is_refused_in_a_line(stands_for_python: str, says: str, tmp_path: Path) -> None:
    python = script(tmp_path, stands_for_python)
    suite = "def test_it(shopwright_platform): pass\ndef test_too(shopwright_platform): pass"
    code, output = run(tmp_path, suite, "--shopwright-python", python)
    assert code == 1, output
    assert says in output
    assert "Traceback" not in output
    assert "2 errors" in output


def test_a_python_that_is_not_there_is_told(tmp_path: Path) -> None:
    suite = "def test_it(shopwright_platform): pass"
    code, output = run(tmp_path, suite, "--shopwright-python", str(tmp_path / "nowhere"))
    assert code == 1, output
    assert "nowhere cannot be started: No such file or directory" in output


def test_a_url_and_a_python_exclude_each_other(other_python: str, tmp_path: Path) -> None:
    suite = "def test_it(shopwright_platform): pass"
    options = ("--shopwright-url", "http://127.0.0.1:9", "--shopwright-python", other_python)
    code, output = run(tmp_path, suite, *options)
    assert code == 1, output
    assert "exclude each other" in output


@pytest.mark.slow
def test_a_wheel_in_an_environment_of_its_own_serves_them(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The wheel is installed; what it depends on is this environment's, so that no index is needed for it."""
    wheel = built_wheel(tmp_path_factory)
    there = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", there], check=True, timeout=SECONDS)
    python = there / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, timeout=SECONDS)
    (packages,) = there.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    suite = f"""
import os, subprocess

def test_it(shopwright_platform, shop):
    assert shopwright_platform.buy().order_id

def test_it_is_the_wheel():
    command = [{str(python)!r}, "-P", "-c", "import shopwright; print(shopwright.__file__)"]
    clean = {{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}}
    assert {str(packages)!r} in subprocess.run(command, capture_output=True, text=True, env=clean, check=True).stdout
"""
    code, output = run(tmp_path, suite, "--shopwright-python", str(there))
    assert code == 0, output
    assert "2 passed" in output
