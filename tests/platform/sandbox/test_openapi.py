"""The control API's description."""

import re

from shopwright.platform.sandbox.routes import ENDPOINTS
from tests.harness.openapi import document
from tests.harness.server import RunningPlatform


def test_the_document_is_served_and_names_every_route(platform: RunningPlatform) -> None:
    served = platform.ask("GET", "/sandbox/openapi.json").json
    assert served == document()
    endpoints = {(method.upper(), path) for path, methods in served["paths"].items() for method in methods}
    assert endpoints == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}
    assert served["openapi"] == "3.1.0"


def test_the_keys_are_as_the_document_says(anywhere: RunningPlatform) -> None:
    keys = anywhere.keys
    assert keys["app_key"]


def test_a_pattern_matches_whole_texts_and_ascii_digits_alone(platform: RunningPlatform) -> None:
    raw = platform.ask("GET", "/sandbox/openapi.json").body.decode()
    patterns = set(re.findall(r'"pattern": ?"((?:[^"\\]|\\.)*)"', raw)) - {r"\\S"}
    assert patterns
    loose = {pattern for pattern in patterns if not pattern.endswith(r"$(?!\\n)") or r"\\d" in pattern}
    assert loose == set()
