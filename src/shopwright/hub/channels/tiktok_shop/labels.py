"""Fetches the file of a label from where TikTok says that it is."""

from __future__ import annotations

from urllib.parse import urlsplit

import urllib3

from shopwright.hub.channels.parcels import Label
from shopwright.hub.channels.protocol import ChannelError

#: More is no label.
_MOST_BYTES = 20 << 20


def fetch_label(url: str, base_url: str) -> Label:
    """The label at an address of TLS, or of the server that is called anyway. Raises ChannelError."""
    address, own = urlsplit(url), urlsplit(base_url)
    if address.scheme != "https" and (address.scheme, address.netloc) != (own.scheme, own.netloc):
        raise ChannelError("TikTok named an address for the label that is not safe to open.")
    with urllib3.PoolManager(timeout=60, retries=False) as pool:
        try:
            reply = pool.request("GET", url, redirect=False, preload_content=False)
            content = reply.read(_MOST_BYTES + 1)
        except urllib3.exceptions.HTTPError as error:
            raise ChannelError("The label's file could not be fetched.", is_passing=True) from error
        media_type = reply.headers.get("content-type", "").partition(";")[0].strip()
        status = reply.status
        reply.release_conn()
    if status != 200 or not content:
        raise ChannelError(f"The label's file is not there yet (HTTP {status}).", is_passing=True)
    if len(content) > _MOST_BYTES:
        raise ChannelError("The label's file is too large to be a label.")
    return Label(content, media_type)
