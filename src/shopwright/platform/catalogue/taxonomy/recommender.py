"""Recommends a category for a product, by the words that its texts share with category names.

Deterministic and English only. Words are weighed by how rare they are in category names; a category does better when
its own name is matched whole, when the word that names the thing is (the last one: "Candle Holders"), and when its
ancestors match too. Common names of things vote for a branch. The words are in ``data/category_words.json`` (ours).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

from .tree import Category, Version, at_cut, categories, children

LAST_WORD, TITLE, EXTRA, AFTER_PREPOSITION, DESCRIPTION = 1.4, 1.0, 0.6, 0.4, 0.12
WEAK, NOISE = 0.25, 0.05
ANCESTOR, STRANGE_ANCESTOR, OTHER_THING, SHY = 0.35, 0.04, 0.45, 0.75
VOTE, MORE_WORDS, WHOLE_NAME = 9.0, 0.6, 1.8
LONGEST_THING = 3
DESCRIPTION_WORDS = 80

_LETTER_HYPHEN = re.compile(r"\b([a-z])-(?=[a-z])")
_WORD = re.compile(r"[a-z][a-z0-9]+")
_TAG = re.compile(r"<[^>]*>")
_PART = re.compile(r"[,&/]| and ")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of words; ``about`` in it says what each list is."""

    about: str
    prepositions: frozenset[str]
    noise: frozenset[str]
    weak: frozenset[str]
    irregular: dict[str, str]
    shy: frozenset[str]
    things: dict[str, str]


class _Leaf(msgspec.Struct, frozen=True):
    """A leaf with the words of its own name, those that name the thing, and those of its ancestors alone."""

    category: Category
    branches: tuple[str, ...]
    own: frozenset[str]
    things: frozenset[str]
    above: frozenset[str]
    shy: bool


class _Query:
    """What a product's texts say: ``words`` by stem, ``votes`` by branch, each with its heaviest weight."""

    def __init__(self) -> None:
        self.words: dict[str, float] = {}
        self.votes: dict[str, float] = {}

    def add(self, stems: list[str], weights: list[float]) -> None:
        vocabulary = _words()
        for word, weight in zip(stems, weights, strict=True):
            share = NOISE if word in vocabulary.noise else WEAK if word in vocabulary.weak else 1
            self.words[word] = max(self.words.get(word, 0), weight * share)
        for branch, start, length in _things_in(stems):
            vote = VOTE * weights[start + length - 1] * (1 + MORE_WORDS * (length - 1))
            self.votes[branch] = max(self.votes.get(branch, 0), vote)


def recommend(
    title: str,
    description: str,
    extra_terms: Iterable[str],
    version: Version,
    excluded: Collection[str] = frozenset(),
) -> Category | None:
    """The leaf that fits a product best, or None if its texts share no word with category names.

    ``description`` may be HTML; ``extra_terms`` are tags, a product type, another shop's category; ``excluded`` are
    ids of categories not to answer, such as the prohibited ones.
    """
    query = _Query()
    query.add(*_title(title))
    for term in extra_terms:
        query.add(*_flat(term, EXTRA))
    query.add(*_flat(_TAG.sub(" ", description), DESCRIPTION))
    for leaf in _index().ranked(query):
        category = at_cut(leaf.category.code, version)
        if category and category.id not in excluded:
            return category
    return None


class _Index:
    """The leaves of the whole tree, by the words of their names and by the branches they are in."""

    def __init__(self) -> None:
        names = {category.id: frozenset(stems(category.name)) for category in categories("v2")}
        counts = Counter(word for name in names.values() for word in name)
        self.rarity = {word: math.log(1 + len(names) / count) for word, count in counts.items()}
        self.leaves: list[_Leaf] = []
        self.by_word: dict[str, list[int]] = defaultdict(list)
        self.by_branch: dict[str, list[int]] = defaultdict(list)
        for root in children("0", "v2"):
            self._add(root, names, (), frozenset(), shy=False)

    def _add(
        self,
        category: Category,
        names: dict[str, frozenset[str]],
        branches: tuple[str, ...],
        above: frozenset[str],
        *,
        shy: bool,
    ) -> None:
        own, branches = names[category.id], (*branches, category.code)
        shy = shy or category.code in _words().shy
        for below in children(category.id, "v2"):
            self._add(below, names, branches, above | own, shy=shy)
        if category.is_leaf:
            number = len(self.leaves)
            self.leaves.append(_Leaf(category, branches, own, frozenset(_last_words(category.name)), above - own, shy))
            for word in own:
                self.by_word[word].append(number)
            for branch in branches:
                self.by_branch[branch].append(number)

    def ranked(self, query: _Query) -> Iterator[_Leaf]:
        """The leaves whose own name shares a word with the query, or whose branch has a vote, best first."""
        noise = _words().noise
        numbers = {number for word in query.words if word not in noise for number in self.by_word.get(word, ())}
        numbers.update(number for branch in query.votes for number in self.by_branch[branch])
        heaviest = max((weight for word, weight in query.words.items() if word in self.rarity), default=0)
        order = sorted(numbers, key=lambda number: (-self.score(self.leaves[number], query, heaviest), number))
        return (self.leaves[number] for number in order)

    def score(self, leaf: _Leaf, query: _Query, heaviest: float) -> float:
        """How well a leaf fits, by the weight of the heaviest known word; only the order of scores means anything."""
        words, rarity = query.words, self.rarity
        matched = [word for word in leaf.own if word in words]
        own = sum(words[word] * rarity[word] for word in matched)
        covered = sum(rarity[word] for word in matched) / sum(rarity[word] for word in leaf.own)
        above = [word for word in leaf.above if word in words]
        near = sum(words[word] * rarity[word] for word in above)
        strange = heaviest * sum(rarity[word] for word in leaf.above if word not in words)
        vote = max((query.votes.get(branch, 0) for branch in leaf.branches), default=0)
        likeness = (own + ANCESTOR * near) * (0.4 + 0.6 * covered)
        if leaf.things.isdisjoint(words):
            likeness *= OTHER_THING
        elif covered == 1 and len(leaf.own) > 1:
            likeness *= WHOLE_NAME
        if leaf.shy and not vote and not above:
            likeness *= SHY
        return likeness + vote - STRANGE_ANCESTOR * strange


@cache
def _index() -> _Index:
    return _Index()


@cache
def _words() -> _Words:
    return decoders.decode(read_data_file("catalogue", "category_words.json"), type=_Words)


def stems(text: str) -> list[str]:
    """The words of a text without accents, apostrophes, plurals: "Women's T-Shirts" gives ``women, tshirt``."""
    plain = text.lower().replace("’", "'").replace("'", "")
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return [_stem(word) for word in _WORD.findall(_LETTER_HYPHEN.sub(r"\1", plain))]


def _stem(word: str) -> str:
    if (known := _words().irregular.get(word)) is not None:
        return known
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def _last_words(name: str) -> Iterator[str]:
    """The last word of each part of a name: "Candle & Oil Warmers" gives ``candle, warmer``."""
    for part in _PART.split(name.lower()):
        if words := stems(part):
            yield words[-1]


def _title(title: str) -> tuple[list[str], list[float]]:
    """Stems and weights of a title; the last telling word before the first preposition names the thing."""
    vocabulary = _words()
    words = stems(title)
    cut = next((at for at, word in enumerate(words) if at and word in vocabulary.prepositions), len(words))
    weights = [TITLE] * cut + [AFTER_PREPOSITION] * (len(words) - cut)
    for at in reversed(range(cut)):
        if words[at] not in vocabulary.noise and words[at] not in vocabulary.weak:
            weights[at] = LAST_WORD
            break
    return words, weights


def _flat(text: str, weight: float) -> tuple[list[str], list[float]]:
    words = stems(text)[:DESCRIPTION_WORDS]
    return words, [weight] * len(words)


@cache
def _things() -> dict[tuple[str, ...], str]:
    return {tuple(stems(name)): branch for name, branch in _words().things.items()}


def _things_in(words: list[str]) -> Iterator[tuple[str, int, int]]:
    """The branch of each name of a thing in the text, where it starts and its length; longer names win."""
    at = 0
    while at < len(words):
        for length in range(LONGEST_THING, 0, -1):
            branch = _things().get(tuple(words[at : at + length]))
            if branch and at + length <= len(words):
                yield branch, at, length
                at += length - 1
                break
        at += 1
