"""The catalogue of mistakes in signing: how clients make a signature, and what they do otherwise than documented.

A ``Recipe`` is one way to make the signature of a call. A ``Mistake`` changes a recipe; two of them, one after the
other, are a client that makes both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple
from urllib.parse import quote

from .signing import UNSIGNED_PARAMETERS, Query, is_multipart


class SignedCall(NamedTuple):
    """A request as it travelled: ``query`` holds decoded pairs, ``raw_query`` the text after ``?``.

    ``token`` is the access token of its header, where that is known.
    """

    method: str
    path: str
    query: Query
    raw_query: str = ""
    body: bytes = b""
    content_type: str | None = None
    token: str | None = None

    def tokens(self) -> set[str]:
        """The access tokens that it carries, in the header or in the query."""
        carried = {value for name, value in self.query if name in ("access_token", "x-tts-access-token")}
        return {token for token in (*carried, self.token) if token}


class Recipe(NamedTuple):
    """How a signature is made of a call: by default as documented (docs/reference/signing.md#algorithm)."""

    key: str
    before: str
    after: str
    path: str
    body: bytes
    left_out: frozenset[str] = UNSIGNED_PARAMETERS
    order: Literal["name", "pair", "sent"] = "name"
    safe: str | None = None
    lead: str = ""
    equals: str = ""
    between: str = ""
    are_lists_joined: bool = False
    is_body_last: bool = False
    digest: Literal["hmac", "sha256", "md5"] = "hmac"
    encoding: Literal["hex", "upper", "base64", "urlsafe"] = "hex"

    def size(self, call: SignedCall) -> int:
        """How many bytes are hashed, about."""
        return len(self.path) + sum(len(name) + len(value) for name, value in call.query) + len(self.body)

    def signature(self, call: SignedCall) -> str:
        """The signature of a call."""
        text = (self.path + self.lead + self._parameters(call.query)).encode(errors="replace")
        inner, last = (text, self.body) if self.is_body_last else (text + self.body, b"")
        whole = self.before.encode(errors="replace") + inner + self.after.encode(errors="replace") + last
        if self.digest == "hmac":
            return self._encoded(hmac.digest(self.key.encode(errors="replace"), whole, "sha256"))
        return self._encoded(hashlib.new(self.digest, whole, usedforsecurity=False).digest())

    def _parameters(self, query: Query) -> str:
        pairs = [(name, value) for name, value in query if name not in self.left_out]
        if self.are_lists_joined:
            names = dict.fromkeys(name for name, _ in pairs)
            pairs = [(name, ",".join(value for other, value in pairs if other == name)) for name in names]
        if self.order != "sent":
            pairs.sort(key=lambda pair: pair[:1] if self.order == "name" else pair)
        if self.safe is not None:
            pairs = [(name, quote(value, safe=self.safe, errors="replace")) for name, value in pairs]
        return self.between.join(f"{name}{self.equals}{value}" for name, value in pairs)

    def _encoded(self, digest: bytes) -> str:
        if self.encoding in ("hex", "upper"):
            return digest.hex() if self.encoding == "hex" else digest.hex().upper()
        encode = base64.b64encode if self.encoding == "base64" else base64.urlsafe_b64encode
        return encode(digest).decode()


def documented(secret: str, call: SignedCall) -> Recipe:
    """The right recipe for a call."""
    return Recipe(secret, secret, secret, call.path, b"" if is_multipart(call.content_type) else call.body)


class Case(NamedTuple):
    """A call and what may have been used to sign it: the secret, and those of other apps."""

    call: SignedCall
    secret: str
    other_secrets: tuple[str, ...] = ()


class Mistake(NamedTuple):
    """What a client does otherwise. ``vary`` yields the ways in which it may have been done."""

    name: str
    remedy: str
    vary: Callable[[Recipe, Case], Iterator[Recipe]]


def _with_secret(recipe: Recipe, secret: str, other: str) -> Recipe:
    """The recipe with another text wherever it has a secret."""
    key, before, after = (other if text == secret else text for text in recipe[:3])
    return recipe._replace(key=key, before=before, after=after)


def _body_left_out(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    if recipe.body:
        yield recipe._replace(body=b"")


def _multipart_signed(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    if is_multipart(case.call.content_type):
        yield recipe._replace(body=case.call.body)


def _reserialised(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    try:
        value = json.loads(recipe.body)
    except (ValueError, RecursionError):  # no JSON, or nested so deep that a client could not have written it either
        return
    for separators in ((",", ":"), (", ", ": ")):
        for ascii_only in (True, False):
            for ordered in (True, False):
                text = json.dumps(value, separators=separators, ensure_ascii=ascii_only, sort_keys=ordered)
                yield recipe._replace(body=text.encode(errors="replace"))


def _body_hashed(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    digest = hashlib.sha256(recipe.body)
    for text in (digest.hexdigest(), digest.hexdigest().upper(), base64.b64encode(digest.digest()).decode()):
        yield recipe._replace(body=text.encode())


def _empty_value_signed(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    if not case.call.body:
        for text in (b"{}", b"[]", b"null", b'""'):
            yield recipe._replace(body=text)


def _body_last(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    if recipe.body:
        yield recipe._replace(is_body_last=True)


def _unsorted(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(order="sent")


def _token_included(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(left_out=(recipe.left_out - UNSIGNED_PARAMETERS) | {"sign"})


def _path_missing(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(path="")


def _path_slash(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for path in (recipe.path.rstrip("/"), recipe.path + "/", recipe.path.lstrip("/")):
        if recipe.path:
            yield recipe._replace(path=path)


def _encoded_values(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for safe in ("", "/", "~()*!.'"):
        yield recipe._replace(safe=safe)


def _separators(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for lead in ("", "?"):
        yield recipe._replace(lead=lead, equals="=", between="&")
        if recipe.order == "name":
            yield recipe._replace(lead=lead, equals="=", between="&", order="pair")


def _no_wrapping(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for before, after in (("", ""), (recipe.before, ""), ("", recipe.after)):
        yield recipe._replace(before=before, after=after)


def _plain_hash(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(digest="sha256")
    yield recipe._replace(digest="md5")


def _joined_list(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(are_lists_joined=True)


#: How many parameters are left out in turn, to see which of them a client did not sign: calls have about a dozen.
_MOST_LEFT_OUT = 32


def _parameter_missing(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    names = sorted({name for name, _ in case.call.query} - recipe.left_out)
    for name in names[:_MOST_LEFT_OUT]:
        yield recipe._replace(left_out=recipe.left_out | {name})


def _trimmed_secret(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for other in (recipe.key + "\n", " " + recipe.key, recipe.key + " "):
        yield _with_secret(recipe, recipe.key, other)


def _token_as_key(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for token in sorted(case.call.tokens()):
        yield recipe._replace(key=token)
        yield _with_secret(recipe, case.secret, token)


def _app_key_as_key(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for app_key in {value for name, value in case.call.query if name == "app_key"}:
        yield recipe._replace(key=app_key)
        yield _with_secret(recipe, case.secret, app_key)


def _other_app(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    for other in case.other_secrets:
        yield _with_secret(recipe, case.secret, other)


def _base64(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(encoding="base64")
    yield recipe._replace(encoding="urlsafe")


def _upper_case(recipe: Recipe, case: Case) -> Iterator[Recipe]:
    yield recipe._replace(encoding="upper")


UPPER_CASE = Mistake("the signature is in upper case", "Send the signature as lower-case hex.", _upper_case)

#: All known mistakes. Where two give the same signature, the earlier one is named.
MISTAKES = (
    UPPER_CASE,
    Mistake("the body was left out", "Append the raw body exactly as it is sent.", _body_left_out),
    Mistake(
        "the multipart body was signed",
        "Leave the body out when the media type is multipart/form-data, whatever its boundary.",
        _multipart_signed,
    ),
    Mistake("the body was serialised again before signing", "Sign the very bytes that you send.", _reserialised),
    Mistake("the parameters were not sorted by name", "Sort the parameters by name in byte order.", _unsorted),
    Mistake(
        "access_token was part of the string",
        "Leave sign and access_token out of the string to sign.",
        _token_included,
    ),
    Mistake("the path was left out", "Start with the URL's path, without host and query.", _path_missing),
    Mistake("the path differs by a slash", "Sign the path exactly as it is requested.", _path_slash),
    Mistake("the values were percent-encoded", "Sign decoded values, as the server sees them.", _encoded_values),
    Mistake("the parameters were joined with & and =", "Join name and value with no separators.", _separators),
    Mistake(
        "the secret does not stand on both sides of the string",
        "Put the app secret before and after the string, and use it as the key as well.",
        _no_wrapping,
    ),
    Mistake("a plain hash was used", "Use HMAC-SHA256 keyed with the app secret.", _plain_hash),
    Mistake("a list was signed as one comma-joined value", "Sign repeated parameters as they are sent.", _joined_list),
    Mistake(
        "a parameter that is sent was not signed", "Sign every parameter but sign and access_token.", _parameter_missing
    ),
    Mistake("the secret has a blank or a line end around it", "Trim the app secret.", _trimmed_secret),
    Mistake("the body was put after the closing secret", "Put the body before the closing secret.", _body_last),
    Mistake("a hash of the body was signed", "Sign the body itself, as it is sent.", _body_hashed),
    Mistake(
        "an empty value was signed though no body was sent",
        "Sign no body where you send none, not {} or null.",
        _empty_value_signed,
    ),
    Mistake("the signature is in base64", "Send the signature as 64 lower-case hex digits.", _base64),
    Mistake("the access token was used as the key", "Use the app secret as the key of the HMAC.", _token_as_key),
    Mistake("the app key was used as the key", "Use the app secret as the key of the HMAC.", _app_key_as_key),
    Mistake("the secret is that of another app", "Use the secret of the app whose app_key you send.", _other_app),
)
