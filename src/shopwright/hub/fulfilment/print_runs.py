"""Many labels are drawn by a worker, some in each step, and become one file at the end: then they count as printed.

What is drawn is kept, encrypted, so that a worker that is killed draws on where it was. The last step locks the
shipments, leaves out what somebody else printed meanwhile, notes each print and keeps the file, all or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Paper, Plan
from shopwright.hub.core.work import Link

from . import prints
from .models import Shipment, State
from .prints import Sheet

#: Labels that a request prints by itself; more are left to a worker. As ZPL each takes some 50 ms to draw, and its slip
#: as much.
MOST_AT_ONCE = 20
#: Labels that one step draws.
CHUNK = 10


def begin(workspace: Workspace, by: User, shipments: Sequence[Shipment], *, only_new: bool) -> BackgroundRun:
    """Have labels printed, in this order. ``only_new``: those that nobody prints before they are ready."""
    facts = {"shipments": [shipment.pk for shipment in shipments], "only_new": only_new}
    plan = Plan(Printing.name, f"{len(shipments)} labels are printed", facts, len(shipments))
    return background.begin(workspace, by, plan)


class Printing(Kind):
    name, title = "printing", "Labels"
    sees, acts = Permission.SHIPMENTS_VIEW, Permission.SHIPMENTS_EDIT
    stays = "Nothing was printed."

    def step(self, run: BackgroundRun) -> bool:
        ids: Sequence[int] = run.facts["shipments"]
        if run.cursor >= len(ids):
            _finish(run, ids)
            return False
        _draw(run, ids[run.cursor : run.cursor + CHUNK])
        run.cursor = min(len(ids), run.cursor + CHUNK)
        run.done = run.cursor
        return True

    def back(self, run: BackgroundRun) -> Link:
        return Link("shipments")


def _draw(run: BackgroundRun, ids: Sequence[int]) -> None:
    """Draw labels and their slips, and keep them with how often each was printed before."""
    by_id = Shipment.objects.select_related("workspace", "order").in_bulk(ids)
    known = prints.printed_of(ids) if run.facts["only_new"] else set()
    chosen = [by_id[pk] for pk in ids if pk in by_id and pk not in known]
    ready = [shipment for shipment in chosen if shipment.state == State.READY and shipment.label_file]
    sheets, refused = prints.sheets_of(ready)
    place = run.parts.order_by("-number").values_list("number", flat=True).first() or 0
    for number, sheet in enumerate(sheets, place + 1):
        background.keep_part(run, number, Paper(sheet.content, sheet.media_type, sheet.name, sheet.shipment.pk))
    drawn = {sheet.shipment.pk for sheet in sheets}
    run.facts = {**run.facts, "times": {**run.facts.get("times", {}), **prints.times_printed(list(drawn))}}
    lost = [shipment for shipment in chosen if shipment not in ready]
    background.note(run, [*(_refused(words) for words in refused), *(_line(row, "It has no label.") for row in lost)])


def _finish(run: BackgroundRun, ids: Sequence[int]) -> None:
    """Make one file of all that was drawn, and note what is printed by it."""
    own = Shipment.objects.select_for_update(of=("self",)).select_related("order", "workspace")
    shipments = {row.pk: row for row in own.filter(pk__in=ids, workspace=run.workspace_id).order_by("pk")}
    drawn: dict[int, list[Sheet]] = {}
    for part in run.parts.filter(number__gt=0).order_by("number"):
        paper = background.read_part(part)
        if shipment := shipments.get(paper.thing or 0):
            drawn.setdefault(shipment.pk, []).append(Sheet(shipment, paper.content, paper.media_type, paper.name))
    now, before = prints.times_printed(list(drawn)), run.facts.get("times", {})
    sheets: list[Sheet] = []
    lines: list[Line] = []
    for pk, own_sheets in drawn.items():
        shipment = shipments[pk]
        if shipment.state != State.READY or not shipment.label_file:
            lines.append(_line(shipment, "It was called back while the labels were drawn."))
        elif now[str(pk)] == before.get(str(pk)):
            sheets += own_sheets
        elif run.facts["only_new"]:
            lines.append(_line(shipment, "Somebody printed it while these were drawn."))
        else:
            # Somebody printed it meanwhile: it is drawn anew, with the mark of a reprint.
            sheets += prints.sheets_of([shipment])[0]
    _print(run, sheets)
    printed = list({sheet.shipment.pk: sheet.shipment for sheet in sheets}.values())
    background.note(run, [*lines, *(Line(str(row), Outcome.DONE, "Printed", "order", row.order_id) for row in printed)])


def _print(run: BackgroundRun, sheets: Sequence[Sheet]) -> None:
    run.parts.all().delete()
    if not sheets:
        return
    prints.note_prints(sheets, run.by)
    if folder := prints.printer_folder(run.workspace):
        # The names are the run's, so that a step which is repeated writes the same drafts again.
        prints.to_folder(run.workspace, folder, sheets, f"run{run.pk}")
        return
    paper = prints.merge(sheets)
    background.keep_part(run, 0, Paper(paper.content, paper.media_type, paper.name))


def _line(shipment: Shipment, words: str) -> Line:
    return Line(str(shipment), Outcome.REFUSED, words, "order", shipment.order_id)


def _refused(words: str) -> Line:
    return Line("Label", Outcome.REFUSED, words)
