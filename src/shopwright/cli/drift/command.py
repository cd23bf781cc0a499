"""``shopwright drift``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.captures.files import read_recordings
from shopwright.cli.profiles import open_shop
from shopwright.cli.refusal import RefusedError
from shopwright.cli.text import json_text, print_message, visible

from .compare import Comparison
from .live import ask_first, given_values, read_live, reads
from .patch import drafts, without_record
from .report import as_json as report_as_json
from .report import as_markdown, print_report, sorted_findings

_Switch = Parameter(negative="", show_default=False)


def drift(
    recordings: Annotated[
        Path | None, Parameter(help="A directory or file of recorded calls: HAR, lines of JSON, JSON.")
    ] = None,
    *,
    before: Annotated[
        Path | None, Parameter(help="Earlier recordings: fields that they have, and these no longer, are gone.")
    ] = None,
    live: Annotated[bool, Parameter(help="Make calls that only read, with your own keys."), _Switch] = False,
    yes: Annotated[bool, Parameter(help="Make them without asking."), _Switch] = False,
    given: Annotated[
        tuple[str, ...],
        Parameter(negative="", show_default=False, help="An id to ask for, such as order_id=5764…; may be repeated."),
    ] = (),
    platform: Annotated[
        bool, Parameter(help="Compare with what this release's platform answers, too."), _Switch
    ] = False,
    profile: Annotated[str | None, Parameter(help="Which login to use.")] = None,
    shop: Annotated[str | None, Parameter(help="The cipher of one of the seller's shops.")] = None,
    markdown: Annotated[Path | None, Parameter(help="Write the report into a file, to attach to an issue.")] = None,
    patch: Annotated[Path | None, Parameter(help="Write drafts of patch records into a file.")] = None,
    as_json: Annotated[bool, Parameter(name="--json", help="Print JSON."), _Switch] = False,
) -> int:
    """Compare replies with the contract and the platform: what is new, gone, or of another type.

    The replies are recorded ones, or with --live those to a fixed list of GET operations. Reports hold names of fields,
    types, codes and constants, and no value of a reply. With --platform they are compared with the platform as well:
    operations that it does not build, codes that it never raises, fields that it never fills. Exit codes: 0 no
    difference, 1 some, 2 not understood or nobody there.

    For example:
        shopwright drift recordings/
        shopwright drift session.har --platform --markdown drift.md --patch drafts.json
        shopwright drift --live --yes --given order_id=5764615 --json
    """
    if live == (recordings is not None):
        raise RefusedError("drift takes recordings, or --live", "name a directory, or add --live, not both")
    if not live and (given or yes):
        raise RefusedError("--given and --yes belong to --live", "leave them out")
    left_out: list[str] = []
    if recordings is not None:
        comparison = _compared(recordings, with_platform=platform)
    else:
        comparison = Comparison(with_platform=platform)
        values = given_values(given)
        with open_shop(profile, shop_cipher=shop) as opened:
            ask_first(opened, len(reads()), yes=yes)
            exchanges, left_out = read_live(opened, values)
        for exchange in exchanges:
            comparison.add(exchange)
    if before is not None:
        comparison.add_gone_since(_compared(before))
    if markdown is not None:
        _write(markdown, as_markdown(comparison, left_out))
    if patch is not None:
        _write_patch(comparison, patch)
    if as_json:
        print(json_text(report_as_json(comparison, left_out)))
    else:
        print_report(comparison, left_out)
    return 1 if comparison.findings else 0


def _compared(place: Path, *, with_platform: bool = False) -> Comparison:
    comparison = Comparison(with_platform=with_platform)
    for recorded in read_recordings(place):
        comparison.add(recorded)
    if not comparison.operations and not comparison.notifications and not comparison.findings:
        raise RefusedError(
            "none of the recordings is a whole reply of the Partner API",
            "record replies with their bodies, or export them with shopwright logs --details --json",
        )
    return comparison


def _write_patch(comparison: Comparison, file: Path) -> None:
    findings = [finding for finding, _ in sorted_findings(comparison)]
    _write(file, json.dumps(drafts(findings), indent=2) + "\n")
    if rest := without_record(findings):
        print_message(f"{len(rest)} of the differences need other files than a patch record: see the guide to drift")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RefusedError(
            f"cannot write {visible(str(file))}: {error.strerror}", "name a file in a folder that is there"
        ) from error
