"""Works out what an edit would change: a row for each variant and product that it is about, in chunks of products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, Prefetch

from shopwright import decoders
from shopwright.hub.catalog.models import Product, Variant

from .acts import Act, ActError, check_act, price_after, result_of
from .choose import Choice, missing_skus, variants_of
from .fields import Value, external_fields, fields, label_of, value_now, words_of
from .models import BulkEdit, BulkRow, Outcome

#: Products of one transaction.
CHUNK = 1_000


def choice_of(edit: BulkEdit) -> Choice:
    return decoders.convert(edit.choice, Choice)


def acts_of(edit: BulkEdit) -> list[Act]:
    return decoders.convert(edit.acts, list[Act])


def preview_chunk(edit: BulkEdit) -> bool:
    """Work out the next products' rows, and move the edit's cursor; returns whether there were any."""
    choice, acts = choice_of(edit), acts_of(edit)
    chosen = variants_of(edit.workspace, choice).order_by("position", "pk")
    products = list(
        Product.objects.filter(pk__in=chosen.values("product_id"), pk__gt=edit.cursor)
        .order_by("pk")
        .prefetch_related(Prefetch("variants", chosen, to_attr="chosen"))[:CHUNK]
    )
    last = BulkRow.objects.filter(edit=edit).order_by("-number").values_list("number", flat=True).first() or 0
    rows = _unknown_rows(edit, choice) if edit.cursor == 0 else []
    rows += _Worker(edit, choice, acts, products).rows()
    for number, row in enumerate(rows, last + 1):
        row.number = number
    BulkRow.objects.bulk_create(rows, 2_000)
    if not products:
        return False
    edit.cursor = products[-1].pk
    edit.done += sum(len(_chosen(product)) for product in products)
    return True


def _chosen(product: Product) -> Sequence[Variant]:
    variants: Sequence[Variant] = product.chosen  # type: ignore[attr-defined]  # a prefetch's own list
    return variants


def _unknown_rows(edit: BulkEdit, choice: Choice) -> list[BulkRow]:
    return [
        BulkRow(edit=edit, sku=sku[:200], outcome=Outcome.FAULTY, notes=["There is no such SKU here."])
        for sku in missing_skus(edit.workspace, choice)
    ]


class _Worker:
    """Rows of some products."""

    def __init__(self, edit: BulkEdit, choice: Choice, acts: Sequence[Act], products: Sequence[Product]) -> None:
        self._edit, self._products, self._cells = edit, products, choice.cells
        self._acts = acts
        ids = [variant.pk for product in products for variant in _chosen(product)]
        wanted = {act.field for act in acts} | {name for cells in choice.cells.values() for name in cells}
        self._now: dict[str, Mapping[int, Value]] = {
            name: item.read(edit.workspace_id, ids) for name, item in external_fields().items() if name in wanted
        }

    def rows(self) -> Iterator[BulkRow]:
        known = fields()
        for product in self._products:
            acts = [act for act in self._acts_of(_chosen(product)) if not known[act.field].is_of_variant]
            if acts:
                row = BulkRow(edit=self._edit, product=product, sku=product.title[:200], is_of_variant=False)
                yield self._worked_out(row, product, acts)
            for variant in _chosen(product):
                acts = [act for act in self._acts_of([variant]) if known[act.field].is_of_variant]
                if acts:
                    row = BulkRow(edit=self._edit, product=product, variant=variant, sku=variant.sku)
                    yield self._worked_out(row, variant, acts)

    def _acts_of(self, variants: Sequence[Variant]) -> list[Act]:
        """What is to be done with variants: the same with all, or what a sheet says of each."""
        if not self._cells:
            return list(self._acts)
        return [
            Act(name, "set" if text else "clear", text)
            for variant in variants
            for name, text in self._cells.get(str(variant.pk), {}).items()
        ]

    def _worked_out(self, row: BulkRow, record: Product | Variant, acts: Sequence[Act]) -> BulkRow:
        before: dict[str, Value] = {}
        after: dict[str, Value] = {}
        notes: list[str] = []
        row.outcome = Outcome.SAME
        try:
            for act in acts:
                self._do(check_act(act) if self._cells else act, record, before, after, notes)
        except ActError as error:
            row.outcome, row.notes = Outcome.FAULTY, [str(error)]
            return row
        changed = {name for name in after if after[name] != before[name]}
        row.before = {name: before[name] for name in before if name in changed}
        row.after = {name: after[name] for name in after if name in changed}
        if changed:
            row.outcome, row.notes = Outcome.UPDATE, notes
        return row

    def _do(
        self,
        act: Act,
        record: Product | Variant,
        before: dict[str, Value],
        after: dict[str, Value],
        notes: list[str],
    ) -> None:
        if act.field in ("price", "cost"):
            assert isinstance(record, Variant)
            self._price(act, record, before, after, notes)
            return
        key = act.key
        if key not in before:
            before[key] = self._read(act, record)
        after[key] = result_of(act, after.get(key, before[key]))

    def _read(self, act: Act, record: Product | Variant) -> Value:
        external = external_fields().get(act.field)
        if external is None:
            return value_now(record, act.key)
        if record.pk not in self._now[act.field]:
            raise ActError(external.missing)
        return self._now[act.field][record.pk]

    def _price(
        self, act: Act, record: Variant, before: dict[str, Value], after: dict[str, Value], notes: list[str]
    ) -> None:
        """Acts on one price come one after another; the record carries what the last one made."""
        before.setdefault(act.field, value_now(record, act.field))
        if act.field == "price":
            before.setdefault("currency", record.currency)
        if act.doing == "clear":
            setattr(record, act.field, None)
        else:
            amount, currency, warnings = price_after(act, record)
            setattr(record, act.field, amount)
            record.currency = currency
            notes[:] = [*notes, *(words for words in warnings if words not in notes)]
        after[act.field] = value_now(record, act.field)
        if act.field == "price":
            after["currency"] = record.currency


def count(edit: BulkEdit) -> None:
    """Count the edit's rows by outcome, and those to be changed that have a note."""
    rows = BulkRow.objects.filter(edit=edit)
    counts = dict(rows.values_list("outcome").annotate(number=Count("pk")).order_by())
    counts["noted"] = rows.filter(outcome=Outcome.UPDATE).exclude(notes=[]).count()
    edit.counts = {name: number for name, number in counts.items() if number}


def changes_of(row: BulkRow) -> list[tuple[str, str, str]]:
    """What a row changes: label, before and after of each field."""
    return [(label_of(name), words_of(row.before.get(name)), words_of(value)) for name, value in row.after.items()]
