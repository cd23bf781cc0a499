"""A pytest plugin that records which test executes which lines of the platform, inside functions.

Loaded with ``-p mutation.recorder``; each process of the run (one, or one per worker) writes a part of the map into the
folder that the environment names. Lines outside functions are executed by imports, once, and belong to no test.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import coverage
import pytest
from mutation.coverage_map import PARTS_VARIABLE, PLATFORM, Part, function_lines, test_of


class Recorder:
    def __init__(self, root: Path, parts: Path) -> None:
        self.root, self.parts = root, parts
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()
        self.coverage = coverage.Coverage(data_file=None, include=[f"{root / PLATFORM}/*"], config_file=False)
        self.coverage.set_option("run:disable_warnings", ["no-data-collected", "module-not-imported"])
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> object:
        self.coverage.switch_context(test_of(item.nodeid))
        try:
            return (yield)
        finally:
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = test_of(report.nodeid)
        self.seconds[test] += report.duration
        if report.failed:
            self.failed.add(test)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        if self.seconds:
            part: Part = {"seconds": self.seconds, "failed": sorted(self.failed), "lines": self._lines()}
            name = os.environ.get("PYTEST_XDIST_WORKER", "main")
            (self.parts / f"{name}.json").write_text(json.dumps(part), encoding="utf-8")

    def _lines(self) -> dict[str, dict[str, list[str]]]:
        """By file and line: the tests that executed it."""
        data = self.coverage.get_data()
        lines: dict[str, dict[str, list[str]]] = {}
        for path in map(Path, data.measured_files()):
            if path.suffix != ".py":  # a template, which is compiled to code of its name
                continue
            inside = function_lines(path.read_text(encoding="utf-8"))
            lines[str(path.relative_to(self.root))] = {
                str(line): tests
                for line, contexts in data.contexts_by_lineno(str(path)).items()
                if line in inside and (tests := sorted(filter(None, contexts)))
            }
        return lines


def pytest_configure(config: pytest.Config) -> None:
    """Record in the processes that run tests: not in one that only hands them to workers."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", default=None):
        config.pluginmanager.register(Recorder(config.rootpath, Path(os.environ[PARTS_VARIABLE])))
