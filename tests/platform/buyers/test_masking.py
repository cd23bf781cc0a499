"""What is left of a buyer's data once it is masked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.buyers.masking import mask_line, mask_name, mask_phone, mask_postcode
from shopwright.platform.market.people import make_person
from shopwright.platform.market.regions import all_regions

_PHONES = st.one_of(st.text(max_size=30), st.text(alphabet="0123456789()+-* ", max_size=30))


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        ("(+1)2135551234", "(+1)213-***-1234"),
        ("(+44)7700900123", "(+44)770-***-0123"),
        ("(+65)70001234", "(+65)70-***-34"),
        ("(+65)12345", "(+65)***"),
        ("213 555 12 34", "213-***-1234"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_calling_code_and_its_ends(whole: str, left: str) -> None:
    assert mask_phone(whole) == left


@given(_PHONES)
def test_masking_a_phone_hides_at_least_three_digits_and_all_runs_of_five(text: str) -> None:
    masked = mask_phone(text)
    assert mask_phone(masked) == masked
    assert not re.search(r"[0-9]{5}", masked)
    national = re.sub(r"[^0-9]", "", re.sub(r"^\(\+[0-9]{1,4}\)", "", text))
    if "***" not in text and national:
        kept = re.sub(r"[^0-9]", "", re.sub(r"^\(\+[0-9]{1,4}\)", "", masked))
        assert len(kept) <= max(0, len(national) - 3)


@pytest.mark.parametrize(
    ("whole", "left"), [("Ann Smith", "A*** S***"), ("花子", "花***"), ("  Ann  ", "A***"), ("***", "***"), ("", "")]
)
def test_a_name_keeps_the_first_letter_of_each_word(whole: str, left: str) -> None:
    assert mask_name(whole) == left


@given(st.text(max_size=40))
def test_masking_again_changes_nothing_and_length_does_not_show(text: str) -> None:
    for mask in (mask_name, mask_line, mask_postcode):
        assert mask(mask(text)) == mask(text)
    assert mask_line(text) in {"", "***"}
    assert mask_postcode(text) in {"", "***"}
    assert len(mask_name(text).replace("*", "").replace(" ", "")) <= len(text.split())


@pytest.mark.parametrize("region", [region.code for region in all_regions()])
def test_the_phones_of_our_buyers_lose_their_middle(region: str) -> None:
    whole = make_person(region, "masked").phone_number
    assert mask_phone(whole).startswith(whole.partition(")")[0] + ")")
    assert "***" in mask_phone(whole)
