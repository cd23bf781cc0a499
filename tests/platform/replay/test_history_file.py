"""Files as people have them: zipped, in three encodings, with three delimiters, and broken ones."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from shopwright.platform.replay.history import read_history
from shopwright.platform.replay.history_error import HistoryError

from .histories import HEADER, as_csv, ends, lines_of, options, orders, read_text, row, zipped

CAFE = as_csv([row(title="CAFÉ SIGN €5")])


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CAFE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + CAFE.encode(), "utf-8-sig"),
        (CAFE.encode("cp1252"), "cp1252"),
        (zipped(CAFE), "utf-8"),
        (CAFE.encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, content: bytes, encoding: str) -> None:
    history = read_text(tmp_path, content)
    assert history.products["71053"].title == "CAFÉ SIGN €5"
    assert history.report.source.encoding == encoding


def test_a_single_byte_far_down_decides_the_encoding(tmp_path: Path) -> None:
    rows = [row(str(number), title="PLAIN") for number in range(30_000)]
    history = read_text(tmp_path, as_csv([*rows, row(sku="84029", title="CAFÉ")]).encode("cp1252"))
    assert history.products["84029"].title == "CAFÉ"


@pytest.mark.parametrize(
    "content", [CAFE.encode() + b"\x81\xff", b"\x81\xff" + b"x" * 2_000_000, CAFE.encode("utf-16") + b"\x00"]
)
def test_what_is_in_no_known_encoding_is_refused_as_a_whole(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(HistoryError, match="neither UTF-8, UTF-16, Windows-1252 nor GBK"):
        read_text(tmp_path, content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    history = read_text(tmp_path, as_csv([row(title="JAM, JAR; BIG")], delimiter=delimiter))
    assert history.report.source.delimiter == delimiter
    assert history.products["71053"].title == "JAM, JAR; BIG"


def test_text_that_ends_within_a_letter_of_utf8_is_not_utf8(tmp_path: Path) -> None:
    content = as_csv([row(country="Land")]).encode().rstrip() + b"\xc3"
    assert orders(read_text(tmp_path, content))[0].country == "LandÃ"


def test_blank_lines_are_no_rows_and_line_ends_may_be_of_any_kind(tmp_path: Path) -> None:
    text = as_csv([row(), row("536366")]).replace("\n", "\r\n\r\n")
    assert ends(read_text(tmp_path, text)) == [("REPLAYED", ""), ("REPLAYED", "")]


def test_a_quoted_text_may_hold_line_ends_quotes_and_delimiters(tmp_path: Path) -> None:
    history = read_text(tmp_path, as_csv([row(title='SIGN\n "A, B"'), row("536366")]))
    assert history.products["71053"].title == 'SIGN "A, B"'
    assert len(history.report) == 2


def test_a_row_with_broken_quotes_or_too_many_cells_is_refused_alone(tmp_path: Path) -> None:
    text = (
        as_csv([row()])
        + '1,"71053"x,A,1,2010-12-01,1,2,UK\n'
        + "1,71053,A,B,1,2010-12-01,1,2,UK\n"
        + lines_of([row("9")])
    )
    history = read_text(tmp_path, text)
    assert ends(history) == [("REPLAYED", ""), ("REFUSED", "BROKEN_ROW"), ("REFUSED", "BROKEN_ROW"), ("REPLAYED", "")]


def test_empty_cells_behind_a_row_do_no_harm_and_missing_ones_are_empty(tmp_path: Path) -> None:
    text = as_csv([(*row(), "", ""), row("536366")[:6], row("536367")[:5]])
    history = read_text(tmp_path, text)
    assert ends(history) == [("REPLAYED", ""), ("REPLAYED", ""), ("REFUSED", "MISSING_FIELD: UnitPrice")]
    assert orders(history)[1].buyer == "guest-536366"


def test_a_quote_that_swallows_lines_stops_the_reading_and_names_the_line(tmp_path: Path) -> None:
    text = as_csv([row()]) + '1,71053,"A\n' + lines_of([row()] * 3)
    with pytest.raises(HistoryError, match="close the quote that is opened in line 3"):
        read_text(tmp_path, text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no header"),
        (b"\n\n", "has no header"),
        (zipped(CAFE)[:-30], "cannot be read"),
        (b"a,b\n", "no column"),
    ],
)
def test_a_file_that_is_empty_cut_off_or_something_else_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(HistoryError, match=words):
        read_text(tmp_path, content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot be read"):
        read_history(tmp_path / "nothing.csv", options())


def test_a_header_alone_is_an_empty_history(tmp_path: Path) -> None:
    history = read_text(tmp_path, ",".join(HEADER))
    assert (history.events, history.first_at, history.last_at, len(history.report)) == ((), None, None, 0)


def test_progress_goes_up_to_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text(as_csv(row(str(number)) for number in range(20_000)))
    told: list[tuple[int, int]] = []
    read_history(path, options(), lambda done, size: told.append((done, size)))
    size = path.stat().st_size
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (size, size)
    assert 0 < told[0][0] < size


CHINESE = as_csv([row(title="蓝色马克杯 大号 350毫升"), row("536366", title="茶盘")])


def test_text_in_gbk_is_told_from_windows_1252(tmp_path: Path) -> None:
    history = read_text(tmp_path, CHINESE.encode("gbk"))
    assert history.report.source.encoding == "gb18030"
    german = read_text(tmp_path, as_csv([row(title="Müller Geschirr für Gäste")]).encode("cp1252"))
    assert german.report.source.encoding == "cp1252"
    assert german.products["71053"].title == "Müller Geschirr für Gäste"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be"])
def test_a_mark_at_the_start_names_the_encoding(tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    history = read_text(tmp_path, marks.get(encoding, b"") + CHINESE.encode(encoding))
    assert history.products["71053"].title.startswith("蓝色马克杯")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02" * 100, "binary data"),
        (b"x" * 3_000_000, "line 1 is longer than"),
        (b"once upon a time\n" * 1000, "no column"),
        (b"InvoiceNo" + b"," * 1000 + b"\n1\n", "more than 1,000 columns"),
    ],
)
def test_nonsense_is_refused_with_a_remedy(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(HistoryError, match=words) as caught:
        read_text(tmp_path, content)
    assert caught.value.remedy


def test_a_file_that_unpacks_to_far_more_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="unpacks to") as caught:
        read_text(tmp_path, zipped("a,b\n" + "0" * 120_000_000))
    assert caught.value.remedy


def test_a_line_without_end_far_down_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="line 3 is longer"):
        read_text(tmp_path, as_csv([row()]) + "y" * 3_000_000)
