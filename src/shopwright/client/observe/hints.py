"""Hints about calls that were not needed, from their arguments."""

from __future__ import annotations

from shopwright.client.core.build import Target

#: Seconds within which the same read again is not needed.
_SOON = 30.0
#: Seconds within which a list whose changes a webhook reports need not be read again.
_POLL = 60.0
#: How often something must have happened before it is worth a hint.
_OFTEN = 5
#: How many calls of an operation are remembered, and how large a body may be to be remembered.
_REMEMBERED, _LARGEST_BODY = 256, 2**14

#: Lists of changes, and the webhook that reports the same changes at once.
_WEBHOOKS = {
    "getOrderList": "ORDER_STATUS_CHANGE (1)",
    "searchCancellations": "CANCELLATION_STATUS_CHANGE (11)",
    "searchPackage": "PACKAGE_UPDATE (4)",
    "searchProducts": "PRODUCT_STATUS_CHANGE (5)",
    "searchReturns": "RETURN_STATUS_CHANGE (12)",
}


class Watch:
    """The successful calls of one read operation, as far as hints need them. Its user holds a lock."""

    __slots__ = (
        "_last_poll",
        "_list",
        "_list_limit",
        "_page_limit",
        "_page_size",
        "_polls",
        "_recent",
        "_repeats",
        "_singles",
        "_small_pages",
        "_webhook",
        "is_read",
        "name",
    )

    def __init__(self, name: str, target: Target) -> None:
        self.name = name
        operation = target.spec.operation if target.spec else None
        self.is_read = operation.effect == "read" if operation else target.method == "GET"
        in_query = {p.name: p for p in operation.parameters if p.location == "query"} if operation else {}
        limits = operation.list_limits.items() if operation else ()
        self._list, self._list_limit = next(((name, most) for name, most in limits if name in in_query), ("", 0))
        size = in_query.get("page_size")
        self._page_limit = size.maximum or 0 if size else 0
        self._webhook = _WEBHOOKS.get(name, "")
        self._recent: dict[int, float] = {}
        self._repeats = self._singles = self._small_pages = self._polls = 0
        self._page_size = 0
        self._last_poll: dict[str, float] = {}

    def note(self, target: Target, now: float) -> None:
        """A call that succeeded."""
        query, body = target.query, target.body
        if body is None or len(body) <= _LARGEST_BODY:
            self._note_repeat(hash((target.path, tuple(query), body)), now)
        if not (self._list or self._page_limit or self._webhook):
            return
        parameters = dict(query)
        if self._list and self._list in parameters and "," not in parameters[self._list]:
            self._singles += 1
        if parameters.get("page_token"):
            size = parameters.get("page_size", "")
            if size.isdigit() and int(size) * 2 <= self._page_limit:
                self._small_pages += 1
                self._page_size = int(size)
        elif self._webhook:
            self._note_poll(parameters.get("shop_cipher", ""), now)

    def _note_repeat(self, key: int, now: float) -> None:
        recent = self._recent
        before = recent.pop(key, None)
        if before is not None and now - before < _SOON:
            self._repeats += 1
        elif len(recent) >= _REMEMBERED:
            del recent[next(iter(recent))]
        recent[key] = now

    def _note_poll(self, shop: str, now: float) -> None:
        before = self._last_poll.pop(shop, None)
        if before is not None and now - before < _POLL:
            self._polls += 1
        elif len(self._last_poll) >= _REMEMBERED:
            del self._last_poll[next(iter(self._last_poll))]
        self._last_poll[shop] = now

    def hints(self) -> list[str]:
        """A sentence for each kind of call that was made too often."""
        texts = []
        if self._polls >= _OFTEN:
            texts.append(
                f"{self.name} was asked from the start {self._polls} times within {_POLL:.0f} s of the time before: "
                f"the webhook {self._webhook} tells of changes at once, and polling is for what it missed"
            )
        elif self.name == "getAuthorizedShops" and self._repeats:
            texts.append(f"{self.name}: a shop's cipher stays the same; keep it, or give shop_cipher to the shop")
        elif self._repeats >= _OFTEN:
            texts.append(
                f"{self.name} was asked the same {self._repeats} times within {_SOON:.0f} s of the time before: "
                "keep the answer for a while"
            )
        if self._singles >= _OFTEN:
            texts.append(
                f"{self.name} was called {self._singles} times with one of {self._list}, and takes {self._list_limit} "
                f"at once: shop.in_batches(…, {self._list}=[…])"
            )
        if self._small_pages >= _OFTEN:
            texts.append(
                f"{self.name} was read on {self._small_pages} times with page_size={self._page_size}, and gives "
                f"{self._page_limit} at once: leave page_size to the iterators, or raise it"
            )
        return texts
