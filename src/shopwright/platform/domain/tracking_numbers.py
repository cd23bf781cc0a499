from __future__ import annotations


def make_tracking_number(region: str, provider_id: str, number: int) -> str:
    return f"TT{number:015d}"
