"""A pytest plugin: what operations say that they raise and send is what they raise and send.

A call that answers a code or causes a webhook topic that its operation does not declare fails at once. After a run of
the whole suite, what is declared and was never seen fails the run; workers of xdist are taken together. Programs that
tests start are not watched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from shopwright.platform.catalogue.stock import stock_change
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import BUILT
from shopwright.platform.gateway import pipeline
from shopwright.wire import gateway_codes
from shopwright.wire.errors import ApiError, ErrorCode

from .never_seen import LISTING_OPERATIONS, UNRAISED_CODES

#: Any operation can meet these.
GATEWAY_CODES = {value.code for value in vars(gateway_codes).values() if isinstance(value, ErrorCode)}

#: An operation, whether it is a code or a topic, and its number.
Fact = tuple[str, str, int]


class UndeclaredError(Exception):
    """An operation did what it does not declare."""


class Declarations:
    """Holds what calls do against what their operations declare."""

    def __init__(self) -> None:
        self.seen: set[Fact] = set()
        self.problems: list[str] = []

    def watch(self, call: Call, error: ApiError | None) -> None:
        """Note what a call did. Raises :class:`UndeclaredError`."""
        if call.operation_id not in BUILT or call.fault_id is not None:
            return
        facts = facts_of(call, error)
        self.seen |= facts
        undeclared = facts - declared(call.operation.id)
        if undeclared:
            raise UndeclaredError(f"not declared: {', '.join(map(written, sorted(undeclared)))}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Add what a worker saw."""
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        self.seen |= {(operation_id, kind, number) for operation_id, kind, number in output.get("declarations", ())}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """In a worker, tell what was seen; else judge a run of the whole suite that passed."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["declarations"] = [list(fact) for fact in self.seen]
        elif exitstatus == pytest.ExitCode.OK and is_whole(session.config):
            self.problems = problems(self.seen)
            if self.problems:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what is wrong."""
        if self.problems:
            terminalreporter.section("declarations of operations")
            for problem in self.problems:
                terminalreporter.write_line(problem)


def pytest_configure(config: pytest.Config) -> None:
    """Watch every call of this process's platforms."""
    plugin = Declarations()
    config.pluginmanager.register(plugin, "declarations")
    patch = pytest.MonkeyPatch()
    patch.setattr(pipeline, "WATCHERS", [plugin.watch])
    # What is emitted where an app hears it counts where none does.
    patch.setattr(stock_change, "is_heard", lambda tx, shop, topic: not tx.suppress_webhooks)
    config.add_cleanup(patch.undo)


def is_whole(config: pytest.Config) -> bool:
    """Whether nothing narrows down which tests run."""
    option = config.option
    narrowed = option.keyword or option.markexpr or config.getoption("deselect") or config.getoption("lf")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not narrowed and not option.collectonly


def facts_of(call: Call, error: ApiError | None) -> set[Fact]:
    """The codes that a call answered, those of single items too, and the topics that it caused."""
    operation_id, tx = call.operation.id, call.opened_tx
    if error is not None:
        return {(operation_id, "code", error.code)} if error.code not in GATEWAY_CODES else set()
    codes = {(operation_id, "code", code) for code in set(codes_in(call.data)) - GATEWAY_CODES}
    return codes | {(operation_id, "topic", topic) for topic in (tx.topics if tx is not None else ())}


def codes_in(data: object) -> Iterator[int]:
    """Codes of errors in a reply's data: numbers of two digits and more under ``code``."""
    if isinstance(data, Mapping):
        code = data.get("code")
        if "message" in data and str(code).isdigit() and int(str(code)) > 9:
            yield int(str(code))
        for value in data.values():
            yield from codes_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from codes_in(value)


def declared(operation_id: str) -> set[Fact]:
    """What an operation declares."""
    built = BUILT[operation_id]
    codes = {(operation_id, "code", code.code) for code in built.raises if code.code not in GATEWAY_CODES}
    return codes | {(operation_id, "topic", topic) for topic in built.webhooks}


def problems(seen: set[Fact]) -> list[str]:
    """What is declared and was never seen, or is excused without need; a line each."""
    seen = seen | seen_by_value()
    excused = {(operation_id, "code", code) for operation_id, code in UNRAISED_CODES}
    whole = set().union(*map(declared, BUILT))
    lines = [f"declared and never seen: {written(fact)}" for fact in sorted(whole - seen - excused)]
    lines += [f"excused and seen: {written(fact)}" for fact in sorted(excused & seen)]
    return lines + [f"excused and not declared: {written(fact)}" for fact in sorted(excused - whole)]


def seen_by_value() -> set[Fact]:
    """The codes of listings, which tests earn without a call."""
    from tests.platform.catalogue.listing_rules.test_each_code import CASES

    return {(operation_id, "code", case.code) for operation_id in LISTING_OPERATIONS for case in CASES}


def written(fact: Fact) -> str:
    operation_id, kind, number = fact
    return f"{operation_id} {kind} {number}"
