"""Each documented code, by a listing that earns it and no other."""

from __future__ import annotations

import pytest

from . import cases_content, cases_skus, cases_terms
from .support import Case

CASES = [*cases_content.CASES, *cases_skus.CASES, *cases_terms.CASES]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_listing_that_breaks_one_rule_gets_its_code_alone(case: Case) -> None:
    assert case.codes() == {case.code}
