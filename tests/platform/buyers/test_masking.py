"""What is left of a buyer's data once it is masked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.buyers.masking import mask_line, mask_name, mask_phone, mask_postcode
from shopwright.platform.market.masks import MaskStyle, mask_style
from shopwright.platform.market.people import make_person
from shopwright.platform.market.regions import all_regions

CLOSED, SEA = mask_style("US"), mask_style("VN")
STYLES = pytest.mark.parametrize("style", [CLOSED, SEA], ids=["CLOSED", "SEA"])
SOUTH_EAST_ASIA = {"ID", "MY", "PH", "SG", "TH", "VN"}

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
    assert mask_phone(whole, CLOSED) == left


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        ("(+84)0961234595", "(+84)096*****95"),
        ("(+84)947123498", "(+84)947****98"),
        ("(+60)1131234536", "(+60)113*****36"),
        ("(+65)70001234", "(+65)700***34"),
        ("(+65)12345", "(+65)***"),
        ("", ""),
    ],
)
def test_a_phone_of_south_east_asia_has_a_star_for_each_hidden_digit(whole: str, left: str) -> None:
    """Live replies of VN and MY in public repositories (docs/reference/buyer-data.md#form)."""
    assert mask_phone(whole, SEA) == left


@pytest.mark.parametrize(
    ("mask", "whole", "left"),
    [
        (mask_name, "Ahmad Faizi", "A*** F***i"),
        (mask_name, "Aungno", "A***o"),
        (mask_name, "Ng", "N***"),
        (mask_line, "BLOK 12", "BL*****"),
        (mask_line, "No 1", "****"),
        (mask_line, " ", ""),
        (mask_postcode, "32040", "32***"),
        (mask_postcode, "32", "***"),
        (mask_postcode, "", ""),
    ],
)
def test_texts_of_south_east_asia_keep_their_start(mask: Any, whole: str, left: str) -> None:
    assert mask(whole, SEA) == left


@pytest.mark.parametrize("region", [region.code for region in all_regions()])
def test_each_market_has_a_style_with_its_source(region: str) -> None:
    style = mask_style(region)
    assert style.source
    assert (style.standing == "seen") == (region in SOUTH_EAST_ASIA)


@STYLES
@given(text=_PHONES)
def test_masking_a_phone_hides_at_least_two_digits_and_all_runs_of_five(style: MaskStyle, text: str) -> None:
    masked = mask_phone(text, style)
    assert mask_phone(masked, style) == masked
    assert not re.search(r"[0-9]{5}", masked)
    national = re.sub(r"[^0-9]", "", re.sub(r"^\(\+[0-9]{1,4}\)", "", text))
    if "*" not in text and national:
        kept = re.sub(r"[^0-9]", "", re.sub(r"^\(\+[0-9]{1,4}\)", "", masked))
        assert len(kept) <= max(0, len(national) - 2)


@pytest.mark.parametrize(
    ("whole", "left"), [("Ann Smith", "A*** S***"), ("花子", "花***"), ("  Ann  ", "A***"), ("***", "***"), ("", "")]
)
def test_a_name_keeps_the_first_letter_of_each_word(whole: str, left: str) -> None:
    assert mask_name(whole, CLOSED) == left


@STYLES
@given(text=st.text(max_size=40))
def test_masking_again_changes_nothing(style: MaskStyle, text: str) -> None:
    for mask in (mask_name, mask_line, mask_postcode):
        assert mask(mask(text, style), style) == mask(text, style)
    assert len(mask_name(text, style).replace("*", "").replace(" ", "")) <= len(text.split()) + 1


@given(st.text(max_size=40))
def test_the_length_of_lines_and_postcodes_does_not_show_where_nothing_is_left(text: str) -> None:
    assert mask_line(text, CLOSED) in {"", "***"}
    assert mask_postcode(text, CLOSED) in {"", "***"}


@pytest.mark.parametrize("region", [region.code for region in all_regions()])
def test_the_phones_of_our_buyers_lose_their_middle(region: str) -> None:
    whole, style = make_person(region, "masked").phone_number, mask_style(region)
    assert mask_phone(whole, style).startswith(whole.partition(")")[0] + ")")
    assert "***" in mask_phone(whole, style)
