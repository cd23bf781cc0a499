"""Sheets as ZPL II for a 203 dpi printer. Texts go through ``^FH``, so nothing in them is read as a command."""

from __future__ import annotations

from collections.abc import Sequence

from . import code128
from .model import UndrawableError
from .sheet import DOT, Bars, Fill, Item, Matrix, Sheet, Text
from .spelling import plain

_QR_DROP = 10  # dots by which printers start a QR code lower than asked


def zpl(sheets: Sequence[Sheet]) -> bytes:
    """One ``^XA … ^XZ`` for each sheet, in UTF-8. Raises UndrawableError for shapes that are not upright rectangles."""
    return "".join(_sheet(sheet) for sheet in sheets).encode()


def _sheet(sheet: Sheet) -> str:
    head = f"^XA\n^CI28\n^PW{_dots(sheet.width)}\n^LL{_dots(sheet.height)}\n^LH0,0\n"
    return head + "".join(_item(item) + "\n" for item in sheet.items) + "^XZ\n"


def escaped(text: str) -> str:
    """The text for a ``^FD`` after ``^FH_``: what ZPL reads as a command or an escape is written as ``_hex``."""
    return "".join(
        f"_{ord(character):02X}" if character in "^~_\\" or character < " " else character for character in text
    )


def _dots(points: float) -> int:
    return round(points / DOT)


def _item(item: Item) -> str:
    if isinstance(item, Fill):
        width, height = max(1, _dots(item.width)), max(1, _dots(item.height))
        return f"^FO{_dots(item.x)},{_dots(item.y)}^GB{width},{height},{min(width, height)},B,0^FS"
    if isinstance(item, Text):
        size = _dots(item.size)
        reverse = "^FR" if item.white else ""
        return f"^FT{_dots(item.x)},{_dots(item.y)}^A0N,{size},{size}{reverse}^FH_^FD{escaped(plain(item.plain))}^FS"
    if isinstance(item, Bars):
        height, module = _dots(item.height), max(1, round(item.module / DOT))
        data = escaped(code128.invocation(item.data))
        return f"^BY{module},3,{height}^FO{_dots(item.x)},{_dots(item.y)}^BCN,{height},N,N,N,N^FH_^FD{data}^FS"
    if isinstance(item, Matrix):
        at = f"^FO{_dots(item.x)},{_dots(item.y) - _QR_DROP}"
        return f"{at}^BQN,2,{min(10, _dots(item.module))}^FH_^FDMA,{escaped(item.data)}^FS"
    raise UndrawableError("ZPL has upright rectangles only")
