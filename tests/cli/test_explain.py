"""``shopwright explain``: codes and messages looked up, without a platform."""

from __future__ import annotations

import json

import pytest

from shopwright.cli.explain import Explained, causes
from shopwright.cli.main import main
from shopwright.wire.meanings import meanings
from shopwright.wire.message_keywords import KEYWORDS

Captured = pytest.CaptureFixture[str]


def explained(capsys: Captured, *words: str) -> list[dict[str, object]]:
    assert main(["explain", *words, "--json"]) == 0
    answer: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return answer


def test_a_code_is_told_with_meaning_cause_and_remedy(capsys: Captured) -> None:
    assert main(["explain", "105002"]) == 0
    out = capsys.readouterr().out
    meaning = meanings()[105002]
    assert "105002" in out
    assert all(text in out for text in (meaning.meaning, meaning.cause, meaning.remedy))
    assert "docs/error-codes.md#105002" in out


def test_every_code_is_looked_up_by_its_number_and_within_a_reply(capsys: Captured) -> None:
    for code in list(meanings())[::50]:
        (bare,) = explained(capsys, str(code))
        (within,) = explained(capsys, f'{{"code":{code},"message":"x","request_id":"202401010000000000000000AB"}}')
        assert bare["code"] == within["code"] == code


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: "-".join(cause.words)[:40])
def test_a_message_of_36009004_tells_its_cause(capsys: Captured, cause: Explained) -> None:
    (told,) = explained(capsys, " ".join(cause.words))
    assert told["code"] == 36009004
    assert told["remedy"] == cause.remedy


@pytest.mark.parametrize("code", KEYWORDS)
def test_the_words_of_the_gateway_tell_its_code(capsys: Captured, code: int) -> None:
    assert code in [each["code"] for each in explained(capsys, " ".join(KEYWORDS[code]))]


def test_words_find_the_codes_that_speak_of_them(capsys: Captured) -> None:
    answers = explained(capsys, "product", "does", "not", "exist")
    assert 12052032 in [each["code"] for each in answers]
    assert len(answers) <= 5


def test_codes_that_share_a_word_by_chance_are_not_offered(capsys: Captured) -> None:
    answers = explained(capsys, "The page size must be 1 to 100.")
    assert {"page", "size"} <= set.intersection(*(set(str(each).lower().split()) for each in answers))
    assert {12019109, 38023047} <= {each["code"] for each in answers}


@pytest.mark.parametrize("words", ["1", "99999999", "zzz qqq"])
def test_what_nobody_documented_is_said_to_be_unknown(capsys: Captured, words: str) -> None:
    assert main(["explain", words]) == 1
    assert "no code is known" in capsys.readouterr().err
