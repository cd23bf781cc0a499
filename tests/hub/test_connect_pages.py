"""The pages on which shops are connected: words of each channel, and nothing kept of what did not work."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.hub.channels import services
from shopwright.hub.channels.models import ChannelApp
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

_TIKTOK = {"app_key": "key", "app_secret": "secret", "service_id": "1", "region": "GB"}
#: What opens nothing, by channel, with a part of the answer.
_REFUSED = [
    ("files", {"folder": "../../etc", "shop_name": "Till", "region": "GB", "currency": "GBP"}, "folder"),
    ("shopify", {"shop": "abc123", "app_key": "k", "app_secret": "s"}, "is no store"),
    ("vendure", {"base_url": "http://127.0.0.1:1", "user": "u", "password": "p"}, "does not answer"),
    ("vendure", {"base_url": "abc123", "user": "u", "password": "p"}, "An address begins with https://"),
    ("tiktok_shop", {**_TIKTOK, "base_url": "abc123"}, "An address begins with https://"),
    ("tiktok_shop", {**_TIKTOK, "base_url": "http://10.0.0.1"}, "private network"),
]


@pytest.mark.parametrize(("channel", "form", "words"), _REFUSED)
def test_what_opens_nothing_is_refused_in_words_and_not_kept(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channel: str, form: dict[str, str], words: str
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_HUB_FILES", str(tmp_path))
    page = hub.owner.post("connect", channel, **form)
    assert words in page.text
    assert not ChannelApp.objects.filter(workspace=hub.workspace).exists()
    assert "that is here" not in page.text


@pytest.mark.parametrize("channel", ["files", "shopify", "vendure", "tiktok_shop"])
def test_only_a_channel_with_a_consent_page_speaks_of_one(hub: Hub, channel: str) -> None:
    text = hub.owner.get("connect", channel).text
    has_page = channel == "tiktok_shop"
    assert ("consent page" in text, "redirect URL" in text) == (has_page, has_page)


def test_an_app_is_removed_while_no_shop_is_connected_by_it(hub: Hub) -> None:
    app = services.create_app(hub.workspace, "tiktok_shop", {**_TIKTOK, "base_url": rows.BASE_URL})
    used = rows.connection(hub).app
    page = hub.owner.get("connect", "tiktok_shop").html
    assert hub.owner.url("app-remove", app.pk) in page
    assert hub.owner.url("app-remove", used.pk) not in page
    assert "stays with them" in hub.owner.post("app-remove", used.pk).text
    assert hub.stranger().post("app-remove", app.pk).status == 404
    assert "is removed" in hub.owner.post("app-remove", app.pk).text
    assert list(ChannelApp.objects.filter(workspace=hub.workspace)) == [used]
