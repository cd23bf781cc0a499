"""Every error code that is known anywhere has a meaning, and the page of error codes lists it."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from shopwright.contract.load import operations
from shopwright.platform.capabilities import error_codes
from shopwright.wire.meanings import meaning_of, meanings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "error-codes.md"
REFERENCE = [ROOT / "docs" / "reference" / name for name in ("authorization.md", "codes.md", "gateway.md")]

#: The first word is a capital, or the name of an operation or a field.
SENTENCE = re.compile(r"([A-Z]|[a-z]+_[a-z_]+ |[a-z]+[A-Z]\w* ).* .*\.", re.DOTALL)
OPERATION = re.compile(r"\b[a-z]+[A-Z]\w*")


def codes_of_the_reference() -> list[int]:
    """The codes in the tables of the reference; a range stands for all that lies in it."""
    rows = [
        line for page in REFERENCE for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")
    ]
    ranges = re.findall(r"\b(\d{6,9})(?:–(\d{6,9}))?\b", "\n".join(rows))
    return sorted({code for low, high in ranges for code in range(int(low), int(high or low) + 1)})


def codes_in_use() -> set[int]:
    return {error.code for error in error_codes()}


def test_every_code_of_the_reference_has_a_meaning() -> None:
    codes = codes_of_the_reference()
    assert len(codes) > 750
    assert [code for code in codes if meaning_of(code) is None] == []


def test_every_code_that_an_operation_documents_has_a_meaning() -> None:
    codes = {int(code) for operation in operations().values() for code in operation.documented_codes}
    assert len(codes) > 700
    assert sorted(codes - set(meanings())) == []


def test_every_code_that_is_named_here_has_a_meaning() -> None:
    codes = codes_in_use()
    assert len(codes) > 500
    assert sorted(codes - set(meanings())) == []


def test_every_text_is_a_sentence() -> None:
    texts = {text for meaning in meanings().values() for text in (meaning.meaning, meaning.cause, meaning.remedy)}
    assert [text for text in sorted(texts - {""}) if not SENTENCE.fullmatch(text) or "{" in text] == []
    assert [
        code for code, meaning in meanings().items() if not (meaning.meaning and meaning.remedy and meaning.area)
    ] == []


def test_operations_that_the_texts_send_to_exist() -> None:
    texts = " ".join(f"{meaning.meaning} {meaning.cause} {meaning.remedy}" for meaning in meanings().values())
    assert len(set(OPERATION.findall(texts))) > 40
    assert sorted(set(OPERATION.findall(texts)) - set(operations())) == []


def test_the_codes_of_an_area_stand_together() -> None:
    areas = [meaning.area for meaning in meanings().values()]
    changes = [after for before, after in pairwise(["", *areas]) if before != after]
    assert len(changes) == len(set(changes))


def test_a_code_that_nobody_documented_has_no_meaning() -> None:
    assert meaning_of(1) is None


def test_the_page_has_every_code_once_with_its_texts_at_an_address_of_its_own() -> None:
    rows = re.findall(r'^\| <a id="(\d+)"></a>\1\b(.*)$', PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(code) for code, _ in rows] == list(meanings())
    for code, rest in rows:
        meaning, row = meanings()[int(code)], rest.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert [part.strip() for part in row.split("|")][1:4] == [meaning.meaning, meaning.cause, meaning.remedy]


def test_the_meanings_are_not_loaded_before_an_error_asks() -> None:
    script = "import shopwright, sys; shopwright.Shop; print('shopwright.wire.meanings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
