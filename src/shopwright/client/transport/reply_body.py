"""Collects the body of a reply, decoded and bounded in size."""

from __future__ import annotations

import zlib

from shopwright.client.core.http import TransportFailure

#: The encodings that are asked for; others are refused, since nothing bounds what they unfold to.
ACCEPTED = "gzip, deflate"

#: The most bytes of a reply that are read, decoded: the largest pages have some megabytes.
MOST_BYTES = 64 * 2**20

#: zlib's window sizes: a header of gzip or zlib is found by itself; the third kind has none.
_WITH_HEADER, _WITHOUT_HEADER = 47, -15


class ReplyBody:
    """The body as it comes in. Raises ``TransportFailure`` for one that has more than ``most`` bytes when decoded."""

    def __init__(self, encoding: str, most: int) -> None:
        self._encoding = encoding.strip().lower()
        self._most = most
        self._pieces: list[bytes] = []
        self._size = 0
        self._unfolding: zlib._Decompress | None = None
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise TransportFailure(f"the reply is encoded as {encoding[:20]!r}, not as asked for", was_sent=True)

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        if self._encoding in ("", "identity"):
            self._keep(piece)
            return
        try:
            while piece:
                piece = self._unfold(piece)
        except zlib.error as error:
            raise TransportFailure(f"the reply is no {self._encoding}: {error}", was_sent=True) from error

    def whole(self) -> bytes:
        """The body, after its last piece."""
        if self._unfolding is not None and not self._unfolding.eof:
            raise TransportFailure("the compressed reply was cut off", was_sent=True)
        return b"".join(self._pieces)

    def _unfold(self, piece: bytes) -> bytes:
        """Decode a piece; what is left of it belongs to a further stream."""
        if self._unfolding is None or self._unfolding.eof:
            has_header = self._encoding != "deflate" or piece[0] & 0x0F == zlib.DEFLATED
            self._unfolding = zlib.decompressobj(_WITH_HEADER if has_header else _WITHOUT_HEADER)
        self._keep(self._unfolding.decompress(piece, self._most - self._size + 1))
        return self._unfolding.unused_data

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most:
            raise too_large(self._most)
        self._pieces.append(piece)


def too_large(most: int) -> TransportFailure:
    """The failure of a reply that is larger than ``most`` bytes."""
    return TransportFailure(f"the reply has more than {most:,} bytes", was_sent=True)
