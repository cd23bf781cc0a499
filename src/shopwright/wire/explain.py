"""Explains why a signature does not match: tries known mistakes of clients and names the one that gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .redaction import redact_body, redact_pairs, redact_tokens
from .signing import is_multipart, printable, string_to_sign
from .signing_mistakes import MISTAKES, UPPER_CASE, Case, Mistake, Recipe, SignedCall, documented


class Explanation(NamedTuple):
    """What the server signs, what came, and the likely mistake (``None`` when no known one fits)."""

    canonical: str
    expected: str
    received: str | None
    matches: bool
    mistake: str | None
    remedy: str | None


def explain(
    secret: str,
    call: SignedCall,
    signature: str | None,
    *,
    most_bytes: int | None = None,
    pairs: bool = False,
    other_secrets: Sequence[str] = (),
) -> Explanation:
    """Compare a signature with what the server computes and name the likely mistake.

    ``signature`` may be ``None`` when only the canonical string and the right sign are wanted. Of a call that is
    larger than ``most_bytes`` no mistake is looked for, and the canonical string has only so much of its body: each
    mistake that is tried signs the whole call again. ``pairs``: where no mistake fits, try two at once, which costs
    some thousand signatures. ``other_secrets``: of other apps that the caller has, to see whether one of them fits.
    """
    canonical = _redacted(call, most_bytes)
    expected = documented(secret, call).signature(call)
    if signature is None:
        return Explanation(canonical, expected, None, False, None, None)
    if signature == expected:
        return Explanation(canonical, expected, signature, True, None, None)
    if not signature:
        remedy = "Send the signature in the query parameter sign."
        return Explanation(canonical, expected, signature, False, "sign is missing", remedy)
    if most_bytes is not None and _weight(call) > most_bytes:
        return Explanation(canonical, expected, signature, False, None, _TOO_LARGE.format(most=most_bytes))
    likely = _likely(Case(call, secret, tuple(other_secrets)), signature, pairs=pairs)
    if likely:
        mistake = ", and ".join(each.name for each in likely)
        remedy = " ".join(dict.fromkeys(each.remedy for each in likely))
        return Explanation(canonical, expected, signature, False, mistake, remedy)
    return Explanation(canonical, expected, signature, False, None, _UNKNOWN if pairs else _UNKNOWN_ALONE)


_TOO_LARGE = (
    "The call is larger than {most} bytes, so known mistakes were not looked for. "
    "Check the app secret first, then give the call to: shopwright sign explain."
)
_UNKNOWN = "None of the known mistakes fits: check the app secret first, then compare the string above with yours."
_UNKNOWN_ALONE = f"{_UNKNOWN} To have two mistakes at once tried, give the call to: shopwright sign explain."

#: A form's body is signed once, by one of the mistakes, so it counts for less.
_FORM_WEIGHT = 1_024

#: How many bytes may be hashed to look for two mistakes at once.
_MOST_HASHED = 256 * 2**20


def _weight(call: SignedCall) -> int:
    """How many bytes each mistake that is tried has to sign."""
    body = len(call.body) // (_FORM_WEIGHT if is_multipart(call.content_type) else 1)
    return len(call.path) + sum(len(name) + len(value) for name, value in call.query) + body


def _redacted(call: SignedCall, most_bytes: int | None) -> str:
    """The string to sign without secrets, those that a client sent by mistake included."""
    signed = b"" if is_multipart(call.content_type) else call.body
    body = redact_body(signed[:most_bytes].decode("utf-8", "replace"))
    return printable(string_to_sign(redact_tokens(call.path), redact_pairs(call.query), body.encode()))


def _likely(case: Case, signature: str, *, pairs: bool) -> tuple[Mistake, ...]:
    """The mistake that gives a signature, or the two; none where no known one does.

    Letters of the other case are taken for a mistake of their own where pairs are tried, and passed over otherwise.
    """
    right = documented(case.secret, case.call)
    accepted = {signature, signature.replace(" ", "+")} | (set() if pairs else {signature.lower()})
    if signature.lower() == right.signature(case.call):
        return (UPPER_CASE,)
    tried: dict[Recipe, Mistake | None] = {right: None}
    for mistake in MISTAKES:
        for recipe in mistake.vary(right, case):
            if recipe not in tried:
                tried[recipe] = mistake
                if recipe.signature(case.call) in accepted:
                    return (mistake,)
    return _pair(case, accepted, tried) if pairs else ()


def _pair(case: Case, accepted: set[str], tried: dict[Recipe, Mistake | None]) -> tuple[Mistake, ...]:
    """The two mistakes that give one of the accepted signatures when they are made one after the other."""
    seen, left = set(tried), _MOST_HASHED
    for first_recipe, first in tried.items():
        for second in MISTAKES:
            if first is None or second is first:
                continue
            for recipe in second.vary(first_recipe, case):
                if recipe in seen:
                    continue
                seen.add(recipe)
                left -= recipe.size(case.call)
                if left < 0:
                    return ()
                if recipe.signature(case.call) in accepted:
                    return (first, second)
    return ()


def timestamp_mistake(call: SignedCall) -> tuple[str, str] | None:
    """What is wrong with the form of a call's timestamp, and the remedy; the call is refused whatever its signature."""
    for name, value in call.query:
        if name == "timestamp" and re.fullmatch(r"[0-9]{1,12}", value) is None:
            remedy = "Send Unix time in whole seconds, as ten digits."
            if re.fullmatch(r"[0-9]{13}", value):
                return "the timestamp is in milliseconds", remedy
            return "the timestamp is not a whole number of seconds", remedy
    return None
