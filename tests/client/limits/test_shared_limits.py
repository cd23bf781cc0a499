"""Rate limits of each kind: never more than they promise, keys apart, and shared by all who should share them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright import MemoryRateLimiter, RedisRateLimiter, SqliteRateLimiter
from shopwright.client.core.limiter import RateLimiter
from tests.client.support import Face
from tests.client.test_trouble import fault, requests_of

from .redis_server import running_redis

pytestmark = pytest.mark.slow

Make = Callable[..., RateLimiter]
ROOT = Path(__file__).parents[3]
NOW = 1_800_000_000.0


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server of Debian's; the test says so where there is none."""
    with running_redis() as url:
        yield url


@pytest.fixture(params=["memory", "sqlite", "redis"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes limiters that share what they can share: those in memory are one."""
    made: list[RateLimiter] = []

    def make_limiter(rate: float, burst: int) -> RateLimiter:
        if request.param == "memory":
            rate_limiter: RateLimiter = made[0] if made else MemoryRateLimiter(rate, burst)
        elif request.param == "sqlite":
            rate_limiter = SqliteRateLimiter(tmp_path / "limits.db", rate, burst)
        else:
            url = request.getfixturevalue("redis_url")
            rate_limiter = RedisRateLimiter(url, rate, burst, prefix=f"{tmp_path}:")
        made.append(rate_limiter)
        return rate_limiter

    yield make_limiter
    for limiter in made:
        if not isinstance(limiter, MemoryRateLimiter):
            limiter.close()  # type: ignore[attr-defined]


def assert_kept(places: list[float], rate: float, burst: int) -> None:
    """In no window are there more places than its length times the rate, and the burst."""
    places = sorted(places)
    for first, begin in enumerate(places):
        for last in range(first + burst, len(places)):
            assert last - first + 1 <= (places[last] - begin) * rate + burst + 1e-3


CALLS = st.lists(st.tuples(st.floats(0, 3), st.sampled_from("ab")), max_size=60)
RATE, BURST = st.floats(0.5, 100), st.integers(1, 20)


@given(calls=CALLS, rate=RATE, burst=BURST)
def test_no_window_holds_more_than_rate_and_burst_in_memory(
    calls: list[tuple[float, str]], rate: float, burst: int
) -> None:
    check(MemoryRateLimiter(rate, burst), calls, rate, burst)


@given(calls=CALLS, rate=RATE, burst=BURST)
def test_no_window_holds_more_than_rate_and_burst_in_a_file(
    calls: list[tuple[float, str]], rate: float, burst: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        limiter = SqliteRateLimiter(Path(folder, "limits.db"), rate, burst)
        check(limiter, calls, rate, burst)
        limiter.close()


def check(limiter: RateLimiter, calls: list[tuple[float, str]], rate: float, burst: int) -> None:
    now = NOW
    places: dict[str, list[float]] = {"a": [], "b": []}
    for pause, key in calls:
        now += pause
        places[key].append(now + limiter.reserve(key, now))
    for place in places.values():
        assert_kept(place, rate, burst)
        assert sorted(place) == place


def waits(limiter: RateLimiter, count: int, key: str = "key") -> list[int]:
    """How long the next calls wait, in whole thousands of seconds: what a busy machine adds is nothing beside that."""
    return [round(limiter.reserve(key, NOW) / 1000) for _ in range(count)]


def test_a_burst_goes_at_once_and_the_rest_at_the_rate(make: Make) -> None:
    assert waits(make(0.001, 3), 6) == [0, 0, 0, 1, 2, 3]


def test_keys_are_independent(make: Make) -> None:
    limiter = make(0.001, 1)
    assert (waits(limiter, 2, "one"), waits(limiter, 2, "other")) == ([0, 1], [0, 1])


def test_those_who_share_a_limit_are_counted_together(make: Make) -> None:
    rate_limiter, other = make(0.001, 2), make(0.001, 2)
    assert [waits(rate_limiter, 1), waits(other, 1), waits(rate_limiter, 1), waits(other, 1)] == [[0], [0], [1], [2]]


def test_threads_get_a_place_each(make: Make) -> None:
    limiters = [make(0.001, 1) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda number: waits(limiters[number % 4], 1)[0], range(20)))
    assert sorted(places) == list(range(20))


def test_a_place_that_is_too_late_for_its_caller_is_left_to_others(make: Make) -> None:
    limiter = make(0.001, 1)
    assert waits(limiter, 1) == [0]
    assert [round(limiter.reserve("key", NOW, 500) / 1000) for _ in range(5)] == [1] * 5
    assert round(limiter.reserve("key", NOW, 1500) / 1000) == 1
    assert waits(limiter, 1) == [2]


def test_a_caller_in_a_hurry_gets_a_place_that_is_free(make: Make) -> None:
    limiter = make(0.001, 1)
    assert limiter.reserve("key", NOW, 0.0) == 0
    assert waits(limiter, 1) == [1]


SCRIPT = """
import sys
from shopwright import RedisRateLimiter, SqliteRateLimiter
kind, where, prefix = sys.argv[1:]
limiter = SqliteRateLimiter(where, 0.001, 1) if kind == "sqlite" else RedisRateLimiter(where, 0.001, 1, prefix=prefix)
print("ready", flush=True)
sys.stdin.readline()
print(*[round(limiter.reserve("key", 1_800_000_000.0) / 1000) for _ in range(10)])
limiter.close()
"""


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_processes_share_a_limit(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = str(tmp_path / "limits.db") if kind == "sqlite" else request.getfixturevalue("redis_url")
    command = [sys.executable, "-c", SCRIPT, kind, where, f"{tmp_path}:"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    running = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [process.stdout.readline() for process in running if process.stdout] == ["ready\n"] * 3
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    places = [int(number) for process in running for number in process.communicate(timeout=60)[0].split()]
    assert sorted(places) == list(range(30))


def test_a_limit_out_of_reach_is_counted_by_the_process_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    for limiter in (
        SqliteRateLimiter(tmp_path / "file" / "limits.db", 0.001, 1),
        RedisRateLimiter(f"unix://{tmp_path}/nobody.sock", 0.001, 1),
    ):
        caplog.clear()
        assert waits(limiter, 3) == [0, 1, 2]
        limiter.close()
        assert [record.getMessage()[:44] for record in caplog.records] == [
            "the shared rate limit cannot be reached, this"[:44]
        ]


def test_a_file_that_is_no_database_does_not_stop_calls(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary" * 100)
    limiter = SqliteRateLimiter(path, 0.001, 1)
    assert waits(limiter, 2) == [0, 1]
    limiter.close()
    assert path.read_text() == "dear diary" * 100


@pytest.mark.own_platform
def test_calls_wait_for_a_shared_limit_and_429_is_still_retried(face: Face, tmp_path: Path) -> None:
    limiter = SqliteRateLimiter(tmp_path / "limits.db", rate=0.01, burst=1)
    shop = face.shop(limiter=limiter)
    fault(face, "getActiveShops", http_status=429, retry_after=3, count=1)
    for _ in range(3):
        face.call(shop, "seller.get_active_shops")
    limiter.close()
    assert len(requests_of(face, "getActiveShops")) == 4
    asked, *limited = face.clock.slept
    assert 3 <= asked < 3.6
    assert [round(item / 100) for item in limited] == [1, 2, 3]  # the time of this clock stands still
