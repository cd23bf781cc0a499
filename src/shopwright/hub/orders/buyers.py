"""Buyers of orders: encrypted at rest, and found by keyed hashes of what somebody may type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, replace

from shopwright.hub.channels.protocol import Address
from shopwright.hub.core.vault import vault

_WORD = re.compile(r"\w+")
_NO_DIGIT = re.compile(r"\D")


def seal(purpose: str, buyer: Address) -> bytes:
    return vault().encrypt(purpose, json.dumps(asdict(buyer)))


def keys_of(workspace_id: int, buyer: Address) -> list[bytes]:
    """Hashes of a buyer's e-mail address, telephone number, postcode and the words of the name."""
    return sorted({_hash(workspace_id, kind, text) for kind, text in _texts(buyer) if text})


def identity_keys(workspace_id: int, buyer: Address) -> list[bytes]:
    """Hashes that only this buyer has: of the e-mail address and the telephone number, where they are not masked."""
    known = [(kind, text) for kind, text in _texts(replace(buyer, name="", postcode="")) if text]
    masked = {"email": "*" in buyer.email, "phone": "*" in buyer.phone}
    return [_hash(workspace_id, kind, text) for kind, text in known if not masked[kind]]


def keys_for_search(workspace_id: int, text: str) -> list[list[bytes]]:
    """What to look for when somebody types a text: each of its words as any of the things it could be.

    Every inner list is one word; a buyer fits who has one key of each.
    """
    whole = [_hash(workspace_id, kind, normal) for kind, normal in _readings(text)]
    words = [[_hash(workspace_id, "name", word)] for word in _words(text)]
    return [[*whole, *words[0]]] if len(words) == 1 else [whole] if _is_one_thing(text) else words


def _is_one_thing(text: str) -> bool:
    return "@" in text or any(character.isdigit() for character in text)


def _readings(text: str) -> Iterable[tuple[str, str]]:
    yield "email", text.strip().lower()
    yield "phone", _NO_DIGIT.sub("", text)[-9:]
    yield "postcode", "".join(_words(text))


def _texts(buyer: Address) -> Iterable[tuple[str, str]]:
    yield "email", buyer.email.strip().lower()
    yield "phone", _NO_DIGIT.sub("", buyer.phone)[-9:]
    yield "postcode", "".join(_words(buyer.postcode))
    for word in _words(buyer.name):
        yield "name", word


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _hash(workspace_id: int, kind: str, text: str) -> bytes:
    return vault().hash(f"buyer:{workspace_id}:{kind}", text)
