"""What is known about an error code: its cause and its remedy."""

from __future__ import annotations

from shopwright.wire.meanings import meaning_of


def remedy_of(code: int) -> tuple[str, str]:
    """Cause and remedy of a code; for one that nobody documented, what can be said of any.

    The cause says first what is wrong: a server's own message is often too short, or in another language.
    """
    known = meaning_of(code)
    if known is None:
        return (
            "The code is not among those that TikTok Shop documents.",
            "Read the server's message; with the request id TikTok's support can say more.",
        )
    return f"{known.meaning} {known.cause}".rstrip(), known.remedy
