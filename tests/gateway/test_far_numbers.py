"""Whole numbers at the ends of 64 bits are taken or refused, and never break a call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shopwright.contract.load import operations, schema
from tests.harness.server import RunningPlatform

from .request_cases import Case
from .test_ids_of_other_shops import CASES, Shops

MOST = 2**63 - 1


def in_query(operation_id: str) -> list[str]:
    """The whole numbers that an operation takes in its query."""
    return [each.name for each in operations()[operation_id].parameters if each.kind == "integer"]


def in_body(operation_id: str) -> list[str]:
    """The whole numbers that an operation takes at the top of its body."""
    body = operations()[operation_id].body
    fields = {} if body is None or body.is_multipart else schema(body.schema).properties
    return [name for name, field in fields.items() if field.type == "integer"]


NUMBERED = [case for case in CASES if in_query(case.operation_id) or in_body(case.operation_id)]


@pytest.fixture(scope="module")
def shops(gateway: RunningPlatform) -> Shops:
    return Shops(gateway)


@pytest.mark.parametrize("case", NUMBERED, ids=lambda case: case.name)
def test_the_largest_and_the_smallest_number_are_answered(case: Case, shops: Shops) -> None:
    seller, ids = shops.mine(case)
    request = case.build(ids, seller)
    for number in (MOST, -MOST):
        for name in in_query(case.operation_id):
            changed = replace(request, query={**(request.query or {}), name: number})
            assert changed.send(case.operation_id, seller).status < 500, name
        for name in in_body(case.operation_id):
            assert isinstance(request.body, dict)
            changed = replace(request, body={**request.body, name: number})
            assert changed.send(case.operation_id, seller).status < 500, name
