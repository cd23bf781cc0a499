"""The operations of the extension ``product_review``."""

from . import removals, replies, search, summaries, tags

__all__ = ["removals", "replies", "search", "summaries", "tags"]
