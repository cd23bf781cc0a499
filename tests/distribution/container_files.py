"""Reads Dockerfile and compose.yaml, as far as a machine without a container engine can check them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


def instructions(name: str) -> list[str]:
    """What follows an instruction of the Dockerfile, each time that it stands there."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.+)$", text, re.MULTILINE)


def program(name: str) -> list[str]:
    """The words of an instruction that names a program: ENTRYPOINT, CMD, or the CMD of HEALTHCHECK."""
    words: list[str] = json.loads(instructions(name)[-1].partition("[")[1] + instructions(name)[-1].partition("[")[2])
    return words


def compose() -> dict[str, Any]:
    """The compose file."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return document


def on_loopback(arguments: list[str], data: Path) -> list[str]:
    """Options of ``platform serve`` without host and port, with another data folder."""
    joined = " ".join(arguments).replace("=", " ").split()
    assert joined[:2] == ["platform", "serve"]
    options = dict(zip(joined[2::2], joined[3::2], strict=True))
    assert options.pop("--host") == "0.0.0.0"
    assert options.pop("--port") == "8600"
    assert options.pop("--data") == "/data"
    return ["--data", str(data), *(word for pair in options.items() for word in pair)]
