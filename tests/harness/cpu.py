"""A pytest plugin: the processor time of a run, in all, per test, and of the files that took the most."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

from .launcher import LAUNCHER

#: How many files are listed at the end; all with -v.
SLOWEST = 10


class CpuTime:
    """CPU seconds of this process and of the children that it waited for: tests, servers in threads, commands."""

    def __init__(self) -> None:
        self.by_file: Counter[str] = Counter()
        self.workers = 0.0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count what a test takes, its fixtures included, for its file."""
        before = _cpu_seconds() + LAUNCHER.cpu_seconds
        result = yield
        self.by_file[item.nodeid.partition("::")[0]] += _cpu_seconds() + LAUNCHER.cpu_seconds - before
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the process that started this worker what it took."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["cpu_by_file"] = dict(self.by_file)
            output["cpu_seconds"] = _cpu_seconds()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Add what a worker took; one that crashed tells nothing."""
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        self.by_file.update(output.get("cpu_by_file", {}))
        self.workers += output.get("cpu_seconds", 0.0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the sums."""
        count = sum(len(terminalreporter.getreports(outcome)) for outcome in ("passed", "failed"))
        if not count:
            return
        total = self.workers + _cpu_seconds(children=not self.workers)
        terminalreporter.section("processor time")
        limit = None if terminalreporter.config.option.verbose > 0 else SLOWEST
        for name, seconds in self.by_file.most_common(limit):
            terminalreporter.write_line(f"{seconds:8.1f} s  {name}")
        terminalreporter.write_line(f"{count} tests, {total:.0f} s of CPU, {1000 * total / count:.0f} ms per test")


def pytest_configure(config: pytest.Config) -> None:
    """Count from the start of the session."""
    config.pluginmanager.register(CpuTime(), "cpu-time")


def _cpu_seconds(*, children: bool = True) -> float:
    """User and system time of this process, with the children that it waited for."""
    who = [resource.RUSAGE_SELF, *([resource.RUSAGE_CHILDREN] if children else [])]
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))
