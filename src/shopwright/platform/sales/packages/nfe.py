"""Brazil's fiscal invoice (NF-e): its access key, and what an uploaded XML file says of itself.

The key's 44 digits are state (2), year and month (4), the issuer's CNPJ (14), model (2), series (3), number (9), kind
of issue (1), a code (8) and a check digit, which is that of modulo 11 with weights 2 to 9 from the right.
"""

from __future__ import annotations

import re

import msgspec

#: States by the number that the statistics office (IBGE) gave them.
STATES = {
    "11": "RO", "12": "AC", "13": "AM", "14": "RR", "15": "PA", "16": "AP", "17": "TO",
    "21": "MA", "22": "PI", "23": "CE", "24": "RN", "25": "PB", "26": "PE", "27": "AL", "28": "SE", "29": "BA",
    "31": "MG", "32": "ES", "33": "RJ", "35": "SP", "41": "PR", "42": "SC", "43": "RS",
    "50": "MS", "51": "MT", "52": "GO", "53": "DF",
}  # fmt: skip

#: ``cStat`` of an invoice that the tax office authorised, in time or late.
_AUTHORISED = frozenset({"100", "150"})

_MODEL = "55"
_KEY = re.compile(rb"""<(?:\w+:)?chNFe>\s*(\d{44})\s*<|\bId\s*=\s*["']NFe(\d{44})["']""")
_VERDICT = re.compile(rb"<(?:\w+:)?cStat>\s*(\d{3})\s*<")
#: How far behind the opening of the protocol its verdict is looked for, in bytes.
_PROTOCOL_BYTES = 4_000


class AccessKey(msgspec.Struct, frozen=True):
    """The parts of a key. ``month`` is YYMM; series and number are without leading zeros."""

    state: str
    month: str
    issuer: str
    series: str
    number: str


class InvoiceFile(msgspec.Struct, frozen=True):
    """What a file says: its key ("" where it names none) and whether the tax office authorised it."""

    access_key: str
    authorised: bool


class UsedKey(msgspec.Struct, frozen=True):
    """The package whose valid invoice has a key: no other invoice may have it."""

    package_id: str


def check_digit(digits: str) -> int:
    """The check digit of the first 43 digits of a key."""
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(digits)))
    rest = total % 11
    return 0 if rest < 2 else 11 - rest


def parse_key(text: str) -> AccessKey | None:
    """The parts of an access key, ``None`` when it is none."""
    if len(text) != 44 or not (text.isascii() and text.isdigit()) or int(text[43]) != check_digit(text[:43]):
        return None
    state, month, model = STATES.get(text[:2]), text[2:6], text[20:22]
    if state is None or not "01" <= month[2:] <= "12" or model != _MODEL:
        return None
    return AccessKey(state, month, text[6:20], str(int(text[22:25])), str(int(text[25:34])))


def read_invoice(xml: bytes) -> InvoiceFile:
    """Find key and authorisation. The file is not parsed, so that no entity of it is ever expanded.

    A file that does not say how the tax office judged it counts as authorised.
    """
    has_doctype = b"<!" in xml.replace(b"<!--", b"").replace(b"<![CDATA[", b"")
    match = None if has_doctype else _KEY.search(xml)
    at = xml.find(b"infProt")
    verdict = _VERDICT.search(xml, at, at + _PROTOCOL_BYTES) if at >= 0 else None
    return InvoiceFile(
        (match[1] or match[2]).decode() if match else "", verdict is None or verdict[1].decode() in _AUTHORISED
    )
