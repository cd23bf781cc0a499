"""Hashes identifiers of customers before they leave this machine."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.client.errors import HIDE_FRAMES, ArgumentError
from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.identifiers import digest_of, spelled_email, spelled_phone

__tracebackhide__ = HIDE_FRAMES

#: Of how many lines an error tells.
_MOST_TOLD = 5
_WORDS = {"email": "e-mail address", "phone": "telephone number with its country's code"}


def hash_identifiers(identifiers: Iterable[str], calculate_type: str, *, country: str = "") -> bytes:
    """A file of hashes, one a line, of e-mail addresses or telephone numbers; each person's counts once.

    Addresses are put into lower case, numbers into E.164; ``country`` is the code (``44``) of numbers without one.
    Empty ones are passed over. ``ArgumentError`` names the places of those that are neither, never their content.
    """
    kind = audience_rules().calculate_types.get(calculate_type)
    if kind is None or not kind.of:
        allowed = ", ".join(name for name, each in audience_rules().calculate_types.items() if each.of)
        raise ArgumentError(
            "hash_identifiers", [f"calculate_type {calculate_type!r} is not hashed here: one of {allowed}"]
        )
    digest, hashes, wrong = digest_of(calculate_type), dict[str, None](), list[int]()
    for number, text in enumerate(identifiers, 1):
        if not text.strip():
            continue
        spelled = spelled_email(text) if "email" in kind.of else None
        if spelled is None and "phone" in kind.of:
            spelled = spelled_phone(text, country)
        if spelled is None:
            wrong.append(number)
        else:
            hashes[digest(spelled).hex()] = None
    if wrong:
        raise ArgumentError("hash_identifiers", [_problem(wrong, kind.of)])
    return "".join(f"{text}\n" for text in hashes).encode()


def _problem(wrong: list[int], of: tuple[str, ...]) -> str:
    what = " or ".join(_WORDS[kind] for kind in of)
    more = f" and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
    return f"no {what} in line {', '.join(map(str, wrong[:_MOST_TOLD]))}{more}"
