"""All built operations: each answers what its form begins with, and its programs run as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations
from shopwright.platform.core.registry import BUILT
from shopwright.platform.reference.recorded import recorded
from tests.harness.server import RunningPlatform

from .reference_form import code_of, fields_of, ready, reply_of, sent
from .reference_programs import Job, run
from .visitor import Visitor

pytestmark = [pytest.mark.slow]

#: Who prints "code": 0, and whose clients print the data, or raise what was refused.
RAW, CLIENTS = ("curl", "php", "typescript"), ("shopwright", "tiktok-shop-api")


@dataclass
class Walk:
    """Each built operation's form, filled and sent once. ``forms`` are pages before it was sent."""

    platform: RunningPlatform
    forms: dict[str, str] = field(default_factory=dict)
    codes: dict[str, int | None] = field(default_factory=dict)
    replies: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)

    def jobs(self, key: str) -> Iterator[Job]:
        """The programs of a language, each with the keys of the shop in its form."""
        for name, html in self.forms.items():
            match = re.search(rf'data-program="{key}".*?<code>(.*?)</code>', html, re.DOTALL)
            if match:
                text = unescape(match[1])
                known = self.environment(name, dict(fields_of(html))["shop_id"])
                named = {*re.findall(r"SHOPWRIGHT_\w+", first_comment(text)), "SHOPWRIGHT_BASE_URL"}
                yield Job(name, text, {key: value for key, value in known.items() if key in named})

    def environment(self, name: str, shop_id: str) -> dict[str, str]:
        """The keys of a shop's seller, or of the demo's partner."""
        if shop_id not in self.tokens:
            self.tokens[shop_id] = self._keys_of(shop_id)
        is_partners = operations()[name].entity.value in ("partner", "asset")
        partner = {"SHOPWRIGHT_ACCESS_TOKEN": self.platform.keys["partner"]["access_token"]}
        return {**self.tokens[shop_id], **(partner if is_partners else {})}

    def _keys_of(self, shop_id: str) -> dict[str, str]:
        keys: Any = self.platform.keys
        shop = self.platform.get(f"/sandbox/shops/{shop_id}")
        made = {"app_key": keys["app_key"], "account_id": shop["account_id"]}
        values = {
            "APP_KEY": keys["app_key"],
            "APP_SECRET": keys["app_secret"],
            "ACCESS_TOKEN": self.platform.post("/sandbox/tokens", made)["access_token"],
            "SHOP_CIPHER": shop["cipher"],
            "BASE_URL": self.platform.url,
        }
        return {f"SHOPWRIGHT_{name}": str(value) for name, value in values.items()}


def first_comment(text: str) -> str:
    """The comment that a program begins with, which names what it takes from the environment."""
    return next(line for line in text.splitlines() if line.startswith(("#", "//")))


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    platform = RunningPlatform()
    visitor = Visitor(platform)
    made = Walk(platform)
    for name in operations():
        if name in BUILT:
            made.forms[name] = ready(visitor, name)
            html = sent(visitor, name, made.forms[name])
            made.codes[name], made.replies[name] = code_of(html), reply_of(html)
    yield made
    visitor.close()
    platform.stop()


def test_every_built_operation_answers_what_its_form_begins_with(walk: Walk) -> None:
    assert {name: code for name, code in walk.codes.items() if code != 0} == {}
    assert walk.codes.keys() == BUILT.keys()


def test_samples_of_replies_have_the_fields_that_are_answered(walk: Walk) -> None:
    """Where it says otherwise, ``python tools/record_replies.py`` records them again."""
    differ = {}
    for name, reply in walk.replies.items():
        told, answered = set(places(recorded().replies[name])), set(places(reply))
        if told != answered:
            differ[name] = told ^ answered
    assert differ == {}


def places(value: object, place: str = "") -> Iterator[str]:
    """Where something stands in a reply; of a list, in its first member."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{place}.{name}"
            yield from places(inner, f"{place}.{name}")
    if isinstance(value, list) and value:
        yield from places(value[0], f"{place}[]")


@pytest.mark.parametrize("key", [*RAW, *CLIENTS])
def test_programs_run_as_printed(walk: Walk, key: str, tmp_path: Path) -> None:
    """The forms were sent before, so that some are refused for what is no longer so; none for how it is signed."""
    jobs = list(walk.jobs(key))
    assert len(jobs) > 150
    said = run(key, jobs, tmp_path)
    assert {name: words for name, words in said.items() if not is_answered(name, words, key)} == {}


def is_answered(name: str, words: str, key: str) -> bool:
    """Whether a program was answered with success, or with a refusal of the operation itself."""
    if re.search("idempotency key was used|was submitted for this opportunity already", words):
        return True
    codes = {str(raised.code) for raised in BUILT[name].raises}
    told = re.findall(r'"code":\s*(\d+)' if key in RAW else r"\b\d{8}\b", words)
    if key in RAW:
        return bool(told) and told[0] in {"0", *codes}
    return bool(words) and ("Error" not in words.partition(":")[0] or bool(codes & set(told)))
