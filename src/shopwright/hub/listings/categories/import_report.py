"""What an import brings to the categories of shops: where its goods would go there, and what they would lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shopwright.hub.catalog.imports.fields import attribute
from shopwright.hub.catalog.imports.followers import Note, when_checked, when_done
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.imports.queries import goods_of
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.listings.brands import services as brands
from shopwright.hub.listings.papers.queries import PaperBook

from .facts import OWN_CATEGORY, facts_of, fill, own_category
from .models import AttributeFill, CategoryMapping, ChannelCategory
from .services import has_categories, look_again
from .suggest import Suggester

#: Categories that are not mapped yet and named with a suggestion each; the others are counted.
_MOST = 10


def register() -> None:
    when_checked(tell)
    when_done(_look_again)


def _shops(run: ImportRun) -> list[Connection]:
    """Shops with categories that the run's goods say something about."""
    if not {attribute(name) for name in OWN_CATEGORY} & set(run.columns):
        return []
    rows = Connection.objects.filter(workspace_id=run.workspace_id).exclude(state=ConnectionState.GONE)
    return [row for row in rows.order_by("name", "pk") if has_categories(row)]


def tell(run: ImportRun) -> Sequence[Note]:
    """For each shop: what is mapped, what is suggested for the rest, and which required facts the file lacks."""
    shops = _shops(run)
    goods = [product for product in goods_of(run) if own_category(product)] if shops else []
    return [Note(words, shop.pk) for shop in shops for words in _words(shop, goods)]


def _words(shop: Connection, goods: Sequence[Product]) -> list[str]:
    mapped = {
        row.source: row.category
        for row in CategoryMapping.objects.filter(connection=shop, is_accepted=True).select_related("category")
        if row.category is not None
    }
    counts = Counter(own_category(product) for product in goods)
    words = [
        f"{shop.name}: “{source}” goes to {mapped[source].path} ({number:,})."
        for source, number in counts.most_common(_MOST)
        if source in mapped
    ]
    words += _suggestions(shop, [source for source, _ in counts.most_common() if source not in mapped])
    return words + _gaps(shop, goods, mapped)


def _suggestions(shop: Connection, sources: Sequence[str]) -> list[str]:
    tree = ChannelCategory.objects.filter(connection=shop) if sources else []
    suggester = Suggester(tree, {})
    words = []
    for source in sources[:_MOST]:
        best = suggester.suggest(source, "")
        where = f"{best.category.path} is suggested. {best.because}" if best.category else "nothing is suggested yet."
        words.append(f"{shop.name}: “{source}” is mapped to no category; {where}")
    if len(sources) > _MOST:
        words.append(f"{shop.name}: {len(sources) - _MOST:,} more of your categories are not mapped.")
    return words


def _gaps(shop: Connection, goods: Sequence[Product], mapped: dict[str, ChannelCategory]) -> list[str]:
    fills = {row.attribute_id: row for row in AttributeFill.objects.filter(connection=shop)}
    details = {source: row.facts for source, row in mapped.items()}
    book = PaperBook(shop.workspace_id)
    lacking: Counter[str] = Counter()
    for product in goods:
        known = details.get(own_category(product))
        if known is not None:
            filled, gaps = fill(known.attributes, facts_of(product), fills)
            papers = book.papers_of(product, known, {item.external_id: item.values for item in filled})
            names = [*(gap.attribute.name for gap in gaps), *(gap.name for gap in papers.gaps)]
            lacking.update(dict.fromkeys(names, 1))
    return [
        f"{shop.name}: {number:,} product{'' if number == 1 else 's'} lack{'s' if number == 1 else ''} “{name}”,"
        f" which {shop.region or shop.name} requires."
        for name, number in lacking.most_common()
    ]


def _look_again(run: ImportRun) -> None:
    for shop in _shops(run):
        look_again(shop)
        brands.look_again(shop)
