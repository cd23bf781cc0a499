from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from shopwright.cli.main import main

from .commands import Run, Serve

pytestmark = pytest.mark.slow

MASTER_KEY = "0" * 64


@pytest.mark.parametrize(
    ("arguments", "problem", "remedy"),
    [
        (["--memory", "--data", "x"], "--memory and --data exclude each other", "leave one"),
        (["--memory", "--database", "postgresql://h/d"], "--memory and --database", "leave one"),
        (["--host", "0.0.0.0"], "can be reached from other machines", "SHOPWRIGHT_SANDBOX_KEY"),
        (["--host", "0.0.0.0", "--sandbox-key", "k"], "no option --sandbox-key", "SHOPWRIGHT_SANDBOX_KEY"),
        (["--sandbox-key-file", "nowhere.txt"], "cannot be read from nowhere.txt", "name a file"),
        (["--region", "UK"], "no region 'UK'", "use GB"),
        (["--region", "ZZ"], "no region 'ZZ'", "BR, DE, ES"),
        (["--database", "mysql://h/d"], "not one of PostgreSQL", "postgresql://"),
        (["--database", "sqlite:///x.db"], "not one of PostgreSQL", "--data"),
        (["--database", "postgresql://h:port/d"], "cannot be read", "postgresql://"),
        (["--files", "nosuch://bucket"], "--files cannot be used", "fsspec"),
        (["--public-url", "shop.example.org"], "--public-url is not an address", "http(s)://"),
        (["--port", "65536"], "--port", "--help"),
        (["--port", "http"], "--port", "--help"),
        (["--prot", "1"], "no option --prot", "did you mean --port"),
        (["8600"], "more arguments", "--help"),
    ],
)
def test_options_that_cannot_be_are_refused_with_a_remedy(
    arguments: list[str],
    problem: str,
    remedy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHOPWRIGHT_SANDBOX_KEY", raising=False)
    assert main(["platform", "serve", *arguments]) == 2
    out, err = capsys.readouterr()
    said, _, advice = err.partition("do: ")
    assert out == ""
    assert problem in said
    assert remedy in advice
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


def test_a_sandbox_key_that_cannot_travel_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("schlüssel\n")
    of_file, of_environment = ("--sandbox-key-file", "key.txt"), {"SHOPWRIGHT_SANDBOX_KEY": "schlüssel"}
    for ended in (run("platform", "serve", *of_file), run("platform", "serve", **of_environment)):
        assert ended.code == 2
        assert "cannot travel in a header" in ended.err
        assert "schlüssel" not in ended.said
    assert "has no key" in run("platform", "serve", "--host", "0.0.0.0", SHOPWRIGHT_SANDBOX_KEY="").err


def test_the_sandbox_key_comes_from_a_file(serve: Serve, run: Run, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("k-4711\n")
    server = serve("--memory", "--sandbox-key-file", "key.txt")
    assert run("sandbox", "clock", "--url", server.url, "--sandbox-key-file", "key.txt").code == 0
    assert run("sandbox", "clock", "--url", server.url, SHOPWRIGHT_SANDBOX_KEY="k-4711").code == 0
    refused = run("sandbox", "clock", "--url", server.url)
    assert (refused.code, refused.out) == (2, "")
    assert "SHOPWRIGHT_SANDBOX_KEY" in refused.err


def test_a_port_in_use_is_refused_and_changes_no_data(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("platform", "serve", "--port", str(port))
    assert ended.code == 2
    assert f"port {port} is in use" in ended.err
    assert f"--port {port + 1}" in ended.err
    assert not (tmp_path / ".shopwright" / "shop.db").exists()


@pytest.mark.parametrize(
    ("host", "problem"), [("203.0.113.1", "not an address of this machine"), ("nosuch.invalid", "is not known")]
)
def test_a_host_that_is_not_ours_is_refused(run: Run, host: str, problem: str) -> None:
    ended = run("platform", "serve", "--memory", "--port", "0", "--host", host, SHOPWRIGHT_SANDBOX_KEY="k")
    assert (ended.code, ended.out) == (2, "")
    assert problem in ended.err


def test_data_is_not_opened_with_another_master_key(serve: Serve, run: Run, tmp_path: Path) -> None:
    serve("--data", "shop").end()
    ended = run("platform", "serve", "--port", "0", "--data", "shop", SHOPWRIGHT_MASTER_KEY=MASTER_KEY)
    assert ended.code == 2
    assert "the master key does not fit" in ended.err
    assert str(tmp_path / "shop" / "master.key") in ended.err
    assert MASTER_KEY not in ended.said

    assert run("platform", "rotate-keys", "--data", "shop", SHOPWRIGHT_MASTER_KEY=MASTER_KEY).code == 2
    assert serve("--data", "shop").end().code == 0, "with its own key it opens as before"


def test_a_malformed_master_key_is_refused(run: Run) -> None:
    ended = run("platform", "serve", "--port", "0", SHOPWRIGHT_MASTER_KEY="not-hex")
    assert ended.code == 2
    assert "64 hex digits" in ended.err
    assert "not-hex" not in ended.said


def test_a_database_needs_a_master_key(run: Run) -> None:
    ended = run("platform", "serve", "--port", "0", SHOPWRIGHT_DATABASE="postgresql://u:hunter2@127.0.0.1:1/d")
    assert ended.code == 2
    assert "a database needs a master key in SHOPWRIGHT_MASTER_KEY" in ended.err
    assert "openssl rand -hex 32" in ended.err
    assert "hunter2" not in ended.said


def test_a_database_that_cannot_be_reached_is_named_without_its_password(run: Run) -> None:
    url = "postgresql://u:hunter2@127.0.0.1:1/d"
    ended = run("platform", "serve", "--port", "0", "--database", url, SHOPWRIGHT_MASTER_KEY=MASTER_KEY)
    assert ended.code == 2
    assert "the database cannot be opened" in ended.err
    assert "127.0.0.1" in ended.err
    assert "hunter2" not in ended.said
    assert "Traceback" not in ended.err


def test_a_file_that_is_no_database_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.db").write_text("not a database, " * 100)
    (tmp_path / "shop" / "master.key").write_text("0" * 64)
    ended = run("platform", "serve", "--port", "0", "--data", "shop")
    assert ended.code == 2
    assert "shop.db cannot be opened" in ended.err
    assert "Traceback" not in ended.err


def test_data_of_a_newer_version_is_refused(serve: Serve, run: Run, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    serve("--data", "shop").end()
    with closing(sqlite3.connect(tmp_path / "shop" / "shop.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999_future'")
    ended = run("platform", "serve", "--port", "0", "--data", "shop")
    assert ended.code == 2
    assert "another version of Shopwright" in ended.err


def test_data_that_plans_what_this_version_cannot_do_is_refused(serve: Serve, run: Run, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    serve("--data", "shop").end()
    with closing(sqlite3.connect(tmp_path / "shop" / "shop.db")) as database, database:
        database.execute("INSERT INTO due_actions VALUES ('1', 'order.nosuch', '1', '', '{}', 1)")
    ended = run("platform", "serve", "--port", "0", "--data", "shop")
    assert ended.code == 2
    assert "order.nosuch" in ended.err
    assert "Traceback" not in ended.err


def test_a_folder_that_cannot_be_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in ("file", "file/below"):
        ended = run("platform", "serve", "--port", "0", "--data", folder)
        assert ended.code == 2
        assert "cannot use the data folder" in ended.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    ended = run("platform", "serve", "--port", "0", "--data", "shut/shop")
    assert ended.code == 2
    assert "Permission denied" in ended.err
