"""The programs that the reference prints run as printed, in every language that is on this machine."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
from typing import Any

import pytest
from tiktok_shop_api import TikTokShopError

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations
from shopwright.platform.core.registry import BUILT
from shopwright.platform.reference.placeholders import outline, with_first_values
from shopwright.platform.reference.samples import Program, Sample, programs
from shopwright.testing import Platform

SECONDS = 60
KEYS = ("curl", "shopwright", "php", "typescript")
LISTS = {
    "searchProducts": {"page_size": "2"},
    "getWarehouseList": {},
    "getOrderList": {"page_size": "2", "sort_field": "create_time"},
}


@pytest.fixture
def seller_in_environment(shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """A platform whose keys are in the environment, as the programs take them."""
    platform, seller = shopwright_module_platform, shopwright_module_platform.seller
    values = {
        "APP_KEY": platform.keys.app_key,
        "APP_SECRET": platform.keys.app_secret,
        "ACCESS_TOKEN": seller.token.access_token,
        "SHOP_CIPHER": seller.shop_cipher,
        "BASE_URL": platform.url,
    }
    for name, value in values.items():
        monkeypatch.setenv(f"SHOPWRIGHT_{name}", value)
    return platform


def printed(program: Program) -> str:
    """What a program prints."""
    if program.key in ("shopwright", "tiktok-shop-api"):
        names: dict[str, Any] = {}
        try:
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(program.text, program.key, "exec"), names)
        finally:
            names["shop"].close()
        return out.getvalue()
    plain = (
        program.text.replace(": Record<string, string>", "").replace("!,", ",").replace("! }", " }").replace("!;", ";")
    )
    commands = {
        "curl": ["bash", "-euc", program.text],
        "php": ["php", "-r", program.text.removeprefix("<?php\n")],
        "typescript": ["node", "--input-type=module", "-e", plain],
    }
    command = commands[program.key]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("operation_id", LISTS)
def test_a_program_signs_sends_and_prints_the_reply(
    seller_in_environment: Platform, operation_id: str, key: str
) -> None:
    operation = operations()[operation_id]
    cipher = {"shop_cipher": seller_in_environment.seller.shop_cipher}
    sample = Sample(operation, {}, {**cipher, **LISTS[operation_id]}, {} if operation.body else None)
    (program,) = (each for each in programs(sample, seller_in_environment.url) if each.key == key)
    said = printed(program)
    assert "error" not in said.lower()
    if key == "shopwright":
        assert said.startswith("{")
    else:
        assert json.loads(said)["code"] == 0


@pytest.mark.slow
def test_programs_of_the_other_client_name_methods_and_models_that_it_has(seller_in_environment: Platform) -> None:
    run = 0
    for name in BUILT:
        operation = operations()[name]
        sample = with_first_values(outline(operation))
        for program in programs(sample, seller_in_environment.url):
            if program.key == "tiktok-shop-api":
                # Placeholders and bodies that lack something are refused; names that are not there raise others.
                with contextlib.suppress(TikTokShopError, ValueError, KeyError):
                    printed(program)
                run += 1
    assert run > 140
