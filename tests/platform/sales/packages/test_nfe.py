"""Brazil's access keys and the files that name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.sales.packages.nfe import (
    STATES,
    AccessKey,
    InvoiceFile,
    check_digit,
    parse_key,
    read_invoice,
)

#: The example of the tax office's own manual.
MANUAL = "35080599999090910270550010000000015180051273"


def test_the_key_of_the_manual_is_right_and_says_what_the_manual_says() -> None:
    assert parse_key(MANUAL) == AccessKey("SP", "0805", "99999090910270", "1", "1")


@given(
    state=st.sampled_from(sorted(STATES)),
    year=st.integers(0, 99),
    month=st.integers(1, 12),
    issuer=st.integers(0, 10**14 - 1),
    series=st.integers(0, 999),
    number=st.integers(0, 10**9 - 1),
    code=st.integers(0, 10**8 - 1),
)
def test_every_built_key_is_read_back(
    state: str, year: int, month: int, issuer: int, series: int, number: int, code: int
) -> None:
    digits = f"{state}{year:02d}{month:02d}{issuer:014d}55{series:03d}{number:09d}1{code:08d}"
    access_key = parse_key(f"{digits}{check_digit(digits)}")
    assert access_key == AccessKey(STATES[state], f"{year:02d}{month:02d}", f"{issuer:014d}", str(series), str(number))


@pytest.mark.parametrize(
    "text",
    [
        "",
        MANUAL[:-1],
        MANUAL + "0",
        MANUAL[:-1] + "4",
        "36" + MANUAL[2:],
        MANUAL.replace("3508", "٣508", 1),
        "x" * 44,
    ],
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert parse_key(text) is None


@pytest.mark.parametrize(
    ("xml", "key", "authorised"),
    [
        (f'<infNFe versao="4.00" Id="NFe{MANUAL}">', MANUAL, True),
        (f"<infNFe Id = 'NFe{MANUAL}'/>", MANUAL, True),
        (f"<n:chNFe> {MANUAL} </n:chNFe>", MANUAL, True),
        (f"<infProt><chNFe>{MANUAL}</chNFe><cStat>101</cStat></infProt>", MANUAL, False),
        (f"<infProt><chNFe>{MANUAL}</chNFe><cStat>150</cStat></infProt>", MANUAL, True),
        (f"<!-- a note --><chNFe>{MANUAL}</chNFe>", MANUAL, True),
        (f"<!DOCTYPE x><chNFe>{MANUAL}</chNFe>", "", True),
        ("<nfeProc/>", "", True),
    ],
)
def test_a_file_says_its_key_and_whether_it_is_authorised(xml: str, key: str, authorised: bool) -> None:
    assert read_invoice(xml.encode()) == InvoiceFile(key, authorised)


@pytest.mark.parametrize("piece", [b"<infProt", b"<chNFe>", b"Id = ", b"<a:", b"<cStat> ", b"<!--", b" ", b"1"])
def test_a_file_made_to_be_slow_is_read_to_its_end(piece: bytes) -> None:
    """A reader that goes back for each piece would be at it for longer than any test may run."""
    assert read_invoice(piece * (2**23 // len(piece))).access_key == ""
