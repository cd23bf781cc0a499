from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.cli.main import main

from .commands import COMMAND, DEADLINE, Run, environment
from .terminal import at_terminal

pytestmark = pytest.mark.slow

SECRET = "e59af819cc"
WEBHOOKS = (
    "https://open-api.tiktokglobalshop.com/event/202309/webhooks"
    "?app_key=68xu9ks5p4i8&shop_cipher=ROW_xkMbgAAAeVAQra0eZWebFQq5aIK&timestamp=1696909648"
)
WEBHOOKS_TEXT = "/event/202309/webhooksapp_key68xu9ks5p4i8shop_cipherROW_xkMbgAAAeVAQra0eZWebFQq5aIKtimestamp1696909648"
WEBHOOKS_BODY = '{"event_type":"PACKAGE_UPDATE","address":"https://partner.tiktokshop.com"}'

#: Published with the documentation and in the tests of public clients: secret, URL, body, string to sign, sign.
VECTORS = [
    (
        SECRET,
        "https://open-api.tiktokglobalshop.com/authorization/202309/shops?app_key=29a39d&timestamp=1623812664",
        "",
        "/authorization/202309/shopsapp_key29a39dtimestamp1623812664",
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
    ),
    (SECRET, WEBHOOKS, "", WEBHOOKS_TEXT, "ed58e1b5e59865c22a7b828c1cab65007441f43cc91a6cb2f2cdc638e0995a37"),
    (
        SECRET,
        WEBHOOKS,
        WEBHOOKS_BODY,
        WEBHOOKS_TEXT + WEBHOOKS_BODY,
        "701dd6deb2389fe4c469b89bd37fc56f96a6da6afeb4d01c9077a65169752fa7",
    ),
    (
        "app_secret",
        "/test-api?foo=bar",
        "",
        "/test-apifoobar",
        "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
    ),
]

Explain = pytest.CaptureFixture[str]


def explained(capsys: Explain, *arguments: str, code: int = 0) -> dict[str, Any]:
    """What ``sign explain --json`` answers."""
    assert main(["sign", "explain", *arguments, "--json"]) == code
    body: dict[str, Any] = json.loads(capsys.readouterr().out)
    return body


def signature(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SHOPWRIGHT_APP_SECRET", SECRET)
    return SECRET


@pytest.mark.parametrize(("secret_text", "url", "body", "text", "sign"), VECTORS)
def test_published_vectors_come_out_right(
    secret_text: str,
    url: str,
    body: str,
    text: str,
    sign: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Explain,
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_APP_SECRET", secret_text)
    arguments = [url, *(["--body", body, "--method", "PUT"] if body else [])]
    explanation = explained(capsys, *arguments)
    assert (explanation["sign"], explanation["matches"]) == (sign, None)
    assert explanation["canonical"] == "{app_secret}" + text + "{app_secret}"

    assert explained(capsys, *arguments, "--sign", sign)["matches"] is True
    assert explained(capsys, f"{url}&sign={sign}", *arguments[1:])["matches"] is True
    assert explained(capsys, *arguments, "--sign", sign[:-1] + "x", code=1)["matches"] is False


QUERY = "app_key=k1&timestamp=1700000000&shop_cipher=GCP_a%2Fb&access_token=TOK&ids=1&ids=2"
TEXT = "app_keyk1ids1ids2shop_cipherGCP_a/btimestamp1700000000"
PATH = "/product/202309/products"
BODY = '{"title": "Tea, \\u00e9",  "n":1}'

#: What the server names: how the mistaken client makes its sign.
MISTAKES = {
    "the body was left out": signature(SECRET, f"{SECRET}{PATH}{TEXT}{SECRET}"),
    "the body was serialised again before signing": signature(
        SECRET, f'{SECRET}{PATH}{TEXT}{{"title":"Tea, é","n":1}}{SECRET}'
    ),
    "the parameters were not sorted by name": signature(
        SECRET, f"{SECRET}{PATH}app_keyk1timestamp1700000000shop_cipherGCP_a/bids1ids2{BODY}{SECRET}"
    ),
    "access_token was part of the string": signature(SECRET, f"{SECRET}{PATH}access_tokenTOK{TEXT}{BODY}{SECRET}"),
    "the path was left out": signature(SECRET, f"{SECRET}{TEXT}{BODY}{SECRET}"),
    "the path differs by a slash": signature(SECRET, f"{SECRET}{PATH}/{TEXT}{BODY}{SECRET}"),
    "the values were percent-encoded": signature(
        SECRET, f"{SECRET}{PATH}app_keyk1ids1ids2shop_cipherGCP_a%2Fbtimestamp1700000000{BODY}{SECRET}"
    ),
    "the parameters were joined with & and =": signature(
        SECRET, f"{SECRET}{PATH}app_key=k1&ids=1&ids=2&shop_cipher=GCP_a/b&timestamp=1700000000{BODY}{SECRET}"
    ),
    "the secret does not stand on both sides of the string": signature(SECRET, f"{PATH}{TEXT}{BODY}"),
    "a plain hash was used": hashlib.sha256(f"{SECRET}{PATH}{TEXT}{BODY}{SECRET}".encode()).hexdigest(),
    "a list was signed as one comma-joined value": signature(
        SECRET, f"{SECRET}{PATH}app_keyk1ids1,2shop_cipherGCP_a/btimestamp1700000000{BODY}{SECRET}"
    ),
    "a parameter that is sent was not signed": signature(
        SECRET, f"{SECRET}{PATH}app_keyk1ids1ids2timestamp1700000000{BODY}{SECRET}"
    ),
    "the secret has a blank or a line end around it": signature(
        f"{SECRET}\n", f"{SECRET}\n{PATH}{TEXT}{BODY}{SECRET}\n"
    ),
    "the body was put after the closing secret": signature(SECRET, f"{SECRET}{PATH}{TEXT}{SECRET}{BODY}"),
    "a hash of the body was signed": signature(
        SECRET, f"{SECRET}{PATH}{TEXT}{hashlib.sha256(BODY.encode()).hexdigest()}{SECRET}"
    ),
    "the signature is in base64": quote(
        base64.b64encode(bytes.fromhex(signature(SECRET, f"{SECRET}{PATH}{TEXT}{BODY}{SECRET}"))), safe=""
    ),
    "the access token was used as the key": signature("TOK", f"{SECRET}{PATH}{TEXT}{BODY}{SECRET}"),
    "the app key was used as the key": signature("k1", f"{SECRET}{PATH}{TEXT}{BODY}{SECRET}"),
    "access_token was part of the string, and the path was left out": signature(
        SECRET, f"{SECRET}access_tokenTOK{TEXT}{BODY}{SECRET}"
    ),
    "the signature is in upper case": signature(SECRET, f"{SECRET}{PATH}{TEXT}{BODY}{SECRET}").upper(),
    "sign is missing": "",
}


@pytest.mark.parametrize(("mistake", "sign"), MISTAKES.items())
@pytest.mark.usefixtures("secret")
def test_a_known_mistake_is_named_with_its_remedy(mistake: str, sign: str, capsys: Explain) -> None:
    explanation = explained(capsys, f"https://h{PATH}?{QUERY}&sign={sign}", "--body", BODY, code=1)
    assert explanation["mistake"] == mistake
    assert explanation["remedy"]


@pytest.mark.usefixtures("secret")
def test_an_empty_object_that_is_signed_on_a_get_without_a_body_is_named(capsys: Explain) -> None:
    sign = signature(SECRET, f"{SECRET}{PATH}{TEXT}{{}}{SECRET}")
    explanation = explained(capsys, f"https://h{PATH}?{QUERY}&sign={sign}", code=1)
    assert explanation["mistake"] == "an empty value was signed though no body was sent"


@pytest.mark.usefixtures("secret")
def test_a_token_of_the_header_is_tried_as_the_key_where_the_environment_has_it(
    capsys: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"https://h{PATH}?app_key=k1&sign={signature('TTP_tok', f'{SECRET}{PATH}app_keyk1{SECRET}')}"
    monkeypatch.delenv("SHOPWRIGHT_ACCESS_TOKEN", raising=False)
    explanation = explained(capsys, url, code=1)
    assert explanation["mistake"] is None
    assert any("SHOPWRIGHT_ACCESS_TOKEN" in note for note in explanation["notes"])
    monkeypatch.setenv("SHOPWRIGHT_ACCESS_TOKEN", "TTP_tok")
    assert explained(capsys, url, code=1)["mistake"] == "the access token was used as the key"


@pytest.mark.usefixtures("secret")
def test_the_secret_of_another_login_is_named(capsys: Explain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    url = f"https://h{PATH}?app_key=k1&sign={signature('theirs', f'theirs{PATH}app_keyk1theirs')}"
    assert explained(capsys, url, code=1)["mistake"] is None
    assert list(tmp_path.iterdir()) == []
    profile = {"base_url": "http://h", "app_key": "k2", "app_secret": "theirs", "account": "a"}
    (tmp_path / "shopwright").mkdir()
    (tmp_path / "shopwright" / "profiles.json").write_text(json.dumps({"a": profile}))
    assert explained(capsys, url, code=1)["mistake"] == "the secret is that of another app"


@pytest.mark.parametrize("text", ["1795820160.5", "1795820160.0", "1795820160000"])
@pytest.mark.usefixtures("secret")
def test_a_timestamp_that_is_refused_is_named_though_the_signature_fits(text: str, capsys: Explain) -> None:
    right = signature(SECRET, f"{SECRET}{PATH}app_keyk1timestamp{text}{SECRET}")
    url = f"https://h{PATH}?app_key=k1&timestamp={text}"
    explanation = explained(capsys, f"{url}&sign={right}", code=1)
    assert explanation["matches"] is True
    assert explanation["mistake"].startswith("the timestamp is")
    assert explained(capsys, url, code=1)["mistake"] == explanation["mistake"]
    wrong = explained(capsys, f"{url}&sign={right.upper()}", code=1)
    assert wrong["mistake"] == "the signature is in upper case"
    assert any("the timestamp is" in note for note in wrong["notes"])
    assert main(["sign", "explain", f"{url}&sign={right}"]) == 1
    assert "it fits, but the call is refused all the same" in capsys.readouterr().out


@pytest.mark.usefixtures("secret")
def test_a_multipart_body_is_not_signed(capsys: Explain) -> None:
    call = [f"https://h{PATH}?app_key=k1", "--body", "--+++", "--content-type", "multipart/form-data; boundary=+++"]
    right = signature(SECRET, f"{SECRET}{PATH}app_keyk1{SECRET}")
    assert explained(capsys, *call)["sign"] == right
    wrong = signature(SECRET, f"{SECRET}{PATH}app_keyk1--+++{SECRET}")
    assert explained(capsys, *call, "--sign", wrong, code=1)["mistake"] == "the multipart body was signed"


@pytest.mark.usefixtures("secret")
def test_a_sign_that_the_platform_accepts_from_some_clients_fits(capsys: Explain) -> None:
    without_body = signature(SECRET, f"{SECRET}{PATH}app_keyk1{SECRET}")
    for options in (["--body", "{}"], ["--method", "GET", "--body", '{"a":1}']):
        explanation = explained(capsys, f"https://h{PATH}?app_key=k1&sign={without_body}", *options)
        assert (explanation["matches"], explanation["mistake"]) == (True, None)
        assert any("it is accepted" in note for note in explanation["notes"])


@pytest.mark.usefixtures("secret")
def test_a_sign_that_fits_no_known_mistake_leaves_the_string_to_compare(capsys: Explain) -> None:
    explanation = explained(capsys, f"https://h{PATH}?app_key=k1&sign=0", code=1)
    assert (explanation["mistake"], "compare" in explanation["remedy"]) == (None, True)


@pytest.mark.usefixtures("secret")
def test_a_url_cut_by_the_shell_is_noticed(capsys: Explain) -> None:
    explanation = explained(capsys, f"https://h{PATH}?app_key=k1")
    assert any("no timestamp" in note and "quotes" in note for note in explanation["notes"])
    assert explained(capsys, f"https://h{PATH}?app_key=k1&timestamp=1")["notes"] == []


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(words, words), max_size=5), body=words, path=words)
def test_any_call_gets_the_sign_of_the_documented_algorithm(
    pairs: list[tuple[str, str]], body: str, path: str, secret: str, capsys: Explain
) -> None:
    path = "/" + path
    signed = sorted(
        (p for p in pairs if p[0] not in {"sign", "access_token", "x-tts-access-token"}), key=lambda p: p[0]
    )
    text = path + "".join(name + value for name, value in signed) + body
    url = f"https://h{quote(path)}?{urlencode(pairs)}"
    sign = signature(secret, f"{secret}{text}{secret}")
    if body in {"-", "--"}:
        return
    assert explained(capsys, url, f"--body={body}", "--method", "POST", "--sign", sign)["matches"] is True


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(secret=st.text("0123456789abcdef", min_size=16, max_size=40), token=st.text("ABCDEFGH", min_size=12))
def test_no_secret_is_ever_repeated(
    secret: str, token: str, monkeypatch: pytest.MonkeyPatch, capsys: Explain, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_APP_SECRET", secret)
    file = tmp_path / "body"
    file.write_text(json.dumps({"refresh_token": token, "note": f"mine is {secret}"}))
    query = urlencode({"app_key": "k", "app_secret": secret, "auth_code": token, "access_token": token, "x": secret})
    for url in (
        f"https://h/a/{secret}?{query}",
        f"https://h/a?{query}&sign={secret}",
        f"https://h/api/v2/token/get?{query}",
    ):
        for output in ([], ["--json"]):
            main(["sign", "explain", url, "--body-file", str(file), *output])
            out, err = capsys.readouterr()
            assert secret not in out + err
            assert token not in out + err


@pytest.mark.usefixtures("secret")
def test_calls_of_the_token_service_need_no_sign(capsys: Explain) -> None:
    assert main(["sign", "explain", "https://auth.tiktok-shops.com/api/v2/token/refresh?app_secret=x"]) == 2
    assert "not signed" in capsys.readouterr().err


@pytest.mark.usefixtures("secret")
def test_people_read_the_string_the_sign_the_mistake_and_the_remedy(capsys: Explain) -> None:
    assert main(["sign", "explain", f"https://h{PATH}?app_key=k&timestamp=1&sign=a1", "--body", "\x1b[2J"]) == 1
    out = capsys.readouterr().out
    assert f"{{app_secret}}{PATH}app_keyktimestamp1\\u001b[2J{{app_secret}}\n" in out, "nothing drives the terminal"
    for title in ("String to sign", "Right sign", "Given sign: it does not fit", "Likely mistake", "Remedy"):
        assert f"{title}\n" in out
    assert "\x1b" not in out, "no colours where there is no terminal"


@pytest.mark.usefixtures("secret")
def test_a_body_comes_from_a_file_byte_by_byte(tmp_path: Path, capsys: Explain) -> None:
    (tmp_path / "body").write_bytes(b"\xff\r\n")
    explanation = explained(capsys, "/p", "--body-file", str(tmp_path / "body"))
    right = hmac.new(SECRET.encode(), b"e59af819cc/p\xff\r\ne59af819cc", hashlib.sha256).hexdigest()
    assert explanation["sign"] == right


def test_a_body_comes_from_standard_input(tmp_path: Path) -> None:
    for option in (["--body-file", "-"], ["--body", "-"]):
        done = subprocess.run(
            [*COMMAND, "sign", "explain", "/p", *option, "--json"],
            env=environment(SHOPWRIGHT_APP_SECRET=SECRET),
            input=b"a\n",
            capture_output=True,
            timeout=DEADLINE,
            check=True,
        )
        assert json.loads(done.stdout)["canonical"] == "{app_secret}/pa\n{app_secret}"


@pytest.mark.parametrize("url", ["", "h", "https://h", "?a=1", "http://[h/p"])
@pytest.mark.usefixtures("secret")
def test_what_is_no_url_is_refused(url: str, capsys: Explain) -> None:
    assert main(["sign", "explain", url]) == 2
    assert "whole URL of the call" in capsys.readouterr().err


@pytest.mark.usefixtures("secret")
def test_one_body_at_a_time_and_it_must_be_there(capsys: Explain) -> None:
    assert main(["sign", "explain", "/p", "--body", "a", "--body-file", "b"]) == 2
    assert "exclude each other" in capsys.readouterr().err
    assert main(["sign", "explain", "/p", "--body-file", "nosuch"]) == 2
    assert "nosuch: No such file" in capsys.readouterr().err


def test_the_secret_is_asked_for_at_the_terminal_and_not_shown(tmp_path: Path) -> None:
    url, sign = VECTORS[0][1], VECTORS[0][4]
    with at_terminal(tmp_path, "sign", "explain", f"{url}&sign={sign}") as terminal:
        terminal.read_until("App secret: ")
        terminal.type(f"{SECRET}\n")
        assert terminal.end() == 0
        assert "it fits" in terminal.text
        assert SECRET not in terminal.text
        assert "\x1b[" in terminal.raw, "colours"


def test_without_a_terminal_and_a_variable_there_is_no_secret(run: Run) -> None:
    ended = run("sign", "explain", "/p")
    assert (ended.code, ended.out) == (2, "")
    assert "SHOPWRIGHT_APP_SECRET" in ended.err


def test_no_secret_typed_is_no_secret(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "sign", "explain", "/p") as terminal:
        terminal.read_until("App secret: ")
        terminal.type("\n")
        assert terminal.end() == 2
        assert "there is no app secret" in terminal.text
