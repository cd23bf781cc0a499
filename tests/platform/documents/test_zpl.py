"""ZPL: what a printer is told, and that no text in it is ever read as a command."""

from __future__ import annotations

import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.platform.documents.model import DocumentKind, LabelAndSlip, SlipLine

from .samples import LABEL, SLIP, numbered, to, zpl

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
NASTY = "^XZ^XA~HM_5E\\^FS\n^FO0,0^GB800,1200,800^FS~JR"


def test_zpl_reads_no_command_in_a_text() -> None:
    nasty = msgspec.structs.replace(
        to(name=NASTY, city=NASTY, lines=(NASTY, NASTY), postcode=NASTY, phone=NASTY), carrier=NASTY, service=NASTY,
        note=NASTY, cod_amount=NASTY, weight=NASTY, dimension=NASTY, routing_code=NASTY, package_id=NASTY,
        tracking_number=NASTY.replace("\n", ""), order_ids=(NASTY,), return_lines=(NASTY,),
    )  # fmt: skip
    assert_sound(zpl(DocumentKind.SHIPPING_LABEL, nasty), 1)


@given(ANYTHING, ANYTHING)
@settings(max_examples=60, deadline=None)
def test_zpl_stays_sound_whatever_it_prints(name: str, line: str) -> None:
    assert_sound(zpl(DocumentKind.SHIPPING_LABEL, to(name=name, lines=(line, name), city=line)), 1)
    rows = (SlipLine(product_name=name, quantity=1, variation=line),)
    data: LabelAndSlip = LabelAndSlip(LABEL, msgspec.structs.replace(SLIP, lines=rows, message="", shop_name=line))
    assert_sound(zpl(DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP, data), 2)


COMMAND = re.compile(
    r"\^XA|\^XZ|\^CI28|\^PW\d+|\^LL\d+|\^LH0,0|\^FO\d+,-?\d+\^GB\d+,\d+,\d+,B,0\^FS"
    r"|\^FT\d+,\d+\^A0N,\d+,\d+(\^FR)?\^FH_\^FD[^\^~\\\x00-\x1f]*\^FS"
    r"|\^BY\d+,3,\d+\^FO\d+,\d+\^BCN,\d+,N,N,N,N\^FH_\^FD[^\^~\\\x00-\x1f]*\^FS"
    r"|\^FO\d+,\d+\^BQN,2,\d+\^FH_\^FDMA,[^\^~\\\x00-\x1f]*\^FS"
)


def assert_sound(command: str, labels: int) -> None:
    """Every line is one of the commands we write, and nothing in it lies outside the label."""
    lines = command.split("\n")
    assert lines[-1] == ""
    assert [line for line in lines[:-1] if not COMMAND.fullmatch(line)] == []
    assert command.count("^XA") == command.count("^XZ") == labels
    for x, y in re.findall(r"\^F[OT](\d+),(-?\d+)", command):
        assert 0 <= int(x) < 839
        assert 0 <= int(y) < 1183


def test_zpl_prints_portuguese_as_it_is_and_reverses_what_stands_on_black() -> None:
    command = zpl(DocumentKind.SHIPPING_LABEL, LABEL)
    assert "^FDJoão da Conceição^FS" in command
    assert "^FR^FH_^FDEnvio padrão^FS" in command
    assert "^CI28" in command
    assert "^PW839\n^LL1183" in command


@given(st.text([chr(code) for code in range(32, 127)], min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_a_zpl_barcode_is_told_to_print_the_same_number(number: str) -> None:
    command = zpl(DocumentKind.SHIPPING_LABEL, numbered(number))
    field = re.search(r"\^BCN,\d+,N,N,N,N\^FH_\^FD(.*)\^FS", command)
    assert field is not None
    assert as_printed(unescaped(field[1])) == number
    matrix = re.search(r"\^BQN,2,\d+\^FH_\^FDMA,(.*)\^FS", command)
    assert matrix is not None
    assert unescaped(matrix[1]) == number


def unescaped(field: str) -> str:
    return re.sub("_([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), field)


def as_printed(data: str) -> str:
    """What a printer makes of ^BC data in mode N: code sets by ``>``, ``>0`` for the sign itself."""
    assert data[:2] in {">:", ">;"}
    printed, pairs = "", data[1] == ";"
    for token in re.findall(r">.|[^>]", data[2:]):
        if token in {">5", ">6"}:
            pairs = token == ">5"
        else:
            assert not pairs or token.isdigit()
            printed += ">" if token == ">0" else token
    return printed
