"""What the coverage says of every operation on reviews."""

from __future__ import annotations

DIFFERS = "TikTok has no such operation."
