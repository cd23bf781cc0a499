from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from .people import Address


class ScanCode(StrEnum):
    INFO_RECEIVED = "INFO_RECEIVED"
    COLLECTED = "COLLECTED"
    HUB_ARRIVED = "HUB_ARRIVED"
    HUB_LEFT = "HUB_LEFT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    REFUSED = "REFUSED"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    RETURNED = "RETURNED"


ACTION_CODES = {one: i for i, one in enumerate(ScanCode)}


class Scan(msgspec.Struct, frozen=True):
    after_seconds: int
    code: ScanCode
    description: str
    location: str


def plan_route(
    region: str, origin: str, destination: Address, delivery_type: str, carrier: str, seed: str
) -> tuple[Scan, ...]:
    return (
        Scan(3600, ScanCode.COLLECTED, "Collected", "Y"),
        Scan(90000, ScanCode.HUB_ARRIVED, "Hub", "Y"),
        Scan(180000, ScanCode.DELIVERED, "Delivered", "Y"),
    )


def end_badly(
    route: tuple[Scan, ...], outcome: Literal["LOST", "REFUSED", "UNDELIVERABLE", "DAMAGED"]
) -> tuple[Scan, ...]:
    return (
        *route[:-1],
        Scan(route[-1].after_seconds, ScanCode("DELIVERY_FAILED" if outcome == "UNDELIVERABLE" else outcome), "x", "y"),
    )
