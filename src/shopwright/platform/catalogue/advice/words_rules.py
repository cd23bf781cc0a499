"""Words and texts for a listing: from its category, its attributes, and the words of the shop's other products."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.market.regions import Region

_WORD = re.compile(r"[^\W\d_][\w'-]{2,}")
_TAG = re.compile(r"<[^>]*>")
_PART = re.compile(r"[,&/]| and ")

#: Words of titles that nobody searches for by themselves.
_NOISE = frozenset(("and", "for", "from", "the", "with", "your", "per", "our", "all", "any", "pcs", "new"))


def plain_text(description: str) -> str:
    """A description without its tags."""
    return " ".join(html.unescape(_TAG.sub(" ", description)).split())


def category_names(listing: Listing) -> list[str]:
    """The names of the category and of what is above it, the nearest first."""
    return [category.name for category in reversed(taxonomy.chain(listing.category_id, listing.tree))]


def attribute_pairs(listing: Listing) -> list[tuple[str, str]]:
    """The name and the values of each attribute that the listing states."""
    pairs = []
    for stated in listing.product_attributes or ():
        attribute = taxonomy.attribute(stated.id)
        names = {value.id: value.name for value in attribute.values} if attribute else {}
        values = [value.name or names.get(value.id or "", "") for value in stated.values]
        pairs.append((attribute.name if attribute else stated.id, ", ".join(filter(None, values))))
    return [(name, values) for name, values in pairs if values]


def seo_words(listing: Listing, others: Iterable[Listing]) -> list[str]:
    """Words that buyers may search for and that the title lacks, the most telling first."""
    title = listing.title.casefold()
    words = dict.fromkeys(word for word in _candidates(listing, others) if word not in title)
    return list(words)[: advice_numbers().words.most]


def _candidates(listing: Listing, others: Iterable[Listing]) -> Iterator[str]:
    names = category_names(listing)
    things = [part.strip().casefold() for name in names[:1] for part in _PART.split(name) if part.strip()]
    yield from things
    for _, values in attribute_pairs(listing):
        for value in values.casefold().split(", "):
            yield value
            yield from (f"{value} {thing}" for thing in things)
    yield from _usual_words(listing, others)
    yield from (part.strip().casefold() for name in names[1:] for part in _PART.split(name) if part.strip())


def _usual_words(listing: Listing, others: Iterable[Listing]) -> list[str]:
    """The words of the titles of the shop's products in the same branch, the most frequent first."""
    branch = _branch(listing)
    titles = [other.title.casefold() for other in others if _branch(other) == branch]
    counts = Counter(word for title in titles for word in set(_WORD.findall(title)) - _NOISE)
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _branch(listing: Listing) -> str:
    """The first two levels of the category."""
    category = taxonomy.category(listing.category_id, listing.tree)
    return "-".join(category.code.split("-")[:2]) if category else ""


def suggested_title(listing: Listing, words: Iterable[str], brand: str, market: Region) -> str:
    """The title with the brand before it and words that it lacks behind, as long as the market's limit allows."""
    title, limit = listing.title.strip(), market.title_length[1]
    if brand and brand.casefold() not in title.casefold():
        title = f"{brand} {title}"
    for word in words:
        if word in title.casefold():
            continue
        longer = f"{title}, {word.title()}" if " – " in title else f"{title} – {word.title()}"
        if len(longer) > limit or len(longer) > len(listing.title) + 80:
            break
        title = longer
    return title[:limit]


def suggested_description(listing: Listing, words: Iterable[str], brand: str) -> str:
    """A description as HTML: what it says now, then the facts of the listing as a list."""
    facts = [("Brand", brand)] if brand else []
    facts += [("Category", name) for name in category_names(listing)[:1]]
    facts += attribute_pairs(listing)
    if listing.package_weight:
        facts.append(("Weight of the parcel", f"{listing.package_weight.value} {listing.package_weight.unit.lower()}"))
    variants = [values for sku in listing.skus for values in (_variant(sku.sales_attributes or ()),) if values]
    facts += [("Variants", ", ".join(dict.fromkeys(variants)))] if variants else []
    good_for = ", ".join(list(words)[:5])
    facts += [("Also known as", good_for)] if good_for else []
    says = plain_text(listing.description)
    intro = says if says and says.casefold() != listing.title.casefold() else listing.title
    items = "".join(f"<li>{html.escape(name)}: {html.escape(value)}</li>" for name, value in facts)
    return f"<p>{html.escape(intro)}</p><ul>{items}</ul>"


def _variant(attributes: Iterable[object]) -> str:
    return " ".join(str(name) for attribute in attributes if (name := getattr(attribute, "value_name", None)))
