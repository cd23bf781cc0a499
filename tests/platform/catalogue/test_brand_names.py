"""What a brand may be called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.catalogue import brands
from shopwright.platform.catalogue.brand_names import clean, name_problem
from shopwright.platform.market.regions import all_regions, region


@given(st.text(max_size=60), st.sampled_from(all_regions()))
def test_any_text_is_judged_and_what_is_taken_keeps_every_limit(text: str, market: object) -> None:
    name = clean(text)
    assert clean(name) == name
    if name_problem(name, market) is None:  # type: ignore[arg-type]
        assert 2 <= len(name) <= 30
        assert any(character.isalnum() for character in name)
        assert not any(unicodedata.category(character) in {"So", "Cc", "Cf"} for character in name)


@given(st.text(alphabet="abcdefgh XYZ&'-.é", min_size=2, max_size=30))
def test_plain_names_are_taken(text: str) -> None:
    name = clean(text)
    problem = name_problem(name, region("GB"))
    repeated = any(character * 10 in name for character in name if not character.isspace())
    if len(name) >= 2 and any(map(str.isalnum, name)) and not repeated and not brands.brand_named(name):
        assert problem is None


@pytest.mark.parametrize(
    "name",
    [
        "Kraft™",
        "Acme ®",
        "→ Acme",
        "Acme\u200d",
        "Acme\x85",
        "No № 5",
        "A\ufe0fcme",
        "Acme \U0001f1ec\U0001f1e7",
        "ᴬcme²",
    ],
)
def test_symbols_and_raised_letters_are_special_fonts(name: str) -> None:
    problem = name_problem(name, region("GB"))
    assert problem is not None
    assert problem.error.code == 12052191


@pytest.mark.parametrize("name", ["ﾏｲｼｮｯﾌﾟ", "Ελληνικά", "Магазин", "Größe 7", "O’Neil", "여름상점"])
def test_letters_of_any_language_are_taken(name: str) -> None:
    problem = name_problem(clean(name), region("JP"))
    assert problem is None


def test_digits_of_any_script_count() -> None:
    problem = name_problem("Acme ١٢٣٤٥", region("GB"))
    assert problem is not None
    assert problem.error.code == 12052192
