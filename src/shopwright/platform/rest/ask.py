"""Runs an operation of the Partner API within a call of the plain door: same checks of its fields, same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import msgspec

from shopwright import decoders
from shopwright.contract.load import operation
from shopwright.platform.core.call import Call
from shopwright.platform.gateway.steps.body import read_body
from shopwright.platform.gateway.steps.dispatch import dispatch
from shopwright.platform.gateway.steps.idempotent import remember_result, replay_first_result
from shopwright.platform.gateway.steps.parameters import read_parameters

from .route import Data

_STEPS = (read_parameters, read_body, replay_first_result, dispatch, remember_result)
_NOTHING: Mapping[str, str] = {}


def ask(
    call: Call,
    operation_id: str,
    *,
    path: Mapping[str, str] = _NOTHING,
    query: Mapping[str, str] = _NOTHING,
    body: object = None,
) -> Data:
    """The data that an operation answers to this call's user. Raises what it refuses with."""
    call.owed[operation_id] += 1
    before = call.operation, call.path, call.query, call.query_pairs, call.request
    spec = operation(operation_id)
    call.operation, call.path, call.query = spec, dict(path), {}
    call.query_pairs = list(query.items())
    call.request = msgspec.structs.replace(call.request, body=b"" if body is None else msgspec.json.encode(body))
    for step in _STEPS:
        if not call.finished:
            step(call)
    data, call.data, call.finished = call.data, None, False
    call.operation, call.path, call.query, call.query_pairs, call.request = before
    # Parts may be ready-made JSON, which whoever looks into the answer cannot read.
    return cast(Data, decoders.decode(msgspec.json.encode(data)))
