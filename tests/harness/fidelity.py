"""A pytest plugin: what tests see of the built operations, fact by fact (``tests/fidelity/README.md``).

After a run of the whole suite that passed, a fact that was neither seen nor explained fails the run, as does one that
was explained and seen; workers of xdist are taken together. With ``--record-fidelity`` the run also writes the record:
anew when it was the whole suite and passed, else what it saw beside what is there. Programs that tests start are not
watched.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec
import pytest
from fidelity.facts import CODES, REPLIES, REQUESTS, TOPICS, Fact, facts_of
from fidelity.reasons import problems, read_reasons
from fidelity.record import Record, rank, read_record, update, write_record

from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.wire.errors import ApiError

#: These apply one set of listing rules, whose codes are each earned by a case of ``catalogue/listing_rules``.
LISTING_OPERATIONS = (
    *("checkProductListing", "createProduct", "editProduct", "partialEditProduct"),
    *("createGlobalProduct", "editGlobalProduct", "partialEditGlobalProduct"),
)

#: Its calls are made up, so that a field in one of them proves no effect.
RANDOM_CALLS = "tests/acceptance/test_conformance.py"

EMPTY = (None, "", {})


class Fidelity:
    """Holds the facts that the tests saw, each with a test."""

    def __init__(self, *, is_recording: bool) -> None:
        self.is_recording = is_recording
        self.seen: Record = {}
        self.problems: list[str] = []

    def see(self, facts: Iterable[Fact]) -> None:
        """Note what a call showed, as far as it counts."""
        test = current_test()
        for fact in facts if test else ():
            if fact in facts_of(fact.operation_id) and (fact.kind != REQUESTS or not test.startswith(RANDOM_CALLS)):
                self.note(fact, test)

    def note(self, fact: Fact, test: str) -> None:
        """Keep the test that shows the fact best; the first one where the run is not recorded."""
        known = self.seen.get(fact)
        if known is None or (self.is_recording and test != known and rank(fact, test) < rank(fact, known)):
            self.seen[fact] = test

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Add what a worker saw."""
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        for operation_id, kind, name, test in output.get("fidelity", ()):
            self.note(Fact(operation_id, kind, name), test)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """In a worker, tell what was seen; else write the record and judge a run that passed."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["fidelity"] = [[*fact, test] for fact, test in self.seen.items()]
        elif exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            is_proof = is_whole(session.config) and exitstatus == pytest.ExitCode.OK
            self.conclude(is_proof=is_proof)
            if self.problems:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def conclude(self, *, is_proof: bool) -> None:
        """Write the record where the run was to, and judge a whole run that passed."""
        for fact, test in seen_by_value() if is_proof or self.is_recording else ():
            self.note(fact, test)
        if self.is_recording:
            write_record(self.seen if is_proof else update(read_record(), self.seen))
        if is_proof:
            self.problems = problems(self.seen.keys(), read_reasons())

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what is wrong."""
        if self.problems:
            terminalreporter.section("fidelity: facts without a test or a reason (tests/fidelity/README.md)")
            for problem in self.problems:
                terminalreporter.write_line(problem)


def is_whole(config: pytest.Config) -> bool:
    """Whether nothing narrows down which tests run."""
    option = config.option
    narrowed = option.keyword or option.markexpr or config.getoption("deselect") or config.getoption("lf", False)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not narrowed and not option.collectonly


def current_test() -> str:
    """The test that runs, or whose fixtures do: file and function, without parameters."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0].partition("[")[0]


def facts_in(call: Call, error: ApiError | None) -> set[Fact]:
    """What a call of a built operation shows: its code; where it succeeded codes of single items, topics and fields."""
    operation_id, tx = call.operation.id, call.opened_tx
    if error is not None:
        return {Fact(operation_id, CODES, str(error.code))}
    places, codes = _shown_by(msgspec.json.encode(call.data))
    names: dict[str, Iterable[object]] = {
        REPLIES: places,
        REQUESTS: () if codes else sent(call),
        CODES: codes,
        TOPICS: tx.topics if tx is not None else (),
    }
    return {Fact(operation_id, kind, str(name)) for kind in names for name in names[kind]}


@lru_cache(maxsize=32)
def _shown_by(data: bytes) -> tuple[set[str], set[int]]:
    """The places that JSON fills, and the codes of errors in it. The longest replies, as of categories, come again."""
    decoded = msgspec.json.decode(data)
    return filled(decoded), set(codes_in(decoded)) if b'"code"' in data else set()


def filled(data: object) -> set[str]:
    """The places of the values in JSON, those of objects too; lists leave no mark, and empty values do not count."""
    places: set[str] = set()
    _add_places(data, "", places)
    return places


def _add_places(data: object, place: str, places: set[str]) -> None:
    """This runs for each value of each reply in the whole run, so it makes no call for those that hold no others."""
    if isinstance(data, list):
        for value in data:
            _add_places(value, place, places)
        return
    if data not in EMPTY:
        places.add(place)
    if isinstance(data, dict):
        prefix = f"{place}." if place else ""
        for name, value in data.items():
            if isinstance(value, str | int):
                if value != "":
                    places.add(prefix + name)
            elif value is not None:
                _add_places(value, prefix + name, places)


def sent(call: Call) -> set[str]:
    """The places of the values that a call sent in path, query and body."""
    names = {name for name, value in call.query_pairs if value} | call.path.keys()
    if isinstance(call.body, Form):
        return names | {name for name, part in call.body.parts.items() if part.data}
    if call.operation.body is None or not call.request.body.strip():
        return names
    return names | filled(msgspec.json.decode(call.request.body))


def codes_in(data: object) -> Iterator[int]:
    """Codes of errors in a reply's data: numbers of two digits and more under ``code``."""
    if isinstance(data, dict):
        code = data.get("code")
        if "message" in data and str(code).isdigit() and int(str(code)) > 9:
            yield int(str(code))
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        if isinstance(value, dict | list):
            yield from codes_in(value)


def seen_by_value() -> Iterator[tuple[Fact, str]]:
    """The codes of listings, which a test earns without a call."""
    from tests.platform.catalogue.listing_rules import test_each_code

    name = test_each_code.test_a_listing_that_breaks_one_rule_gets_its_code_alone.__name__
    test = f"tests/platform/catalogue/listing_rules/test_each_code.py::{name}"
    for operation_id in LISTING_OPERATIONS:
        for case in test_each_code.CASES:
            fact = Fact(operation_id, CODES, str(case.code))
            if fact in facts_of(operation_id):
                yield fact, test
