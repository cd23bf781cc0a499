"""A call for every operation that breaks no rule of the gateway."""

from __future__ import annotations

import re

from shopwright.contract.model import Operation
from tests.harness.calls import BOUNDARY, JSON_TYPE, Signed, multipart
from tests.harness.examples import minimal_body, minimal_query

from .conftest import Callers


def path_of(operation: Operation) -> str:
    """The operation's path with an id in each variable place."""
    return re.sub(r"\{[^}]+\}", "1729000000000000001", operation.path)


def right_call(operation: Operation, callers: Callers) -> Signed:
    """A signed call that breaks no rule of the gateway."""
    query = [*minimal_query(operation), *callers.cipher(operation.entity)]
    body, kind = b"", JSON_TYPE
    if operation.body is not None and operation.body.is_multipart:
        body, kind = multipart({}, b"x"), f"multipart/form-data; boundary={BOUNDARY}"
    elif operation.body is not None:
        body = minimal_body(operation.body.schema)
    return Signed(operation.method, path_of(operation), callers.app, query, body, callers.token(operation.entity), kind)
