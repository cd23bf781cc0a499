"""Titles, descriptions as texts, search terms: lengths, languages and characters.

Sources: docs/reference/catalogue.md#limits and the codes 12052931 to 12052935, which share one rule: no HTML escapes,
emoji or control characters, not symbols alone, no character ten times in a row. Chinese is told by its script, so it
cannot be told from Japanese; in Japan it is let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shopwright.platform.catalogue import errors as product
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.market.regions import Region

from . import errors as listing_errors
from .context import ListingContext
from .html import read
from .problem import Problem, problem

DESCRIPTION_LENGTH = 10_000
EXTERNAL_ID_LENGTH = 999
SEARCH_TERMS, SEARCH_TERMS_LENGTH = 15, 250
FEATURES, FEATURES_LENGTH = 5, 1500

_ESCAPE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
#: A description is HTML and cannot do without these; TikTok's rule names &nbsp; as an example.
_ESCAPE_IN_HTML = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#39);)(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
#: Characters that show as emoji by themselves (Unicode's Emoji_Presentation), and the marks that turn others into one.
#: Signs such as ™, ® and ★ are text unless so marked.
_EMOJI = re.compile(
    "[\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f236"
    "\U0001f238-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615"
    "\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa"
    "\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\ufe0f\u20e3]"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TEN_TIMES = re.compile(r"(\S)\1{9}")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def is_chinese(text: str, region: Region) -> bool:
    """Whether the text holds Han characters in a market that does not write with them."""
    return not text.isascii() and not region.han_script and _HAN.search(text) is not None


def oddity(text: str, *, lines: bool = False) -> str | None:
    """What of the text the formatting rule refuses, in words; None when it is in order.

    ``lines`` lets line breaks and tabs through. An empty text is in order.
    """
    if match := _ESCAPE.search(text):
        return f"an HTML escape ({match[0]})"
    return _oddity(text, lines)


def _oddity(text: str, lines: bool) -> str | None:
    if not text.isascii() and (match := _EMOJI.search(text)):
        return f"an emoji (U+{ord(match[0]):04X})"
    if match := (_CONTROL_IN_LINES if lines else _CONTROL).search(text):
        return f"a control character (U+{ord(match[0]):04X})"
    if match := _TEN_TIMES.search(text):
        return f"one character ten times in a row ({match[1]})"
    if text and not _LETTER_OR_DIGIT.search(text):
        return "nothing but symbols"
    return None


def title(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052261 empty, 12052051 length, 12052262 Chinese, 12052931 characters."""
    text = listing.title.strip()
    if not text:
        if not ctx.is_draft:
            yield problem(listing_errors.TITLE_EMPTY, "title")
        return
    least, most = ctx.region.title_length
    if len(text) > most or (len(text) < least and not ctx.is_draft):
        facts = {"length": len(text), "region": ctx.region.code, "least": least, "most": most}
        yield problem(listing_errors.TITLE_LENGTH, "title", **facts)
    if is_chinese(text, ctx.region):
        yield problem(listing_errors.TITLE_CHINESE, "title")
    if what := oddity(text):
        yield problem(listing_errors.TITLE_CHARACTERS, "title", what=what)


def description(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052015 empty, 12052013 length, 12052346 Chinese, 12052932 characters."""
    source = listing.description
    if len(source) > DESCRIPTION_LENGTH:
        facts = {"length": len(source), "most": DESCRIPTION_LENGTH}
        yield problem(listing_errors.DESCRIPTION_TOO_LONG, "description", **facts)
        return
    document = read(source)
    text = document.text.strip()
    if not text and not document.images:
        if not ctx.is_draft:
            yield problem(listing_errors.DESCRIPTION_EMPTY, "description")
        return
    if is_chinese(text, ctx.region):
        yield problem(listing_errors.DESCRIPTION_CHINESE, "description")
    escape = _ESCAPE_IN_HTML.search(source)
    if what := f"an HTML escape ({escape[0]})" if escape else _oddity(text, lines=True):
        yield problem(listing_errors.DESCRIPTION_CHARACTERS, "description", what=what)


def lists_of_words(listing: Listing, _ctx: ListingContext) -> Iterator[Problem]:
    """12052910 for search terms, selling points and the external id; TikTok lists no code of their own."""
    for field, values, count, length in (
        ("search_terms", listing.search_terms, SEARCH_TERMS, SEARCH_TERMS_LENGTH),
        ("key_product_features", listing.key_product_features, FEATURES, FEATURES_LENGTH),
    ):
        if values and (len(values) > count or sum(map(len, values)) > length):
            reason = f"{field} holds at most {count} texts of {length} characters together."
            yield problem(product.PARAMETERS_INVALID, field, reason=reason)
    if listing.external_product_id and len(listing.external_product_id) > EXTERNAL_ID_LENGTH:
        reason = f"external_product_id has at most {EXTERNAL_ID_LENGTH} characters."
        yield problem(product.PARAMETERS_INVALID, "external_product_id", reason=reason)
