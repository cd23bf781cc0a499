"""Cause and remedy of an error code."""

from __future__ import annotations

from shopwright.wire.meanings import meaning_of


def remedy_of(code: int) -> tuple[str, str]:
    """Cause and remedy of a code; a general text for a code that is not documented.

    The cause begins with the code's meaning, as a server's message is often too short, or in another language.
    """
    known = meaning_of(code)
    if known is None:
        return (
            "The code is not among those that TikTok Shop documents.",
            "Read the server's message; with the request id TikTok's support can say more.",
        )
    return f"{known.meaning} {known.cause}".rstrip(), known.remedy
