"""A command of the hub in a process of its own, for which Shopify's store is the server of a test.

``python -m tests.hub.crowd_process SHOPIFY_URL hub worker …``
"""

from __future__ import annotations

import sys

from shopwright.cli.main import main
from shopwright.hub.channels.registry import channels
from shopwright.hub.channels.shopify.channel import Shopify

if __name__ == "__main__":
    channels()["shopify"] = Shopify(base_url=sys.argv[1])
    sys.exit(main(sys.argv[2:]))
