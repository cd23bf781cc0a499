"""Fetches the pictures whose addresses a file names, once its goods are there, with a result for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.catalog.models import Product, ProductPicture, Variant
from shopwright.hub.catalog.services import MOST_BYTES, CatalogError, Origin, add_picture, announce_changed
from shopwright.hub.core.addresses import AddressError
from shopwright.hub.core.fetch import FetchError, fetch, printable
from shopwright.hub.core.work import Link

from .beside import BesideRow, has_kind, read_chunk
from .fields import FIELDS
from .models import ImportRun
from .values import text_of

#: Rows of one step, and pictures of one, unless a row alone has more: a step is one transaction, and holds others up.
CHUNK, MOST_OF_STEP = 64, 8
#: Pictures that are fetched at a time, those of one row, and the seconds that one may take.
AT_ONCE, MOST_OF_ROW, SECONDS = 4, 9, 10
_LONGEST_ADDRESS = 2_000
_BETWEEN = re.compile(r"[\s,;|]+(?=https?://)")


class Wanted(NamedTuple):
    """A picture that a row names, of its product or of its variant."""

    row: BesideRow
    address: str
    variant_id: int | None


class Answer(NamedTuple):
    """A file, or why there is none."""

    content: bytes
    trouble: str = ""


def begin(run: ImportRun) -> BackgroundRun | None:
    """Have the pictures of a file fetched that are not there yet; None where it names none."""
    if not has_kind(run, "address"):
        return None
    words = f"Pictures of {run.file_name}"
    plan = Plan(FilePictures.name, words, {"import": run.pk}, run.goods_total, _key(run))
    return background.begin(run.workspace, run.by, plan)


def last(run: ImportRun) -> BackgroundRun | None:
    return background.last_run(run.workspace_id, FilePictures.name, _key(run))


def take_back(run: ImportRun) -> None:
    """End the fetching of a run's pictures, and remove those that it brought. Within the undo's transaction."""
    fetching = last(run)
    if fetching is not None and fetching.is_working:
        background.cancel(fetching)
    ProductPicture.objects.filter(import_run=run.pk).delete()


def _key(run: ImportRun) -> str:
    return f"pictures:{run.pk}"


class FilePictures(Kind):
    name, title = "file-pictures", "Pictures of a file"
    sees, acts = Permission.CATALOG_VIEW, Permission.CATALOG_EDIT
    stays = "Pictures that came stay."

    def step(self, run: BackgroundRun) -> bool:
        imported = (
            ImportRun.objects.filter(workspace=run.workspace_id, pk=run.facts["import"]).exclude(table="").first()
        )
        if imported is None:
            return False
        size = CHUNK
        while True:
            chunk = read_chunk(imported, run.cursor, size)
            wanted = [item for row in chunk.rows for item in _wanted_by(row)]
            if size == 1 or len(wanted) <= MOST_OF_STEP:
                break
            size //= 4
        background.note(run, list(_keep(imported, wanted)))
        run.cursor, run.done = chunk.ends, min(run.to_do, run.done + chunk.size)
        return chunk.size == size

    def back(self, run: BackgroundRun) -> Link:
        return Link("import", (run.facts["import"],))


def _wanted_by(row: BesideRow) -> list[Wanted]:
    """The pictures that a row names, each once, those of the product in the order of its columns."""
    wanted: dict[tuple[str, int | None], Wanted] = {}
    for name, cell in sorted(row.cells.items()):
        if FIELDS[name].kind != "address":
            continue
        variant_id = row.variant_id if name == "variant_picture" else None
        for address in _BETWEEN.split(text_of(cell).strip()):
            wanted.setdefault((address, variant_id), Wanted(row, address, variant_id))
    return list(wanted.values())[:MOST_OF_ROW]


def _keep(imported: ImportRun, wanted: list[Wanted]) -> Iterator[Line]:
    """Fetch and keep pictures; those that a product has from the same address are not asked for again."""
    ids = {item.row.product_id for item in wanted}
    products = Product.objects.filter(workspace=imported.workspace_id).select_related("workspace").in_bulk(list(ids))
    variants = Variant.objects.in_bulk([item.variant_id for item in wanted if item.variant_id])
    known = set(
        ProductPicture.objects.filter(product__in=ids)
        .exclude(address="")
        .values_list("product_id", "variant_id", "address")
    )
    new = [
        item
        for item in wanted
        if item.row.product_id in products and (item.row.product_id, item.variant_id, item.address) not in known
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_fetch, [item.address for item in new]))
    changed = set[int]()
    for item, answer in zip(new, answers, strict=True):
        product = products[item.row.product_id]
        trouble = answer.trouble or _add(imported, product, variants.get(item.variant_id or 0), item, answer.content)
        if not trouble:
            changed.add(product.pk)
        outcome = Outcome.REFUSED if trouble else Outcome.DONE
        words = f"Line {item.row.number}, {_place(item.address)}{': ' + trouble if trouble else ''}"
        yield Line(product.title, outcome, words, "product", product.pk)
    announce_changed(list(Variant.objects.filter(product__in=changed).values_list("pk", flat=True)))


def _fetch(address: str) -> Answer:
    if len(address) > _LONGEST_ADDRESS or not address.startswith(("https://", "http://")):
        return Answer(b"", "This is no address of a picture. Write one that begins with https://.")
    try:
        return Answer(fetch(address, most_bytes=MOST_BYTES, seconds=SECONDS).content)
    except (AddressError, FetchError) as error:
        return Answer(b"", str(error))


def _add(imported: ImportRun, product: Product, variant: Variant | None, item: Wanted, content: bytes) -> str:
    """Keep a picture; returns why it cannot be one, or nothing."""
    if item.variant_id and variant is None:
        return "The variant is gone."
    try:
        add_picture(product, content, variant, Origin(item.address, imported.pk))
    except CatalogError as error:
        return error.message
    return ""


def _place(address: str) -> str:
    """An address as a page may show it: what stands behind a question mark may be a key."""
    return printable(address.partition("?")[0].partition("#")[0].rpartition("@")[2])[:120]
