"""Where everything in the drawing of the house stands, in pixels: rooms in their layers, arrows through the corridors.

Layers are bands from the top to the bottom. The width of a room goes with its lines of code, down to what its text
needs. An arrow leaves its room at the side that faces the other room, passes the bands between through the nearest
corridor, that is a gap between two rooms, and ends at the other room. Arrows that share a corridor get lanes there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from house.model import TOP, House

WIDTH = 1240
MARGIN = 70
CORRIDOR = 34
ROOM_HEIGHT = 70
BAND_GAP = 68
HEAD = 30
#: The narrowest room, and what its name takes: pixels per character and around it.
NARROWEST, PER_CHARACTER, AROUND_NAME = 96, 8.6, 22


@dataclass(frozen=True)
class Box:
    """A room in the drawing."""

    name: str
    band: int
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + ROOM_HEIGHT


@dataclass(frozen=True)
class Arrow:
    """Imports of one room from another. ``points`` alternate: leaving a band, entering the next; down unless ``up``."""

    source: str
    target: str
    imports: int
    band: int
    is_upward: bool
    points: tuple[tuple[float, float], ...]

    @property
    def thickness(self) -> float:
        return min(9.0, max(0.7, 0.62 * sqrt(self.imports)))


@dataclass(frozen=True)
class Drawing:
    boxes: dict[str, Box]
    arrows: tuple[Arrow, ...]
    height: float


def lay_out(house: House) -> Drawing:
    boxes = place_rooms(house)
    height = max(box.bottom for box in boxes.values()) + HEAD
    return Drawing(boxes, tuple(place_arrows(house, boxes)), height)


def place_rooms(house: House) -> dict[str, Box]:
    scale = _scale(house)
    boxes: dict[str, Box] = {}
    for number, band in enumerate(house.bands):
        widths = {name: _width(house, name, scale) for name in band}
        x = (WIDTH - sum(widths.values()) - CORRIDOR * (len(band) - 1)) / 2
        for name in band:
            boxes[name] = Box(name, number, x, HEAD + number * (ROOM_HEIGHT + BAND_GAP), widths[name])
            x += widths[name] + CORRIDOR
    return boxes


def _width(house: House, name: str, scale: float) -> float:
    needed = max(NARROWEST, PER_CHARACTER * len(name) + AROUND_NAME)
    return max(needed, house.rooms[name].lines * scale)


def _scale(house: House) -> float:
    """Pixels per line of code, the same for all rooms, at which the fullest band fits."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        is_fitting = all(
            sum(_width(house, name, middle) for name in band) + CORRIDOR * (len(band) - 1) <= WIDTH - 2 * MARGIN
            for band in house.bands
        )
        low, high = (middle, high) if is_fitting else (low, middle)
    return low


def place_arrows(house: House, boxes: dict[str, Box]) -> list[Arrow]:
    """Arrows between rooms, the thickest first. Files beside the folders put the house together: they have none."""
    pairs = [
        (source, target, count)
        for source, room in house.rooms.items()
        for target, count in sorted(room.imports.items())
        if source != target and TOP not in (source, target)
    ]
    ports = _ports(pairs, boxes)
    corridors = [_corridors(band, boxes) for band in range(len(house.bands))]
    ways = {pair[:2]: _way(boxes[pair[0]], boxes[pair[1]], ports, corridors) for pair in pairs}
    lanes = _lanes(ways)
    arrows = []
    for source, target, count in pairs:
        start, end = boxes[source], boxes[target]
        is_upward = start.band >= end.band
        points = [(ports[source, target, source], start.y if start.band > end.band else start.bottom)]
        for band, x in ways[source, target]:
            top = HEAD + band * (ROOM_HEIGHT + BAND_GAP)
            edges = (top + ROOM_HEIGHT, top) if is_upward else (top, top + ROOM_HEIGHT)
            points += [(lanes[source, target, band, x], edge) for edge in edges]
        points.append((ports[source, target, target], end.bottom if is_upward else end.y))
        arrows.append(Arrow(source, target, count, start.band, is_upward, tuple(points)))
    return sorted(arrows, key=lambda arrow: -arrow.imports)


Pair = tuple[str, str, int]
Way = list[tuple[int, float]]


def _ports(pairs: list[Pair], boxes: dict[str, Box]) -> dict[tuple[str, str, str], float]:
    """Where the arrow of a pair meets a room: spread over the side, in the order of the other ends."""
    sides: dict[tuple[str, bool], list[tuple[float, str, str]]] = defaultdict(list)
    for source, target, _ in pairs:
        start, end = boxes[source], boxes[target]
        sides[source, start.band > end.band].append((end.middle, source, target))
        sides[target, start.band < end.band].append((start.middle, source, target))
    ports: dict[tuple[str, str, str], float] = {}
    for (name, _), ends in sides.items():
        box = boxes[name]
        for number, (_, source, target) in enumerate(sorted(ends), start=1):
            ports[source, target, name] = box.x + 8 + (box.width - 16) * number / (len(ends) + 1)
    return ports


def _corridors(band: int, boxes: dict[str, Box]) -> list[float]:
    """The middles of the gaps in a band, and of the free space on either side."""
    rooms = sorted((box.x, box.x + box.width) for box in boxes.values() if box.band == band)
    if not rooms:
        return [WIDTH / 2]
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(rooms)]
    return [rooms[0][0] - CORRIDOR / 2, *between, rooms[-1][1] + CORRIDOR / 2]


def _way(start: Box, end: Box, ports: dict[tuple[str, str, str], float], corridors: list[list[float]]) -> Way:
    """The corridors on the way, nearest to the straight line from where the arrow is by then."""
    step = 1 if end.band > start.band else -1
    bands = range(start.band + step, end.band, step) if start.band != end.band else range(0)
    x, goal = ports[start.name, end.name, start.name], ports[start.name, end.name, end.name]
    way: Way = []
    for band in bands:
        wanted = x + (goal - x) / (abs(end.band - band) + 1)
        x = min((abs(middle - wanted), middle) for middle in corridors[band])[1]
        way.append((band, x))
    return way


def _lanes(ways: dict[tuple[str, str], Way]) -> dict[tuple[str, str, int, float], float]:
    users: dict[tuple[int, float], list[tuple[str, str]]] = defaultdict(list)
    for pair, way in ways.items():
        for corridor in way:
            users[corridor].append(pair)
    lanes: dict[tuple[str, str, int, float], float] = {}
    for (band, x), pairs in users.items():
        ordered = sorted(pairs, key=lambda pair: [way_x for _, way_x in ways[pair]])
        for number, (source, target) in enumerate(ordered, start=1):
            lanes[source, target, band, x] = x + (CORRIDOR - 8) * (number / (len(ordered) + 1) - 0.5)
    return lanes
