"""A pytest plugin: what operations say that they raise and send is what they raise and send.

A call that answers a code or causes a webhook topic that its operation does not declare fails at once. What is declared
and never seen is a matter of the whole run, for ``fidelity.py``. Programs that tests start are not watched.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fidelity.facts import CODES, GATEWAY_CODES, TOPICS, Fact, declared_codes
from fidelity.reasons import written

from shopwright.platform.catalogue.stock import stock_change
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import BUILT
from shopwright.platform.gateway import pipeline
from shopwright.wire.errors import ApiError

from .fidelity import Fidelity, facts_in


class UndeclaredError(Exception):
    """An operation did what it does not declare."""


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "write what the tests see of the operations into tests/fidelity/seen.json"
    parser.addoption("--record-fidelity", action="store_true", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    """Watch every call of this process's platforms."""
    fidelity = Fidelity(is_recording=config.getoption("--record-fidelity"))
    config.pluginmanager.register(fidelity, "fidelity")
    patch = pytest.MonkeyPatch()
    patch.setattr(pipeline, "WATCHERS", [watcher(fidelity)])
    # What is emitted where an app hears it counts where none does.
    patch.setattr(stock_change, "is_heard", lambda tx, shop, topic: not tx.suppress_webhooks)
    config.add_cleanup(patch.undo)


def watcher(fidelity: Fidelity) -> Callable[[Call, ApiError | None], None]:
    """What the pipeline tells of each call."""

    def watch(call: Call, error: ApiError | None) -> None:
        if call.operation_id in BUILT and call.fault_id is None:
            facts = facts_in(call, error)
            fidelity.see(facts)
            refuse_undeclared(call.operation.id, facts)

    return watch


def refuse_undeclared(operation_id: str, facts: set[Fact]) -> None:
    """Raise :class:`UndeclaredError` where a call did what its operation does not declare."""
    outcomes = {fact for fact in facts if fact.kind in (CODES, TOPICS)}
    gateway = {Fact(operation_id, CODES, str(code)) for code in GATEWAY_CODES}
    undeclared = outcomes - gateway - declared(operation_id)
    if undeclared:
        raise UndeclaredError(f"not declared: {', '.join(map(written, sorted(undeclared)))}")


def declared(operation_id: str) -> set[Fact]:
    """The codes and topics that an operation declares."""
    codes = {Fact(operation_id, CODES, code) for code in declared_codes(operation_id)}
    return codes | {Fact(operation_id, TOPICS, str(topic)) for topic in BUILT[operation_id].webhooks}
