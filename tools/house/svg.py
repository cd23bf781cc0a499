"""The drawing of the house as SVG that follows the reader's light or dark setting."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from house.layout import BAND_GAP, HEAD, ROOM_HEIGHT, WIDTH, Arrow, Box, Drawing
from house.model import House, Room

#: The hues of the bands, from the highest to the lowest, in turn.
HUES = (350, 24, 45, 95, 150, 175, 200, 222, 255, 285, 315)

ROLE = 'role="img" aria-labelledby="title description"'

STYLE = """
svg { --paper: #ffffff; --band: #f5f6f9; --ink: #1f2430; --faint: #6a7283; --wrong: #d32030; --light: 94%; --line: 42%;
  font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #14171e; --band: #1b1f28; --ink: #e9ecf3; --faint: #98a1b3; --wrong: #ff6b70; --light: 20%;
    --line: 66%; }
}
.paper { fill: var(--paper) } .band { fill: var(--band) }
.room { fill: hsl(var(--hue) 55% var(--light)); stroke: hsl(var(--hue) 45% var(--line)); stroke-width: 1.4 }
.name { fill: var(--ink); font-size: 14px; font-weight: 650 } .figure { fill: var(--faint); font-size: 11px }
.way { fill: none; stroke: hsl(var(--hue) 50% var(--line)); stroke-linecap: butt }
.tip { fill: hsl(var(--hue) 50% var(--line)) }
.up .way { stroke: var(--wrong); stroke-dasharray: 5 3 } .up .tip { fill: var(--wrong) }
.legend { fill: var(--faint); font-size: 12px }
"""


def render(house: House, drawing: Drawing) -> str:
    height = drawing.height + 34
    inside, total = house.business_imports
    share = f"{inside / total:.0%}" if total else "none"
    legend = (
        "Width of a room: lines of code. Arrow: imports, thin for few, thick for many. Dashed: against the layers or "
        f"within one. {share} of {total} imports between capabilities stay inside one."
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" {ROLE}>',
        '<title id="title">The house: capabilities in their layers, and the imports between them</title>',
        f'<desc id="description">{escape(_description(house))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height:.0f}"/>',
        *(_band(number) for number in range(len(house.bands))),
        *(_arrow(arrow) for arrow in drawing.arrows),
        *(_room(box, house.rooms[box.name]) for box in drawing.boxes.values()),
        f'<text class="legend" x="{WIDTH / 2}" y="{drawing.height + 12:.0f}" text-anchor="middle">{legend}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _description(house: House) -> str:
    return "From the highest layer to the lowest: " + "; ".join(", ".join(band) for band in house.bands) + "."


def _band(number: int) -> str:
    y = HEAD + number * (ROOM_HEIGHT + BAND_GAP) - 12
    return f'<rect class="band" x="14" y="{y}" width="{WIDTH - 28}" height="{ROOM_HEIGHT + 24}" rx="12"/>'


def _room(box: Box, room: Room) -> str:
    figures = [f"{room.files} {'file' if room.files == 1 else 'files'}", f"{room.lines:,} lines"]
    lines = [" · ".join(figures)] if box.width > 150 else figures
    top = box.y + (31 if len(lines) == 1 else 25)
    texts = [f'<text class="name" x="{box.middle:.1f}" y="{top:.1f}">{escape(room.name)}</text>']
    texts += [
        f'<text class="figure" x="{box.middle:.1f}" y="{top + 4 + 15 * number:.1f}">{line}</text>'
        for number, line in enumerate(lines, start=1)
    ]
    shape = (
        f'<rect class="room" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{ROOM_HEIGHT}" rx="9"/>'
    )
    return f'<g style="--hue: {_hue(box.band)}" text-anchor="middle">{shape}{"".join(texts)}</g>'


def _arrow(arrow: Arrow) -> str:
    tip = 3.5 + arrow.thickness * 0.9
    direction = -1 if arrow.is_upward else 1
    end_x, end_y = arrow.points[-1]
    corners = f"{end_x:.1f},{end_y:.1f} {end_x - tip * 0.62:.1f},{end_y - tip * direction:.1f}"
    corners += f" {end_x + tip * 0.62:.1f},{end_y - tip * direction:.1f}"
    strength = 0.34 if arrow.imports < 5 else 0.5 if arrow.imports < 25 else 0.68
    return (
        f'<g class="{"up" if arrow.is_upward else "down"}" style="--hue: {_hue(arrow.band)}" opacity="{strength}">'
        f"<title>{escape(arrow.source)} imports {escape(arrow.target)}: {arrow.imports}</title>"
        f'<path class="way" stroke-width="{arrow.thickness:.1f}" d="{_path(arrow, tip * 0.8 * direction)}"/>'
        f'<polygon class="tip" points="{corners}"/></g>'
    )


def _path(arrow: Arrow, tip: float) -> str:
    """Curves between bands, straight lines through them; it ends inside the tip."""
    points = [*arrow.points[:-1], (arrow.points[-1][0], arrow.points[-1][1] - tip)]
    steps = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for number, ((x, y), (next_x, next_y)) in enumerate(pairwise(points)):
        if number % 2:
            steps.append(f"L{next_x:.1f},{next_y:.1f}")
        elif abs(next_y - y) < BAND_GAP / 3:  # within one band: an arch below it
            steps.append(f"C{x:.1f},{y + 52:.1f} {next_x:.1f},{next_y + 52:.1f} {next_x:.1f},{next_y:.1f}")
        else:
            bend = (next_y - y) * 0.5
            steps.append(f"C{x:.1f},{y + bend:.1f} {next_x:.1f},{next_y - bend:.1f} {next_x:.1f},{next_y:.1f}")
    return " ".join(steps)


def _hue(band: int) -> int:
    return HUES[band % len(HUES)]
