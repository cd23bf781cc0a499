from __future__ import annotations

import msgspec


class Reason(msgspec.Struct, frozen=True):
    name: str
    text: str


def system_reason(code: str) -> Reason:
    return Reason(f"system_{code.lower()}", code)


def cancel_reasons(region: str, by: str, status: str) -> tuple[Reason, ...]:
    return (Reason("buyer_cancel_reason_x", "x"),)
