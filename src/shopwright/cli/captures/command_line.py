"""Reads a captured request from a curl command, or from HTTP as it travels."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from shopwright.cli.refusal import RefusedError

from .exchange import Exchange

_START = re.compile(r"(GET|POST|PUT|DELETE|PATCH|HEAD) (\S+)(?: HTTP/[\d.]+)?\s*(?:\n|$)")

#: Options of curl with a value that say nothing about the request.
_DULL = frozenset({"-o", "--output", "-m", "--max-time", "--connect-timeout", "--retry", "-x", "--proxy", "-w", "-u"})

_TEXTS = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"})
_HEADERS = frozenset({"-H", "--header"})
_FORMS = frozenset({"-F", "--form"})
_WITH_VALUE = _DULL | _TEXTS | _HEADERS | _FORMS | {"-X", "--request", "--url"}


def looks_like_curl(text: str) -> bool:
    return re.match(r"\s*(?:\$ *)?curl(?:\.exe)?\s", text) is not None


def looks_like_http(text: str) -> bool:
    return _START.match(text.lstrip()) is not None


def read_curl(text: str, where: str) -> Exchange:
    """The request that a curl command makes. Raises ``RefusedError``, without repeating it."""
    try:
        words = shlex.split(re.sub(r"\\\r?\n", " ", text.strip().lstrip("$ ")))[1:]
    except ValueError as error:
        raise RefusedError("the curl command has a quote that does not end", "copy the whole command") from error
    options = list(_options(words))
    headers = [_header(value) for flag, value in options if flag in _HEADERS]
    headers += [("content-type", "application/json") for flag, _ in options if flag == "--json"]
    method = next((value for flag, value in options if flag in ("-X", "--request")), "")
    url = next((value for flag, value in options if flag in ("", "--url")), "")
    joined = "&".join(_data(value) for flag, value in options if flag in _TEXTS)
    is_form = any(flag in _FORMS for flag, _ in options)
    if is_form:
        headers.append(("content-type", "multipart/form-data"))
    if joined and any(flag in ("-G", "--get") for flag, _ in options):
        url, joined = f"{url}{'&' if '?' in url else '?'}{joined}", ""
    return _exchange(where, method or ("POST" if joined or is_form else "GET"), url, headers, joined)


def read_http(text: str, where: str) -> Exchange:
    """A request as it travels: its first line, headers, an empty line, the body."""
    head, _, body = text.lstrip().replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    started = _START.match(lines[0] + "\n")
    assert started is not None
    pairs = [line.partition(":") for line in lines[1:] if ":" in line]
    headers = [(name.strip(), value.strip()) for name, _, value in pairs]
    length = next((value for name, value in headers if name.lower() == "content-length"), "")
    if length.isascii() and length.isdigit() and len(length) < 12:
        body = body.encode()[: int(length)].decode("utf-8", "replace")
    else:
        body = body.rstrip("\n")
    host = next((value for name, value in headers if name.lower() == "host"), "")
    target = started[2] if "://" in started[2] or not host else f"https://{host}{started[2]}"
    return _exchange(where, started[1], target, headers, body)


def _exchange(where: str, method: str, url: str, headers: list[tuple[str, str]], body: str) -> Exchange:
    try:
        parts = urlsplit(url if "://" in url or url.startswith("/") else f"https://{url}")
    except ValueError as error:
        raise RefusedError("the request's address cannot be read", "copy the whole request") from error
    if not parts.path:
        raise RefusedError("the request has no path", "copy the whole request; put its address in quotes")
    host = parts.netloc.rpartition("@")[2]
    return Exchange(
        where,
        method.upper(),
        parts.path,
        parts.query,
        tuple(headers),
        body.encode("utf-8", "surrogateescape"),
        scheme_and_host=f"{parts.scheme}://{host}" if host else "",
    )


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Options with their values; a word without an option before it has the name ``""``."""
    waiting = iter(words)
    for word in waiting:
        flag, value = _split(word)
        if not word.startswith("-"):
            yield "", word
        elif flag in _WITH_VALUE and not value:
            yield flag, next(waiting, "")
        else:
            yield flag, value


def _header(text: str) -> tuple[str, str]:
    name, _, content = text.partition(":")
    return name.strip(), content.strip()


def _split(word: str) -> tuple[str, str]:
    """An option and the value that is joined to it."""
    if word.startswith("--"):
        name, _, value = word.partition("=")
        return name, value
    if len(word) > 2 and word[:2] in ("-X", "-H", "-d", "-F"):
        return word[:2], word[2:]
    return word, ""


def _data(text: str) -> str:
    if text.startswith("@"):
        raise RefusedError("the body of the curl command is in a file", "put the body itself in place of @file")
    return text
