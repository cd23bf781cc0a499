from __future__ import annotations

import csv
import lzma
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from shopwright.cli.data_dir import lock_data_dir
from shopwright.cli.main import main
from shopwright.platform.replay.history import DEMO_HISTORY
from tests.conftest import StartPlatform
from tests.harness.calls import new_seller
from tests.harness.launcher import Launched
from tests.harness.server import eventually
from tests.harness.trade import HOUR
from tests.platform.replay.histories import as_csv, row
from tests.platform.replay.shops import all_orders, demo_seller, lines_of, replay, table, write

from .commands import DEADLINE, MODULE, Run, Serve, environment
from .terminal import at_terminal

pytestmark = pytest.mark.slow

ROWS = row("1", "71053", 12), row("2", "22752", 2), row("3", "POST", 1), row("C4", "22752", -1), row("5", units=0)


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{folder}/shop.db?mode=ro", uri=True, timeout=5)) as connection:
        yield connection


def position(folder: Path) -> int:
    """How many events of the one replay in a folder are done."""
    if not (folder / "shop.db").exists():
        return 0
    try:
        with reading(folder) as connection:
            row = connection.execute("SELECT position FROM replays").fetchone()
    except sqlite3.OperationalError:  # its tables are still being made
        return 0
    return int(row[0]) if row else 0


def some_of(folder: Path, rows: int) -> Path:
    """The first rows of the history that ships, as a file of their own."""
    path = folder / "some.csv"
    with lzma.open(DEMO_HISTORY, "rt", encoding="utf-8") as file:
        path.write_text("".join(line for line, _ in zip(file, range(rows + 1), strict=False)))
    return path


def test_it_says_what_became_of_the_rows(run: Run, tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    ended = run("platform", "replay", "history.csv", "--report", "out.csv")
    assert ended.code == 0, ended.said
    said = [" ".join(line.split()) for line in ended.out.splitlines()]
    for line in (
        "2 replayed",
        "1 capped over unit cap",
        "1 refused non product code",
        "1 refused zero quantity",
        "sold 12 30.60",
        "taken back -1 -2.55",
        "left out by caps 2 5.10",
        "refused 1 2.55",
    ):
        assert line in said
    assert any(line.startswith("2 orders in Demo Gift Shop (GB, ") for line in said)
    ends = table(tmp_path / "out.csv")
    assert [end["outcome"] for end in ends] == ["CAPPED", "REPLAYED", "REFUSED", "REPLAYED", "REFUSED"]
    assert (tmp_path / ".shopwright" / "shop.db").exists()


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    with at_terminal(tmp_path, "platform", "replay", "history.csv") as terminal:
        text = terminal.read_until("refused")
    assert "Replaying" in text
    assert "2 orders, 3 rows" in text


def test_other_columns_are_mapped(tmp_path: Path, start_platform: StartPlatform) -> None:
    header = ("order id", "code", "name", "qty", "when", "each", "who", "land")
    file = tmp_path / "other.csv"
    file.write_text(as_csv([row("1", "A-1", 3, at="2/1/2011 10:00")], header, ";"))
    columns = (
        "order=order id",
        "sku=code",
        "title=name",
        "units=qty",
        "date=when",
        "price=each",
        "buyer=who",
        "country=",
    )
    options = "--product-code", "[A-Z]-[0-9]", "--day-first", "--max-units", "2", "--clock", "start"
    assert replay(file, tmp_path / "data", *options, "--columns", *columns) == 0
    (order,) = all_orders(demo_seller(start_platform(folder=tmp_path / "data")))
    assert lines_of([order]) == {("A-1", "2.55"): 2}
    assert order["create_time"] == 1_293_962_400


@pytest.mark.parametrize(
    ("options", "problem", "remedy"),
    [
        (["nowhere.csv"], "nowhere.csv cannot be read: No such file", "check the path"),
        (["bad.csv"], "no column 'InvoiceNo' (order)", "order=a"),
        (["empty.csv"], "nothing to replay", "report"),
        (["history.csv", "--columns", "invoice=X"], "'invoice=X' does not map a column", "FIELD=COLUMN"),
        (["history.csv", "--product-code", "("], "no regular expression", "mend the pattern"),
        (["history.csv", "--speed", "60", "--rate", "6"], "--speed and --rate exclude each other", "leave one"),
        (["history.csv", "--shop", "7"], "there is no shop 7", "Demo Gift Shop, GB"),
        (["history.csv", "--region", "UK"], "no region 'UK'", "use GB"),
        (["history.csv", "--rate", "0"], "--rate", "--help"),
        (["history.csv", "--report", "no/where.csv"], "cannot write the report", "--report"),
        (["history.csv", "--database", "mysql://x"], "not one of PostgreSQL", "--data"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(
    options: list[str],
    problem: str,
    remedy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, *ROWS)
    write(tmp_path, row(units=0), name="empty.csv")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    assert main(["platform", "replay", *options]) == 2
    said, _, advice = capsys.readouterr().err.partition("do: ")
    assert problem in said
    assert remedy in advice


def test_one_of_several_shops_is_named(tmp_path: Path, start_platform: StartPlatform) -> None:
    platform = start_platform(folder=tmp_path / "data")
    other = new_seller(platform)
    file = write(tmp_path, *ROWS)
    assert replay(file, tmp_path / "data", "--shop", other.cipher) == 0
    assert all_orders(demo_seller(platform)) == []
    assert len(all_orders(other)) == 2
    assert replay(file, tmp_path / "data") == 0
    assert len(all_orders(demo_seller(platform))) == 2, "the demo shop, where none is named"


def test_other_options_for_the_same_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, *ROWS)
    assert replay(file, tmp_path / "data", "--limit", "1") == 0
    assert replay(file, tmp_path / "data") == 2
    assert "read with other options" in capsys.readouterr().err


def test_other_markets_take_a_history(tmp_path: Path, start_platform: StartPlatform) -> None:
    assert replay(write(tmp_path, *ROWS), tmp_path / "data", "--region", "US") == 0
    orders = all_orders(demo_seller(start_platform(folder=tmp_path / "data", region="US")))
    assert [order["payment"]["sub_total"] for order in orders] == ["25.50", "5.10"]
    assert {order["payment"]["currency"] for order in orders} == {"USD"}


@pytest.mark.postgres
def test_a_postgres_database_takes_a_history(tmp_path: Path, database: str, start_platform: StartPlatform) -> None:
    file = some_of(tmp_path, 1500)
    assert main(["platform", "replay", str(file), "--database", database]) == 0
    assert main(["platform", "replay", str(file), "--database", database]) == 0
    assert replay(file, tmp_path / "data") == 0
    running_platforms = [start_platform(**where) for where in ({"database": database}, {"folder": tmp_path / "data"})]
    here, there = (lines_of(all_orders(demo_seller(running_platform))) for running_platform in running_platforms)
    assert here == there


def test_a_served_folder_takes_a_history(serve: Serve, run: Run, tmp_path: Path) -> None:
    server = serve("--data", "shop", "--orders-per-minute", "0")
    some_of(tmp_path, 1500)
    ended = run("platform", "replay", "some.csv", "--data", "shop")
    assert ended.code == 0, ended.said
    shop_id = server.ready["shop_id"]
    status, body = server.get(f"/sandbox/orders?shop_id={shop_id}&size=100")
    assert status == 200
    assert len(body["data"]["orders"]) == 100


def test_a_kill_at_any_time_loses_nothing_and_doubles_nothing(tmp_path: Path, start_platform: StartPlatform) -> None:
    file, data, whole = some_of(tmp_path, 6000), tmp_path / "data", tmp_path / "whole"
    command = [MODULE, "platform", "replay", file.name, "--data", "data", "--report", "out.csv"]
    kills = 0
    for _ in range(4):
        begun = position(data)
        with Launched(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL) as process:
            end = time.monotonic() + DEADLINE
            while position(data) == begun and process.poll() is None and time.monotonic() < end:
                time.sleep(0.005)
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
    assert kills >= 2
    assert replay(file, data, "--report", str(tmp_path / "out.csv")) == 0
    assert replay(file, whole, "--report", str(tmp_path / "whole.csv")) == 0
    assert table(tmp_path / "out.csv") == table(tmp_path / "whole.csv")
    with reading(data) as connection, reading(whole) as other:
        for query in (
            "SELECT reference, count(*) FROM orders GROUP BY 1 ORDER BY 1",
            "SELECT reason, count(*), sum(on_hand), sum(committed) FROM stock_ledger GROUP BY 1 ORDER BY 1",
            "SELECT kind, status, count(*) FROM cases GROUP BY 1, 2 ORDER BY 1, 2",
            "SELECT count(*), count(DISTINCT reference) FROM buyers",
            "SELECT count(*) FROM products",
        ):
            assert connection.execute(query).fetchall() == other.execute(query).fetchall()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Commands hear an interrupt also where the tests run in the background: what a shell ignores is inherited."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_says_that_it_can_go_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    some_of(tmp_path, 20_000)
    # Held, it pauses after each batch; and at a terminal that nobody reads it gets no further than a few seconds.
    with lock_data_dir(data), at_terminal(tmp_path, "platform", "replay", "some.csv", "--data", "data") as terminal:
        terminal.read_until("Replaying")
        eventually(lambda: position(data) or terminal.process.poll() is not None, DEADLINE)
        terminal.type("\x03")
        assert terminal.end() == 130
    assert "the same command goes on" in terminal.text


def test_live_says_how_to_see_it(run: Run, tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    ended = run("platform", "replay", "history.csv", "--rate", "6")
    assert ended.code == 0
    assert "3 orders and changes of mind arrive from now on, 6 a minute" in ended.out
    assert "shopwright platform serve" in ended.out


def test_a_server_lets_orders_arrive_in_the_demo_shop(serve: Serve) -> None:
    server = serve("--memory", "--orders-per-minute", "6000")
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        _, body = server.get(f"/sandbox/orders?shop_id={server.ready['shop_id']}&size=5")
        if body["data"]["orders"]:
            break
        time.sleep(0.05)
    assert {order["status"] for order in body["data"]["orders"]} <= {"UNPAID", "ON_HOLD", "CANCELLED"}
    assert body["data"]["orders"][0]["created_at"] > 1_600_000_000 + HOUR


def test_the_report_can_be_read_as_csv(tmp_path: Path) -> None:
    assert replay(write(tmp_path, *ROWS), tmp_path / "data", "--report", str(tmp_path / "out.csv")) == 0
    with (tmp_path / "out.csv").open(newline="") as file:
        header = next(csv.reader(file))
    assert header == [
        "row",
        "outcome",
        "reason",
        "units",
        "units_left_out",
        "money_left_out",
        "order_reference",
        "kind",
        "units_back",
    ]
