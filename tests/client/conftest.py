"""Shops of both kinds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.server import RunningPlatform

from .support import Face, faces

KINDS = ["sync", "async"]


@pytest.fixture(params=KINDS)
def face(request: pytest.FixtureRequest, platform: RunningPlatform) -> Iterator[Face]:
    """Shops of each kind on a platform of the test's own."""
    yield from faces(platform, is_async=request.param == "async")


@pytest.fixture(params=KINDS)
def shared_face(request: pytest.FixtureRequest, shared_platform: RunningPlatform) -> Iterator[Face]:
    """Shops of each kind on the shared platform."""
    yield from faces(shared_platform, is_async=request.param == "async")
