"""Every script of the markets has a way onto paper."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from shopwright.platform.documents.draw import draw
from shopwright.platform.documents.model import DocumentFormat, DocumentKind, DocumentSize
from shopwright.platform.documents.roman import romanise_kana, romanise_thai
from shopwright.platform.documents.spelling import Face, mark_stroke, plain, spell, tidy

from .samples import label, pages, text, to

VOWELS = "aăâeêioôơuưy"
VIETNAMESE = [
    unicodedata.normalize("NFC", letter + tone)
    for vowel in VOWELS
    for letter in (vowel, vowel.upper())
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
] + ["đ", "Đ"]


def picture(name: str) -> Image.Image:
    drawn = draw(DocumentKind.SHIPPING_LABEL_PICTURE, DocumentSize.A6, DocumentFormat.PDF, to(name=name))
    return Image.open(io.BytesIO(drawn.content))


def test_every_vietnamese_letter_is_drawn_with_all_its_marks() -> None:
    letters = {}
    for letter in VIETNAMESE:
        (run,) = spell(letter, east_asian=False)
        assert run.face is Face.LATIN, letter
        assert len(run.text) == 1, letter
        letters[run.text, tuple(placed.mark for placed in run.marks)] = letter
        drawn = unicodedata.normalize("NFD", run.text + "".join(placed.mark for placed in run.marks))
        if letter not in "đĐ":
            assert sorted(drawn) == sorted(unicodedata.normalize("NFD", letter)), letter
    assert len(letters) == len(VIETNAMESE)  # no two look alike


@pytest.mark.parametrize(("name", "other"), [("Hồ", "Hô"), ("Sữa", "Sưa"), ("đa", "da"), ("ở", "ợ"), ("ă", "a")])
def test_marks_show_on_paper_and_in_pictures(name: str, other: str) -> None:
    assert ImageChops.difference(picture(name), picture(other)).getbbox()
    first, second = (pages(label(to(name=text)))[0] for text in (name, other))
    assert ImageChops.difference(first, second).getbbox()


def test_a_second_mark_stands_over_the_first() -> None:
    (run,) = spell("ễ", east_asian=False)
    (tilde,) = run.marks
    assert run.text == "ê"
    assert min(y for _, y in mark_stroke(tilde, 0.25)) > 0.7


def test_portuguese_spanish_french_german_and_italian_need_no_stand_in() -> None:
    for words in ("João à Conceição Ç", "¿Señor Muñoz?", "Œuvre île garçon", "Größe ÄÖÜ", "È perché", "€ £ ¥ R$"):
        assert [(run.face, run.text, run.marks) for run in spell(tidy(words, True), True)] == [(Face.LATIN, words, ())]


def test_japanese_is_text_in_a_pdf() -> None:
    assert "佐藤" in text(label(to(name="佐藤 花子")))[0]


def test_scripts_are_set_in_the_face_that_has_them() -> None:
    faces = [run.face for run in spell("東京a汉语说b서울", east_asian=True)]
    assert faces == [Face.JAPANESE, Face.LATIN, Face.CHINESE, Face.LATIN, Face.KOREAN]


def test_without_east_asian_letters_kana_are_latin_and_kanji_boxes() -> None:
    assert [(run.face, run.text) for run in spell(tidy("東京トウキョウ", False), False)] == [
        (Face.BOX, "□□"),
        (Face.LATIN, "Toukyou"),
    ]


@pytest.mark.parametrize(
    ("thai", "latin"),
    [
        ("กรุงเทพมหานคร", "Krung Thep Maha Nakhon"),
        ("เชียงใหม่", "Chiangmai"),
        ("ภูเก็ต", "Phuket"),
        ("ขอนแก่น", "Khonkaen"),
        ("สมชาย ใจดี", "Somchai Chaidi"),
        ("ถนนสุขุมวิท ซอย 11", "Thanon Sukhumwit Soi 11"),
        ("แขวงคลองตัน", "Khwaeng Khlongtan"),
        ("เกาะสมุย", "Kosamui"),
        ("พระราม ๙", "Phraram 9"),
    ],
)
def test_thai_is_written_as_it_sounds(thai: str, latin: str) -> None:
    assert romanise_thai(thai) == latin


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("しんじゅく", "Shinjuku"),
        ("はなこ", "Hanako"),
        ("ハッピー", "Happi"),
        ("ちょっとマッチ", "Chottomatchi"),
        ("ｶﾞｷﾞ", "Gagi"),
    ],
)
def test_kana_follow_hepburn(kana: str, latin: str) -> None:
    assert romanise_kana(kana) == latin


@pytest.mark.parametrize(
    ("amount", "tidied"), [("₫ 250.000", "VND 250.000"), ("฿ 499", "THB 499"), ("₱ 5", "PHP 5"), ("£5", "£5")]
)
def test_currency_signs_without_a_letter_become_their_codes(amount: str, tidied: str) -> None:
    assert tidy(amount, east_asian=True) == tidied


def test_full_width_letters_and_odd_spaces_are_ordinary_ones() -> None:
    assert tidy("\uff21\uff22\u3000\uff11\uff12\n\u200bx", east_asian=True) == "AB 12 x"


@given(st.text("กขคงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะัาำิีึืฺุูเแโใไๅๆ็่้๊๋์ํ๎๐๑๒๓๔๕๖๗๘๙ฯ฿๚๛", max_size=30))
def test_all_thai_becomes_latin(thai: str) -> None:
    assert tidy(thai, east_asian=True).isascii()


@given(st.text(max_size=60), st.booleans())
def test_anything_can_be_spelled(words: str, east_asian: bool) -> None:
    for run in spell(tidy(words, east_asian), east_asian):
        assert run.text
        assert (run.em > 0) == (run.face is not Face.LATIN)
        assert all(placed.index < len(run.text) for placed in run.marks)
        assert run.face is not Face.LATIN or run.text.encode("cp1252")
        for placed in run.marks:
            assert len(mark_stroke(placed, 0.25)) > 1


@given(st.text(max_size=60))
def test_a_printers_own_letters_are_latin_only(words: str) -> None:
    for character in plain(words):
        assert unicodedata.normalize("NFD", character)[0].encode("cp1252", "ignore") or character in "đłħ"
