"""Addresses of the platform in the documentation are those at which it listens."""

from __future__ import annotations

import re
from pathlib import Path

from shopwright.platform.core.config import Config

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
SHELL = re.compile(r"^ *```(?:sh|bash|shell|console|text)\b[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LOOPBACK = r"(?:localhost|127\.0\.0\.1|\[::1\])"
ADDRESS = re.compile(rf"(?<![\w./-])(?:https?://)?{LOOPBACK}(?::(\d+))?(/[\w/$.{{}}-]*)?")
STARTED_ON = re.compile(r"(?:--port[ =]|-p )(\d+)")
#: Where an app listens, and the hub: not the platform.
APPS = {"/webhook", "/hook", "/callback"}
HUB = "8601"


def wrong_addresses(text: str) -> list[str]:
    """The addresses in shell samples with a port that neither the platform has by itself nor the sample gives it."""
    wrong = []
    for sample in SHELL.findall(text):
        ports = {str(Config().port), HUB, *STARTED_ON.findall(sample)}
        for address in ADDRESS.finditer(sample):
            is_url = address[1] or address[2] or address[0].startswith("http")
            if is_url and address[1] not in ports and address[2] not in APPS:
                wrong.append(address[0])
    return wrong


def test_shell_samples_call_the_platform_where_it_listens() -> None:
    texts = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
    assert sum(f":{Config().port}" in sample for text in texts.values() for sample in SHELL.findall(text)) > 10
    assert {page: wrong for page, text in texts.items() if (wrong := wrong_addresses(text))} == {}


def test_a_sample_may_start_the_platform_elsewhere() -> None:
    started = "```sh\nshopwright platform serve --port 8700\ncurl localhost:8700/healthz\n```\n"
    assert wrong_addresses(started) == []
    assert wrong_addresses(started.replace("--port 8700", "")) == ["localhost:8700/healthz"]
    assert wrong_addresses("```bash\ncurl http://localhost/sandbox/keys\n```\n") == ["http://localhost/sandbox/keys"]
