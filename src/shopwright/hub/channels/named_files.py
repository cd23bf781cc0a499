"""Files at addresses that channels name."""

from __future__ import annotations

from shopwright.hub.core.addresses import AddressError
from shopwright.hub.core.fetch import FetchError, fetch

from .protocol import ChannelError, File


def open_address(url: str, most_bytes: int, seconds: float) -> File:
    """Read a file. Raises ChannelError; it is passing unless the address itself is refused."""
    try:
        file = fetch(url, most_bytes=most_bytes, seconds=seconds)
    except AddressError as error:
        raise ChannelError(str(error)) from error
    except FetchError as error:
        raise ChannelError(str(error), is_passing=True) from error
    return File(file.content, file.media_type)
