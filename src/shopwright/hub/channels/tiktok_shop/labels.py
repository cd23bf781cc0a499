"""Fetches the file of a label from where TikTok says that it is."""

from __future__ import annotations

from urllib.parse import urlsplit

from shopwright.hub.channels.parcels import Label
from shopwright.hub.channels.protocol import App, ChannelError

#: More is no label.
_MOST_BYTES = 20 << 20
_SECONDS = 60


def fetch_label(app: App, url: str) -> Label:
    """The label at an address of TLS, or of the server that is called anyway. Raises ChannelError."""
    address, own = urlsplit(url), urlsplit(app.settings["base_url"])
    if address.scheme != "https" and (address.scheme, address.netloc) != (own.scheme, own.netloc):
        raise ChannelError("TikTok named an address for the label that is not safe to open.")
    file = app.open_address(url, _MOST_BYTES, _SECONDS)
    return Label(file.content, file.media_type)
