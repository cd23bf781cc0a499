"""The benchmarks measure like beside like: the yardstick answers what the platform answers."""

from __future__ import annotations

import pytest

from bench.calls import MEASURED
from bench.operations import both_sides, compare

pytestmark = pytest.mark.slow


def test_the_yardstick_answers_what_the_platform_answers() -> None:
    with both_sides(memory=False) as (platform, yardstick):
        for operation_id in MEASURED:
            compare(platform, yardstick, operation_id)
