"""``shopwright audience``: files for the Business API."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shopwright.client.business.api import TIKTOK_BUSINESS, Business
from shopwright.client.business.identifiers import hash_identifiers
from shopwright.client.business.upload import AudienceUpload, token_problems
from shopwright.client.errors import ApiCallError, ArgumentError, ShopwrightError
from shopwright.client.uploads import Source, Upload

from .connection import AsJson
from .output import print_json
from .refusal import FAILED, RefusedError
from .text import console, visible

_Switch = Parameter(negative="", show_default=False)
TOKEN_VARIABLES = ("SHOPWRIGHT_BUSINESS_TOKEN", "SHOPWRIGHT_ACCESS_TOKEN")


def upload_audience(
    file: Annotated[Path, Parameter(help="A CSV or TXT file: one hash a line, or a list.")],
    *,
    advertiser_id: Annotated[str, Parameter(help="The advertiser id of the token's account.")],
    calculate_type: Annotated[str, Parameter(help="What the file holds: EMAIL_SHA256, PRODUCT_LIST …")],
    hashed: Annotated[
        bool, Parameter(name="--hash", help="The file holds identifiers, one a line: hash them here first."), _Switch
    ] = False,
    country: Annotated[str, Parameter(help="With --hash: the code of numbers without one, like 44.")] = "",
    base_url: Annotated[
        str | None, Parameter(env_var="SHOPWRIGHT_BASE_URL", help="A platform's address.", show_env_var=True)
    ] = None,
    tiktok: Annotated[bool, Parameter(help="TikTok itself."), _Switch] = False,
    dry_run: Annotated[bool, Parameter(help="Check it and print the request; send nothing."), _Switch] = False,
    as_json: AsJson = False,
) -> int:
    """Check a file of customers or a list, and upload it.

    It is checked by the rules that a platform checks it by, in the same words. The token is taken from
    SHOPWRIGHT_BUSINESS_TOKEN, else from SHOPWRIGHT_ACCESS_TOKEN.

    For example:
        shopwright audience upload customers.csv --advertiser-id 7092 --calculate-type EMAIL_SHA256 --dry-run
        shopwright audience upload emails.txt --advertiser-id 7092 --calculate-type EMAIL_SHA256 --hash
    """
    token = next((text for name in TOKEN_VARIABLES if (text := os.environ.get(name, "").strip())), "")
    try:
        upload = AudienceUpload(advertiser_id, _source(file, calculate_type, country, hashed=hashed), calculate_type)
        if problems := [*token_problems(token), *upload.validate()]:
            return _told(problems)
        url = TIKTOK_BUSINESS if tiktok else base_url
        if url is None:
            raise RefusedError("where to?", "say --base-url URL for a platform, or --tiktok")
        if dry_run:
            print(upload.dry_run(url, token))
            return 0
        path = Business(token, base_url=url).upload(upload)
    except ArgumentError as error:
        return _told(error.problems)
    except ShopwrightError as error:
        text = error.server_message if isinstance(error, ApiCallError) else error.message
        raise RefusedError(visible(text), visible(error.remedy), FAILED) from error
    if as_json:
        print_json({"file_path": path})
    else:
        console().print(f"Uploaded as {visible(path)}.")
    return 0


def _source(file: Path, calculate_type: str, country: str, *, hashed: bool) -> Source:
    if not hashed:
        return file
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{file} cannot be read as text", "name a file with one identifier a line") from error
    return Upload(hash_identifiers(lines, calculate_type, country=country), file.name)


def _told(problems: tuple[str, ...] | list[str]) -> int:
    for problem in problems:
        print(visible(problem), file=sys.stderr)
    return FAILED
