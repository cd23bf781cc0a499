"""Build the demo shop's catalogue from the UCI "Online Retail" sales of a UK gift retailer.

    PYTHONPATH=src python tools/build_demo_shop.py [path/to/online_retail.csv.gz] [--out FILE]

The same input always gives the same bytes. Choices of taste live in `demo_shop_rules.py`; the shape of the file in
`shopwright.platform.demo.catalogue`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median

import demo_shop_rules as rules
import msgspec

from shopwright.platform.demo.catalogue import (
    DATA_FILE,
    DemoCatalogue,
    DemoCounts,
    DemoHeader,
    DemoProduct,
    DemoSku,
    Dimensions,
    SalesAttribute,
)
from shopwright.platform.media.drawings.picture_spec import PictureSpec

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "../shared/data/online_retail/online_retail.csv.gz"
LOWEST_PRICE, HIGHEST_PRICE = Decimal("0.01"), Decimal("5600.00")  # what GB allows
MOST_STOCK = 99_999
STOCK_WEEKS = 4
RULES = tuple(
    f"""
Left out: codes other than five digits and up to two letters (postage, fees, samples, vouchers); {rules.LEFT_OUT[1]}.
Codes that differ only in the case of their letters are one code.
Variants: the same five digits, another letter, at least {rules.FAMILY_LINES} order lines each, texts that share at \
least half their words; the {rules.FAMILIES} such products with most order lines.
Single products: the {rules.SINGLES} further codes with most order lines, at most {rules.SINGLES_OF_A_KIND} of one \
kind, no title twice.
Price: the median unit price of the code's sales lines in pounds, within {LOWEST_PRICE} to {HIGHEST_PRICE}.
Stock: {STOCK_WEEKS} weeks of the code's average weekly units over the period, net of cancellations, rounded up, \
within 1 to {MOST_STOCK}.
Title: the code's most frequent description, mended and in title case; for variants the words they share.
""".strip().splitlines()
)


@dataclass
class Sales:
    """What one stock code sold: order lines and prices of sales, units net of cancellations, its descriptions."""

    code: str
    lines: int = 0
    units: int = 0
    prices: list[Decimal] = field(default_factory=list)
    descriptions: Counter[str] = field(default_factory=Counter)

    @property
    def description(self) -> str:
        """The text used most often, in upper case, spelt by the rules."""
        ranked = sorted(self.descriptions.items(), key=lambda item: (-item[1], item[0]))
        text = rules.DESCRIPTIONS.get(self.code, ranked[0][0].upper())
        for pattern, replacement in rules.RESPELLINGS:
            text = re.sub(pattern, replacement, text)
        return text.strip(" ,.")

    @property
    def price(self) -> str:
        """The median unit price of its sales lines, in pounds with two decimals."""
        middle = Decimal(median(self.prices)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return str(min(max(middle, LOWEST_PRICE), HIGHEST_PRICE))


@dataclass
class Listing:
    """Stock codes that make one product. `attribute` is empty, and `values` too, for a single code."""

    key: str
    title: str
    codes: list[Sales]
    attribute: str = ""
    values: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return sum(code.lines for code in self.codes)


@dataclass
class Period:
    """The first and last moment of the data."""

    first: datetime
    last: datetime

    @property
    def weeks(self) -> float:
        return ((self.last.date() - self.first.date()).days + 1) / 7


def read_sales(source: Path) -> tuple[dict[str, Sales], Period]:
    """Add up every product's lines. Codes typed in lower case are the same code."""
    sales: dict[str, Sales] = {}
    first, last = "9999", ""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, last = min(first, row["InvoiceDate"]), max(last, row["InvoiceDate"])
            code = row["StockCode"].upper()
            if not re.fullmatch(rules.PRODUCT_CODE, code):
                continue
            _add_line(sales.setdefault(code, Sales(code)), row)
    sold = {code: sale for code, sale in sales.items() if sale.prices}
    return sold, Period(datetime.fromisoformat(first), datetime.fromisoformat(last))


def _add_line(sales: Sales, row: dict[str, str]) -> None:
    units, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
    if row["InvoiceNo"].startswith("C"):
        sales.units += units  # negative: a cancellation
    elif units > 0 and price > 0:
        sales.lines += 1
        sales.units += units
        sales.prices.append(price)
        sales.descriptions[" ".join(row["Description"].split())] += 1


def common_words(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """The longest run of words, gaps allowed, that both have in the same order."""
    best: list[list[list[str]]] = [[[] for _ in range(len(right) + 1)] for _ in range(len(left) + 1)]
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            longer = max(best[i][j + 1], best[i + 1][j], key=len)
            best[i + 1][j + 1] = [*best[i][j], a] if a == b else longer
    return best[-1][-1]


def without(words: Sequence[str], taken: Sequence[str]) -> list[str]:
    """The words left when `taken` is struck out in order, from the right."""
    left, rest = [], list(taken)
    for word in reversed(words):
        if rest and word == rest[-1]:
            rest.pop()
        else:
            left.append(word)
    return left[::-1]


def variants(key: str, codes: Iterable[Sales]) -> Listing | None:
    """The codes of one family whose texts agree, best seller first in deciding; None when fewer than two do."""
    ranked = sorted(codes, key=lambda code: (-code.lines, code.code))
    words = {code.code: re.sub(r"\bDESIGNS?\b", "", code.description).split() for code in ranked}
    taken, shared = ranked[:1], words[ranked[0].code]
    for code in ranked[1:]:
        both = common_words(shared, words[code.code])
        members = [*taken, code]
        values = [" ".join(without(words[member.code], both)) for member in members]
        half = 2 * len(both) >= min(len(words[member.code]) for member in members)
        agree = half or (both and key in rules.ALSO_FAMILIES)
        if agree and all(values) and len(set(values)) == len(members):
            taken, shared = members, both
    if len(taken) < 2:
        return None
    taken.sort(key=lambda code: code.code)
    values = [" ".join(without(words[code.code], shared)) for code in taken]
    name = rules.ATTRIBUTE_NAMES.get(key) or attribute_name(values)
    return Listing(key, title_case(" ".join(shared)), taken, name, [title_case(value) for value in values])


def attribute_name(values: Sequence[str]) -> str:
    """What the differing words are: Size, Scent, Colour, or else Design."""
    words = [set(re.split(r"[\s/]+", value)) for value in values]
    if all(re.fullmatch(r"\d+X\d+CM", value) or value in rules.SIZES for value in values):
        return "Size"
    if all(each <= rules.COLOURS for each in words):
        return "Colour"
    if all(each & rules.SCENTS for each in words):
        return "Scent"
    return "Design"


def title_case(text: str) -> str:
    """Neat title case of an upper-case text: "SET OF 6 T-LIGHTS" gives "Set of 6 T-Lights"."""
    words = text.strip(" ,").split()
    outer = {0, len(words) - 1}
    return " ".join(_cased(word, outer=index in outer) for index, word in enumerate(words))


def _cased(word: str, *, outer: bool) -> str:
    if word in rules.KEEP_UPPER:
        return word
    if word.lower() in rules.KEEP_LOWER and not outer:
        return word.lower()
    if word[:1].isdigit():
        return word.lower()
    return re.sub(r"[A-Z][A-Z']*", lambda part: part[0].capitalize(), word)


def is_left_out(sales: Sales) -> bool:
    return re.search(rules.LEFT_OUT[0], sales.description) is not None


def choose(sales: dict[str, Sales]) -> list[Listing]:
    """The products of the shop, best-selling first: families of variants, then single codes, no title twice."""
    families: defaultdict[str, list[Sales]] = defaultdict(list)
    for code, sale in sales.items():
        of_family = len(code) > 5 and code[:5] not in rules.NOT_FAMILIES and sale.lines >= rules.FAMILY_LINES
        if of_family and not is_left_out(sale):
            families[code[:5]].append(sale)
    listings = [listing for key, codes in sorted(families.items()) if (listing := variants(key, codes))]
    chosen = _best(listings, rules.FAMILIES, rules.FAMILIES, set())
    used = {code.code for listing in chosen for code in listing.codes}
    singles = [
        Listing(code, title_case(sales.description), [sales])
        for code, sales in sorted(sales.items())
        if code not in used and not is_left_out(sales)
    ]
    chosen += _best(singles, rules.SINGLES, rules.SINGLES_OF_A_KIND, {listing.title for listing in chosen})
    return sorted(chosen, key=lambda listing: (-listing.lines, listing.key))


def _best(listings: list[Listing], count: int, of_a_kind: int, titles: set[str]) -> list[Listing]:
    """The `count` with most order lines, none with a title already in `titles`, at most `of_a_kind` alike."""
    best: list[Listing] = []
    kinds: Counter[rules.Kind] = Counter()
    for listing in sorted(listings, key=lambda each: (-each.lines, each.key)):
        kind = kind_of(listing.title)
        if listing.title not in titles and kinds[kind] < of_a_kind and len(best) < count:
            titles.add(listing.title)
            kinds[kind] += 1
            best.append(listing)
    return best


def kind_of(title: str) -> rules.Kind:
    return next((kind for kind in rules.KINDS if re.search(kind.words, title.lower())), rules.FALLBACK)


def describe(listing: Listing, kind: rules.Kind, period: Period) -> str:
    """Plain HTML from the data alone: what it is, its choices, its stock codes, how it sold."""
    parts = [f"<p><strong>{html.escape(listing.title, quote=False)}</strong></p>"]
    facts = [f"Kind: {kind.noun}"]
    if listing.values:
        facts.append(f"{listing.attribute}: {html.escape(', '.join(listing.values), quote=False)}")
    if pieces := re.search(r"\b(?:set|pack|box|bundle) of (\d+)", listing.title, re.IGNORECASE):
        facts.append(f"Pieces: {pieces[1]}")
    plural = "s" if len(listing.codes) > 1 else ""
    facts.append(f"Stock code{plural}: {', '.join(code.code for code in listing.codes)}")
    parts.append("<ul>" + "".join(f"<li>{fact}</li>" for fact in facts) + "</ul>")
    span = f"{period.first:%B %Y} and {period.last:%B %Y}"
    parts.append(f"<p>On {listing.lines:,} order lines of a UK gift retailer between {span}.</p>")
    return "".join(parts)


def sku(listing: Listing, index: int, motif: str, weeks: float) -> DemoSku:
    code = listing.codes[index]
    value = listing.values[index] if listing.values else ""
    return DemoSku(
        seller_sku=code.code,
        price=code.price,
        stock=min(max(math.ceil(STOCK_WEEKS * code.units / weeks), 1), MOST_STOCK),
        sales_attributes=(SalesAttribute(listing.attribute, value),) if value else (),
        picture=PictureSpec(motif, listing.title, value),
    )


def product(listing: Listing, period: Period) -> DemoProduct:
    kind = kind_of(listing.title)
    return DemoProduct(
        key=listing.key,
        title=listing.title,
        description=describe(listing, kind, period),
        category=kind.category,
        category_v1="-".join(kind.category.split("-")[:3]),
        weight=kind.weight,
        dimensions=Dimensions(*kind.size),
        picture=PictureSpec(kind.motif, listing.title),
        weekly_units=round(max(sum(code.units for code in listing.codes), 0) / period.weeks, 1),
        skus=tuple(sku(listing, index, kind.motif, period.weeks) for index in range(len(listing.codes))),
    )


def header(products: Sequence[DemoProduct], period: Period) -> DemoHeader:
    """Source, licence and rules, for whoever opens the file."""
    return DemoHeader(
        source="UCI Machine Learning Repository, Online Retail (data set 352), https://doi.org/10.24432/C5BW33",
        licence="CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        attribution="Chen, D. (2015). Online Retail [Dataset]. UCI Machine Learning Repository.",
        changes="Sales lines summed per stock code; texts respelt; codes grouped into products; fields added.",
        period=f"{period.first:%Y-%m-%d} to {period.last:%Y-%m-%d}",
        invented=("weight (kg)", "dimensions (cm)", "category", "picture"),
        rules=RULES,
        counts=DemoCounts(
            products=len(products),
            skus=sum(len(each.skus) for each in products),
            products_with_variants=sum(len(each.skus) > 1 for each in products),
            categories=len({each.category for each in products}),
        ),
    )


def build(source: Path) -> bytes:
    """The catalogue file's bytes: JSON, packed as xz."""
    sales, period = read_sales(source)
    products = tuple(product(listing, period) for listing in choose(sales))
    catalogue = DemoCatalogue(header(products, period), products)
    return lzma.compress(msgspec.json.encode(catalogue), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", nargs="?", type=Path, default=SOURCE)
    parser.add_argument("--out", type=Path, default=DATA_FILE)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(build(options.source))
    counts = msgspec.json.decode(lzma.decompress(options.out.read_bytes()), type=DemoCatalogue).header.counts
    print(f"{options.out}: {counts}")


if __name__ == "__main__":
    main()
