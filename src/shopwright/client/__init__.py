"""The Python SDK: ``Shop`` and ``AsyncShop``, for TikTok Shop and for a Shopwright platform alike."""
