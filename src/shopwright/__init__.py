"""Shopwright: an open TikTok Shop that you run yourself, and the Python SDK for it and for TikTok's own.

``from shopwright import Shop, AsyncShop`` is all that most programs need. What is named here is loaded when it is used.
"""

TYPE_CHECKING = False  # type checkers take it for true, and the typing module need not be imported for it

if TYPE_CHECKING:
    from shopwright.client.auth.file_store import EncryptedFileTokenStore
    from shopwright.client.auth.oauth import TIKTOK, authorization_url, read_callback
    from shopwright.client.auth.sql_store import SqlTokenStore
    from shopwright.client.auth.tokens import MemoryTokenStore, Token, TokenStore, UserType
    from shopwright.client.auth.vault.connection import Vault
    from shopwright.client.auth.vault.session import AppRole
    from shopwright.client.auth.vault.token_store import VaultTokenStore
    from shopwright.client.business.api import TIKTOK_BUSINESS, AsyncBusiness, Business
    from shopwright.client.business.identifiers import hash_identifiers
    from shopwright.client.business.upload import AudienceUpload
    from shopwright.client.core.breaker import CircuitBreaker
    from shopwright.client.core.limiter import MemoryRateLimiter
    from shopwright.client.core.options import Cancellation, Options, RetryPolicy
    from shopwright.client.errors import (
        ApiCallError,
        ArgumentError,
        CallCancelled,
        CircuitOpen,
        DeadlineExceeded,
        InvalidCall,
        NoReply,
        NotAuthorized,
        NotBuilt,
        PartialFailure,
        RateLimited,
        ScopeError,
        ServerTrouble,
        ShopwrightError,
        SignatureError,
        TokenError,
        TokenStoreError,
        UnreadableReply,
        VaultError,
    )
    from shopwright.client.limits.redis import RedisRateLimiter
    from shopwright.client.limits.sqlite import SqliteRateLimiter
    from shopwright.client.observe.tracing import TracingObserver
    from shopwright.client.shop import AsyncShop, Shop
    from shopwright.client.updates import AsyncUpdates, Updates
    from shopwright.client.uploads import Upload
    from shopwright.client.values import Money, amounts, in_zone, moment
    from shopwright.client.webhooks.verify import Webhooks, WebhookSignatureError

    __version__: str
else:
    _HOMES = {
        "client.auth.file_store": "EncryptedFileTokenStore",
        "client.auth.oauth": "TIKTOK authorization_url read_callback",
        "client.auth.sql_store": "SqlTokenStore",
        "client.auth.tokens": "MemoryTokenStore Token TokenStore UserType",
        "client.auth.vault.connection": "Vault",
        "client.auth.vault.session": "AppRole",
        "client.auth.vault.token_store": "VaultTokenStore",
        "client.business.api": "TIKTOK_BUSINESS AsyncBusiness Business",
        "client.business.identifiers": "hash_identifiers",
        "client.business.upload": "AudienceUpload",
        "client.core.breaker": "CircuitBreaker",
        "client.core.limiter": "MemoryRateLimiter",
        "client.core.options": "Cancellation Options RetryPolicy",
        "client.errors": "ApiCallError ArgumentError CallCancelled CircuitOpen DeadlineExceeded InvalidCall NoReply "
        "NotAuthorized NotBuilt PartialFailure RateLimited ScopeError ServerTrouble ShopwrightError SignatureError "
        "TokenError TokenStoreError UnreadableReply VaultError",
        "client.limits.redis": "RedisRateLimiter",
        "client.limits.sqlite": "SqliteRateLimiter",
        "client.observe.tracing": "TracingObserver",
        "client.shop": "AsyncShop Shop",
        "client.updates": "AsyncUpdates Updates",
        "client.uploads": "Upload",
        "client.values": "Money amounts in_zone moment",
        "client.webhooks.verify": "WebhookSignatureError Webhooks",
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        """Look a name up when it is asked for; the version too, since reading package metadata takes its time."""
        from importlib import import_module

        if name == "__version__":
            return import_module("importlib.metadata").version("shopwright")
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"shopwright.{_HOME_OF[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted([*globals(), *_HOME_OF])


__all__ = [
    "TIKTOK",
    "TIKTOK_BUSINESS",
    "ApiCallError",
    "AppRole",
    "ArgumentError",
    "AsyncBusiness",
    "AsyncShop",
    "AsyncUpdates",
    "AudienceUpload",
    "Business",
    "CallCancelled",
    "Cancellation",
    "CircuitBreaker",
    "CircuitOpen",
    "DeadlineExceeded",
    "EncryptedFileTokenStore",
    "InvalidCall",
    "MemoryRateLimiter",
    "MemoryTokenStore",
    "Money",
    "NoReply",
    "NotAuthorized",
    "NotBuilt",
    "Options",
    "PartialFailure",
    "RateLimited",
    "RedisRateLimiter",
    "RetryPolicy",
    "ScopeError",
    "ServerTrouble",
    "Shop",
    "ShopwrightError",
    "SignatureError",
    "SqlTokenStore",
    "SqliteRateLimiter",
    "Token",
    "TokenError",
    "TokenStore",
    "TokenStoreError",
    "TracingObserver",
    "UnreadableReply",
    "Updates",
    "Upload",
    "UserType",
    "Vault",
    "VaultError",
    "VaultTokenStore",
    "WebhookSignatureError",
    "Webhooks",
    "amounts",
    "authorization_url",
    "hash_identifiers",
    "in_zone",
    "moment",
    "read_callback",
]
