"""``platform serve --tls``: real handshakes, with a certificate of its own or a given one."""

from __future__ import annotations

import json
import os
import ssl
import stat
import subprocess
import sys
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from shopwright.client.errors import NoReply
from shopwright.client.shop import Shop

from .commands import DEADLINE, Run, Running, Serve

pytestmark = pytest.mark.slow


def get(server: Running, certificate: str, path: str = "/sandbox/keys", host: str = "127.0.0.1") -> Any:
    context = ssl.create_default_context(cafile=certificate)
    connection = HTTPSConnection(host, server.ready["port"], timeout=DEADLINE, context=context)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


PROGRAM = """
import asyncio

from shopwright import AsyncShop, Shop

async def ask():
    async with AsyncShop.from_env() as shop:
        return await shop.authorization.get_authorized_shops()

with Shop.from_env() as shop:
    assert shop.authorization.get_authorized_shops()["shops"]
assert asyncio.run(ask())["shops"]
"""


def test_the_platforms_own_certificate_is_trusted_by_who_is_told_of_it(serve: Serve, run: Run, tmp_path: Path) -> None:
    server = serve("--tls", "--data", "shop", "--orders-per-minute", "0")
    certificate = server.ready["certificate"]
    assert server.url == f"https://127.0.0.1:{server.ready['port']}"
    assert certificate == str(tmp_path / "shop" / "tls" / "certificate.pem")
    key = tmp_path / "shop" / "tls" / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600

    keys = get(server, certificate)["data"]
    by_name = get(server, certificate, host="localhost")["data"]
    assert by_name["base_url"] == f"https://localhost:{server.ready['port']}"
    assert keys["base_url"] == server.url
    with pytest.raises(ssl.SSLCertVerificationError):
        get(server, ssl.get_default_verify_paths().cafile or certificate.replace("certificate", "key"))

    settings: Any = {"base_url": server.url, "access_token": keys["seller"]["access_token"]}
    with Shop(keys["app_key"], keys["app_secret"], **settings) as stranger, pytest.raises(NoReply, match="certificate"):
        stranger.with_options(deadline=5).authorization.get_authorized_shops()
    assert run("platform", "keys", "--url", server.url, "--json").code == 2
    assert run("platform", "keys", "--url", server.url, "--json", SSL_CERT_FILE=certificate).code == 0
    # A program of its own: who trusts whom is read once in a process.
    values = {"APP_KEY": keys["app_key"], "APP_SECRET": keys["app_secret"], "BASE_URL": server.url}
    values["ACCESS_TOKEN"] = keys["seller"]["access_token"]
    trusting = {"SSL_CERT_FILE": certificate} | {f"SHOPWRIGHT_{name}": value for name, value in values.items()}
    subprocess.run([sys.executable, "-c", PROGRAM], env={**os.environ, **trusting}, timeout=DEADLINE, check=True)
    before = Path(certificate).read_bytes()
    assert server.end().code == 0

    again = serve("--data", "shop", "--tls-cert", certificate, "--tls-key", str(key), "--orders-per-minute", "0")
    assert get(again, certificate, "/healthz")["status"] == "ok"
    assert Path(certificate).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--tls", "--memory"], "--tls keeps its certificate in the data folder"),
        (["--memory", "--tls-cert", "a.pem"], "--tls-cert and --tls-key belong together"),
        (["--memory", "--tls-cert", "a.pem", "--tls-key", "b.pem"], "cannot be used: No such file or directory"),
    ],
)
def test_what_cannot_be_served_with_is_refused(run: Run, arguments: list[str], says: str) -> None:
    ended = run("platform", "serve", *arguments)
    assert ended.code == 2
    assert says in " ".join(ended.err.split())
