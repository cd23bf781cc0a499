"""Writes Thai and kana in Latin letters, for formats that have no others.

Thai follows the sounds of the Royal Thai General System letter by letter: without a dictionary the unwritten vowels are
a guess, so the words of an address are listed and the rest is an approximation a carrier can read aloud. Kana follow
Hepburn. Kanji need a dictionary and are left alone.
"""

from __future__ import annotations

import re
import unicodedata

_THAI_WORDS = {
    "กรุงเทพมหานคร": "Krung Thep Maha Nakhon",
    "กรุงเทพ": "Krung Thep",
    "ถนน": "Thanon",
    "ซอย": "Soi",
    "ตรอก": "Trok",
    "แขวง": "Khwaeng",
    "เขต": "Khet",
    "ตำบล": "Tambon",
    "อำเภอ": "Amphoe",
    "จังหวัด": "Changwat",
    "หมู่บ้าน": "Mu Ban",
    "หมู่": "Mu",
    "อาคาร": "Akhan",
    "ชั้น": "Chan",
    "เลขที่": "Lek Thi",
    "ประเทศไทย": "Thailand",
    "นางสาว": "Nangsao",
    "นาย": "Nai",
    "นาง": "Nang",
    "คุณ": "Khun",
}
_FIRST = {
    **dict.fromkeys("ก", "k"), **dict.fromkeys("ขฃคฅฆ", "kh"), **dict.fromkeys("ง", "ng"),
    **dict.fromkeys("จฉชฌ", "ch"), **dict.fromkeys("ซศษส", "s"), **dict.fromkeys("ญย", "y"),
    **dict.fromkeys("ฎด", "d"), **dict.fromkeys("ฏต", "t"), **dict.fromkeys("ฐฑฒถทธ", "th"),
    **dict.fromkeys("ณน", "n"), **dict.fromkeys("บ", "b"), **dict.fromkeys("ป", "p"),
    **dict.fromkeys("ผพภ", "ph"), **dict.fromkeys("ฝฟ", "f"), **dict.fromkeys("ม", "m"),
    **dict.fromkeys("ร", "r"), **dict.fromkeys("ลฬ", "l"), **dict.fromkeys("ว", "w"),
    **dict.fromkeys("หฮ", "h"), **dict.fromkeys("อ", ""),
}  # fmt: skip
_LAST = {
    **dict.fromkeys("กขฃคฅฆ", "k"), **dict.fromkeys("ง", "ng"), **dict.fromkeys("ม", "m"),
    **dict.fromkeys("จฉชซฌฎฏฐฑฒดตถทธศษส", "t"), **dict.fromkeys("ญณนรลฬ", "n"), **dict.fromkeys("บปผฝพฟภ", "p"),
    **dict.fromkeys("ย", "i"), **dict.fromkeys("ว", "o"),
}  # fmt: skip
_SIGNS = {**{chr(0x0E50 + digit): str(digit) for digit in range(10)}, "ฯ": ".", "ๆ": ""}

#: A vowel is written before, over, under and after its consonant; longest patterns first.
_VOWELS = (
    ("เ{}ียะ", "ia"), ("เ{}ีย", "ia"), ("เ{}ือ", "uea"), ("เ{}าะ", "o"), ("เ{}อะ", "oe"), ("เ{}อ", "oe"),
    ("เ{}ิ", "oe"), ("เ{}ย", "oei"), ("เ{}า", "ao"), ("เ{}ะ", "e"), ("เ{}", "e"), ("แ{}ะ", "ae"), ("แ{}", "ae"),
    ("โ{}ะ", "o"), ("โ{}", "o"), ("ไ{}ย", "ai"), ("[ใไ]{}", "ai"), ("{}ัวะ", "ua"), ("{}ัว", "ua"), ("{}ัย", "ai"),
    ("{}ั", "a"), ("{}ำ", "am"), ("{}ะ", "a"), ("{}า", "a"), ("{}[ิี]", "i"), ("{}ือ", "ue"), ("{}[ึื]", "ue"), ("{}[ุู]", "u"),
    ("{}รร", "a"), ("{}อ(?![ะ-ู])", "o"),
)  # fmt: skip
_START = "(?P<first>[กขคตปผพ][รลว](?=[เ-ไะ-ู]|[ก-ฮ](?![ะ-ู]))|ห[งญนมยรลว](?=[ะ-ู])|[ก-ฮ])"
_PREPOSED = "(?P<first>[กขคตปผพ][รลว](?=[ก-ฮะ-ู])|ห[งญนมยรลว]|[ก-ฮ])"
_END = "(?P<last>[ก-ฮ](?![ะ-ู]))?"
_OPEN = ("ะ", "ำ", "{}ย", "ัย", "[ใไ]{}")  # vowels that no consonant closes


def _pattern(shape: str) -> re.Pattern[str]:
    end = "(?P<last>)" if shape.endswith(_OPEN) else _END
    return re.compile(shape.format(_START if shape.startswith("{") else _PREPOSED) + end)


_SYLLABLES = [(_pattern(shape), sound) for shape, sound in _VOWELS]
_BARE = re.compile("(?P<first>[ก-ฮ])(?P<last>[ก-ฮ](?![ะ-ู]))?")
_THAI = re.compile("[\u0e00-\u0e7f]+")


def romanise_thai(text: str) -> str:
    """The text with its Thai words in Latin letters, each beginning with a capital."""
    return _THAI.sub(lambda match: _thai(match[0]), text)


def _thai(text: str) -> str:
    words = re.split("(" + "|".join(_THAI_WORDS) + ")", text)
    return " ".join(_THAI_WORDS.get(word) or _syllables(word) for word in words if word)


def _syllables(text: str) -> str:
    text = re.sub("[ก-ฮ][ิุ]?์", "", text)  # a silenced consonant
    text = re.sub("[็่้๊๋ํ๎]", "", text)  # tones and shorteners
    said, at = "", 0
    while at < len(text):
        match, sound = _syllable(text, at)
        if match is None:
            said += _SIGNS.get(text[at], "")
            at += 1
            continue
        first = match["first"]
        lead = first[1:] if len(first) == 2 and first[0] == "ห" else first
        said += "".join(_FIRST[letter] for letter in lead) + sound + _LAST.get(match["last"] or "", "")
        at = match.end()
    return said.capitalize()


def _syllable(text: str, at: int) -> tuple[re.Match[str] | None, str]:
    for shape, sound in _SYLLABLES:
        match = shape.match(text, at)
        if match:
            return match, sound
    match = _BARE.match(text, at)
    return match, "o" if match and match["last"] else "a"


_ROWS = (
    ("あいうえおぁぃぅぇぉ", "a i u e o a i u e o"), ("かきくけこ", "ka ki ku ke ko"), ("がぎぐげご", "ga gi gu ge go"),
    ("さしすせそ", "sa shi su se so"), ("ざじずぜぞ", "za ji zu ze zo"), ("たちつてと", "ta chi tsu te to"),
    ("だぢづでど", "da ji zu de do"), ("なにぬねの", "na ni nu ne no"), ("はひふへほ", "ha hi fu he ho"),
    ("ばびぶべぼ", "ba bi bu be bo"), ("ぱぴぷぺぽ", "pa pi pu pe po"), ("まみむめも", "ma mi mu me mo"),
    ("やゆよらりるれろわをんゔゎ", "ya yu yo ra ri ru re ro wa o n vu wa"),
)  # fmt: skip
_KANA = {kana: sound for row, sounds in _ROWS for kana, sound in zip(row, sounds.split(), strict=True)}
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_KANA_RUN = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9f]+")


def romanise_kana(text: str) -> str:
    """The text with its hiragana and katakana in Latin letters, each word beginning with a capital."""
    return _KANA_RUN.sub(lambda match: _kana(match[0]), text)


def _kana(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    said, doubled = "", False
    for character in text:
        kana = chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character
        if kana == "っ":
            doubled = True
        elif kana in _SMALL and said.endswith("i"):
            said = said[:-1] + ("" if said.endswith(("shi", "chi", "ji")) else "y") + _SMALL[kana]
        elif kana in _KANA:
            sound = _KANA[kana]
            said += (("t" if sound.startswith("ch") else sound[0]) if doubled else "") + sound
            doubled = False
    return said.capitalize()
