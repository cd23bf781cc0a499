"""Fields of built operations have a meaning, or stand on a list that only shrinks."""

from __future__ import annotations

from collections import Counter

import pytest
from describe_fields import PAGE, faults, meanings, names, render, undescribed

FIELDS = Counter({"told": 2, "left": 1})


def test_every_field_of_the_contract_has_a_description_or_stands_on_the_list() -> None:
    fields = names()
    texts = meanings(fields)
    assert list(faults(fields, texts, undescribed())) == []
    assert PAGE.read_text(encoding="utf-8") == render(fields, texts)
    assert len(texts) > 150


@pytest.mark.parametrize(
    ("texts", "left", "fault"),
    [
        ({"told": "It is told."}, {"left"}, ""),
        ({"told": "It is told."}, set(), "left has no meaning"),
        ({"told": "no sentence"}, {"left"}, "told is no sentence"),
        ({"told": "It is told."}, {"left", "told"}, "told has a meaning by now"),
    ],
)
def test_what_the_list_does_not_allow_is_told(texts: dict[str, str], left: set[str], fault: str) -> None:
    told = list(faults(FIELDS, texts, left))
    assert bool(told) == bool(fault)
    assert not fault or fault in told[0]
