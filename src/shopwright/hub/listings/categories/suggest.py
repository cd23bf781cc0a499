"""Suggests a channel's category for the seller's own, with the reason and how sure it is."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from .models import ChannelCategory, Reason

#: How sure a channel's own recommendation is, in percent.
RECOMMENDED = 65
_LEVELS = re.compile(r"\s*(?:>|/|\||»|,)\s*")


class Suggestion(NamedTuple):
    """``because``: the reason in words."""

    category: ChannelCategory | None
    reason: Reason
    because: str
    confidence: int


class Suggester:
    """Suggestions within one tree.

    ``earlier``: paths that the seller's texts were mapped to on other shops. ``recommend``: asks the channel for a
    category's id by a product's title.
    """

    def __init__(
        self,
        categories: Iterable[ChannelCategory],
        earlier: Mapping[str, tuple[str, str]],
        recommend: Callable[[str], str] | None = None,
    ) -> None:
        self._open = [row for row in categories if row.is_open]
        self._by_id = {row.external_id: row for row in self._open}
        self._by_path = {row.path.casefold(): row for row in self._open}
        self._by_name: dict[str, list[ChannelCategory]] = defaultdict(list)
        self._by_word: dict[str, list[ChannelCategory]] = defaultdict(list)
        for row in self._open:
            self._by_name[_plain(row.name)].append(row)
            for word in words_in(row.path):
                self._by_word[word].append(row)
        self._earlier, self._recommend = earlier, recommend

    def suggest(self, source: str, title: str) -> Suggestion:
        """The best category for a text of the seller's; ``title``: of a product that has it."""
        if source in self._earlier:
            path, shop = self._earlier[source]
            if row := self._by_path.get(path.casefold()):
                return Suggestion(row, Reason.EARLIER, f"You mapped it so on {shop}.", 95)
        levels = [_plain(level) for level in _LEVELS.split(source) if _plain(level)]
        for level in reversed(levels):
            same = self._by_name.get(level, [])
            if len(same) == 1:
                return Suggestion(same[0], Reason.NAME, f"The channel has a category “{same[0].name}”.", 90)
        row, common, share = self._by_words(source)
        if row is None:
            # What one product is called says less of its fellows.
            row, common, share = self._by_words(title)
            share /= 2
        told = self._by_id.get(self._recommend(title)) if self._recommend and title else None
        if told is not None:
            both = told == row or bool(words_in(told.path) & words_in(source))
            return Suggestion(told, Reason.CHANNEL, f"Recommended for “{title[:100]}”.", 85 if both else RECOMMENDED)
        if row is None:
            return Suggestion(None, Reason.NONE, "", 0)
        return Suggestion(row, Reason.WORDS, f"Both have: {', '.join(sorted(common))}.", int(30 + 50 * share))

    def _by_words(self, text: str) -> tuple[ChannelCategory | None, set[str], float]:
        """The category that shares most words: of its own name, then of its path."""
        words = words_in(text)
        scores: dict[int, tuple[float, ChannelCategory]] = {}
        for word in words:
            for row in self._by_word.get(word, ()):
                own = words_in(row.name)
                score = 2 * len(own & words) / len(own or {""}) + len(words_in(row.path) & words) / 10
                scores[row.pk] = (score, row)
        if not scores:
            return None, set(), 0
        score, row = max(scores.values(), key=lambda item: (item[0], -item[1].pk))
        return row, words_in(row.path) & words, min(score / 2, 1)


def words_in(text: str) -> set[str]:
    """The words of a text without case, accents, a plural's s, and short ones."""
    return {word.removesuffix("s") if len(word) > 3 else word for word in re.findall(r"\w{3,}", _plain(text))}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in folded if not unicodedata.combining(sign)).split())
