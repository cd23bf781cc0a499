"""Secrets and tokens are in no log, no inspector, no error and no file, wherever a caller puts them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.platform.server import first_data as bootstrap
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, Signed
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform

SECRET, ACCESS, REFRESH = "S3CRETMARKERapp", "GCP_S3CRETMARKERaccess", "GCP_S3CRETMARKERrefresh"
MARKER = "S3CRETMARKER"


def start(monkeypatch: pytest.MonkeyPatch, **options: Any) -> RunningPlatform:
    """A platform whose demo app and tokens are marked strings."""
    for name, value in (
        (bootstrap.APP_SECRET, SECRET),
        (bootstrap.ACCESS_TOKEN, ACCESS),
        (bootstrap.REFRESH_TOKEN, REFRESH),
    ):
        monkeypatch.setenv(name, value)
    return RunningPlatform(demo=False, **options)


def demo_seller(platform: RunningPlatform) -> Seller:
    keys = platform.keys
    shop = platform.get(f"/sandbox/shops/{keys['shop_id']}")
    return Seller(platform, {"app_key": keys["app_key"], "app_secret": keys["app_secret"]}, shop, keys["seller"])


@pytest.fixture(scope="module")
def marked() -> Iterator[Seller]:
    """The demo's seller, all secrets marked."""
    with pytest.MonkeyPatch.context() as patch:
        platform = start(patch)
        yield demo_seller(platform)
        platform.stop()


def everything_logged(platform: RunningPlatform) -> str:
    """All that the inspector and the push log show."""
    calls = [row["request_id"] for row in platform.get("/sandbox/requests", size=200)["requests"]]
    sent = [row["delivery_id"] for row in platform.get("/sandbox/deliveries", size=200)["deliveries"]]
    assert calls
    assert sent
    requests = [platform.get(f"/sandbox/requests/{item}") for item in calls]
    return json.dumps([requests, [platform.get(f"/sandbox/deliveries/{item}") for item in sent]])


def exercise(seller: Seller) -> None:
    """Right calls and wrong ones, to every door that takes a secret."""
    platform, app = seller.platform, seller.app
    create_product(seller)
    right = seller.signed("searchProducts", {}, query={"page_size": 1})
    for call in (
        right,
        right.but(sign="0" * 64),
        right.but(query=[*right.query, ("access_token", ACCESS)]),
        right.but(query=[*right.query, ("app_secret", SECRET)], sign="0" * 64),
        right.but(body=json.dumps({"app_secret": SECRET, "note": f"?access_token={ACCESS}"}).encode(), sign="0" * 64),
        right.but(path="/product/202309/unknown"),
        right.but(app_key=None),
        right.but(headers={"authorization": f"Bearer {ACCESS}", "cookie": f"t={ACCESS}", "access-token": ACCESS}),
    ):
        call.send(platform)
    keys = {"app_key": app["app_key"], "app_secret": SECRET}
    for query in (
        {**keys, "auth_code": f"GCP_{MARKER}code", "grant_type": "authorized_code"},
        {**keys, "refresh_token": f"{REFRESH}x", "grant_type": "refresh_token"},
        {**keys, "refresh_token": REFRESH, "grant_type": "wrong"},
    ):
        for path in ("/api/v2/token/get", "/api/v2/token/refresh"):
            platform.ask("GET", path, query=query)
            platform.ask("POST", path, query)
            platform.send(
                "POST", path, urlencode(query).encode(), {"content-type": "application/x-www-form-urlencoded"}
            )


def test_no_secret_is_in_the_inspector_the_push_log_or_the_program_s_log(
    marked: Seller, receiver: WebhookReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    marked.platform.patch(f"/sandbox/apps/{marked.app['app_key']}", {"webhook_url": f"{receiver.url}?key={MARKER}"})
    with caplog.at_level(logging.DEBUG):
        exercise(marked)
        receiver.wait(1)
    text = everything_logged(marked.platform)
    marked.platform.patch(f"/sandbox/apps/{marked.app['app_key']}", {"webhook_url": None})
    assert MARKER not in caplog.text
    assert MARKER not in text.replace(f"?key={MARKER}", "")


def test_no_secret_is_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = start(monkeypatch, folder=tmp_path / "data", requests_per_second=0)
    exercise(demo_seller(platform))
    platform.post("/sandbox/snapshots", {"name": "copy"})
    platform.stop()
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert [path.name for path in files if MARKER.encode() in path.read_bytes()] == []
    assert (tmp_path / "data/master.key").stat().st_mode & 0o077 == 0


NAMES = st.sampled_from(["app_secret", "access_token", "refresh_token", "auth_code", "App_Secret", "ACCESS_TOKEN"])
VALUES = st.builds(
    lambda before, after: before + MARKER + after,
    st.text('"\\&=; %+', max_size=3),
    st.text('"\\&=; %+é', max_size=3),
)
PATHS = st.sampled_from(
    [
        "/product/202309/products/search",
        "/authorization/202309/shops",
        "/nowhere",
        "/api/v2/token/get",
        "/api/v2/token/refresh",
    ]
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["GET", "POST"]), PATHS, NAMES, VALUES, st.sampled_from(["query", "json", "form", "header"]))
def test_no_secret_survives_wherever_a_caller_puts_it(
    marked: Seller, method: str, path: str, name: str, value: str, place: str
) -> None:
    call = Signed(method, path, marked.app, (), b"", marked.token, sign="0" * 64)
    if place == "query":
        call = call.but(query=[(name, value)])
    elif place == "json":
        call = call.but(body=json.dumps({name.lower(): value, "z": [{name.lower(): value}]}).encode())
    elif place == "form":
        call = call.but(
            body=urlencode({name.lower(): value}).encode(), content_type="application/x-www-form-urlencoded"
        )
    else:
        call = call.but(headers={"authorization": quote(value), "cookie": quote(value)})
    reply = call.send(marked.platform)
    seen = marked.platform.get(f"/sandbox/requests/{reply.json['request_id']}")
    assert MARKER not in json.dumps(seen)
    assert MARKER.encode() not in reply.body


def test_the_app_s_secret_is_shown_to_whoever_asks_for_that_app_alone(marked: Seller) -> None:
    assert MARKER not in json.dumps(marked.platform.get("/sandbox/apps"))
    assert marked.platform.get(f"/sandbox/apps/{marked.app['app_key']}")["app_secret"] == SECRET
