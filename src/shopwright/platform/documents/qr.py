"""The modules of a QR code, error correction M."""

from __future__ import annotations

from functools import lru_cache

QUIET = 3  # modules of white on every side; frames that stand further off give the fourth


@lru_cache(maxsize=8)  # laid out once, drawn once: a sheet asks twice
def rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """Dark and light modules from the top, without the quiet zone.

    The mask is always the same: choosing the best of eight costs ten times as much, and the codes here are small.
    """
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, 3)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)
