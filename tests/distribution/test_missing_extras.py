"""What needs an extra says which, and all else works in a base install. Other packages are hidden, not uninstalled."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from shopwright.extras import MODULES

ROOT = Path(__file__).parents[2]
HIDING = [sys.executable, str(Path(__file__).with_name("base_only.py"))]
COMMAND = "import sys; from shopwright.cli.main import main; sys.exit(main())"


def run(program: str, *arguments: str, home: Path) -> tuple[int, str, str]:
    """Run a program where only the base is installed; answers exit code, output and errors."""
    environment = {**os.environ, "COLUMNS": "200", "XDG_CONFIG_HOME": str(home)}
    done = subprocess.run(
        [*HIDING, program, *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def modules() -> list[str]:
    """Every module of the base: all but the platform, the hub, and pytest's plugin."""
    source = ROOT / "src"
    names = [".".join(path.relative_to(source).with_suffix("").parts) for path in source.rglob("*.py")]
    return sorted(
        name.removesuffix(".__init__")
        for name in names
        if not name.startswith(("shopwright.platform.", "shopwright.hub."))
        and not name.endswith((".__main__", "testing.plugin"))
    )


def test_every_module_of_the_base_is_imported_without_extras_or_names_its_own(tmp_path: Path) -> None:
    program = f"""
import importlib
for name in {modules()}:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        print(name, "|", type(error).__name__, getattr(error, "extras", error))
"""
    code, out, err = run(program, home=tmp_path)
    assert code == 0, err
    assert out.splitlines() == [
        "shopwright.client.auth.sql_store | MissingExtraError ('sql', 'vault')",
        "shopwright.client.webhooks.inbox | MissingExtraError ('sql',)",
        "shopwright.client.webhooks.reconcile | MissingExtraError ('sql',)",
        "shopwright.client.webhooks.store | MissingExtraError ('sql',)",
    ]


def test_the_sync_client_and_the_names_of_the_package_need_no_extra(tmp_path: Path) -> None:
    program = """
import shopwright
needing = {"SqlTokenStore"}
for name in sorted(set(shopwright.__all__) - needing):
    getattr(shopwright, name)
with shopwright.Shop("k", "s", base_url="http://127.0.0.1:9", access_token="t") as shop:
    print(shop.order.get_order_list)
"""
    code, out, err = run(program, home=tmp_path)
    assert code == 0, err
    assert "get_order_list" in out


@pytest.mark.parametrize(
    ("use", "extras"),
    [
        ("shopwright.AsyncShop('k', 's', base_url='http://127.0.0.1:9')", "async"),
        ("shopwright.EncryptedFileTokenStore('tokens')", "vault"),
        ("shopwright.SqlTokenStore", "sql,vault"),
        ("shopwright.RedisRateLimiter('redis://127.0.0.1')", "redis"),
        ("shopwright.TracingObserver()", "tracing"),
        ("importlib.import_module('shopwright.client.webhooks.inbox')", "sql"),
        ("importlib.import_module('shopwright.testing').Platform.start()", "platform"),
    ],
)
def test_what_lacks_its_extra_names_it(use: str, extras: str, tmp_path: Path) -> None:
    program = f"""
import importlib, shopwright
from shopwright.extras import MissingExtraError
try:
    {use}
except MissingExtraError as error:
    print(error)
"""
    code, out, err = run(program, home=tmp_path)
    assert code == 0, err
    assert f"pip install 'shopwright[{extras}]'" in out


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("platform", "serve", "--memory"), "platform"),
        (("platform", "replay", "history.csv"), "platform"),
        (("platform", "rotate-keys"), "platform"),
        (("login", "--local", "http://127.0.0.1:9"), "vault"),
    ],
)
def test_a_command_that_lacks_its_extra_says_so_in_a_line(
    arguments: tuple[str, ...], extra: str, tmp_path: Path
) -> None:
    code, out, err = run(COMMAND, *arguments, home=tmp_path)
    assert code == 2
    assert out == ""
    assert re.fullmatch(rf"error: shopwright [a-z -]+ needs [\w, ]+: pip install 'shopwright\[{extra}\]'\n", err), err


def test_tests_in_other_languages_are_told_too(tmp_path: Path) -> None:
    program = "import runpy; runpy.run_module('shopwright.testing', run_name='__main__', alter_sys=True)"
    code, out, err = run(program, home=tmp_path)
    assert (code, out) == (2, "")
    assert "pip install 'shopwright[platform]'" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--help",), 0, "call"),
        (("platform", "serve", "--help"), 0, "--port"),
        (("login", "--help"), 0, "--tiktok"),
        (("call", "--list"), 0, "order.get_order_list"),
        (("sign", "explain", "--help"), 0, "--sign"),
        (("platform", "keys", "--url", "http://127.0.0.1:9"), 2, "nothing listens at http://127.0.0.1:9"),
        (("doctor",), 2, "there is no profile"),
        (("sandbox", "--help"), 0, "buy"),
        (("sandbox", "buy", "--url", "http://127.0.0.1:9"), 2, "nothing listens at http://127.0.0.1:9"),
        (("listen", "--url", "http://127.0.0.1:9"), 2, "nothing listens at http://127.0.0.1:9"),
        (("logs", "--follow", "--url", "http://127.0.0.1:9"), 2, "nothing listens at http://127.0.0.1:9"),
        (("trigger", "1", "--url", "http://127.0.0.1:9"), 2, "nothing listens at http://127.0.0.1:9"),
        (("trigger", "--list"), 0, "ORDER_STATUS_CHANGE"),
        (("completion", "bash"), 0, "complete -F"),
    ],
)
def test_commands_that_need_no_extra_work_without_any(
    arguments: tuple[str, ...], code: int, says: str, tmp_path: Path
) -> None:
    ended, out, err = run(COMMAND, *arguments, home=tmp_path)
    assert ended == code, err
    assert says in out + err


def test_each_extra_and_the_modules_by_which_it_is_known_are_the_same() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

    def distributions(extra: str) -> set[str]:
        names: set[str] = set()
        for requirement in extras[extra]:
            if own := re.match(r"shopwright\[([a-z,]+)\]", requirement):
                names = names.union(*(distributions(name) for name in own[1].split(",")))
            else:
                names.add(re.split(r"[\[>]", requirement)[0])
        return names

    by_module = packages_distributions()
    known = {
        extra: {name.lower().replace("_", "-") for module in names for name in by_module[module]}
        for extra, names in MODULES.items()
    }
    known["tracing"] = {name for name in known["tracing"] if name in distributions("tracing")}  # a namespace of several
    assert known == {extra: distributions(extra) for extra in extras if extra not in {"speed", "testing"}}
