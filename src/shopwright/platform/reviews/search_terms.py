"""The terms under which a review is found: words of its text, and what else a search can ask of it.

A word is a row of letters and digits, without case and accents. Scripts that put no spaces between words are read by
single characters and by pairs of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .review import Review

#: Thai, Lao, Burmese, Khmer; kana, Han and what belongs to them.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"(?P<pairs>[{_UNSPACED}]+)|(?P<word>[^\W{_UNSPACED}]+)")
_ACCENTS = re.compile("[\u0300-\u036f]")

#: Longer words are as this much of them.
_LONGEST_WORD = 64


def product_term(product_id: str) -> str:
    return f"product:{product_id}"


def order_term(order_id: str) -> str:
    return f"order:{order_id}"


def rating_term(rating: int) -> str:
    return f"rating:{rating}"


def language_term(language: str) -> str:
    return f"language:{language}"


def tag_term(tag: str) -> str:
    return f"tag:{tag}"


def assignee_term(assignee: str) -> str:
    return f"assignee:{assignee}"


def status_term(status: str) -> str:
    return f"status:{status}"


def replied_term(is_replied: bool) -> str:
    return f"replied:{int(is_replied)}"


def pictures_term(has_pictures: bool) -> str:
    return f"pictures:{int(has_pictures)}"


def terms_of(review: Review) -> set[str]:
    """All terms under which a review is found."""
    bought = review.bought
    return {
        product_term(bought.product_id),
        order_term(bought.order_id),
        rating_term(review.rating),
        language_term(review.language),
        assignee_term(review.assignee),
        status_term(review.status),
        replied_term(review.reply is not None),
        pictures_term(bool(review.pictures)),
        *map(tag_term, review.tags),
        *_words(_folded(review.text), singles=True),
    }


def terms_to_find(text: str) -> tuple[str, ...]:
    """The terms that a review with the words of a text has, each once, sorted."""
    return tuple(sorted(set(_words(_folded(text), singles=False))))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", plain))


def _words(text: str, *, singles: bool) -> Iterator[str]:
    for run in _RUNS.finditer(text):
        word = run["word"]
        yield from [f"word:{word[:_LONGEST_WORD]}"] if word else _pairs(run["pairs"], singles=singles)


def _pairs(run: str, *, singles: bool) -> Iterable[str]:
    pairs = [f"word:{run[at : at + 2]}" for at in range(len(run) - 1)]
    return [*pairs, *(f"word:{sign}" for sign in run)] if singles or len(run) == 1 else pairs
