"""Operations and webhook topics go by any of their names."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shopwright.contract.load import operations, webhooks
from shopwright.testing.faults import operation_pattern
from shopwright.testing.notifications import topic_name, topic_of


def test_every_operation_goes_by_its_id_and_by_the_clients_name() -> None:
    for operation in operations().values():
        assert operation_pattern(operation.id) == operation.id
        assert operation_pattern(f"{operation.area}.{operation.name}") == operation.id


def test_every_topic_goes_by_its_number_and_its_names() -> None:
    for hook in webhooks().values():
        for name in (hook.type, hook.name, topic_name(hook.type), topic_name(hook.type).lower()):
            assert topic_of(name) == hook.type


def is_known(name: str) -> bool:
    """Whether it names an operation or a topic. Hypothesis tries words of the code too, and some of them do."""
    calls = {
        name
        for operation in operations().values()
        for name in (operation.id, operation.name, f"{operation.area}.{operation.name}")
    }
    topics = {plain(topic) for hook in webhooks().values() for topic in (hook.name, topic_name(hook.type))}
    return name in calls or plain(name) in topics


def plain(topic: str) -> str:
    """Letters alone, as topics are compared."""
    return topic.replace("_", "").replace(" ", "").lower()


@given(st.text())
def test_any_other_name_is_a_value_error(name: str) -> None:
    assume(not is_known(name))
    for look_up in (operation_pattern, topic_of):
        try:
            look_up(name)
        except ValueError:
            continue
        assert any(sign in name for sign in "*?[")


def test_a_number_that_is_no_topic_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="no webhook topic 999"):
        topic_of(999)
