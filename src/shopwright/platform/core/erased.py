"""What erasing a buyer is about: whose data, by which ids and words it is found, and what was erased."""

from __future__ import annotations

import re

import msgspec

#: Words of fewer letters and digits are in texts of anybody, so nothing is found by them.
_LEAST_LETTERS = 6

_ESCAPED_LETTER = re.compile(r"\\+u([0-9a-fA-F]{4})")
_NOT_COMPARED = re.compile(r'\\+[nrtbf]|[\\"\s+]|%20')


def folded(text: str) -> str:
    """A text as it is compared: without spaces, quotes and the escapes of JSON, in small letters."""
    letters = _ESCAPED_LETTER.sub(lambda match: chr(int(match[1], 16)), text)
    joined = letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _NOT_COMPARED.sub("", joined).casefold()


class Erased(msgspec.Struct):
    """A buyer who is erased. ``ids`` are those of the buyer and of what is theirs; ``words`` what names them, and what
    they wrote; ``media`` the uploads that are theirs; ``counts`` how many of each kind were erased."""

    shop_id: str
    buyer_id: str
    ids: set[str] = msgspec.field(default_factory=set)
    words: set[str] = msgspec.field(default_factory=set)
    media: set[str] = msgspec.field(default_factory=set)
    counts: dict[str, int] = msgspec.field(default_factory=dict)

    def note(self, *texts: str) -> None:
        """Remember words by which the buyer is found in logs."""
        self.words |= {short for short in map(folded, texts) if len(short) >= _LEAST_LETTERS}

    def is_told_by(self, text: str) -> bool:
        """Whether a text holds words of the buyer's."""
        compared = folded(text)
        return any(word in compared for word in self.words)

    def is_about(self, text: str) -> bool:
        """Whether a text names the buyer by an id or holds words of theirs."""
        return any(known in text for known in self.ids) or self.is_told_by(text)
