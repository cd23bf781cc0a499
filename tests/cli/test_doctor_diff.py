"""``shopwright doctor diff``: captured requests beside what they should be."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path
from urllib.parse import urlencode

import pytest

from shopwright.cli.main import main
from shopwright.wire.signing import sign_request

pytestmark = pytest.mark.slow

Said = pytest.CaptureFixture[str]

SECRET = "e59af819cc-not-a-real-one"
TOKEN = "TTP_of-nobody"
PATH = "/order/202309/orders/search"
QUERY = {"app_key": "29a39d", "shop_cipher": "c1", "timestamp": "1623812664", "page_size": "10"}
HEADERS = {"x-tts-access-token": TOKEN, "content-type": "application/json"}
BODY = '{"order_status":"UNPAID"}'


def request(
    *,
    method: str = "POST",
    path: str = PATH,
    headers: dict[str, str] = HEADERS,
    body: str = BODY,
    sign: str = "",
    **query: str,
) -> tuple[str, str, dict[str, str], str]:
    """A signed request; a parameter that is empty is left out."""
    pairs = {name: value for name, value in {**QUERY, **query}.items() if value}
    signature = sign or sign_request(SECRET, path, list(pairs.items()), body.encode(), "application/json")
    url = f"https://open-api.tiktokglobalshop.com{path}?{urlencode({**pairs, 'sign': signature})}"
    return method, url, headers, body


def as_curl(method: str, url: str, headers: dict[str, str], body: str) -> str:
    lines = [f"curl -X {method} {shlex.quote(url)}", *(f"-H {shlex.quote(f'{k}: {v}')}" for k, v in headers.items())]
    return " \\\n  ".join([*lines, f"--data-raw {shlex.quote(body)}"] if body else lines)


def as_http(method: str, url: str, headers: dict[str, str], body: str) -> str:
    host, _, target = url.removeprefix("https://").partition("/")
    head = [f"{method} /{target} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*head, "", body])


def as_har(method: str, url: str, headers: dict[str, str], body: str) -> str:
    pairs = [{"name": name, "value": value} for name, value in headers.items()]
    request = {"method": method, "url": url, "headers": pairs, "postData": {"text": body}}
    noise = {"request": {"method": "GET", "url": "https://example.com/style.css"}}
    return json.dumps({"log": {"entries": [{"request": request}, noise]}})


def as_row(method: str, url: str, headers: dict[str, str], body: str) -> str:
    return json.dumps({"method": method, "path": url, "headers": headers, "body": body})


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOPWRIGHT_APP_SECRET", SECRET)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def diffed(said: Said, monkeypatch: pytest.MonkeyPatch, text: str, code: int) -> list[dict[str, str]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["doctor", "diff", "-", "--json"]) == code
    out = said.readouterr().out
    assert SECRET not in out
    assert TOKEN not in out
    results: list[dict[str, str]] = json.loads(out)
    return results


@pytest.mark.parametrize("form", [as_curl, as_http, as_har, as_row])
def test_a_right_request_passes_in_every_form(capsys: Said, monkeypatch: pytest.MonkeyPatch, form: object) -> None:
    assert callable(form)
    results = diffed(capsys, monkeypatch, form(*request()), 0)
    assert {result["verdict"] for result in results} == {"fine"}
    assert [result["what"] for result in results][-1] == "signature"


@pytest.mark.parametrize(
    ("changed", "what", "says"),
    [
        (request(method="PUT"), "operation", "no operation has PUT at this path."),
        (request(path="/order/202309/orders/serch"), "operation", "no operation has this path."),
        (request(headers={"content-type": "application/json"}), "headers", "x-tts-access-token is missing."),
        (
            request(headers={"Authorization": f"Bearer {TOKEN}", "content-type": "application/json"}),
            "headers",
            "x-tts-access-token is missing. It is in the header authorization.",
        ),
        (request(headers={**HEADERS, "Content-Type": "application/json"}), "headers", "content-type is sent twice."),
        (request(headers={**HEADERS, "content-type": "text/plain"}), "headers", "content-type is text/plain, not"),
        (request(shop_cipher=""), "parameters", "shop_cipher is missing."),
        (request(app_secret=SECRET), "parameters", "the query carries a secret"),
        (request(page_size="500"), "parameters", "page_size is 500, the most is 100."),
        (request(sort_order="UP"), "parameters", "sort_order is 'UP', not one of ASC, DESC."),
        (request(body='{"order_stat":"x"}'), "body", "order_stat is no field of the body; did you mean"),
        (request(body='{"create_time_ge":"7"}'), "body", "create_time_ge is '7', not"),
        (request(body='["UNPAID"]'), "body", ""),
        (request(body="{'a': 1}"), "body", "it is not JSON."),
        (request(timestamp="1623812664000"), "signature", "it fits, and the call is refused all the same"),
        (request(sign="0" * 64), "signature", "it does not fit: no known mistake gives it."),
    ],
)
def test_each_difference_is_told(
    capsys: Said, monkeypatch: pytest.MonkeyPatch, changed: tuple[str, str, dict[str, str], str], what: str, says: str
) -> None:
    wrong = [result for result in diffed(capsys, monkeypatch, as_http(*changed), 1) if result["verdict"] == "wrong"]
    assert [result for result in wrong if result["what"] == what and result["says"].startswith(says)], wrong
    assert all(result["remedy"] for result in wrong)


PLAIN = "http://127.0.0.1:8600/api/products/list"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
UPLOAD = "https://business-api.tiktok.com/open_api/v1.3/dmp/custom_audience/file/upload/"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (("GET", PLAIN, BEARER, ""), "GET /api/products/list is a request of plain REST"),
        (("GET", f"{PLAIN}?page_size=5", BEARER, ""), "GET /api/products/list is a request of plain REST"),
        (("GET", PLAIN.replace("list", "17"), BEARER, ""), "GET /api/products/{product_id} is a request of plain"),
        (("POST", UPLOAD, {"Access-Token": TOKEN}, "x"), "POST /open_api/v1.3/dmp/custom_audience/file/upload/ is a"),
    ],
)
def test_requests_of_the_other_doors_are_known_for_what_they_are(
    capsys: Said, monkeypatch: pytest.MonkeyPatch, sent: tuple[str, str, dict[str, str], str], says: str
) -> None:
    results = diffed(capsys, monkeypatch, as_curl(*sent), 0)
    assert {result["verdict"] for result in results} == {"fine"}
    assert results[0]["says"].startswith(says)


@pytest.mark.parametrize(
    ("sent", "says", "remedy"),
    [
        (("PUT", PLAIN, BEARER, ""), "plain REST takes no PUT at this path.", "Use GET there."),
        (
            ("GET", PLAIN.replace("s/list", "z"), BEARER, ""),
            "plain REST has no such path",
            "Did you mean /api/products?",
        ),
        (("GET", PLAIN, HEADERS, ""), "authorization is missing.", "Send authorization: Bearer <access token>."),
        (("GET", PLAIN, {"Authorization": TOKEN}, ""), "authorization has no Bearer.", "Send authorization: Bearer"),
        (("GET", f"{PLAIN}?page_sise=5", BEARER, ""), "page_sise is no parameter of it.", "Did you mean page_size?"),
        (
            ("DELETE", "http://127.0.0.1:8600/api/orders/5", BEARER, ""),
            "cancel_reason is missing.",
            "Send cancel_reason in the query.",
        ),
        (
            ("GET", PLAIN.replace("http://127.0.0.1:8600", "https://open-api.tiktokglobalshop.com"), BEARER, ""),
            "TikTok answers no plain requests.",
            "Send it to a Shopwright platform.",
        ),
        (("POST", UPLOAD, BEARER, "x"), "access-token is missing.", "Send access-token: <access token>."),
    ],
)
def test_what_is_wrong_with_a_request_of_another_door_is_told(
    capsys: Said, monkeypatch: pytest.MonkeyPatch, sent: tuple[str, str, dict[str, str], str], says: str, remedy: str
) -> None:
    (wrong,) = [each for each in diffed(capsys, monkeypatch, as_curl(*sent), 1) if each["verdict"] == "wrong"]
    assert wrong["says"].startswith(says)
    assert wrong["remedy"].startswith(remedy)


def test_the_mistake_behind_a_wrong_signature_is_named(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    bodiless = sign_request(SECRET, PATH, list(QUERY.items()), b"", "application/json")
    results = diffed(capsys, monkeypatch, as_curl(*request(sign=bodiless)), 1)
    assert "body" in results[-1]["says"]


def test_without_a_secret_all_but_the_signature_is_compared(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPWRIGHT_APP_SECRET")
    results = diffed(capsys, monkeypatch, as_curl(*request()), 0)
    assert results[-1]["says"] == "it was not checked: the app secret is not known."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hello", "the capture is none that is known"),
        ("curl 'https://x", "a quote that does not end"),
        ("curl https://x/y -d @secret.json", "the body of the curl command is in a file"),
        ('{"log": {"entries": []}}', "the capture has 0 requests"),
    ],
)
def test_what_cannot_be_read_is_told(capsys: Said, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["doctor", "diff", "-"]) == 2
    assert says in capsys.readouterr().err
