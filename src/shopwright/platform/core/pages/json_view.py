"""JSON laid out for reading, with objects and lists that fold. A text that is cut off is laid out as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*(?:"|\\?$))|(?P<sign>[\[\]{}:,])|(?P<plain>[^\s\[\]{}:,"]+))')
_CUT = re.compile(r"… \(\d+ bytes\)$")
_CLOSES = {"{": "}", "[": "]"}

#: Signs of a text up to which all of it is unfolded, and how many levels are where it has more.
_LONG, _OPEN_LEVELS = 120, 3


def folded(text: str) -> Markup:
    """JSON as nested folds whose text is JSON again; other text as it is. A fold says how many members it hides."""
    cut = _CUT.search(text)
    whole = text[: cut.start()] if cut else text
    if whole.lstrip()[:1] not in _CLOSES:
        return Markup('<div class="json">{}</div>').format(text)
    tokens, rest = _tokens_of(whole)
    note = Markup('<p class="cut">{}</p>').format(cut.group()) if cut else Markup("")
    return Markup('<div class="json">{}{}{}</div>').format(_Layout(tokens).make(), rest, note)


def _tokens_of(text: str) -> tuple[list[str], str]:
    tokens, place = [], 0
    while match := _TOKEN.match(text, place):
        tokens.append(match["text"] or match["sign"] or match["plain"])
        place = match.end()
    return tokens, text[place:].strip()


class _Layout:
    """Goes through the tokens once; a line is written when it ends."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = [*tokens, "", ""]
        self._members = _members(tokens)
        self._open_levels = _OPEN_LEVELS if len(self._members) + tokens.count(",") > _LONG else len(tokens)
        self._parts: list[str] = []
        self._line: list[str] = []
        self._depth = 0

    def make(self) -> Markup:
        at = 0
        while token := self._tokens[at]:
            follows = self._tokens[at + 1]
            if token in _CLOSES and follows == _CLOSES[token]:
                self._line.append(token + follows)
                at += 1
            elif token in _CLOSES:
                self._open(token, self._members[at])
            elif token in ("}", "]"):
                self._close(token)
            elif token == ",":
                self._comma()
            else:
                self._line.append(_word(token, is_key=follows == ":"))
            at += 1
        self._end_line()
        return Markup("".join([*self._parts, *[_closing("")] * self._depth]))

    def _open(self, token: str, members: str) -> None:
        head = "".join([*self._line, token])
        self._line.clear()
        is_open = " open" if self._depth < self._open_levels else ""
        self._parts.append(f'<details{is_open}><summary>{head}<b data-left="{members}"></b></summary><div>')
        self._depth += 1

    def _close(self, token: str) -> None:
        self._end_line()
        if self._depth:
            self._depth -= 1
            self._parts.append(_closing(f"<p>{token}</p>"))

    def _comma(self) -> None:
        if self._line:
            self._line.append(",")
            self._end_line()
        elif self._parts:  # it stands behind the bracket that was closed
            self._parts[-1] = self._parts[-1].replace("</p></details>", ",</p></details>")

    def _end_line(self) -> None:
        if self._line:
            self._parts.append(f"<p>{''.join(self._line)}</p>")
            self._line.clear()


def _word(token: str, *, is_key: bool) -> str:
    if token == ":":
        return ": "
    kind = "k" if is_key else "t" if token.startswith('"') else "n"
    return f'<span class="{kind}">{escape(token)}</span>'


def _closing(last: str) -> str:
    return f"</div>{last}</details>"


def _members(tokens: Sequence[str]) -> dict[int, str]:
    """The place of each opening bracket, and how many members it has, in words."""
    counts: dict[int, str] = {}
    opened: list[tuple[int, int]] = []
    for at, token in enumerate(tokens):
        if token in _CLOSES:
            opened.append((at, 1))
        elif token == "," and opened:
            opened[-1] = (opened[-1][0], opened[-1][1] + 1)
        elif token in ("}", "]") and opened:
            place, count = opened.pop()
            noun = "field" if token == "}" else "member"
            counts[place] = f"{count} {noun}{'' if count == 1 else 's'}"
    return counts | {place: f"{count} or more, cut off" for place, count in opened}
