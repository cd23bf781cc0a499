"""A problem names a field of the request, by its path."""

from __future__ import annotations

import re
from typing import Union, get_args, get_origin

import msgspec
import pytest

from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_rules.rules import problems

from .support import Case, context, listing
from .test_each_code import CASES

WORDS_OF_PYTHON = re.compile(r"\b(?:None|True|False)\b|frozenset|\(\)")
STEP = re.compile(r"(\w+)(?:\[\d+\])?")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_problem_stands_at_a_field_of_the_request_and_speaks_of_values(case: Case) -> None:
    change = case.change if not callable(case.change) else case.change(case.market)
    for problem in problems(listing(case.market, **change), context(case.market, **case.shop)):
        assert is_field(problem.field), problem.field
        assert not WORDS_OF_PYTHON.search(problem.message), problem.message


def is_field(path: str) -> bool:
    """Whether a path such as ``skus[0].price.amount`` leads through the fields of a listing."""
    kind: object = Listing
    for step in path.split("."):
        match = STEP.fullmatch(step)
        if not match or not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
            return False
        types = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
        if match[1] not in types:
            return False
        kind = inner(types[match[1]])
    return True


def inner(kind: object) -> object:
    """The type of a value that is there: without ``None``, and of a list's elements."""
    if get_origin(kind) is Union or type(kind).__name__ == "UnionType":
        kind = next(part for part in get_args(kind) if part is not type(None))
    return get_args(kind)[0] if get_origin(kind) is list else kind
