"""A call for every operation that breaks no rule of the gateway."""

from __future__ import annotations

import re

from shopwright.contract.model import Operation
from tests.harness.calls import BOUNDARY, JSON_TYPE, Signed, multipart
from tests.harness.examples import minimal_body, minimal_query

from .conftest import Callers


def path_of(one: Operation) -> str:
    """The operation's path with an id in each variable place."""
    return re.sub(r"\{[^}]+\}", "1729000000000000001", one.path)


def right_call(one: Operation, callers: Callers) -> Signed:
    """A signed call that breaks no rule of the gateway."""
    query = [*minimal_query(one), *callers.cipher(one.entity)]
    body, kind = b"", JSON_TYPE
    if one.body is not None and one.body.is_multipart:
        body, kind = multipart({}, b"x"), f"multipart/form-data; boundary={BOUNDARY}"
    elif one.body is not None:
        body = minimal_body(one.body.schema)
    return Signed(one.method, path_of(one), callers.app, query, body, callers.token(one.entity), kind)
