"""Identifier codes: GTIN, EAN, UPC, ISBN and JAN, and the extra ones of bundles in the EU.

Lengths: docs/reference/catalogue.md#identifiers. The check digit is not looked at; TikTok documents none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shopwright.platform.catalogue.listing import IdentifierCode, Listing

from . import sku_errors as codes
from .context import ListingContext
from .problem import Problem, problem

EXTRA_CODES = 10
_FORMATS = {
    "GTIN": (re.compile(r"\d{14}", re.ASCII), "14 digits"),
    "EAN": (re.compile(r"\d{8}|\d{13}|\d{14}", re.ASCII), "8, 13 or 14 digits"),
    "UPC": (re.compile(r"\d{12}", re.ASCII), "12 digits"),
    "ISBN": (re.compile(r"\d{13}|\d{9}X", re.ASCII), "13 digits, or 9 digits and X"),
    "JAN": (re.compile(r"\d{8}|\d{13}", re.ASCII), "8 or 13 digits"),
}
_EXTRA = re.compile(r"\d{8}|\d{12}|\d{13}|\d{14}|\d{9}X", re.ASCII)


def identifier_codes(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052600 no type, 12052598 X inside, 12052591 digits, 12052592 a code on two SKUs, then the extra codes."""
    seen: set[str] = set()
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}]"
        main = sku.identifier_code
        if main and main.code:
            yield from _main(main, main.code, f"{field}.identifier_code")
            if main.code in seen:
                yield problem(codes.IDENTIFIER_REPEATED, f"{field}.identifier_code.code", code=main.code)
            seen.add(main.code)
        if sku.extra_identifier_codes:
            has_main = bool(main and main.code)
            yield from _extra(sku.extra_identifier_codes, has_main, seen, f"{field}.extra_identifier_codes", ctx)


def _main(identifier_code: IdentifierCode, code: str, field: str) -> Iterator[Problem]:
    if identifier_code.type not in _FORMATS:
        yield problem(codes.IDENTIFIER_TYPE_NEEDED, f"{field}.type")
        return
    pattern, rule = _FORMATS[identifier_code.type]
    if "X" in code[:-1].upper():
        yield problem(codes.IDENTIFIER_X_LAST, f"{field}.code", code=code)
    elif not (code.isascii() and pattern.fullmatch(code)):
        yield problem(codes.IDENTIFIER_DIGITS, f"{field}.code", code=code, type=identifier_code.type, rule=rule)


def _extra(
    codes_given: list[str], has_main: bool, seen: set[str], field: str, ctx: ListingContext
) -> Iterator[Problem]:
    """12052291 not in this market, 12052292 too many, 12052293 no main code, 12052294 format, 12052592 twice."""
    if not ctx.region.extra_identifier_codes:
        yield problem(codes.EXTRA_CODES_REFUSED, field, region=ctx.region.code)
        return
    if len(codes_given) > EXTRA_CODES:
        yield problem(codes.EXTRA_CODES_TOO_MANY, field, count=len(codes_given), most=EXTRA_CODES)
    if not has_main:
        yield problem(codes.EXTRA_CODES_WITHOUT_MAIN, field)
    for number, code in enumerate(codes_given):
        if not (code.isascii() and _EXTRA.fullmatch(code)):
            yield problem(codes.EXTRA_CODE_FORMAT, f"{field}[{number}]", code=code)
        elif code in seen:
            yield problem(codes.IDENTIFIER_REPEATED, f"{field}[{number}]", code=code)
        seen.add(code)
