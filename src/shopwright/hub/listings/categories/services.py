"""Every write about categories: trees that are read, mappings that are accepted, values that are filled."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import cast

import msgspec
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels import intake
from shopwright.hub.channels.categories import CategorySession, ExternalCategory
from shopwright.hub.channels.models import Connection, ConnectionState, Event
from shopwright.hub.channels.protocol import Capability, Change, ChannelError, ListingDraft, Session
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.listings.models import Listing, State

from .counts import counts_of, recount, recount_later, sources_of
from .facts import source_of
from .models import BY_PRODUCT, AttributeFill, CategoryMapping, ChannelCategory, Reason
from .suggest import RECOMMENDED, Suggester

#: Of a connection's new texts, how many the channel is asked about in one go; words in common serve the others.
MOST_QUESTIONS = 50
#: Products that name no category of their own which a shop suggests one for: those that it refused, then the newest.
MOST_ALONE = 200
#: How long what a category asks for is taken to be so.
FRESH = timedelta(days=7)


class CategoryError(Exception):
    """Something that cannot be; the text says why and what to do."""


def has_categories(connection: Connection) -> bool:
    return Capability.CATEGORIES in channel_of(connection.channel).capabilities


def register() -> None:
    """Read categories when they are asked for, and what a category wants once it is mapped to."""
    intake.handle("categories", _read_and_suggest)
    intake.handle("category", _read_details)
    intake.handle("recommended", _keep_recommended)


def look_again(connection: Connection) -> None:
    """Have the tree read and the seller's categories suggested for anew, in the background."""
    _ask(connection, "categories", "all")


def _ask(connection: Connection, kind: str, external_id: str) -> None:
    change = Change(kind, external_id, f"{kind}:{secrets.token_hex(12)}", timezone.now())
    intake.keep(connection, [change], "categories")


def _asked(session: Session) -> CategorySession:
    if not isinstance(session, CategorySession):
        raise ChannelError("This channel has no categories.")
    return cast(CategorySession, session)


def _read_and_suggest(connection: Connection, session: Session, _: str) -> None:
    asked = _asked(session)
    keep_tree(connection, asked.categories())
    suggest(connection, asked)
    ask_for_details(ChannelCategory.objects.filter(connection=connection))


def keep_tree(connection: Connection, rows: Iterable[ExternalCategory]) -> None:
    """Keep the leaves of a tree; those that are gone are removed, and mappings to them lose their category."""
    tree = {row.external_id: row for row in rows}
    leaves = [
        ChannelCategory(
            connection=connection,
            external_id=row.external_id,
            name=row.name[:200],
            path=_path(tree, row)[:1000],
            is_open=row.is_open,
        )
        for row in tree.values()
        if row.is_leaf
    ]
    ChannelCategory.objects.filter(connection=connection).exclude(
        external_id__in=[row.external_id for row in leaves]
    ).delete()
    ChannelCategory.objects.bulk_create(
        leaves,
        2_000,
        update_conflicts=True,
        unique_fields=["connection", "external_id"],
        update_fields=["name", "path", "is_open"],
    )


def _path(tree: Mapping[str, ExternalCategory], row: ExternalCategory) -> str:
    names: list[str] = []
    step: ExternalCategory | None = row
    while step is not None and len(names) < 12:
        names.insert(0, step.name)
        step = tree.get(step.parent_id)
    return " > ".join(names)


def suggest(connection: Connection, session: CategorySession | None = None) -> None:
    """Suggest a category for each of the seller's own that has none accepted, and count products and gaps."""
    counts = counts_of(connection.workspace_id)
    alone = _alone(connection)
    mappings = {row.source: row for row in CategoryMapping.objects.filter(connection=connection)}
    CategoryMapping.objects.filter(connection=connection, is_accepted=False).exclude(source__in=counts).delete()
    named = sources_of(connection.workspace_id).exclude(source__startswith=BY_PRODUCT)
    titles = dict(named.order_by("source", "pk").distinct("source").values_list("source", "title")) | alone
    asked = 0

    def recommend(title: str) -> str:
        nonlocal asked
        asked += 1
        if session is None or asked > MOST_QUESTIONS:
            return ""
        with suppress(ChannelError):  # a title that the channel takes nothing from; words in common are left
            return session.recommend_category(title, title)
        return ""

    earlier = _earlier(connection)
    earlier |= {title: earlier[source] for source, title in alone.items() if source in earlier}
    suggester = Suggester(ChannelCategory.objects.filter(connection=connection), earlier, recommend)
    for source in [*counts, *(source for source in alone if source not in counts)]:
        row = mappings.get(source) or CategoryMapping(
            workspace_id=connection.workspace_id, connection=connection, source=source
        )
        if not (row.is_accepted and row.category_id):
            best = suggester.suggest(alone.get(source, source), titles.get(source, ""))
            row.category, row.reason = best.category, best.reason
            row.because, row.confidence, row.is_accepted = best.because, best.confidence, False
        row.save()
    recount(connection)


def _alone(connection: Connection) -> dict[str, str]:
    """The titles of products that name no category of their own, by what they are mapped by."""
    refused = Listing.objects.filter(connection=connection, product=OuterRef("pk"), state=State.REFUSED)
    rows = sources_of(connection.workspace_id).filter(source__startswith=BY_PRODUCT)
    rows = rows.exclude(category__has_key=connection.channel).annotate(is_refused=Exists(refused))
    return dict(rows.order_by("-is_refused", "-pk").values_list("source", "title")[:MOST_ALONE])


def note_recommended(connection: Connection, product: Product, session: Session, draft: ListingDraft) -> None:
    """A draft that named no category was refused: have the one that the channel took it for kept as a suggestion."""
    if not isinstance(session, CategorySession):
        return
    with suppress(ChannelError):  # without it the refusal still says what to do
        if category_id := session.recommend_category(draft.title, draft.description):
            _ask(connection, "recommended", f"{product.pk} {category_id}")


def _keep_recommended(connection: Connection, session: Session, text: str) -> None:
    """Keep a channel's recommendation for a product, and read what that category asks for."""
    asked, (product_id, _, category_id) = _asked(session), text.partition(" ")
    rows = ChannelCategory.objects.filter(connection=connection, external_id=category_id)
    if not rows.exists():
        keep_tree(connection, asked.categories())
    category, product = rows.first(), Product.objects.filter(pk=int(product_id)).first()
    if category is None or product is None:
        return
    _read_details(connection, session, category_id)
    row, _ = CategoryMapping.objects.get_or_create(
        connection=connection, source=source_of(product), defaults={"workspace_id": connection.workspace_id}
    )
    if not (row.is_accepted and row.category_id):
        row.category, row.reason, row.confidence = category, Reason.CHANNEL, RECOMMENDED
        row.because, row.is_accepted = f"For “{product.title[:200]}”.", False
        row.save()


def _earlier(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = CategoryMapping.objects.filter(
        workspace_id=connection.workspace_id, connection__channel=connection.channel, is_accepted=True
    ).exclude(connection=connection)
    values = rows.exclude(category=None).values_list("source", "category__path", "connection__name")
    return {source: (path, name) for source, path, name in values}


def accept(connection: Connection, mapping_ids: Collection[int]) -> int:
    """Accept suggestions; returns how many. What their categories ask for is read in the background."""
    rows = CategoryMapping.objects.filter(connection=connection, pk__in=mapping_ids).exclude(category=None)
    with transaction.atomic():
        number = rows.update(is_accepted=True)
        for external_id in set(rows.values_list("category__external_id", flat=True)):
            _ask(connection, "category", external_id)
    return number


def accept_for(product: Product, connection: Connection) -> None:
    """Accept what is suggested for a product, where nothing is accepted yet."""
    rows = CategoryMapping.objects.filter(connection=connection, source=source_of(product), is_accepted=False)
    accept(connection, list(rows.values_list("pk", flat=True)))


def choose(mapping: CategoryMapping, text: str) -> ChannelCategory:
    """Map to a category by its path or id. Raises CategoryError where the shop has none such that is open to it."""
    rows = ChannelCategory.objects.filter(connection=mapping.connection)
    row = rows.filter(external_id=text.strip()).first() or rows.filter(path__iexact=text.strip()).first()
    if row is None:
        raise CategoryError(f"{mapping.connection} has no category “{text.strip()[:100]}”. Choose one of the list.")
    if not row.is_open:
        raise CategoryError(f"{mapping.connection} may not list in {row.path}. Apply for it there, or choose another.")
    mapping.category, mapping.reason, mapping.because = row, Reason.HAND, ""
    mapping.confidence, mapping.is_accepted = 100, True
    mapping.save()
    _ask(mapping.connection, "category", row.external_id)
    return row


def _read_details(connection: Connection, session: Session, external_id: str) -> None:
    details = msgspec.to_builtins(_asked(session).category_details(external_id))
    with transaction.atomic():
        rows = ChannelCategory.objects.filter(connection=connection, external_id=external_id)
        rows.update(details=details, read_at=timezone.now())
        recount_later(connection)


def refresh_details() -> None:
    """Have read again what was read a week ago: markets change what they require every month."""
    ask_for_details(ChannelCategory.objects.exclude(read_at__gt=timezone.now() - FRESH))


def ask_for_details(rows: QuerySet[ChannelCategory]) -> None:
    """Have what categories ask for read in the background, of those that something is mapped to."""
    mapped = CategoryMapping.objects.filter(category=OuterRef("pk"), is_accepted=True)
    asked = Event.objects.filter(
        connection=OuterRef("connection_id"), kind="category", external_id=OuterRef("external_id"), state="new"
    )
    active = rows.filter(Exists(mapped), ~Exists(asked), connection__state=ConnectionState.ACTIVE)
    for row in active.select_related("connection"):
        _ask(row.connection, "category", row.external_id)


def set_fill(
    connection: Connection, attribute_id: str, *, source: str = "", value: str = "", values: Mapping[str, str]
) -> None:
    """Say what products fill an attribute with; nothing at all removes the rule."""
    own = AttributeFill.objects.filter(connection=connection, attribute_id=attribute_id)
    with transaction.atomic():
        own.delete()
        if source or value or values:
            AttributeFill.objects.create(
                workspace_id=connection.workspace_id,
                connection=connection,
                attribute_id=attribute_id,
                source=source.strip()[:120],
                value=value.strip()[:500],
                values=dict(values),
            )
        recount_later(connection)
