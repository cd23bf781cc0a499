"""``shopwright platform replay``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from shopwright.extras import require
from shopwright.platform.core.config import Config

from .data_dir import DEFAULT_FOLDER, is_in_use
from .options import DatabaseUrl, DataFolder, checked_database, checked_region
from .refusal import RefusedError
from .text import console, visible

if TYPE_CHECKING:
    from shopwright.platform.core.identity import Shop
    from shopwright.platform.database.store import Store
    from shopwright.platform.replay.model import History, ReplayOptions

#: Exit code of a run that was interrupted.
_INTERRUPTED = 130

#: Seconds between two batches while a server uses the same SQLite file: it looks for its turn ten times a second.
_PAUSE = 0.15

_Above0 = Number(gt=0)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the file is read."""

    columns: Annotated[
        tuple[str, ...],
        Parameter(
            consume_multiple=True,
            negative="",
            show_default=False,
            help="Names of the file's columns, such as order=InvoiceNo, where they are not found by themselves; "
            "fields: order, sku, title, units, date, price, buyer, country, status, paid, shipped and more.",
        ),
    ] = ()
    max_units: Annotated[
        int, Parameter(validator=Number(gte=1, lte=500), help="The most units of a line; each is a line item.")
    ] = 10
    product_code: Annotated[
        str | None, Parameter(help="Regular expression of stock codes that are products; all of an export's.")
    ] = None
    day_first: Annotated[
        bool, Parameter(negative="", show_default=False, help="1/12/10 is in December, not in January.")
    ] = False
    month_first: Annotated[
        bool, Parameter(negative="", show_default=False, help="1/12/10 is in January; an export's dates tell it.")
    ] = False
    any_currency: Annotated[
        bool, Parameter(negative="", show_default=False, help="Take amounts of another currency for the shop's.")
    ] = False
    skip_cancelled: Annotated[
        bool, Parameter(negative="", show_default=False, help="Leave out the cancelled rows of an export.")
    ] = False
    limit: Annotated[int | None, Parameter(validator=Number(gte=1), help="Read no more rows than this.")] = None


def replay(
    file: Annotated[Path, Parameter(help="An export of orders, CSV or XLSX, or an order history as CSV.")],
    /,
    reading: Reading | None = None,
    *,
    shop: Annotated[str | None, Parameter(help="Cipher or id of the shop; the demo shop unless named.")] = None,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    region: Annotated[str, Parameter(help="Market of the demo shop, where it is made anew.")] = "GB",
    clock: Annotated[
        Literal["shift", "start"],
        Parameter(help="Move the orders' dates, so that the last is now; or set the platform's clock to theirs."),
    ] = "shift",
    speed: Annotated[
        float | None, Parameter(validator=_Above0, help="Live: so many seconds of the history in one of the clock.")
    ] = None,
    rate: Annotated[float | None, Parameter(validator=_Above0, help="Live: so many orders a minute.")] = None,
    report: Annotated[Path | None, Parameter(help="Write what became of each row to this CSV file.")] = None,
) -> int:
    """Put an order history into a shop: products, buyers, orders, cancellations and returns.

    Reads the exports of TikTok Shop's Seller Center, Shopify and WooCommerce as they are downloaded.

    All at once, unless --speed or --rate says how fast its orders shall arrive while the platform is served. The same
    command goes on where it was stopped.

    For example:
        shopwright platform replay orders.csv --data ./shop
        shopwright platform replay orders.csv.gz --region US --report rows.csv
    """
    require("shopwright platform replay", "platform")
    if speed is not None and rate is not None:
        raise RefusedError("--speed and --rate exclude each other", "leave one of them out")
    folder = (data or DEFAULT_FOLDER).absolute()
    config = Config(folder=folder, database=checked_database(database), region=checked_region(region))
    task = _Task(config, clock, speed or 0, rate or 0, report)
    _check_writable(report)
    with _explained(config):
        history = _read(file, _options(config.region, reading or Reading())) if _is_new(config) else None
        if history is not None:
            task.check(history)
        with _opened(config) as store:
            target = _the_shop(store, shop)
            if history is None or target.region != config.region:
                history = _read(file, _options(target.region, reading or Reading()))
                task.check(history)
            try:
                task.run(store, target, history)
            except KeyboardInterrupt:
                console(stderr=True).print("\nstopped; the same command goes on from here")
                return _INTERRUPTED
    return 0


@dataclass(frozen=True)
class _Task:
    """What to do with a history that was read."""

    config: Config
    clock: Literal["shift", "start"]
    speed: float
    rate: float
    report: Path | None

    def check(self, history: History) -> None:
        """Refuse a history of which nothing can be replayed, once its report is written."""
        from shopwright.platform.replay.advice import why_nothing

        from .replay_output import rows_by_outcome

        if history.events:
            return
        console(stderr=True).print(rows_by_outcome(history))
        if self.report is not None:
            _write(history, self.report)
        problem, remedy = why_nothing(history)
        raise RefusedError(visible(problem), visible(remedy))

    def run(self, store: Store, shop: Shop, history: History) -> None:
        if self.speed or self.rate:
            self._live(store, shop, history)
        else:
            self._at_once(store, shop, history)
        if self.report is not None:
            _write(history, self.report)

    def _at_once(self, store: Store, shop: Shop, history: History) -> None:
        from shopwright.platform.replay.engine import Engine

        from .replay_output import replay_bar, summary

        engine = Engine(store, shop, history, clock="START" if self.clock == "start" else "SHIFT")
        with replay_bar() as progress:
            engine.run(progress, pause=self._pause)
        console().print(summary(shop, history))

    def _live(self, store: Store, shop: Shop, history: History) -> None:
        from shopwright.platform.replay.live import begin_live
        from shopwright.platform.replay.start import begin

        from .replay_output import live_note, summary

        begun = begin(store, shop, history, clock="START" if self.clock == "start" else "SHIFT", is_live=True)
        begin_live(store, begun, history, per_minute=self.rate, speed=self.speed)
        console().print(summary(shop, history))
        console().print(live_note(history, begun.position, speed=self.speed, rate=self.rate))

    def _pause(self) -> float:
        folder = self.config.folder
        return _PAUSE if self.config.database is None and folder is not None and is_in_use(folder) else 0


@contextmanager
def _explained(config: Config) -> Iterator[None]:
    from shopwright.platform.replay.history_error import HistoryError

    from .startup_errors import explain_startup_errors

    try:
        with explain_startup_errors(config):
            yield
    except HistoryError as error:
        raise RefusedError(visible(error.problem), visible(error.remedy)) from error


@contextmanager
def _opened(config: Config) -> Iterator[Store]:
    """Open the existing data, or create new data with a demo shop."""
    from shopwright.platform.accounts.apps_store import Apps
    from shopwright.platform.server.database import open_store
    from shopwright.platform.server.platform import Platform

    store = open_store(database=config.database, folder=config.folder)
    try:
        with store.read() as tx:
            is_new = not tx[Apps].all()
        if is_new:
            Platform(config, store)
        yield store
    finally:
        store.close()


def _the_shop(store: Store, name: str | None) -> Shop:
    """The shop of a cipher or an id; else the demo shop, else the only one."""
    from shopwright.platform.accounts.store import Accounts

    with store.read() as tx:
        shops = tx[Accounts].all_shops()
    if name is not None:
        matching = [shop for shop in shops if name in (shop.cipher, shop.shop_id)]
    else:
        matching = [shop for shop in shops if shop.doc.is_demo] or shops
    if len(matching) == 1:
        return matching[0]
    known = ", ".join(f"{shop.shop_id} ({shop.doc.name}, {shop.region})" for shop in shops[:10])
    if name is not None:
        raise RefusedError(f"there is no shop {visible(name)}", f"name one of {visible(known)} with --shop")
    raise RefusedError(f"there are {len(shops)} shops", f"name one with --shop: {visible(known)}")


def _options(code: str, reading: Reading) -> ReplayOptions:
    from shopwright.platform.market.regions import region
    from shopwright.platform.replay.columns import ColumnMap
    from shopwright.platform.replay.model import ReplayOptions

    market = region(code)
    prices = market.price.local
    return ReplayOptions(
        price_range=(prices.least, prices.most),
        price_decimals=market.currency_decimals,
        columns=ColumnMap.parse(reading.columns),
        max_units_per_line=reading.max_units,
        day_first=reading.day_first,
        limit_rows=reading.limit,
        month_first=reading.month_first,
        region=market.code,
        currency=market.currency,
        any_currency=reading.any_currency,
        skip_cancelled=reading.skip_cancelled,
        product_code_pattern=reading.product_code,
    )


def _read(file: Path, options: ReplayOptions) -> History:
    from shopwright.platform.replay.history import read_history

    from .replay_output import reading_bar

    with reading_bar(file) as progress:
        return read_history(file, options, progress)


def _is_new(config: Config) -> bool:
    """Whether the data folder has no platform yet: then nothing is made before the file was found to be of use."""
    return config.database is None and config.folder is not None and not (config.folder / "shop.db").exists()


def _check_writable(path: Path | None) -> None:
    """Refuse a report that could not be written before anything is replayed."""
    if path is not None and (not path.absolute().parent.is_dir() or path.is_dir()):
        raise _unwritable(path, "there is no such folder" if not path.is_dir() else "it is a folder")


def _write(history: History, path: Path) -> None:
    """Write the report beside its place and move it there, so that there is never half of one."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", newline="", encoding="utf-8") as file:
            history.report.write_csv(file)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(path, error.strerror or str(error)) from error
    console().print(f"what became of each row: {visible(str(path))}")


def _unwritable(path: Path, why: str) -> RefusedError:
    return RefusedError(
        f"cannot write the report to {visible(str(path))}: {why}",
        "name another file with --report; the same command writes it",
    )
