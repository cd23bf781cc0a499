"""The commands of the Partner page, as printed: they authorise the developer's own app, and keep what the page says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from shopwright import Vault
from tests.client.auth.vault_server import ROOT_TOKEN, vault_server
from tests.harness.server import RunningPlatform
from tests.platform.portal.developer import DeveloperVisitor
from tests.platform.portal.visitor import words_of

from .terminal import at_terminal

pytestmark = [pytest.mark.slow, pytest.mark.own_platform]


@pytest.fixture
def ada(platform: RunningPlatform) -> Iterator[DeveloperVisitor]:
    developer = DeveloperVisitor(platform)
    developer.join()
    yield developer
    developer.close()


def commands(page: str) -> list[list[str]]:
    """The commands of the page, as words."""
    card = page.partition('id="vault"')[2].partition("</section>")[0]
    texts = [unescape(text) for text in re.findall(r"<p><code>([^<]+)</code></p>", card)]
    return [shlex.split(text) for text in texts]


def consent(platform: RunningPlatform, app_key: str, words: list[str], folder: Path, **environment: str) -> str:
    """Type a command of the page, and the code that a seller comes back with; answers what stood on the terminal."""
    assert words[0] == "shopwright"
    with at_terminal(folder, *words[1:], COLUMNS="400", **environment) as terminal:
        terminal.read_until("or its code:")
        terminal.type(platform.post("/sandbox/auth_codes", {"app_key": app_key})["code"] + "\n")
        assert terminal.end() == 0, terminal.text
        return terminal.text


def own_app(ada: DeveloperVisitor) -> dict[str, str]:
    """A new app of the developer's, with a package switched on."""
    ada.create_app(name="An older one")
    app_key = ada.create_app()
    ada.platform.patch(f"/sandbox/apps/{app_key}", {"scopes": ["seller.authorization.info"]})
    app: dict[str, str] = ada.platform.get(f"/sandbox/apps/{app_key}")
    return app


def test_on_this_machine_the_tokens_are_encrypted_and_the_secret_is_in_clear(
    ada: DeveloperVisitor, tmp_path: Path
) -> None:
    app = own_app(ada)
    page = ada.open("/portal/partner")
    login, *_ = commands(page)
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "SHOPWRIGHT_APP_SECRET": app["app_secret"]}
    assert "Logged in to" in consent(ada.platform, app["app_key"], login, tmp_path, **home)
    files = {path.name: path.read_text() for path in (tmp_path / "config").rglob("*") if path.is_file()}
    assert json.loads(files["profiles.json"])["default"]["app_key"] == app["app_key"]
    assert {name for name, text in files.items() if app["app_secret"] in text} == {"profiles.json"}
    assert "The App Key and the App Secret stand in clear in ~/.config/shopwright/profiles.json" in words_of(page)
    assert app["app_secret"] not in page


def test_with_vault_this_machine_keeps_no_secret(ada: DeveloperVisitor, tmp_path: Path) -> None:
    app = own_app(ada)
    page = ada.open("/portal/partner")
    _, put, login = commands(page)
    path, *fields = put[put.index("-mount=secret") + 1 :]
    kept = dict(field.split("=", 1) for field in fields) | {"app_secret": app["app_secret"]}
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    with vault_server() as (address, state):
        Vault(address, token=ROOT_TOKEN).write(path, kept, version=0)
        settings = {**home, "VAULT_ADDR": address, "VAULT_TOKEN": ROOT_TOKEN}
        assert "Logged in to" in consent(ada.platform, app["app_key"], login, tmp_path, **settings)
        assert "shopwright/tokens/default" in state.secrets
    files = [file.read_text() for file in (tmp_path / "config").rglob("*") if file.is_file()]
    assert files
    assert not any(app["app_secret"] in text for text in files)
    assert "this machine keeps no secret" in words_of(page)
