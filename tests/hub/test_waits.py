"""How long work waits after a failure is the same in the table and in the guide."""

from __future__ import annotations

from pathlib import Path

from shopwright.hub.core.waits import SECONDS, Work

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "hub-jobs.md"
_IN_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_ROWS = {
    "events, changes of listings": (Work.EVENT, Work.WISH),
    "numbers of stock, prices": (Work.NUMBER,),
    "shipments, answers": (Work.ACT,),
    "messages to buyers": (Work.MESSAGE,),
    "imports, bulk edits, large acts": (Work.DATABASE,),
    "files for third parties": (Work.FILE,),
    "checks of shops": (Work.CHECK,),
}


def _seconds(cell: str) -> tuple[int, ...]:
    """The waits of a cell such as "2, 5 seconds, an hour, and every hour then"; the last one repeats by itself."""
    waits, unit = list[int](), 0
    for part in reversed(cell.split(", and every", maxsplit=1)[0].split(", ")):
        number, _, name = part.partition(" ")
        unit = _IN_SECONDS[name.rstrip("s")] if name else unit
        waits.insert(0, unit * (1 if number in ("a", "an") else int(number)))
    return tuple(waits)


def test_the_guide_says_how_long_each_kind_waits_and_when_it_is_given_up() -> None:
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in GUIDE.read_text().splitlines() if "|" in line]
    told = {cells[0]: cells[1:] for cells in lines if cells[0] in _ROWS}
    for row, kinds in _ROWS.items():
        waits, ends = told[row]
        for kind in kinds:
            assert _seconds(waits) == SECONDS[kind], row
            if "attempts" in ends:
                assert ends == f"after {len(SECONDS[kind]) + 1} attempts"
    assert {kind for kinds in _ROWS.values() for kind in kinds} == set(Work)
