"""The README's own words, carried out against a platform."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .commands import DEADLINE, Running, Serve

pytestmark = pytest.mark.slow

README = Path(__file__).parents[2] / "README.md"


def block(language: str, holding: str) -> str:
    """The one code block in a language that holds a text."""
    texts = [text for text in re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL) if holding in text]
    assert len(texts) == 1
    return str(texts[0])


def carried_out(command: list[str], server: Running) -> str:
    script = command[-1].replace("http://127.0.0.1:8600", server.url)
    assert script != command[-1], "it names the address of the start command"
    done = subprocess.run([*command[:-1], script], capture_output=True, text=True, timeout=DEADLINE, check=True)
    return done.stdout


def test_the_first_call_in_python_lists_products(serve: Serve) -> None:
    printed = carried_out([sys.executable, "-c", block("python", "Shop(")], serve("--memory"))
    assert len(printed.splitlines()) == 5
    assert all(re.match(r"\d{17,19} \S", line) for line in printed.splitlines())


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("openssl"), reason="needs curl and openssl")
def test_the_first_call_with_curl_lists_shops(serve: Serve) -> None:
    server = serve("--memory")
    keys = server.keys()
    script = block("sh", "curl")
    for name, value in (
        ("app_key", keys["app_key"]),
        ("app_secret", keys["app_secret"]),
        ("access_token", keys["seller"]["access_token"]),
    ):
        script = script.replace(f"{name}=…", f"{name}={value}")
    assert f'"cipher":"{keys["shop_cipher"]}"' in carried_out(["sh", "-c", script], server)


def test_every_file_that_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text())
    assert [link for link in links if not (README.parent / link).exists()] == []
